#include "scanner/collect/software/flatpak.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

enum { FIELD_APPLICATION, FIELD_VERSION, FIELD_BRANCH, FIELD_INSTALLATION, FIELDS };

void collect_flatpak(struct str body, struct observation *observation) {
    struct str line, fields[FIELDS];

    while (fields_next_line(&body, &line)) {
        if (package_split(line, fields, FIELDS) < FIELDS) {
            continue;
        }
        bool has_version = !str_is_empty(str_trim(fields[FIELD_VERSION]));
        package_add(observation, "flatpak",
                    &(struct package){.name = fields[FIELD_APPLICATION],
                                      .version = has_version ? fields[FIELD_VERSION] : fields[FIELD_BRANCH],
                                      .location = fields[FIELD_INSTALLATION]});
    }
}

#include "scanner/collect/software/dpkg.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

enum { FIELD_STATE, FIELD_NAME, FIELD_VERSION, FIELD_ARCH, FIELD_SIZE, FIELD_TIME, FIELDS };

/* "ii ": wanted and installed. A package on hold or marked for removal ("hi ", "ri ") is installed all the same, and so
 * is one that waits for what others still have to do ("it ", "iW "); "rc " has left its configuration only. */
static bool is_installed(struct str state) {
    return state.n >= 2 && str_is_listed("u|i|h|r|p", str_sub(state, 0, 1)) &&
           str_is_listed("i|t|W", str_sub(state, 1, 1));
}

void collect_dpkg(struct str body, struct observation *observation) {
    struct str line, fields[FIELDS];

    while (fields_next_line(&body, &line)) {
        memset(fields, 0, sizeof(fields));
        if (package_split(line, fields, FIELDS) < FIELD_SIZE || !is_installed(fields[FIELD_STATE])) {
            continue;
        }
        package_add(observation, "dpkg",
                    &(struct package){.name = fields[FIELD_NAME],
                                      .version = fields[FIELD_VERSION],
                                      .arch = fields[FIELD_ARCH],
                                      .installed = fields[FIELD_TIME]});
    }
}

#include "scanner/collect/software/pkgutil.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

void collect_pkgutil(struct str body, struct observation *observation) {
    struct package package = {0};
    struct str line, value;

    while (fields_next_line(&body, &line)) {
        if (fields_colon(line, "package-id", &value)) {
            package_add(observation, "pkgutil", &package);
            package = (struct package){.name = value};
        } else if (fields_colon(line, "version", &value)) {
            package.version = value;
        } else if (fields_colon(line, "install-time", &value)) {
            package.installed = value;
        }
    }
    package_add(observation, "pkgutil", &package);
}

#include "scanner/collect/software/apk.h"

#include "scanner/collect/software/package.h"

static const struct fields_key keys[] = {
    {"P", offsetof(struct package, name)},
    {"V", offsetof(struct package, version)},
    {"A", offsetof(struct package, arch)},
};

void collect_apk(struct str body, struct observation *observation) {
    struct package package;

    while (package_next_paragraph(&body, keys, ARRAY_LEN(keys), &package)) {
        package_add(observation, "apk", &package);
    }
}

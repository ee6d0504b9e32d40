#include "scanner/collect/software/dpkg_status.h"

#include "scanner/collect/software/package.h"

static const struct fields_key keys[] = {
    {"Package", offsetof(struct package, name)},
    {"Version", offsetof(struct package, version)},
    {"Architecture", offsetof(struct package, arch)},
    {"Status", offsetof(struct package, state)},
};

/* "install ok installed", "hold ok installed", "install ok triggers-pending", which is installed all the same; images
 * without a package manager have no such line. */
static bool is_installed(struct str state) {
    return str_is_empty(state) || str_ends_with(state, STR(" installed")) ||
           str_ends_with(state, STR(" triggers-pending")) || str_ends_with(state, STR(" triggers-awaited"));
}

void collect_dpkg_status(struct str body, struct observation *observation) {
    struct package package;

    while (package_next_paragraph(&body, keys, ARRAY_LEN(keys), &package)) {
        if (is_installed(package.state)) {
            package_add(observation, "dpkg", &package);
        }
    }
}

#include "base/library_version.h"

static void take_number(const char *name, char ret_number[LIBRARY_VERSION_SIZE]) {
    const char *from = name ? name + strcspn(name, "0123456789") : "";
    size_t n = strcspn(from, " \t");

    n = n < LIBRARY_VERSION_SIZE ? n : LIBRARY_VERSION_SIZE - 1;
    memcpy(ret_number, from, n);
    ret_number[n] = '\0';
}

struct library_version library_version_of(const char *built, const char *loaded) {
    struct library_version version;

    take_number(built, version.built);
    take_number(loaded, version.loaded);
    return version;
}

#pragma once
/* What the package sections have in common: a row of software. */

#include "scanner/observation.h"

struct package {
    struct str name, version, arch, vendor;
    struct str installed; /* seconds since 1970, empty when unknown */
};

/* Splits LINE at tabs into at most COUNT fields; how many there are. */
size_t package_split(struct str line, struct str *fields, size_t count);
/* SOURCE: "dpkg". A package without a name or a version is none. */
void package_add(struct observation *observation, const char *source, const struct package *package);

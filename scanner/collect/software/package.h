#pragma once
/* What the package sections have in common: a row of software. */

#include "scanner/collect/fields.h"
#include "scanner/collect/observation.h"

struct package {
    struct str name, version, arch, vendor;
    struct str installed; /* seconds since 1970, empty when unknown */
    struct str location;
    struct str state; /* the source's own word for whether it is installed */
};

/* Splits LINE at tabs into at most COUNT fields; how many there are. */
size_t package_split(struct str line, struct str *fields, size_t count);
/* Takes the next paragraph off *REST: lines "KEY: value" up to a blank line; KEYS are of struct package. Lines that
 * begin with a blank continue the one before and are not read. False at the end. */
bool package_next_paragraph(struct str *rest, const struct fields_key *keys, size_t count, struct package *ret_package);
/* SOURCE: "dpkg". A package without a name or a version is none. */
void package_add(struct observation *observation, const char *source, const struct package *package);

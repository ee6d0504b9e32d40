#pragma once
/* Package URLs (ECMA-427) of packages that a system's package manager installed:
 * pkg:rpm/redhat/openssl@1.1.1k-14.el8_6?arch=x86_64&distro=rhel-8.6&epoch=1. Pure; any thread. */

#include "base/buffer.h"

/* What a distribution is called there; all empty for one that is not known (products/distribution.def). */
struct package_distribution {
    struct str name_space; /* static */
    struct str distro;     /* "debian-12"; in the buffer given */
};

struct package {
    struct str source; /* software.source */
    struct str name, version, arch;
    struct package_distribution distribution;
};

/* Packages of this source have Package URLs. */
bool package_has_url(struct str source);
/* What the system of a machine (devices.os_name, os_version) is called. DISTRO takes the text. */
struct package_distribution package_distribution_of(struct str os_name, struct str os_version, struct buffer *distro);
/* Appends the URL. False, and nothing appended, where the source has none or the name is blank. */
bool package_url(const struct package *package, struct buffer *out);
/* The version of the software itself, without the epoch and the release of the package; of another source as it is. */
struct str package_upstream_version(struct str source, struct str version);
/* Appends a part of a Package URL, percent-encoded. */
void package_url_encode(struct str part, struct buffer *out);

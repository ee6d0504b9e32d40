#pragma once
/* The section "os" of systems without os-release: name=, version= and edition= lines, or what sw_vers (macOS),
 * vmware -v (ESXi) or the first line of /etc/release (Solaris) says. Sets: os_name, os_version, os_edition. */

#include "scanner/collect/observation.h"

void collect_release(struct str body, struct observation *observation);

#pragma once
/* The section "os": os-release, and the files that know the point release.
 * Sets: os_name, os_version, os_edition. */

#include "scanner/collect/observation.h"

void collect_os(struct str body, struct observation *observation);

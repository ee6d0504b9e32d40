#pragma once
/* The section "rpm": one line a package, separated by tabs: name, epoch, version-release, architecture, install time,
 * size, vendor. Sets: a software row for each package. */

#include "scanner/collect/observation.h"

void collect_rpm(struct str body, struct observation *observation);

#pragma once
/* The section "dpkg": one line a package, separated by tabs: state, name, version, architecture, size, epoch.
 * Sets: a software row for each package that is installed. */

#include "scanner/collect/observation.h"

void collect_dpkg(struct str body, struct observation *observation);

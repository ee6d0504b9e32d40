#pragma once
/* The section "updates_apt": what apt list --upgradable prints, or what apt-get -s upgrade says it would install.
 * Sets: a row of updates for each package that is installed in another version. */

#include "scanner/collect/observation.h"

void collect_updates_apt(struct str body, struct observation *observation);

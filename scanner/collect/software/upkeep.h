#pragma once
/* The section "upkeep": lines "restart=required", where the system says that what was installed needs a restart to be
 * used, and "denied=updates", where only root can ask what is pending without leaving traces.
 * Sets: notes. */

#include "scanner/collect/observation.h"

void collect_upkeep(struct str body, struct observation *observation);

#pragma once
/* The section "win_monitors": WmiMonitorID, what the monitors' EDID says.
 * Sets: a component a monitor. */

#include "scanner/collect/observation.h"

void collect_windows_monitors(struct str body, struct observation *observation);

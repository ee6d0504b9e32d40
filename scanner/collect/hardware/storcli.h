#pragma once
/* The section "storcli": the JSON that storcli (or a maker's copy of it, such as perccli) gives of all disks:
 * Controllers[] / Response Data / "Drive /c0/e252/s0 - Detailed Information" / "… Device attributes".
 * Sets: a component for each disk. */

#include "scanner/collect/observation.h"

void collect_storcli(struct str body, struct observation *observation);

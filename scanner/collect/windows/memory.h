#pragma once
/* The section "win_memory": what Windows can use, and the modules.
 * Sets: memory_mb and a component a module. */

#include "scanner/collect/observation.h"

void collect_windows_memory(struct str body, struct observation *observation);

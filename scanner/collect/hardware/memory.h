#pragma once
/* The section "memory": MemTotal, which leaves out what the firmware and the kernel keep.
 * Sets: memory_mb. */

#include "scanner/collect/observation.h"

void collect_memory(struct str body, struct observation *observation);

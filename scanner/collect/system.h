#pragma once
/* The section "system": names, clock and boot time.
 * Sets: hostname, boot_at and the host's UTC offset. */

#include "scanner/collect/observation.h"

void collect_system(struct str body, struct observation *observation);

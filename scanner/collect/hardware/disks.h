#pragma once
/* The section "disks": KEY="VALUE" lines of lsblk -P, and what sysfs adds.
 * Sets: disk_gb (decimal GB of the built-in disks, each counted once) and a component a disk. */

#include "scanner/collect/observation.h"

void collect_disks(struct str body, struct observation *observation);

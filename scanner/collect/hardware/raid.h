#pragma once
/* Disks that a RAID controller hides from the system. Their own tools list them (collect_storcli, collect_ssacli,
 * collect_smartctl), which takes privilege; the section "raid" is there where none of them could, with lines
 * "controller=DRIVER" and "lacks=privilege" or "lacks=tool". Sets: a note. */

#include "scanner/collect/hardware/disk.h"

/* A component, unless nothing identifies the disk. */
void raid_disk_add(struct observation *observation, const struct disk *disk);
void collect_raid(struct str body, struct observation *observation);

#pragma once
/* Disks that a RAID controller hides from the system. Their own tools list them (collect_storcli, collect_ssacli,
 * collect_smartctl), which takes privilege; the section "raid" is there where none of them could, with lines
 * "controller=DRIVER" and "lacks=privilege" or "lacks=tool". Sets: a note. */

#include "scanner/observation.h"

struct raid_disk { /* as read; empty when unknown */
    struct str name, slot, manufacturer, model, serial, firmware;
    uint64_t bytes; /* 0 when unknown */
};

/* A component, unless nothing identifies the disk. The serial number may be a placeholder, and is none then. */
void raid_disk_add(struct observation *observation, const struct raid_disk *disk);
void collect_raid(struct str body, struct observation *observation);

#pragma once
/* What a disk becomes, whichever command told of it: a component, and, unless a RAID controller hides it from the
 * system, its part of disk_gb. One thread at a time. */

#include "scanner/collect/observation.h"

struct disk {
    struct str name, slot, manufacturer, model, serial, firmware; /* as read; empty when unknown */
    uint64_t bytes;                                               /* 0 unknown */
    bool is_foreign; /* plugged in, or lent by a storage array: not what the ledger means by the machine's disks */
};

struct disk_list {
    struct observation *observation;
    uint64_t bytes; /* of the built-in ones so far */
    size_t count;
};

/* Adds a component. Placeholders are no serial numbers, and "ATA" is no maker. False when there is no room. */
bool disk_add(struct observation *observation, const struct disk *disk);
/* Adds a disk that the system sees; one without a name is none. */
void disk_list_add(struct disk_list *list, const struct disk *disk);
/* Sets: disk_gb, in decimal GB. */
void disk_list_report(const struct disk_list *list);

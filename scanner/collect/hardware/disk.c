#include "scanner/collect/hardware/disk.h"

#include "scanner/collect/component.h"
#include "scanner/collect/fields.h"

#include <inttypes.h>

#define DISKS_MAX 1024

/* "ATA" is the bus, where SCSI has the maker. */
static struct str maker(struct str text) {
    return str_eq(str_trim(text), STR("ATA")) ? STR_NONE : text;
}

bool disk_add(struct observation *observation, const struct disk *disk) {
    struct component component = {
        .kind = "disk",
        .name = disk->name,
        .slot = disk->slot,
        .manufacturer = maker(disk->manufacturer),
        .model = disk->model,
        .serial = disk->serial,
        .firmware = disk->firmware,
    };

    if (disk->bytes > 0) {
        component.capacity = arena_printf(observation->arena, "%" PRIu64 " GB", fields_decimal_gb(disk->bytes));
    }
    return component_add(observation, &component);
}

void disk_list_add(struct disk_list *list, const struct disk *disk) {
    if (str_is_empty(str_trim(disk->name)) || list->count == DISKS_MAX || !disk_add(list->observation, disk)) {
        return;
    }
    list->count++;
    if (!disk->is_foreign && list->bytes <= UINT64_MAX - disk->bytes) {
        list->bytes += disk->bytes;
    }
}

void disk_list_report(const struct disk_list *list) {
    if (list->bytes > 0) {
        observation_set_number(list->observation, DEVICES_DISK_GB, fields_decimal_gb(list->bytes));
    }
}

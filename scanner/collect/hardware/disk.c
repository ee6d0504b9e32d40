#include "scanner/collect/hardware/disk.h"

#include "inventory/identity.h"
#include "scanner/collect/fields.h"

#include <inttypes.h>

#define DISKS_MAX 1024

/* "ATA" is the bus, where SCSI has the maker. */
static struct str maker(struct str text) {
    return str_eq(str_trim(text), STR("ATA")) ? STR_NONE : text;
}

bool disk_add(struct observation *observation, const struct disk *disk) {
    struct observation_row *row = observation_add(observation, TABLE_COMPONENTS);

    if (!row) {
        return false;
    }
    observation_cell(observation, row, COMPONENTS_KIND, STR("disk"));
    observation_cell(observation, row, COMPONENTS_NAME, disk->name);
    observation_cell(observation, row, COMPONENTS_SLOT, disk->slot);
    observation_cell(observation, row, COMPONENTS_MANUFACTURER, maker(disk->manufacturer));
    observation_cell(observation, row, COMPONENTS_MODEL, disk->model);
    observation_cell(observation, row, COMPONENTS_FIRMWARE, disk->firmware);
    if (!identity_is_placeholder(disk->serial)) {
        observation_cell(observation, row, COMPONENTS_SERIAL, disk->serial);
    }
    if (disk->bytes > 0) {
        observation_cell(observation, row, COMPONENTS_CAPACITY,
                         arena_printf(observation->arena, "%" PRIu64 " GB", fields_decimal_gb(disk->bytes)));
    }
    return true;
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

#include "scanner/collect_disk.h"

#include "inventory/identity.h"
#include "scanner/collect_fields.h"

#define DISKS_MAX 1024

void disk_list_add(struct disk_list *list, const struct disk *disk) {
    struct observation *observation = list->observation;
    struct observation_row *row;

    if (str_is_empty(str_trim(disk->name)) || list->count == DISKS_MAX) {
        return;
    }
    row = observation_add(observation, TABLE_COMPONENTS);
    if (!row) {
        return;
    }
    list->count++;
    observation_cell(observation, row, COMPONENTS_KIND, STR("disk"));
    observation_cell(observation, row, COMPONENTS_NAME, disk->name);
    observation_cell(observation, row, COMPONENTS_MANUFACTURER, disk->manufacturer);
    observation_cell(observation, row, COMPONENTS_MODEL, disk->model);
    observation_cell(observation, row, COMPONENTS_FIRMWARE, disk->firmware);
    if (!identity_is_placeholder(disk->serial)) {
        observation_cell(observation, row, COMPONENTS_SERIAL, disk->serial);
    }
    if (disk->bytes > 0) {
        observation_cell(
            observation, row, COMPONENTS_CAPACITY,
            arena_printf(observation->arena, "%llu GB", (unsigned long long)fields_decimal_gb(disk->bytes)));
    }
    if (!disk->is_foreign && list->bytes <= UINT64_MAX - disk->bytes) {
        list->bytes += disk->bytes;
    }
}

void disk_list_report(const struct disk_list *list) {
    if (list->bytes > 0) {
        observation_set_number(list->observation, DEVICES_DISK_GB, fields_decimal_gb(list->bytes));
    }
}

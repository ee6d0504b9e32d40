#include "scanner/collect_raid.h"

#include "inventory/identity.h"
#include "scanner/collect_fields.h"

#include <inttypes.h>

/* "ATA" is the bus, where SCSI has the maker. */
static struct str maker(struct str text) {
    return str_eq(str_trim(text), STR("ATA")) ? STR_NONE : text;
}

void raid_disk_add(struct observation *observation, const struct raid_disk *disk) {
    struct str serial = identity_is_placeholder(disk->serial) ? STR_NONE : str_trim(disk->serial);
    struct observation_row *row;

    if (str_is_empty(serial) && str_is_empty(str_trim(disk->model))) {
        return;
    }
    row = observation_add(observation, TABLE_COMPONENTS);
    if (!row) {
        return;
    }
    observation_cell(observation, row, COMPONENTS_KIND, STR("disk"));
    observation_cell(observation, row, COMPONENTS_NAME, disk->name);
    observation_cell(observation, row, COMPONENTS_SLOT, disk->slot);
    observation_cell(observation, row, COMPONENTS_MANUFACTURER, maker(disk->manufacturer));
    observation_cell(observation, row, COMPONENTS_MODEL, disk->model);
    observation_cell(observation, row, COMPONENTS_SERIAL, serial);
    observation_cell(observation, row, COMPONENTS_FIRMWARE, disk->firmware);
    if (disk->bytes > 0) {
        observation_cell(observation, row, COMPONENTS_CAPACITY,
                         arena_printf(observation->arena, "%" PRIu64 " GB", fields_decimal_gb(disk->bytes)));
    }
}

void collect_raid(struct str body, struct observation *observation) {
    struct str controller = fields_value(body, "controller"), lacks = fields_value(body, "lacks");

    if (str_is_empty(controller) || str_is_empty(lacks)) {
        return;
    }
    observation_note(observation,
                     arena_printf(observation->arena, "disks behind %.*s need %s", STR_FMT(controller),
                                  str_eq(lacks, STR("tool")) ? "smartctl, storcli or ssacli" : "privilege"));
}

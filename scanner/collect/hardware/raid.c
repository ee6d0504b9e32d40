#include "scanner/collect/hardware/raid.h"

#include "inventory/identity.h"
#include "scanner/collect/fields.h"

void raid_disk_add(struct observation *observation, const struct disk *disk) {
    if (!identity_is_placeholder(disk->serial) || !str_is_empty(str_trim(disk->model))) {
        (void)disk_add(observation, disk);
    }
}

void collect_raid(struct str body, struct observation *observation) {
    struct str controller = fields_value(body, "controller"), lacks = fields_value(body, "lacks");

    /* the disks that a container does not see are not its own, either */
    if (str_is_empty(controller) || str_is_empty(lacks) || observation->is_container) {
        return;
    }
    observation_note(observation,
                     arena_printf(observation->arena, "disks behind %.*s need %s", STR_FMT(controller),
                                  str_eq(lacks, STR("tool")) ? "smartctl, storcli or ssacli" : "privilege"));
}

#include "scanner/collect/hardware/smartctl.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/raid.h"

#define DISKS_MAX 1024

/* ATA, SCSI and NVMe have names of their own. */
static const struct fields_key keys[] = {
    {"Vendor", offsetof(struct disk, manufacturer)},  {"Product", offsetof(struct disk, model)},
    {"Device Model", offsetof(struct disk, model)},   {"Model Number", offsetof(struct disk, model)},
    {"Serial Number", offsetof(struct disk, serial)}, {"Serial number", offsetof(struct disk, serial)},
    {"Revision", offsetof(struct disk, firmware)},    {"Firmware Version", offsetof(struct disk, firmware)},
};

/* "300,000,000,000 bytes [300 GB]" */
static uint64_t read_capacity(struct str text) {
    uint64_t bytes = 0;

    for (size_t i = 0; i < text.n && (str_is_digit(text.p[i]) || text.p[i] == ','); i++) {
        if (text.p[i] == ',') {
            continue;
        }
        if (bytes > (UINT64_MAX - 9) / 10) {
            return 0;
        }
        bytes = bytes * 10 + (uint64_t)(text.p[i] - '0');
    }
    return bytes;
}

static void take_line(struct str line, struct disk *disk) {
    struct str value;

    if (fields_colon(line, "User Capacity", &value)) {
        disk->bytes = read_capacity(value);
    }
    fields_take_colon(line, keys, ARRAY_LEN(keys), disk);
}

void collect_smartctl(struct str body, struct observation *observation) {
    struct disk disk = {0};
    struct str line;
    size_t count = 0;

    while (count <= DISKS_MAX && fields_next_line(&body, &line)) {
        if (str_drop_prefix(&line, STR("device="))) {
            raid_disk_add(observation, &disk);
            disk = (struct disk){.name = line};
            count++;
        } else {
            take_line(line, &disk);
        }
    }
    raid_disk_add(observation, &disk);
}

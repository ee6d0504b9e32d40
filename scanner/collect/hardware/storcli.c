#include "scanner/collect/hardware/storcli.h"

#include "base/json_read.h"
#include "scanner/collect/hardware/raid.h"

#include <stdio.h>

#define DISKS_MAX      1024
#define SECTORS_MAX    (UINT64_C(1) << 48)
#define NAME_MAX_BYTES 64

static uint64_t read_hex(struct str text) {
    uint64_t number = 0;

    for (size_t i = 0; i < text.n; i++) {
        int digit = str_hex_digit(text.p[i]);
        if (digit < 0 || number >= SECTORS_MAX) {
            break;
        }
        number = number * 16 + (uint64_t)digit;
    }
    return number;
}

/* "447.130 GB [0x37e436b0 Sectors]": what stands before is in powers of two and rounded, the sectors are exact. Their
 * size is "512B" or "4 KB". */
static uint64_t read_size(const struct json_node *attributes) {
    struct str text = json_text(json_get(attributes, "Raw size"));
    bool is_large = str_starts_with(json_text(json_get(attributes, "Logical Sector Size")), STR("4"));
    ptrdiff_t at = str_find(text, STR("[0x"));
    uint64_t sectors = at < 0 ? 0 : read_hex(str_sub(text, (size_t)at + 3, SIZE_MAX));

    return sectors < SECTORS_MAX ? sectors * (is_large ? 4096 : 512) : 0;
}

/* KEY is "Drive /c0/e252/s0 - Detailed Information". */
static bool add_drive(struct str key, const struct json_node *details, struct observation *observation) {
    struct str drive = key, name;
    char attributes_key[NAME_MAX_BYTES + sizeof " Device attributes"];
    const struct json_node *attributes;

    if (!str_starts_with(drive, STR("Drive /")) || !str_drop_suffix(&drive, STR(" - Detailed Information")) ||
        drive.n > NAME_MAX_BYTES) {
        return false;
    }
    snprintf(attributes_key, sizeof attributes_key, "%.*s Device attributes", STR_FMT(drive));
    attributes = json_get(details, attributes_key);
    name = str_sub(drive, sizeof "Drive " - 1, SIZE_MAX);
    raid_disk_add(observation, &(struct disk){
                                   .name = name,
                                   .slot = name,
                                   .manufacturer = json_text(json_get(attributes, "Manufacturer Id")),
                                   .model = json_text(json_get(attributes, "Model Number")),
                                   .serial = json_text(json_get(attributes, "SN")),
                                   .firmware = json_text(json_get(attributes, "Firmware Revision")),
                                   .bytes = read_size(attributes),
                               });
    return true;
}

static void add_controller(const struct json_node *controller, struct observation *observation, size_t *count) {
    const struct json_node *data = json_get(controller, "Response Data"), *value;
    struct str key;

    for (size_t i = 0; *count < DISKS_MAX && json_member(data, i, &key, &value); i++) {
        *count += add_drive(key, value, observation);
    }
}

void collect_storcli(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct json_node *controllers;
    size_t count = 0;

    if (json_parse(str_trim(body), "storcli", &document, NULL) != ERR_OK) {
        return;
    }
    controllers = json_get(json_root(document), "Controllers");
    for (size_t i = 0; i < json_length(controllers); i++) {
        add_controller(json_at(controllers, i), observation, &count);
    }
}

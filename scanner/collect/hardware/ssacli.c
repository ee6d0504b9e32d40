#include "scanner/collect/hardware/ssacli.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/raid.h"

#define DISKS_MAX  1024
#define SIZE_LIMIT 100000 /* GB or TB; more is no disk */

/* "HP      EG0300JFCKA": the maker in eight characters, as SCSI has it. */
static void take_model(struct str value, struct disk *disk) {
    if (fields_next_word(&value, &disk->manufacturer)) {
        disk->model = str_trim(value);
    }
}

/* "1.92" → 1920; 0 when it is no number. */
static uint64_t read_thousandths(struct str text) {
    struct str decimals = text, whole;
    uint64_t number;

    if (!str_cut(&decimals, '.', &whole) || !str_to_u64(whole, &number) || number > SIZE_LIMIT) {
        return 0;
    }
    for (size_t i = 0; i < 3; i++) {
        bool is_digit = i < decimals.n && str_is_digit(decimals.p[i]);
        number = number * 10 + (is_digit ? (uint64_t)(decimals.p[i] - '0') : 0);
    }
    return number;
}

/* "300 GB", "1.92 TB": makers' units. */
static uint64_t read_size(struct str text) {
    struct str number, unit;

    if (!fields_next_word(&text, &number) || !fields_next_word(&text, &unit)) {
        return 0;
    }
    if (str_eq(unit, STR("TB"))) {
        return read_thousandths(number) * UINT64_C(1000000000);
    }
    return str_eq(unit, STR("GB")) ? read_thousandths(number) * UINT64_C(1000000) : 0;
}

static void take_line(struct str line, struct disk *disk) {
    struct str value;

    if (fields_colon(line, "Serial Number", &value)) {
        disk->serial = value;
    } else if (fields_colon(line, "Firmware Revision", &value)) {
        disk->firmware = value;
    } else if (fields_colon(line, "Model", &value)) {
        take_model(value, disk);
    } else if (fields_colon(line, "Size", &value)) {
        disk->bytes = read_size(value);
    }
}

/* The name of the disk that the line opens a paragraph of; false for a line that only sums one up, in parentheses. */
static bool opens_disk(struct str line, struct str *ret_name) {
    struct str rest = str_trim(line), more;

    return str_drop_prefix(&rest, STR("physicaldrive ")) && fields_next_word(&rest, ret_name) &&
           !fields_next_word(&rest, &more);
}

void collect_ssacli(struct str body, struct observation *observation) {
    struct disk disk = {0};
    bool is_open = false;
    struct str line, name;
    size_t count = 0;

    while (count < DISKS_MAX && fields_next_line(&body, &line)) {
        bool is_opening = opens_disk(line, &name);
        if (is_open && (is_opening || str_is_empty(str_trim(line)))) {
            raid_disk_add(observation, &disk);
            is_open = false;
            count++;
        }
        if (is_opening) {
            disk = (struct disk){.name = name, .slot = name};
            is_open = true;
        } else if (is_open) {
            take_line(line, &disk);
        }
    }
    if (is_open) {
        raid_disk_add(observation, &disk);
    }
}

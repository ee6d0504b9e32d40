#include "scanner/collect/aix.h"

#include "inventory/identity.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/cpu.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/collect/hardware/dmi.h"

#define DISKS_MAX    1024
#define MEGABYTE     UINT64_C(1000000)
#define MEBIBYTE     (UINT64_C(1) << 20)
#define MEGABYTE_MAX (UINT64_C(1) << 40)

/* lsattr -El: "realmem 8388608 Amount of usable physical memory in Kbytes False": the second word of the line. */
static struct str attribute(struct str body, const char *name) {
    struct str line, word;

    while (fields_next_line(&body, &line)) {
        if (fields_next_word(&line, &word) && str_eq(word, str_from(name))) {
            return fields_next_word(&line, &word) ? word : STR_NONE;
        }
    }
    return STR_NONE;
}

/* --- machine -------------------------------------------------------------------------------------------------------
 */

/* uname -L: "3 lpar3", and "-1 NULL" where the machine is not divided. False where it does not say. */
static bool read_partition(struct str text, struct str *ret_number, bool *ret_is_divided) {
    struct str number, name;
    uint64_t value;

    if (!fields_next_word(&text, &number)) {
        return false;
    }
    *ret_is_divided = fields_next_word(&text, &name) && !str_eq(name, STR("NULL"));
    *ret_number = number;
    return !*ret_is_divided || str_to_u64(number, &value);
}

/* Every partition in a frame reports the frame's serial number. */
static void set_serial(struct str serial, struct str lpar, struct observation *observation) {
    struct str number;
    bool is_divided;

    if (identity_is_placeholder(serial)) {
        return;
    }
    bool is_told = read_partition(lpar, &number, &is_divided);
    if (is_told && !is_divided) {
        observation_set(observation, DEVICES_SERIAL, serial);
        observation_set(observation, DEVICES_VIRTUAL, STR("no"));
        return;
    }
    observation_set(observation, DEVICES_CHASSIS_SERIAL, serial);
    observation_note(observation, STR("chassis serial of the frame"));
    if (is_told) {
        observation_set(observation, DEVICES_VIRTUAL, STR("yes"));
        observation_note(observation,
                         arena_printf(observation->arena, "LPAR %.*s of frame %.*s", STR_FMT(number), STR_FMT(serial)));
    }
}

/* "IBM,0206A1B2C": plant and serial number; "IBM,8286-42A"; "IBM,FW860.50 (SV860_138)" */
void collect_aix_machine(struct str body, struct observation *observation) {
    struct str model = attribute(body, "modelname");
    struct str serial = fields_without_prefix(attribute(body, "systemid"), STR("IBM,"));

    if (str_starts_with(model, STR("IBM,"))) {
        observation_set(observation, DEVICES_MANUFACTURER, STR("IBM"));
    }
    observation_set(observation, DEVICES_MODEL, fields_without_prefix(model, STR("IBM,")));
    observation_set(observation, DEVICES_FIRMWARE_VERSION,
                    fields_without_prefix(attribute(body, "fwversion"), STR("IBM,")));
    (void)dmi_set_uuid(attribute(body, "os_uuid"), observation);
    set_serial(fields_without_prefix(serial, STR("02")), fields_value(body, "lpar"), observation);
}

/* --- processors and memory -----------------------------------------------------------------------------------------
 */

void collect_aix_cpu(struct str body, struct observation *observation) {
    uint64_t cores = cpu_count(fields_value(body, "cores"));
    /* the number of threads is what the processor could do */
    bool is_threaded = str_eq(attribute(body, "smt_enabled"), STR("true"));
    uint64_t threads = is_threaded ? cpu_count(attribute(body, "smt_threads")) : 1;

    observation_set(observation, DEVICES_CPU_MODEL, attribute(body, "type"));
    observation_set_count(observation, DEVICES_CPU_CORES, cores);
    observation_set_count(observation, DEVICES_CPU_THREADS, cores * threads);
}

void collect_aix_memory(struct str body, struct observation *observation) {
    uint64_t kilobytes;

    if (str_to_u64(attribute(body, "realmem"), &kilobytes) && kilobytes > 0) {
        observation_set_number(observation, DEVICES_MEMORY_MB, fields_rounded(kilobytes, 1024));
    }
}

/* --- disks ---------------------------------------------------------------------------------------------------------
 */

struct lscfg_reader {
    struct disk *disks;
    size_t count;
    bool is_disk; /* the lines are about the last disk */
};

/* Fields of the vital product data, padded with dots: "Serial Number...............6XM0QAVM" */
static const struct fields_key disk_keys[] = {
    {"Manufacturer..", offsetof(struct disk, manufacturer)},
    {"Machine Type and Model..", offsetof(struct disk, model)},
    {"Serial Number..", offsetof(struct disk, serial)},
    {"ROS Level and ID..", offsetof(struct disk, firmware)},
};

static bool take_disk_field(struct disk *disk, struct str line) {
    for (size_t i = 0; i < ARRAY_LEN(disk_keys); i++) {
        if (str_drop_prefix(&line, str_from(disk_keys[i].key))) {
            while (str_drop_prefix(&line, STR("."))) {
            }
            *fields_at(disk, disk_keys[i].offset) = str_trim(line);
            return true;
        }
    }
    return false;
}

/* "SAS Disk Drive (146800 MB)" */
static uint64_t bytes_in(struct str description) {
    ptrdiff_t at = str_find_char(description, '(');
    struct str text = str_sub(description, at < 0 ? description.n : (size_t)at + 1, SIZE_MAX);
    uint64_t megabytes;

    if (str_contains(text, STR(" MB)")) && fields_leading_number(text, &megabytes) && megabytes < MEGABYTE_MAX) {
        return megabytes * MEGABYTE;
    }
    return 0;
}

/* Storage that an array lends over a network is not the machine's own; a partition's virtual disks are. */
static bool is_lent(struct str description) {
    static const char *const words[] = {"FC ", "Fibre Channel", "iSCSI", "MPIO", "PowerPath", "SAN "};

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_contains(description, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

static struct disk *find_disk(struct lscfg_reader *reader, struct str name) {
    for (size_t i = 0; i < reader->count; i++) {
        if (str_eq(reader->disks[i].name, name)) {
            return &reader->disks[i];
        }
    }
    return NULL;
}

/* "  hdisk0  U78AA.001.WZSGBDA-P2-D3  SAS Disk Drive (146800 MB)"; any other resource ends it. */
static void take_resource(struct lscfg_reader *reader, struct str name, struct str rest) {
    struct str location;

    reader->is_disk = str_starts_with(name, STR("hdisk")) && fields_next_word(&rest, &location) &&
                      reader->count < DISKS_MAX && !find_disk(reader, name);
    if (reader->is_disk) {
        reader->disks[reader->count++] =
            (struct disk){.name = name, .bytes = bytes_in(rest), .is_foreign = is_lent(rest)};
    }
}

/* bootinfo -s: "size hdisk0 140013", in MB of 2^20 */
static void take_size(struct lscfg_reader *reader, struct str rest) {
    struct str name;
    struct disk *disk = fields_next_word(&rest, &name) ? find_disk(reader, name) : NULL;
    uint64_t megabytes;

    if (disk && disk->bytes == 0 && str_to_u64(str_trim(rest), &megabytes) && megabytes < MEGABYTE_MAX) {
        disk->bytes = megabytes * MEBIBYTE;
    }
}

static void take_line(struct lscfg_reader *reader, struct str line) {
    struct str rest = str_trim(line), name;

    if (str_drop_prefix(&rest, STR("size "))) {
        take_size(reader, rest);
    } else if (reader->is_disk && take_disk_field(&reader->disks[reader->count - 1], rest)) {
        return;
    } else if (str_starts_with(line, STR("  ")) && !str_starts_with(line, STR("    ")) &&
               fields_next_word(&rest, &name)) {
        take_resource(reader, name, rest);
    }
}

void collect_lscfg(struct str body, struct observation *observation) {
    struct lscfg_reader reader = {.disks = arena_alloc_array(observation->arena, DISKS_MAX, sizeof(struct disk))};
    struct disk_list list = {.observation = observation};
    struct str line;

    while (reader.disks && fields_next_line(&body, &line)) {
        take_line(&reader, line);
    }
    for (size_t i = 0; i < reader.count; i++) {
        disk_list_add(&list, &reader.disks[i]);
    }
    disk_list_report(&list);
}

#include "scanner/collect/snmp/host.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/snmp/value.h"

#define HOST_RESOURCES  MIB2 "25."
#define ESXI            6876
#define PROCESSORS_MAX  65536
#define KIBIBYTES_MAX   (UINT64_C(1) << 40)
#define KIBIBYTES_LIMIT INT32_MAX /* what agents say of a disk that has more */

static const struct snmp_table devices_table = {
    .entry = HOST_RESOURCES "3.2.1", .columns = {2, 3}, .rows_max = PROCESSORS_MAX};

enum { DEVICE_TYPE, DEVICE_DESCR };

/* Is the cell an identifier under HOST-RESOURCES-MIB with these three numbers? */
static bool is_type(const struct snmp_variable *variable, uint32_t group, uint32_t registry, uint32_t type) {
    const uint32_t ids[] = {1, 3, 6, 1, 2, 1, 25, group, registry, type};

    return variable && snmp_oid_eq(variable->identifier, (struct snmp_oid){ids, ARRAY_LEN(ids)});
}

static bool is_processor(const struct snmp_variable *type) {
    return is_type(type, 3, 1, 3);
}

/* --- processors --- */

/* "GenuineIntel: Intel(R) Xeon(R) CPU   E7430  @ 2.13GHz" of net-snmp, "CPU Pkg/ID/Node: 0/0/0 Intel(R) …" of ESXi:
 * what stands before the model goes. */
static struct str processor_name(struct arena *arena, const struct snmp_variable *descr) {
    struct str text = fields_single_spaced(arena, snmp_text(arena, descr)), word;
    ptrdiff_t colon = str_find(text, STR(": "));

    if (str_drop_prefix(&text, STR("CPU Pkg/ID/Node: "))) {
        fields_next_word(&text, &word);
    } else if (colon > 0 && str_find_char(str_sub(text, 0, (size_t)colon), ' ') < 0) {
        text = str_sub(text, (size_t)colon + 2, SIZE_MAX);
    }
    return str_trim(text);
}

/* Processors that differ have different work ("Management Processor", "Slot-1 Data Processor"), and are no figure to
 * add up. What has no digit ("Intel", "An electronic chip that makes the computer work.") is no model. */
static void parse_cpu(const struct snmp_answers *answers, struct observation *observation) {
    struct str name = STR_NONE;
    struct snmp_rows rows;
    struct snmp_row row;
    uint64_t count = 0;

    snmp_rows_begin(&rows, answers, &devices_table);
    while (snmp_rows_next(&rows, &row)) {
        if (is_processor(row.cells[DEVICE_TYPE])) {
            struct str other = processor_name(observation->arena, row.cells[DEVICE_DESCR]);
            name = count == 0 ? other : name;
            if (!str_eq(name, other)) {
                return;
            }
            count++;
        }
    }
    observation_set(observation, DEVICES_CPU_MODEL, str_has_digit(name) ? name : STR_NONE);
    observation_set_count(observation, DEVICES_CPU_THREADS, count);
}

static const struct snmp_table *const cpu_tables[] = {&devices_table, NULL};
const struct snmp_collector collect_snmp_cpu = {
    .part = "cpu", .needs_rows = true, .tables = cpu_tables, .parse = parse_cpu};

/* --- memory --- */

static const char *const memory_objects[] = {HOST_RESOURCES "2.2.0", ENTERPRISE "2021.4.5.0", ENTERPRISE "9.3.6.6.0",
                                             NULL};
static const uint64_t units_per_mebibyte[] = {1024, 1024, 1024 * 1024}; /* of these */

static void parse_memory(const struct snmp_answers *answers, struct observation *observation) {
    for (size_t i = 0; memory_objects[i]; i++) {
        uint64_t size;
        if (snmp_number(snmp_answers_get(answers, memory_objects[i]), &size)) {
            observation_set_count(observation, DEVICES_MEMORY_MB, fields_rounded(size, units_per_mebibyte[i]));
        }
    }
}

const struct snmp_collector collect_snmp_memory = {
    .part = "memory", .needs_rows = true, .fact = DEVICES_MEMORY_MB, .objects = memory_objects, .parse = parse_memory};

/* --- disks --- */

static const struct snmp_table disks_table = {.entry = HOST_RESOURCES "3.6.1", .columns = {2, 3, 4}, .rows_max = 4096};
static const struct snmp_table storage_table = {.entry = HOST_RESOURCES "2.3.1", .columns = {2, 3, 4, 5}};

enum { DISK_MEDIA, DISK_IS_REMOVABLE, DISK_KIBIBYTES };
enum { STORAGE_TYPE, STORAGE_PLACE, STORAGE_UNIT, STORAGE_COUNT };
enum { MEDIA_HARD_DISK = 3, IS_TRUE = 1 };

/* Its size in KiB; 0 when it is unknown, or the row is no disk. */
static uint64_t hard_disk_size(const struct snmp_row *row) {
    uint64_t size;

    if (!snmp_number_is(row->cells[DISK_MEDIA], MEDIA_HARD_DISK) ||
        snmp_number_is(row->cells[DISK_IS_REMOVABLE], IS_TRUE) || !snmp_number(row->cells[DISK_KIBIBYTES], &size) ||
        size >= KIBIBYTES_LIMIT) {
        return 0;
    }
    return size;
}

/* "SCSI disk (/dev/sda)" is sda, as other ways of asking call it. */
static struct str disk_name(struct str descr) {
    ptrdiff_t device = str_find(descr, STR("(/dev/"));
    struct str name = device >= 0 ? str_sub(descr, (size_t)device + 6, SIZE_MAX) : descr;

    if (device >= 0) {
        str_drop_suffix(&name, STR(")"));
    }
    return name;
}

static struct str descr_of_device(const struct snmp_answers *answers, struct arena *arena, struct snmp_oid index) {
    CLEANUP(buffer_done) struct buffer object = {0};

    buffer_append_cstr(&object, HOST_RESOURCES "3.2.1.3.");
    snmp_oid_write(index, &object);
    buffer_append_char(&object, '\0');
    return object.failed ? STR_NONE
                         : fields_single_spaced(arena, snmp_text(arena, snmp_answers_get(answers, object.p)));
}

/* What is made of other disks in the list. */
static bool is_composed(struct str descr) {
    return str_starts_with(descr, STR("RAID disk")) || str_starts_with(descr, STR("LVM volume"));
}

/* Linux has file systems in memory there, which agents take for fixed disks. */
static bool is_in_memory(struct str place) {
    struct str first;

    return str_drop_prefix(&place, STR("/")) && str_cut(&place, '/', &first) &&
           str_is_listed("run|dev|sys|proc", first);
}

/* In KiB; 0 when it is none on a fixed disk. */
static uint64_t file_system_size(const struct snmp_row *row, struct arena *arena) {
    uint64_t unit, count, size;

    if (!is_type(row->cells[STORAGE_TYPE], 2, 1, 4) || !snmp_number(row->cells[STORAGE_UNIT], &unit) ||
        !snmp_number(row->cells[STORAGE_COUNT], &count) || unit > UINT32_MAX || count > UINT32_MAX ||
        is_in_memory(snmp_text(arena, row->cells[STORAGE_PLACE]))) {
        return 0;
    }
    size = unit * count / 1024;
    return size < KIBIBYTES_MAX ? size : KIBIBYTES_MAX;
}

static uint64_t size_of_file_systems(const struct snmp_answers *answers, struct arena *arena) {
    struct snmp_rows rows;
    struct snmp_row row;
    uint64_t size = 0;

    snmp_rows_begin(&rows, answers, &storage_table);
    while (snmp_rows_next(&rows, &row)) {
        size += file_system_size(&row, arena);
    }
    return size;
}

/* Takes the next row that is a hard disk of known size. */
static bool next_disk(const struct snmp_answers *answers, struct arena *arena, struct snmp_rows *rows,
                      struct disk *ret_disk) {
    struct snmp_row row;

    while (snmp_rows_next(rows, &row)) {
        uint64_t kibibytes = hard_disk_size(&row);
        struct str descr = kibibytes > 0 ? descr_of_device(answers, arena, row.index) : STR_NONE;
        if (kibibytes > 0 && !is_composed(descr)) {
            *ret_disk = (struct disk){.name = disk_name(descr), .bytes = kibibytes * 1024};
            return true;
        }
    }
    return false;
}

static uint64_t size_of_disks(const struct snmp_answers *answers, struct arena *arena) {
    struct snmp_rows rows;
    struct disk disk;
    uint64_t size = 0;

    snmp_rows_begin(&rows, answers, &disks_table);
    while (next_disk(answers, arena, &rows, &disk)) {
        size += disk.bytes / 1024;
    }
    return size;
}

static void parse_disks(const struct snmp_answers *answers, struct observation *observation) {
    struct disk_list list = {.observation = observation};
    struct arena *arena = observation->arena;
    struct snmp_rows rows;
    struct disk disk;

    if (size_of_file_systems(answers, arena) > size_of_disks(answers, arena)) {
        return;
    }
    snmp_rows_begin(&rows, answers, &disks_table);
    while (next_disk(answers, arena, &rows, &disk)) {
        /* ESXi lists what storage arrays lend it among its own */
        disk.is_foreign = snmp_enterprise(answers) == ESXI;
        disk_list_add(&list, &disk);
    }
    disk_list_report(&list);
}

static const struct snmp_table *const disk_tables[] = {&disks_table, &devices_table, &storage_table, NULL};
const struct snmp_collector collect_snmp_disks = {
    .part = "disks", .needs_rows = true, .tables = disk_tables, .parse = parse_disks};

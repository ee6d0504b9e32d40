#include "scanner/collect/snmp/parts.h"

#include "scanner/collect/component.h"
#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/disk.h"
#include "scanner/snmp/value.h"

#define PARTS_MAX 16384

/* What a column of a maker's table becomes. */
enum part_cell {
    PART_NAME,
    PART_SLOT,
    PART_MAKER,
    PART_MODEL,
    PART_SERIAL,
    PART_FIRMWARE,
    PART_MEBIBYTES,
    PART_BYTES,
    PART_BLOCKS,
    PART_BLOCK_BITS, /* the binary logarithm of a block's size */
    PART_CELLS
};

struct part_table {
    struct snmp_table table;
    const char *kind;
    unsigned char cells[SNMP_COLUMNS_MAX]; /* of the table's columns, in their order */
    bool is_once;                          /* a serial number that a row of this kind has already tells nothing new */
    bool is_named_last; /* the last word of the name is the name: "data disk 0a.01.2", a spare one tomorrow */
};

struct part {
    const struct snmp_variable *cells[PART_CELLS]; /* NULL: not there */
};

static struct part read_part(const struct part_table *table, const struct snmp_row *row) {
    struct part part = {{0}};

    for (size_t i = 0; i < SNMP_COLUMNS_MAX && table->table.columns[i]; i++) {
        part.cells[table->cells[i]] = row->cells[i];
    }
    return part;
}

static struct str text_of(struct arena *arena, const struct part *part, enum part_cell cell) {
    return fields_single_spaced(arena, snmp_text(arena, part->cells[cell]));
}

static struct str name_of(struct arena *arena, const struct part_table *table, const struct part *part) {
    struct str name = text_of(arena, part, PART_NAME);
    ptrdiff_t blank = table->is_named_last ? fields_find_last(name, ' ') : -1;

    return blank >= 0 ? str_sub(name, (size_t)blank + 1, SIZE_MAX) : name;
}

/* Parts that nothing but a name tells of may be empty bays. */
static bool says_enough(const struct component *component) {
    return !str_is_empty(component->serial) || !str_is_empty(component->model);
}

static void add_part(struct observation *observation, const struct part_table *table, const struct part *part) {
    struct arena *arena = observation->arena;
    struct component component = {
        .kind = table->kind,
        .name = name_of(arena, table, part),
        .slot = text_of(arena, part, PART_SLOT),
        .manufacturer = text_of(arena, part, PART_MAKER),
        .model = text_of(arena, part, PART_MODEL),
        .serial = text_of(arena, part, PART_SERIAL),
        .firmware = component_version(text_of(arena, part, PART_FIRMWARE)),
    };
    bool is_known = table->is_once && !str_is_empty(component.serial) &&
                    component_is_there(observation, table->kind, component.serial);

    if (says_enough(&component) && !is_known) {
        component_add(observation, &component);
    }
}

static void add_parts(const struct snmp_answers *answers, struct observation *observation,
                      const struct part_table *table) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &table->table);
    while (snmp_rows_next(&rows, &row)) {
        struct part part = read_part(table, &row);
        add_part(observation, table, &part);
    }
}

/* --- members of stacks --- */

static const struct part_table juniper_members = {
    .table = {.entry = ENTERPRISE "2636.3.40.1.4.1.1.1", .columns = {2, 5, 8}, .rows_max = 64},
    .kind = "chassis",
    .cells = {PART_SERIAL, PART_FIRMWARE, PART_MODEL},
    .is_once = true,
};

static const struct part_table force10_units = {
    .table = {.entry = ENTERPRISE "6027.3.10.1.2.2.1", .columns = {7, 9, 10, 12}, .rows_max = 64},
    .kind = "chassis",
    .cells = {PART_MODEL, PART_NAME, PART_FIRMWARE, PART_SERIAL},
    .is_once = true,
};

static void parse_juniper(const struct snmp_answers *answers, struct observation *observation) {
    add_parts(answers, observation, &juniper_members);
}

static void parse_force10(const struct snmp_answers *answers, struct observation *observation) {
    add_parts(answers, observation, &force10_units);
}

static const struct snmp_table *const juniper_tables[] = {&juniper_members.table, NULL};
static const struct snmp_table *const force10_tables[] = {&force10_units.table, NULL};
const struct snmp_collector collect_snmp_juniper = {
    .enterprise = 2636, .tables = juniper_tables, .parse = parse_juniper};
const struct snmp_collector collect_snmp_force10 = {
    .enterprise = 6027, .tables = force10_tables, .parse = parse_force10};

/* --- disks --- */

static const struct part_table netapp_disks = {
    .table = {.entry = ENTERPRISE "789.1.6.2.1", .columns = {2, 9, 26, 27, 28, 29}, .rows_max = PARTS_MAX},
    .kind = "disk",
    .cells = {PART_NAME, PART_MEBIBYTES, PART_SERIAL, PART_MAKER, PART_MODEL, PART_FIRMWARE},
    .is_named_last = true,
};

static const struct part_table netapp_spares = {
    .table = {.entry = ENTERPRISE "789.1.6.3.1", .columns = {2, 7, 16, 17, 18, 19}, .rows_max = PARTS_MAX},
    .kind = "disk",
    .cells = {PART_NAME, PART_MEBIBYTES, PART_SERIAL, PART_MAKER, PART_MODEL, PART_FIRMWARE},
    .is_named_last = true,
};

static const struct part_table netapp_shelves = {
    .table = {.entry = ENTERPRISE "789.1.21.1.2.1", .columns = {3, 6, 7, 8, 9}, .rows_max = PARTS_MAX},
    .kind = "chassis",
    .cells = {PART_NAME, PART_MAKER, PART_MODEL, PART_FIRMWARE, PART_SERIAL},
};

static const struct part_table isilon_disks = {
    .table = {.entry = ENTERPRISE "12124.2.52.1", .columns = {1, 4, 6, 7, 8, 9}, .rows_max = PARTS_MAX},
    .kind = "disk",
    .cells = {PART_SLOT, PART_NAME, PART_MODEL, PART_SERIAL, PART_FIRMWARE, PART_BYTES},
};

static const struct part_table infortrend_disks = {
    .table = {.entry = ENTERPRISE "1714.1.1.6.1", .columns = {7, 8, 13, 15, 16, 17}, .rows_max = PARTS_MAX},
    .kind = "disk",
    .cells = {PART_BLOCKS, PART_BLOCK_BITS, PART_SLOT, PART_MODEL, PART_FIRMWARE, PART_SERIAL},
};

static const struct part_table synology_disks = {
    .table = {.entry = ENTERPRISE "6574.2.1.1", .columns = {2, 3}, .rows_max = PARTS_MAX},
    .kind = "disk",
    .cells = {PART_NAME, PART_MODEL},
};

#define BYTES_MAX      (UINT64_C(1) << 50) /* more is no disk */
#define BLOCK_BITS_MAX 16

/* In bytes; 0 when it is unknown. */
static uint64_t disk_size(const struct part *part) {
    uint64_t size, bits;

    if (snmp_number(part->cells[PART_BYTES], &size)) {
        return size <= BYTES_MAX ? size : 0;
    }
    if (snmp_number(part->cells[PART_MEBIBYTES], &size)) {
        return size <= BYTES_MAX >> 20 ? size << 20 : 0;
    }
    if (snmp_number(part->cells[PART_BLOCKS], &size) && snmp_number(part->cells[PART_BLOCK_BITS], &bits)) {
        return bits <= BLOCK_BITS_MAX && size <= BYTES_MAX >> bits ? size << bits : 0;
    }
    return 0;
}

static void add_disk(struct disk_list *list, const struct part_table *table, const struct part *part) {
    struct arena *arena = list->observation->arena;
    struct disk disk = {
        .name = name_of(arena, table, part),
        .slot = text_of(arena, part, PART_SLOT),
        .manufacturer = text_of(arena, part, PART_MAKER),
        .model = text_of(arena, part, PART_MODEL),
        .serial = text_of(arena, part, PART_SERIAL),
        .firmware = text_of(arena, part, PART_FIRMWARE),
        .bytes = disk_size(part),
    };

    if (str_is_empty(disk.serial) && str_is_empty(disk.model)) {
        return;
    }
    disk.name = str_is_empty(disk.name) ? disk.model : disk.name;
    disk_list_add(list, &disk);
}

static void add_disks(const struct snmp_answers *answers, struct disk_list *list, const struct part_table *table) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &table->table);
    while (snmp_rows_next(&rows, &row)) {
        struct part part = read_part(table, &row);
        add_disk(list, table, &part);
    }
}

static void parse_netapp(const struct snmp_answers *answers, struct observation *observation) {
    struct disk_list list = {.observation = observation};

    add_disks(answers, &list, &netapp_disks);
    add_disks(answers, &list, &netapp_spares);
    disk_list_report(&list);
}

static void parse_netapp_shelves(const struct snmp_answers *answers, struct observation *observation) {
    add_parts(answers, observation, &netapp_shelves);
}

static void parse_disks(const struct snmp_answers *answers, struct observation *observation,
                        const struct part_table *table) {
    struct disk_list list = {.observation = observation};

    add_disks(answers, &list, table);
    disk_list_report(&list);
}

static void parse_isilon(const struct snmp_answers *answers, struct observation *observation) {
    parse_disks(answers, observation, &isilon_disks);
}

static void parse_infortrend(const struct snmp_answers *answers, struct observation *observation) {
    parse_disks(answers, observation, &infortrend_disks);
}

static void parse_synology(const struct snmp_answers *answers, struct observation *observation) {
    parse_disks(answers, observation, &synology_disks);
}

static const struct snmp_table *const netapp_tables[] = {&netapp_disks.table, &netapp_spares.table, NULL};
static const struct snmp_table *const netapp_shelf_tables[] = {&netapp_shelves.table, NULL};
static const struct snmp_table *const isilon_tables[] = {&isilon_disks.table, NULL};
static const struct snmp_table *const infortrend_tables[] = {&infortrend_disks.table, NULL};
static const struct snmp_table *const synology_tables[] = {&synology_disks.table, NULL};
const struct snmp_collector collect_snmp_netapp = {
    .part = "disks", .needs_rows = true, .enterprise = 789, .tables = netapp_tables, .parse = parse_netapp};
const struct snmp_collector collect_snmp_netapp_shelves = {
    .enterprise = 789, .tables = netapp_shelf_tables, .parse = parse_netapp_shelves};
const struct snmp_collector collect_snmp_isilon = {
    .part = "disks", .needs_rows = true, .enterprise = 12124, .tables = isilon_tables, .parse = parse_isilon};
const struct snmp_collector collect_snmp_infortrend = {
    .part = "disks", .needs_rows = true, .enterprise = 1714, .tables = infortrend_tables, .parse = parse_infortrend};
/* Its agent is net-snmp, and says so. */
const struct snmp_collector collect_snmp_synology = {
    .enterprise = 8072, .tables = synology_tables, .parse = parse_synology};

/* --- access points --- */

static const struct part_table airespace_points = {
    .table = {.entry = ENTERPRISE "14179.2.2.1.1", .columns = {3, 8, 16, 17}, .rows_max = PARTS_MAX},
    .kind = "module",
    .cells = {PART_NAME, PART_FIRMWARE, PART_MODEL, PART_SERIAL},
};

static const struct part_table aruba_points = {
    .table = {.entry = ENTERPRISE "14823.2.2.1.5.2.1.4.1", .columns = {3, 6, 13, 34}, .rows_max = PARTS_MAX},
    .kind = "module",
    .cells = {PART_NAME, PART_SERIAL, PART_MODEL, PART_FIRMWARE},
};

static const struct part_table zone_director_points = {
    .table = {.entry = ENTERPRISE "25053.1.2.2.1.1.2.1.1", .columns = {2, 4, 5, 7}, .rows_max = PARTS_MAX},
    .kind = "module",
    .cells = {PART_NAME, PART_MODEL, PART_SERIAL, PART_FIRMWARE},
};

static const struct part_table smart_zone_points = {
    .table = {.entry = ENTERPRISE "25053.1.4.2.1.1.2.2.1", .columns = {5, 8, 9}, .rows_max = PARTS_MAX},
    .kind = "module",
    .cells = {PART_NAME, PART_MODEL, PART_SERIAL},
};

static void parse_airespace(const struct snmp_answers *answers, struct observation *observation) {
    add_parts(answers, observation, &airespace_points);
}

static void parse_aruba(const struct snmp_answers *answers, struct observation *observation) {
    add_parts(answers, observation, &aruba_points);
}

static void parse_ruckus(const struct snmp_answers *answers, struct observation *observation) {
    add_parts(answers, observation, &zone_director_points);
    add_parts(answers, observation, &smart_zone_points);
}

/* Only some of Cisco's many devices are controllers. */
static void ask_cisco(const struct snmp_answers *system, struct snmp_plan *plan) {
    const struct snmp_variable *descr = snmp_answers_get(system, MIB2 "1.1.0");
    struct str text = descr ? descr->bytes : STR_NONE;

    if (str_contains(text, STR("Controller")) || str_contains(text, STR("C9800"))) {
        snmp_plan_table(plan, &airespace_points.table);
    }
}

static const struct snmp_table *const airespace_tables[] = {&airespace_points.table, NULL};
static const struct snmp_table *const aruba_tables[] = {&aruba_points.table, NULL};
static const struct snmp_table *const ruckus_tables[] = {&zone_director_points.table, &smart_zone_points.table, NULL};
const struct snmp_collector collect_snmp_airespace = {
    .enterprise = 14179, .tables = airespace_tables, .parse = parse_airespace};
const struct snmp_collector collect_snmp_cisco_wireless = {.enterprise = 9, .ask = ask_cisco, .parse = parse_airespace};
const struct snmp_collector collect_snmp_aruba = {.enterprise = 14823, .tables = aruba_tables, .parse = parse_aruba};
const struct snmp_collector collect_snmp_ruckus = {.enterprise = 25053, .tables = ruckus_tables, .parse = parse_ruckus};

#include "scanner/collect/snmp/printer.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/snmp/component.h"
#include "scanner/snmp/value.h"

#define SUPPLIES_MAX 1024
#define LEVEL_MAX    UINT64_C(1000000000)

enum { SUPPLY_DESCR, SUPPLY_UNIT, SUPPLY_CAPACITY, SUPPLY_LEVEL };
enum { MARKER_UNIT, MARKER_COUNT };
enum { UNIT_IMPRESSIONS = 7, UNIT_SHEETS = 8, UNIT_PERCENT = 19 };

static const struct snmp_table supplies_table = {
    .entry = MIB2 "43.11.1.1", .columns = {6, 7, 8, 9}, .rows_max = SUPPLIES_MAX};
static const struct snmp_table markers_table = {.entry = MIB2 "43.10.2.1", .columns = {3, 4}, .rows_max = SUPPLIES_MAX};

/* The level is what is left, also of a waste box: the room in it. Negative figures say that it is not known. */
static struct str what_is_left(struct arena *arena, const struct snmp_row *row) {
    uint64_t unit, capacity, level;
    bool is_percent = snmp_number(row->cells[SUPPLY_UNIT], &unit) && unit == UNIT_PERCENT;

    if (!snmp_number(row->cells[SUPPLY_CAPACITY], &capacity)) {
        capacity = is_percent ? 100 : 0;
    }
    if (!snmp_number(row->cells[SUPPLY_LEVEL], &level) || level > capacity || capacity == 0 || capacity > LEVEL_MAX) {
        return STR_NONE;
    }
    return arena_printf(arena, "%u %%", (unsigned)((level * 100 + capacity / 2) / capacity));
}

static void add_supplies(const struct snmp_answers *answers, struct observation *observation) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &supplies_table);
    while (snmp_rows_next(&rows, &row)) {
        struct arena *arena = observation->arena;
        struct component component = {
            .kind = "supply",
            .name = fields_single_spaced(arena, snmp_text(arena, row.cells[SUPPLY_DESCR])),
            .capacity = what_is_left(arena, &row),
        };
        if (!str_is_empty(component.name)) {
            component_add(observation, &component);
        }
    }
}

/* Of the first marker that counts pages, not feet or hours. */
static void set_page_count(const struct snmp_answers *answers, struct observation *observation) {
    struct snmp_rows rows;
    struct snmp_row row;
    uint64_t unit, count;

    snmp_rows_begin(&rows, answers, &markers_table);
    while (snmp_rows_next(&rows, &row)) {
        bool counts_pages =
            !snmp_number(row.cells[MARKER_UNIT], &unit) || unit == UNIT_IMPRESSIONS || unit == UNIT_SHEETS;
        if (counts_pages && snmp_number(row.cells[MARKER_COUNT], &count)) {
            observation_set_number(observation, DEVICES_PAGE_COUNT, count);
            return;
        }
    }
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    add_supplies(answers, observation);
    set_page_count(answers, observation);
}

static const struct snmp_table *const tables[] = {&supplies_table, &markers_table, NULL};
const struct snmp_collector collect_snmp_printer = {.tables = tables, .parse = parse};

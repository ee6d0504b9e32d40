#include "scanner/collect/snmp/guests.h"

#include "scanner/collect/guests/guest.h"
#include "scanner/snmp/value.h"

#define VMWARE 6876

enum { CELL_NAME, CELL_OS, CELL_MEMORY, CELL_STATE, CELL_CPUS, CELL_UUID };

static const struct snmp_table guests_table = {
    .entry = ENTERPRISE "6876.2.1.1", .columns = {2, 4, 5, 6, 9, 10}, .rows_max = GUESTS_MAX};
/* Indexed by the guest's index and the adapter's. */
static const struct snmp_table adapters_table = {.entry = ENTERPRISE "6876.2.4.1", .columns = {7}};

/* As versions of ESXi write it: "poweredOn", "powered on". */
static struct str state_word(struct str text) {
    static const struct {
        const char *text, *word;
    } states[] = {{"poweredon", "on"},       {"powered on", "on"},   {"on", "on"},
                  {"poweredoff", "off"},     {"powered off", "off"}, {"off", "off"},
                  {"suspended", "suspended"}};

    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (str_eq_ignore_case(text, str_from(states[i].text))) {
            return str_from(states[i].word);
        }
    }
    return STR_NONE;
}

/* "E: tools not installed" stands where it is not known. */
static struct str os_name(struct str text) {
    return str_starts_with(text, STR("E: ")) ? STR_NONE : text;
}

static uint64_t count_of(const struct snmp_variable *variable) {
    uint64_t count;

    return snmp_number(variable, &count) ? count : 0;
}

static void take_macs(struct arena *arena, struct snmp_side *adapters, struct snmp_oid index, struct guest *guest) {
    struct snmp_row adapter;

    while (snmp_side_next(adapters, index, &adapter)) {
        guest_add_mac(arena, guest, snmp_mac(arena, adapter.cells[0]));
    }
}

static void add_guest(struct observation *observation, const struct snmp_row *row, struct guest *guest) {
    struct arena *arena = observation->arena;
    size_t before = observation->row_count;

    guest->name = snmp_text(arena, row->cells[CELL_NAME]);
    guest->uuid = guest_uuid(arena, snmp_text(arena, row->cells[CELL_UUID]));
    guest->os = os_name(snmp_text(arena, row->cells[CELL_OS]));
    guest->memory_mb = count_of(row->cells[CELL_MEMORY]);
    guest->cpus = count_of(row->cells[CELL_CPUS]);
    guest->state = state_word(snmp_text(arena, row->cells[CELL_STATE]));
    guest_report(guest, observation);
    if (observation->row_count > before) {
        /* whatever has guests is a machine of that kind */
        observation_set(observation, DEVICES_KIND, STR("server"));
    }
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct snmp_side adapters;
    struct snmp_rows guests;
    struct snmp_row row;

    snmp_side_begin(&adapters, answers, &adapters_table);
    snmp_rows_begin(&guests, answers, &guests_table);
    while (snmp_rows_next(&guests, &row)) {
        struct guest guest = {0};
        take_macs(observation->arena, &adapters, row.index, &guest);
        add_guest(observation, &row, &guest);
    }
}

static const struct snmp_table *const tables[] = {&guests_table, &adapters_table, NULL};
const struct snmp_collector collect_snmp_guests = {
    .part = "guests", .needs_rows = true, .enterprise = VMWARE, .tables = tables, .parse = parse};

#include "scanner/collect_snmp_guests.h"

#include "scanner/collect_fields.h"
#include "scanner/snmp_value.h"

#define VMWARE     6876
#define GUESTS_MAX 16384
#define COUNT_MAX  UINT64_C(1000000000) /* more is no figure of a machine */
#define UUID_BYTES 16
#define MACS_MAX   32 /* of one guest */

enum { CELL_NAME, CELL_OS, CELL_MEMORY, CELL_STATE, CELL_CPUS, CELL_UUID };

static const struct snmp_table guests_table = {
    .entry = ENTERPRISE "6876.2.1.1", .columns = {2, 4, 5, 6, 9, 10}, .rows_max = GUESTS_MAX};
/* Indexed by the guest's index and the adapter's. */
static const struct snmp_table adapters_table = {.entry = ENTERPRISE "6876.2.4.1", .columns = {7}};

/* "42 1d 0f 3a 5b 6c 7d 8e-9f a0 b1 c2 d3 e4 f5 06" or with hyphens as usual; empty when it is none. */
static struct str uuid_text(struct arena *arena, struct str text) {
    CLEANUP(buffer_done) struct buffer out = {0};
    size_t digits = 0;

    for (size_t i = 0; i < text.n && digits <= 2 * UUID_BYTES; i++) {
        if (text.p[i] == ' ' || text.p[i] == '-') {
            continue;
        }
        if (fields_hex_digit(text.p[i]) < 0) {
            return STR_NONE;
        }
        buffer_append_cstr(&out, digits == 8 || digits == 12 || digits == 16 || digits == 20 ? "-" : "");
        buffer_append_char(&out, str_lower_char(text.p[i]));
        digits++;
    }
    return digits == 2 * UUID_BYTES && !out.failed ? arena_dup(arena, buffer_view(&out)) : STR_NONE;
}

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

static struct str count_text(struct arena *arena, const struct snmp_variable *variable) {
    uint64_t count;

    if (!snmp_number(variable, &count) || count == 0 || count > COUNT_MAX) {
        return STR_NONE;
    }
    return arena_printf(arena, "%llu", (unsigned long long)count);
}

/* The adapters of one guest, which stand together; those of guests before it, and what it has beyond reason, are passed
 * over. */
static struct str guest_macs(struct arena *arena, struct snmp_rows *adapters, struct snmp_row *adapter,
                             bool *has_adapter, struct snmp_oid guest) {
    CLEANUP(buffer_done) struct buffer list = {0};
    size_t count = 0;

    while (*has_adapter && snmp_oid_cmp(snmp_oid_sub(adapter->index, 0, guest.n), guest) <= 0) {
        struct str mac = snmp_mac(arena, adapter->cells[0]);
        if (snmp_oid_starts_with(adapter->index, guest) && !str_is_empty(mac) && count < MACS_MAX) {
            buffer_append_cstr(&list, count++ > 0 ? ";" : "");
            buffer_append(&list, mac);
        }
        *has_adapter = snmp_rows_next(adapters, adapter);
    }
    return list.failed ? STR_NONE : arena_dup(arena, buffer_view(&list));
}

static void add_guest(struct observation *observation, const struct snmp_row *guest, struct str macs) {
    struct arena *arena = observation->arena;
    struct str name = snmp_text(arena, guest->cells[CELL_NAME]);
    struct str uuid = uuid_text(arena, snmp_text(arena, guest->cells[CELL_UUID]));
    struct observation_row *row =
        str_is_empty(name) && str_is_empty(uuid) ? NULL : observation_add(observation, TABLE_GUESTS);

    if (!row) {
        return;
    }
    observation_cell(observation, row, GUESTS_NAME, name);
    observation_cell(observation, row, GUESTS_UUID, uuid);
    observation_cell(observation, row, GUESTS_OS, os_name(snmp_text(arena, guest->cells[CELL_OS])));
    observation_cell(observation, row, GUESTS_MEMORY_MB, count_text(arena, guest->cells[CELL_MEMORY]));
    observation_cell(observation, row, GUESTS_CPUS, count_text(arena, guest->cells[CELL_CPUS]));
    observation_cell(observation, row, GUESTS_STATE, state_word(snmp_text(arena, guest->cells[CELL_STATE])));
    observation_cell(observation, row, GUESTS_MAC_ADDRESSES, macs);
    /* whatever has guests is a machine of that kind */
    observation_set(observation, DEVICES_KIND, STR("server"));
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct snmp_rows guests, adapters;
    struct snmp_row guest, adapter;
    bool has_adapter;

    snmp_rows_begin(&adapters, answers, &adapters_table);
    has_adapter = snmp_rows_next(&adapters, &adapter);
    snmp_rows_begin(&guests, answers, &guests_table);
    while (snmp_rows_next(&guests, &guest)) {
        add_guest(observation, &guest, guest_macs(observation->arena, &adapters, &adapter, &has_adapter, guest.index));
    }
}

static const struct snmp_table *const tables[] = {&guests_table, &adapters_table, NULL};
const struct snmp_collector collect_snmp_guests = {
    .part = "guests", .needs_rows = true, .enterprise = VMWARE, .tables = tables, .parse = parse};

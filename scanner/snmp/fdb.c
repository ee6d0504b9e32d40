#include "scanner/snmp/fdb.h"

#include "inventory/identity_read.h"
#include "scanner/snmp/neighbor.h"
#include "scanner/snmp/port_vlans.h"
#include "scanner/snmp/value.h"

#include <inttypes.h>
#include <stdlib.h>

enum { GROUP = 1 };

enum { FDB_PORT, FDB_STATUS };
const struct snmp_table snmp_fdb_table = {.entry = MIB2 "17.4.3.1", .columns = {2, 3}};
const struct snmp_table snmp_vlan_fdb_table = {.entry = MIB2 "17.7.1.2.2.1", .columns = {2, 3}};

enum { STATUS_INVALID = 2, STATUS_SELF = 4, STATUS_MGMT = 5 };

struct entry {
    uint8_t mac[SNMP_MAC_BYTES];
    uint64_t port, vlan; /* 0: unknown */
};

struct reader {
    const struct snmp_answers *answers;
    const struct snmp_ports *ports;
    struct snmp_databases databases;
    struct entry *items;
    size_t count, capacity;
};

/* --- reading --- */

static bool is_learned(const struct snmp_variable *status) {
    uint64_t number;

    return !snmp_number(status, &number) ||
           (number != STATUS_INVALID && number != STATUS_SELF && number != STATUS_MGMT);
}

static bool is_zero(const uint8_t mac[SNMP_MAC_BYTES]) {
    static const uint8_t zeros[SNMP_MAC_BYTES];

    return memcmp(mac, zeros, sizeof zeros) == 0;
}

static void take_row(struct reader *reader, const struct snmp_row *row, struct snmp_oid mac, uint64_t vlan) {
    struct entry entry = {.vlan = vlan};

    if (reader->count == reader->capacity || !is_learned(row->cells[FDB_STATUS]) ||
        !snmp_index_bytes(mac, entry.mac, sizeof entry.mac) || entry.mac[0] & GROUP || is_zero(entry.mac)) {
        return;
    }
    if (!snmp_number(row->cells[FDB_PORT], &entry.port)) {
        entry.port = 0;
    }
    reader->items[reader->count++] = entry;
}

/* Some agents count the bytes of the address. */
static struct snmp_oid mac_of(struct snmp_oid index) {
    return index.n == SNMP_MAC_BYTES ? index : snmp_index_counted(index, SNMP_MAC_BYTES);
}

/* Indexed by database and address. */
static void take_vlan_table(struct reader *reader) {
    size_t limit = snmp_rows_count(reader->answers, &snmp_vlan_fdb_table);
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, reader->answers, &snmp_vlan_fdb_table);
    while (limit-- > 0 && snmp_rows_next(&rows, &row)) {
        take_row(reader, &row, mac_of(snmp_oid_sub(row.index, 1, SIZE_MAX)),
                 snmp_databases_vlan(&reader->databases, snmp_oid_at(row.index, 0)));
    }
}

static void take_table(struct reader *reader) {
    size_t limit = snmp_rows_count(reader->answers, &snmp_fdb_table);
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, reader->answers, &snmp_fdb_table);
    while (limit-- > 0 && snmp_rows_next(&rows, &row)) {
        take_row(reader, &row, mac_of(row.index), 0);
    }
}

/* --- each once --- */

static int compare_numbers(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* By address; what is unknown comes behind what is known. */
static int compare_by_mac(const void *a, const void *b) {
    const struct entry *left = a, *right = b;
    int order = memcmp(left->mac, right->mac, sizeof left->mac);

    order = order ? order : compare_numbers(left->port - 1, right->port - 1);
    return order ? order : compare_numbers(left->vlan - 1, right->vlan - 1);
}

static int compare_by_port(const void *a, const void *b) {
    const struct entry *left = a, *right = b;
    int order = compare_numbers(left->port, right->port);

    order = order ? order : memcmp(left->mac, right->mac, sizeof left->mac);
    return order ? order : compare_numbers(left->vlan, right->vlan);
}

/* Does the entry say nothing that the one before it does not say better? */
static bool is_covered(const struct entry *entry, const struct entry *before) {
    return memcmp(entry->mac, before->mac, sizeof entry->mac) == 0 &&
           (entry->port == 0 || entry->port == before->port) && (entry->vlan == 0 || entry->vlan == before->vlan);
}

static void drop_covered(struct reader *reader) {
    size_t kept = 0;

    qsort(reader->items, reader->count, sizeof *reader->items, compare_by_mac);
    for (size_t i = 0; i < reader->count; i++) {
        if (kept == 0 || !is_covered(&reader->items[i], &reader->items[kept - 1])) {
            reader->items[kept++] = reader->items[i];
        }
    }
    reader->count = kept;
    qsort(reader->items, reader->count, sizeof *reader->items, compare_by_port);
}

static void report(const struct reader *reader, const struct entry *entry, struct observation *observation) {
    struct arena *arena = reader->ports->arena;
    struct snmp_neighbor neighbor = {.port = snmp_ports_bridge_name(reader->ports, entry->port)};
    char mac[MAC_TEXT_SIZE];

    snmp_neighbor_list_add(&neighbor.macs, identity_write_mac(entry->mac, mac));
    if (entry->vlan > 0) {
        neighbor.vlan = arena_printf(arena, "%" PRIu64, entry->vlan);
    }
    snmp_neighbor_report(&neighbor, STR("fdb"), observation);
}

void snmp_fdb_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation) {
    struct reader reader = {.answers = answers, .ports = ports};

    reader.capacity = snmp_rows_count(answers, &snmp_fdb_table) + snmp_rows_count(answers, &snmp_vlan_fdb_table);
    reader.items = arena_alloc_array(ports->arena, reader.capacity + 1, sizeof *reader.items);
    if (!reader.items || !snmp_databases_read(answers, ports->arena, &reader.databases)) {
        return;
    }
    take_vlan_table(&reader);
    take_table(&reader);
    drop_covered(&reader);
    for (size_t i = 0; i < reader.count; i++) {
        report(&reader, &reader.items[i], observation);
    }
}

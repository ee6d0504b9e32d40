#include "scanner/snmp/arp.h"

#include "inventory/identity_read.h"
#include "scanner/snmp/neighbor.h"
#include "scanner/snmp/port_addresses.h"
#include "scanner/snmp/value.h"

#include <stdlib.h>

enum { GROUP = 1 };

enum { MEDIA_MAC, MEDIA_TYPE };
const struct snmp_table snmp_media_table = {.entry = MIB2 "4.22.1", .columns = {2, 4}};

enum { PHYSICAL_MAC, PHYSICAL_TYPE, PHYSICAL_STATE };
const struct snmp_table snmp_physical_table = {.entry = MIB2 "4.35.1", .columns = {4, 6, 7}};

enum { OLD_PORT, OLD_MAC };
const struct snmp_table snmp_at_table = {.entry = MIB2 "3.1.1", .columns = {1, 2}};

enum { TYPE_INVALID = 2, TYPE_LOCAL = 5, STATE_INVALID = 5, STATE_INCOMPLETE = 7 };

struct entry {
    uint32_t port;
    struct net_address address;
    uint8_t mac[SNMP_MAC_BYTES];
};

struct reader {
    const struct snmp_answers *answers;
    const struct snmp_ports *ports;
    struct net_address *own; /* sorted */
    size_t own_count;
    struct entry *items;
    size_t count, capacity;
};

static int compare_addresses(const void *a, const void *b) {
    return memcmp(a, b, sizeof(struct net_address));
}

static int compare_entries(const void *a, const void *b) {
    const struct entry *left = a, *right = b;
    int order = (left->port > right->port) - (left->port < right->port);

    order = order ? order : compare_addresses(&left->address, &right->address);
    return order ? order : memcmp(left->mac, right->mac, sizeof left->mac);
}

static bool read_own(struct reader *reader) {
    struct snmp_port_addresses list;

    if (!snmp_port_addresses_read(reader->answers, reader->ports->arena, &list)) {
        return false;
    }
    reader->own = arena_alloc_array(reader->ports->arena, list.count + 1, sizeof *reader->own);
    if (!reader->own) {
        return false;
    }
    for (size_t i = 0; i < list.count; i++) {
        reader->own[i] = list.items[i].address;
    }
    reader->own_count = list.count;
    qsort(reader->own, reader->own_count, sizeof *reader->own, compare_addresses);
    return true;
}

static bool is_own(const struct reader *reader, const struct entry *entry) {
    return snmp_ports_has_mac(reader->ports, entry->mac) ||
           bsearch(&entry->address, reader->own, reader->own_count, sizeof *reader->own, compare_addresses) != NULL;
}

static void add_entry(struct reader *reader, struct entry *entry, const struct snmp_variable *mac) {
    if (reader->count < reader->capacity && identity_read_mac(snmp_mac(reader->ports->arena, mac), entry->mac) &&
        !(entry->mac[0] & GROUP) && !is_own(reader, entry)) {
        reader->items[reader->count++] = *entry;
    }
}

/* Indexed by ifIndex and the four bytes. */
static void take_media(struct reader *reader, const struct snmp_row *row) {
    struct entry entry = {.port = snmp_oid_at(row->index, 0)};

    if (row->index.n == 5 && !snmp_number_is(row->cells[MEDIA_TYPE], TYPE_INVALID) &&
        snmp_index_address(snmp_oid_sub(row->index, 1, SIZE_MAX), &entry.address)) {
        add_entry(reader, &entry, row->cells[MEDIA_MAC]);
    }
}

/* Indexed by ifIndex and the address with its type. */
static void take_physical(struct reader *reader, const struct snmp_row *row) {
    struct entry entry = {.port = snmp_oid_at(row->index, 0)};
    const struct snmp_variable *type = row->cells[PHYSICAL_TYPE], *state = row->cells[PHYSICAL_STATE];

    if (!snmp_number_is(type, TYPE_INVALID) && !snmp_number_is(type, TYPE_LOCAL) &&
        !snmp_number_is(state, STATE_INVALID) && !snmp_number_is(state, STATE_INCOMPLETE) &&
        snmp_index_typed_address(snmp_oid_sub(row->index, 1, SIZE_MAX), &entry.address)) {
        add_entry(reader, &entry, row->cells[PHYSICAL_MAC]);
    }
}

/* Indexed by ifIndex, which some agents always say is 1, the number 1 for the internet, and the four bytes. */
static void take_old(struct reader *reader, const struct snmp_row *row) {
    struct entry entry = {0};
    uint64_t port;

    if (row->index.n == 6 && snmp_number(row->cells[OLD_PORT], &port) && port <= UINT32_MAX &&
        snmp_index_address(snmp_oid_sub(row->index, 2, SIZE_MAX), &entry.address)) {
        entry.port = (uint32_t)port;
        add_entry(reader, &entry, row->cells[OLD_MAC]);
    }
}

static const struct {
    const struct snmp_table *table;
    void (*take)(struct reader *reader, const struct snmp_row *row);
} sources[] = {{&snmp_media_table, take_media}, {&snmp_physical_table, take_physical}, {&snmp_at_table, take_old}};

static void take_tables(struct reader *reader) {
    struct snmp_rows rows;
    struct snmp_row row;

    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        snmp_rows_begin(&rows, reader->answers, sources[i].table);
        while (reader->count < reader->capacity && snmp_rows_next(&rows, &row)) {
            sources[i].take(reader, &row);
        }
    }
}

static void report(const struct reader *reader, const struct entry *entry, struct observation *observation) {
    struct snmp_neighbor neighbor = {.port = snmp_ports_name(reader->ports, entry->port)};
    char address[NET_ADDRESS_TEXT_MAX], mac[MAC_TEXT_SIZE];

    net_address_format(&entry->address, address);
    snmp_neighbor_list_add(&neighbor.addresses, str_from(address));
    snmp_neighbor_list_add(&neighbor.macs, identity_write_mac(entry->mac, mac));
    snmp_neighbor_report(&neighbor, STR("arp"), observation);
}

void snmp_arp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation) {
    struct reader reader = {.answers = answers, .ports = ports};

    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        reader.capacity += snmp_rows_count(answers, sources[i].table);
    }
    reader.items = arena_alloc_array(ports->arena, reader.capacity + 1, sizeof *reader.items);
    if (!reader.items || !read_own(&reader)) {
        return;
    }
    take_tables(&reader);
    qsort(reader.items, reader.count, sizeof *reader.items, compare_entries);
    for (size_t i = 0; i < reader.count; i++) {
        if (i == 0 || compare_entries(&reader.items[i - 1], &reader.items[i]) != 0) {
            report(&reader, &reader.items[i], observation);
        }
    }
}

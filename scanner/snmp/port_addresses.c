#include "scanner/snmp/port_addresses.h"

#include "scanner/snmp/index.h"
#include "scanner/snmp/value.h"

#include <stdlib.h>

#define ROWS_MAX   4096 /* of each table */
#define IPV6_BYTES 16

enum { OLD_PORT };
const struct snmp_table snmp_ip_addr_table = {.entry = MIB2 "4.20.1", .columns = {2}, .rows_max = ROWS_MAX};

enum { NEW_PORT, NEW_TYPE, NEW_ORIGIN, NEW_STATUS };
const struct snmp_table snmp_ip_address_table = {.entry = MIB2 "4.34.1", .columns = {3, 4, 6, 7}, .rows_max = ROWS_MAX};

enum { V6_STATUS };
const struct snmp_table snmp_ipv6_addr_table = {.entry = MIB2 "55.1.8.1", .columns = {5}, .rows_max = ROWS_MAX};

enum { CISCO_PORT };
const struct snmp_table snmp_cisco_ip_table = {
    .entry = ENTERPRISE "9.10.86.1.1.2.1", .columns = {3}, .rows_max = ROWS_MAX};

/* IP-MIB; IPV6-MIB counts the states the same way up to there. */
enum { TYPE_BROADCAST = 3, ORIGIN_RANDOM = 6, STATUS_DEPRECATED = 2, STATUS_INVALID = 3, STATUS_DUPLICATE = 7 };

/* Takes a row for an address of a port; false when it tells of none. */
typedef bool take_row_fn(const struct snmp_row *row, struct snmp_port_address *ret_address);

static bool take_old(const struct snmp_row *row, struct snmp_port_address *ret_address) {
    return row->index.n == 4 && snmp_index_address(row->index, &ret_address->address) &&
           snmp_number(row->cells[OLD_PORT], &ret_address->port);
}

static bool is_in_use(uint64_t status) {
    return status != STATUS_DEPRECATED && status != STATUS_INVALID && status != STATUS_DUPLICATE;
}

static bool take_new(const struct snmp_row *row, struct snmp_port_address *ret_address) {
    return snmp_number_or_zero(row->cells[NEW_TYPE]) != TYPE_BROADCAST &&
           snmp_number_or_zero(row->cells[NEW_ORIGIN]) != ORIGIN_RANDOM &&
           is_in_use(snmp_number_or_zero(row->cells[NEW_STATUS])) &&
           snmp_index_typed_address(row->index, &ret_address->address) &&
           snmp_number(row->cells[NEW_PORT], &ret_address->port);
}

/* Indexed by port and 16 bytes; some agents count the bytes before them. */
static bool take_v6(const struct snmp_row *row, struct snmp_port_address *ret_address) {
    struct snmp_oid bytes = snmp_index_counted(snmp_oid_sub(row->index, 1, SIZE_MAX), IPV6_BYTES);

    ret_address->port = snmp_oid_at(row->index, 0);
    return is_in_use(snmp_number_or_zero(row->cells[V6_STATUS])) && snmp_index_address(bytes, &ret_address->address);
}

static bool take_cisco(const struct snmp_row *row, struct snmp_port_address *ret_address) {
    return snmp_index_typed_address(row->index, &ret_address->address) &&
           snmp_number(row->cells[CISCO_PORT], &ret_address->port);
}

/* Those for agents that are too old for the others know neither an address's origin nor its type. */
static const struct {
    const struct snmp_table *table;
    take_row_fn *take;
    bool is_for_old;
} sources[] = {
    {&snmp_ip_addr_table, take_old, false},
    {&snmp_ip_address_table, take_new, false},
    {&snmp_ipv6_addr_table, take_v6, true},
    {&snmp_cisco_ip_table, take_cisco, true},
};

static int compare(const void *a, const void *b) {
    const struct snmp_port_address *left = a, *right = b;
    int order = (left->port > right->port) - (left->port < right->port);

    return order ? order : memcmp(&left->address, &right->address, sizeof left->address);
}

static void take_table(const struct snmp_answers *answers, size_t source, struct snmp_port_addresses *list) {
    struct snmp_rows rows;
    struct snmp_row row;
    size_t taken = 0;

    snmp_rows_begin(&rows, answers, sources[source].table);
    while (taken < ROWS_MAX && snmp_rows_next(&rows, &row)) {
        if (sources[source].take(&row, &list->items[list->count])) {
            list->count++;
            taken++;
        }
    }
}

static bool has_v6(const struct snmp_port_addresses *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (!net_address_is_v4(&list->items[i].address)) {
            return true;
        }
    }
    return false;
}

bool snmp_port_addresses_read(const struct snmp_answers *answers, struct arena *arena,
                              struct snmp_port_addresses *ret_addresses) {
    struct snmp_port_addresses list = {
        .items = arena_alloc_array(arena, ARRAY_LEN(sources) * ROWS_MAX + 1, sizeof *list.items)};
    size_t kept = 0;

    if (!list.items) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        if (!sources[i].is_for_old || !has_v6(&list)) {
            take_table(answers, i, &list);
        }
    }
    qsort(list.items, list.count, sizeof *list.items, compare);
    for (size_t i = 0; i < list.count; i++) {
        if (kept == 0 || compare(&list.items[kept - 1], &list.items[i]) != 0) {
            list.items[kept++] = list.items[i];
        }
    }
    list.count = kept;
    *ret_addresses = list;
    return true;
}

#include "scanner/snmp/edp.h"

#include "scanner/snmp/neighbor.h"
#include "scanner/snmp/value.h"

#include <inttypes.h>

#define ID_LENGTH    8 /* two bytes that are zero, and a hardware address */
#define INDEX_LENGTH (1 + ID_LENGTH)

enum { EDP_NAME, EDP_SLOT, EDP_PORT };
const struct snmp_table snmp_edp_table = {.entry = ENTERPRISE "1916.1.13.2.1", .columns = {3, 5, 6}};

enum { VLAN_ADDRESS };
const struct snmp_table snmp_edp_vlan_table = {.entry = ENTERPRISE "1916.1.13.3.1", .columns = {3}};

struct reader {
    const struct snmp_ports *ports;
    struct snmp_side vlans; /* indexed by the neighbour and the name of a VLAN */
};

static void take_addresses(struct reader *reader, struct snmp_oid index, struct snmp_neighbor *neighbor) {
    struct snmp_row vlan;

    while (snmp_side_next(&reader->vlans, index, &vlan)) {
        struct str address = snmp_address(reader->ports->arena, vlan.cells[VLAN_ADDRESS]);
        if (!str_eq(address, STR("0.0.0.0"))) {
            snmp_neighbor_list_add(&neighbor->addresses, address);
        }
    }
}

/* "2:24", as Extreme writes it. */
static struct str port_text(struct arena *arena, const struct snmp_row *row) {
    uint64_t slot, port;

    if (!snmp_number(row->cells[EDP_PORT], &port)) {
        return STR_NONE;
    }
    return snmp_number(row->cells[EDP_SLOT], &slot) ? arena_printf(arena, "%" PRIu64 ":%" PRIu64, slot, port)
                                                    : arena_printf(arena, "%" PRIu64, port);
}

static void take_row(struct reader *reader, const struct snmp_row *row, struct observation *observation) {
    struct arena *arena = reader->ports->arena;
    struct snmp_neighbor neighbor = {.port = snmp_ports_name(reader->ports, snmp_oid_at(row->index, 0))};

    neighbor.id = snmp_mac_of_index(arena, snmp_oid_sub(row->index, INDEX_LENGTH - SNMP_MAC_BYTES, SIZE_MAX));
    snmp_neighbor_list_add(&neighbor.macs, neighbor.id);
    neighbor.name = snmp_text(arena, row->cells[EDP_NAME]);
    neighbor.remote_port = port_text(arena, row);
    take_addresses(reader, row->index, &neighbor);
    snmp_neighbor_report(&neighbor, STR("edp"), observation);
}

void snmp_edp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation) {
    struct reader reader = {.ports = ports};
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_side_begin(&reader.vlans, answers, &snmp_edp_vlan_table);
    snmp_rows_begin(&rows, answers, &snmp_edp_table);
    for (size_t i = 0; i < SNMP_ROWS_DEFAULT && snmp_rows_next_of(&rows, INDEX_LENGTH, &row); i++) {
        take_row(&reader, &row, observation);
    }
}

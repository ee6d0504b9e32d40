#include "scanner/snmp/lldp.h"

#include "inventory/identity_read.h"
#include "scanner/snmp/neighbor.h"
#include "scanner/snmp/value.h"

#include <inttypes.h>
#include <stdlib.h>

#define LLDP         "1.0.8802.1.1.2.1."
#define INDEX_LENGTH 3  /* of a neighbour: time, local port, number */
#define CUT_LENGTH   16 /* NX-OS keeps no more of a port's id */

enum { REM_CHASSIS_TYPE, REM_CHASSIS, REM_PORT_TYPE, REM_PORT, REM_PORT_DESCR, REM_NAME };
const struct snmp_table snmp_lldp_table = {.entry = LLDP "4.1.1", .columns = {4, 5, 6, 7, 8, 9}};

const struct snmp_table snmp_lldp_address_table = {.entry = LLDP "4.2.1", .columns = {3}};

enum { LOC_TYPE, LOC_ID, LOC_DESCR };
const struct snmp_table snmp_lldp_port_table = {.entry = LLDP "3.7.1", .columns = {2, 3, 4}};

enum { MED_SERIAL, MED_MODEL, MED_ASSET };
const struct snmp_table snmp_lldp_med_table = {.entry = LLDP "5.4795.1.3.3.1", .columns = {4, 6, 7}};

/* What an id is; ports and chassis count differently. */
enum id_kind { ID_TEXT, ID_MAC, ID_ADDRESS };

static enum id_kind chassis_kind(const struct snmp_variable *subtype) {
    return snmp_number_is(subtype, 4) ? ID_MAC : snmp_number_is(subtype, 5) ? ID_ADDRESS : ID_TEXT;
}

static enum id_kind port_kind(const struct snmp_variable *subtype) {
    return snmp_number_is(subtype, 3) ? ID_MAC : snmp_number_is(subtype, 4) ? ID_ADDRESS : ID_TEXT;
}

/* AddressFamilyNumbers of IANA. */
enum { FAMILY_IPV4 = 1, FAMILY_IPV6 = 2, FAMILY_802 = 6 };

/* A byte for the family, then the address. */
static struct str family_address(struct arena *arena, const struct snmp_variable *variable) {
    struct snmp_variable address;

    if (!variable || variable->type != SNMP_TYPE_BYTES || variable->bytes.n == 0) {
        return STR_NONE;
    }
    address = *variable;
    address.bytes = str_sub(variable->bytes, 1, SIZE_MAX);
    switch (variable->bytes.p[0]) {
    case FAMILY_IPV4:
        return address.bytes.n == 4 ? snmp_address(arena, &address) : STR_NONE;
    case FAMILY_IPV6:
        return address.bytes.n == 16 ? snmp_address(arena, &address) : STR_NONE;
    default:
        return STR_NONE;
    }
}

/* As people write it; an id that is not what it says it is stands as text. */
static struct str id_text(struct arena *arena, enum id_kind kind, const struct snmp_variable *id) {
    struct str text = kind == ID_MAC ? snmp_mac(arena, id) : kind == ID_ADDRESS ? family_address(arena, id) : STR_NONE;

    return str_is_empty(text) ? snmp_text(arena, id) : text;
}

/* --- ports of its own --- */

/* Makers number them as they like: what a port is called tells more than its number, which may be the bridge's, or
 * ifIndex. */
static const struct snmp_port *find_local(const struct snmp_ports *ports, uint32_t number,
                                          const struct snmp_row *local) {
    enum id_kind kind = port_kind(local->cells[LOC_TYPE]);
    struct str id = id_text(ports->arena, kind, local->cells[LOC_ID]);
    const struct snmp_port *port = kind == ID_TEXT ? snmp_ports_find_name(ports, id) : NULL;
    uint8_t mac[SNMP_MAC_BYTES];

    if (!port) {
        port = snmp_ports_find_name(ports, snmp_text(ports->arena, local->cells[LOC_DESCR]));
    }
    if (!port && kind == ID_MAC && identity_read_mac(id, mac)) {
        port = snmp_ports_find_mac(ports, mac);
    }
    if (!port && ports->bridge_count > 0) {
        port = snmp_ports_find_bridge(ports, number);
    }
    return port ? port : snmp_ports_find(ports, number);
}

static struct str local_name(const struct snmp_ports *ports, uint32_t number, const struct snmp_row *local) {
    const struct snmp_port *port = find_local(ports, number, local);
    struct str text;

    if (port) {
        return port->name;
    }
    text = snmp_text(ports->arena, local->cells[LOC_DESCR]);
    if (str_is_empty(text)) {
        text = id_text(ports->arena, port_kind(local->cells[LOC_TYPE]), local->cells[LOC_ID]);
    }
    return str_is_empty(text) ? arena_printf(ports->arena, "lldp port %" PRIu32, number) : text;
}

struct local_port {
    uint32_t number;
    struct str name;
};

struct local_ports {
    struct local_port *items; /* by number */
    size_t count;
};

static bool read_local_ports(const struct snmp_answers *answers, const struct snmp_ports *ports,
                             struct local_ports *list) {
    size_t capacity = snmp_rows_count(answers, &snmp_lldp_port_table);
    struct snmp_rows rows;
    struct snmp_row row;

    list->items = arena_alloc_array(ports->arena, capacity + 1, sizeof *list->items);
    if (!list->items) {
        return false;
    }
    snmp_rows_begin(&rows, answers, &snmp_lldp_port_table);
    while (list->count < capacity && snmp_rows_next_of(&rows, 1, &row)) {
        uint32_t number = snmp_oid_at(row.index, 0);
        list->items[list->count++] = (struct local_port){number, local_name(ports, number, &row)};
    }
    return true;
}

static int compare_number(const void *key, const void *item) {
    uint32_t wanted = *(const uint32_t *)key, number = ((const struct local_port *)item)->number;

    return (wanted > number) - (wanted < number);
}

static struct str local_port_name(const struct local_ports *list, const struct snmp_ports *ports, uint32_t number) {
    static const struct snmp_row nothing;
    const struct local_port *found = bsearch(&number, list->items, list->count, sizeof *list->items, compare_number);

    return found ? found->name : local_name(ports, number, &nothing);
}

/* --- neighbours --- */

struct reader {
    const struct snmp_ports *ports;
    struct local_ports local_ports;
    struct snmp_side addresses, med; /* indexed as the neighbours are; addresses have more behind it */
};

/* Behind the neighbour's index: family, length and address. */
static void add_address(struct arena *arena, struct snmp_oid index, struct snmp_neighbor *neighbor) {
    struct snmp_oid rest = snmp_oid_sub(index, INDEX_LENGTH + 1, SIZE_MAX);

    switch (snmp_oid_at(index, INDEX_LENGTH)) {
    case FAMILY_IPV4:
        snmp_neighbor_list_add(&neighbor->addresses, snmp_address_of_index(arena, snmp_index_counted(rest, 4)));
        return;
    case FAMILY_IPV6:
        snmp_neighbor_list_add(&neighbor->addresses, snmp_address_of_index(arena, snmp_index_counted(rest, 16)));
        return;
    case FAMILY_802:
        snmp_neighbor_list_add(&neighbor->macs, snmp_mac_of_index(arena, snmp_index_counted(rest, SNMP_MAC_BYTES)));
        return;
    default:
        return;
    }
}

static void take_addresses(struct reader *reader, struct snmp_oid index, struct snmp_neighbor *neighbor) {
    struct snmp_row row;

    while (snmp_side_next(&reader->addresses, index, &row)) {
        add_address(reader->ports->arena, row.index, neighbor);
    }
}

/* What a phone says of itself is better than what its name tells. */
static void take_med(struct reader *reader, struct snmp_oid index, struct snmp_neighbor *neighbor) {
    struct arena *arena = reader->ports->arena;
    struct snmp_row row;

    if (snmp_side_next(&reader->med, index, &row)) {
        struct str serial = snmp_text(arena, row.cells[MED_SERIAL]);
        neighbor->serial = str_is_empty(serial) ? neighbor->serial : serial;
        neighbor->model = snmp_text(arena, row.cells[MED_MODEL]);
        neighbor->asset_tag = snmp_text(arena, row.cells[MED_ASSET]);
    }
}

static void take_chassis(struct arena *arena, const struct snmp_row *row, struct snmp_neighbor *neighbor) {
    enum id_kind kind = chassis_kind(row->cells[REM_CHASSIS_TYPE]);
    const struct snmp_variable *chassis = row->cells[REM_CHASSIS];
    struct str name = STR_NONE, serial = STR_NONE;

    neighbor->id = id_text(arena, kind, chassis);
    neighbor->name = snmp_text(arena, row->cells[REM_NAME]);
    if (kind == ID_MAC) {
        snmp_neighbor_list_add(&neighbor->macs, snmp_mac(arena, chassis));
    }
    if (kind == ID_ADDRESS) {
        snmp_neighbor_list_add(&neighbor->addresses, family_address(arena, chassis));
    }
    if (kind == ID_TEXT && snmp_neighbor_split_id(neighbor->id, &name, &serial)) {
        neighbor->name = str_is_empty(neighbor->name) ? name : neighbor->name;
        neighbor->serial = serial;
    }
}

static void take_port(struct arena *arena, const struct snmp_row *row, struct snmp_neighbor *neighbor) {
    enum id_kind kind = port_kind(row->cells[REM_PORT_TYPE]);
    struct str id = id_text(arena, kind, row->cells[REM_PORT]), descr = snmp_text(arena, row->cells[REM_PORT_DESCR]);

    if (kind == ID_MAC) {
        snmp_neighbor_list_add(&neighbor->macs, snmp_mac(arena, row->cells[REM_PORT]));
    }
    if (kind == ID_TEXT && id.n == CUT_LENGTH && str_starts_with(descr, id)) {
        struct str rest = descr;
        (void)str_cut(&rest, ' ', &id);
    }
    neighbor->remote_port = kind == ID_MAC && !str_is_empty(descr) ? descr : id;
}

static void take_row(struct reader *reader, const struct snmp_row *row, struct observation *observation) {
    struct snmp_neighbor neighbor = {0};

    neighbor.port = local_port_name(&reader->local_ports, reader->ports, snmp_oid_at(row->index, 1));
    take_chassis(reader->ports->arena, row, &neighbor);
    take_port(reader->ports->arena, row, &neighbor);
    take_addresses(reader, row->index, &neighbor);
    take_med(reader, row->index, &neighbor);
    snmp_neighbor_report(&neighbor, STR("lldp"), observation);
}

void snmp_lldp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                         struct observation *observation) {
    struct reader reader = {.ports = ports};
    struct snmp_rows rows;
    struct snmp_row row;

    if (!read_local_ports(answers, ports, &reader.local_ports)) {
        return;
    }
    snmp_side_begin(&reader.addresses, answers, &snmp_lldp_address_table);
    snmp_side_begin(&reader.med, answers, &snmp_lldp_med_table);
    snmp_rows_begin(&rows, answers, &snmp_lldp_table);
    for (size_t i = 0; i < SNMP_ROWS_DEFAULT && snmp_rows_next_of(&rows, INDEX_LENGTH, &row); i++) {
        take_row(&reader, &row, observation);
    }
}

#include "scanner/snmp/ports.h"

#include "inventory/identity_read.h"
#include "scanner/snmp/base_mac.h"
#include "scanner/snmp/value.h"

#include <inttypes.h>
#include <stdlib.h>

#define BITS_PER_MBIT  UINT64_C(1000000)
#define SPEED_UNKNOWN  UINT32_MAX /* ifSpeed of what is faster than it can say */
#define SPEED_MAX_MBPS 100000000
#define UP             1
#define NAMES_PER_PORT 2
#define FIBRE_CHANNEL  56 /* ifType */
#define SUBTYPE_MAC    4

enum { IF_DESCR, IF_TYPE, IF_SPEED, IF_MAC, IF_STATUS };
const struct snmp_table snmp_if_table = {.entry = MIB2 "2.2.1", .columns = {2, 3, 5, 6, 8}};

enum { IFX_NAME, IFX_SPEED };
const struct snmp_table snmp_ifx_table = {.entry = MIB2 "31.1.1.1", .columns = {1, 15}};

const struct snmp_table snmp_bridge_port_table = {.entry = MIB2 "17.1.4.1", .columns = {2}};

struct snmp_port_name {
    struct str name;
    const struct snmp_port *port;
};

struct snmp_bridge_port {
    uint32_t number;
    uint64_t index;
};

struct snmp_port_mac {
    uint64_t mac;
    const struct snmp_port *port; /* NULL: the device as a whole */
};

/* --- reading --- */

static struct snmp_port read_port(struct arena *arena, const struct snmp_row *row) {
    uint64_t speed = snmp_number_or_zero(row->cells[IF_SPEED]), type = snmp_number_or_zero(row->cells[IF_TYPE]);

    return (struct snmp_port){
        .index = snmp_oid_at(row->index, 0),
        .type = type <= UINT32_MAX ? (uint32_t)type : 0,
        .descr = snmp_text(arena, row->cells[IF_DESCR]),
        .mac = type == FIBRE_CHANNEL ? STR_NONE : snmp_mac(arena, row->cells[IF_MAC]), /* it has a world wide name */
        .speed_mbps = speed < SPEED_UNKNOWN ? speed / BITS_PER_MBIT : 0,
        .is_up = !row->cells[IF_STATUS] || snmp_number_or_zero(row->cells[IF_STATUS]) == UP,
    };
}

static bool read_ports(const struct snmp_answers *answers, struct snmp_ports *ports) {
    size_t capacity = snmp_rows_count(answers, &snmp_if_table);
    struct snmp_rows rows;
    struct snmp_row row;

    ports->items = arena_alloc_array(ports->arena, capacity + 1, sizeof *ports->items);
    if (!ports->items) {
        return false;
    }
    snmp_rows_begin(&rows, answers, &snmp_if_table);
    while (ports->count < capacity && snmp_rows_next_of(&rows, 1, &row)) {
        ports->items[ports->count++] = read_port(ports->arena, &row);
    }
    return true;
}

static int compare_index(const void *key, const void *item) {
    uint64_t wanted = *(const uint64_t *)key, index = ((const struct snmp_port *)item)->index;

    return (wanted > index) - (wanted < index);
}

static struct snmp_port *port_at(const struct snmp_ports *ports, uint64_t index) {
    return bsearch(&index, ports->items, ports->count, sizeof *ports->items, compare_index);
}

static void extend_ports(const struct snmp_answers *answers, struct snmp_ports *ports) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &snmp_ifx_table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        struct snmp_port *port = port_at(ports, snmp_oid_at(row.index, 0));
        uint64_t speed = snmp_number_or_zero(row.cells[IFX_SPEED]);
        if (port) {
            port->name = snmp_text(ports->arena, row.cells[IFX_NAME]);
            port->speed_mbps = speed > 0 && speed < SPEED_MAX_MBPS ? speed : port->speed_mbps;
        }
    }
    for (size_t i = 0; i < ports->count; i++) {
        struct snmp_port *port = &ports->items[i];
        if (str_is_empty(port->name)) {
            port->name = str_is_empty(port->descr) ? arena_printf(ports->arena, "%" PRIu32, port->index) : port->descr;
        }
    }
}

static int compare_names(const void *a, const void *b) {
    const struct snmp_port_name *left = a, *right = b;
    int order = str_cmp(left->name, right->name);

    return order ? order : (left->port > right->port) - (left->port < right->port);
}

static bool sort_names(struct snmp_ports *ports) {
    ports->names = arena_alloc_array(ports->arena, NAMES_PER_PORT * ports->count + 1, sizeof *ports->names);
    if (!ports->names) {
        return false;
    }
    for (size_t i = 0; i < ports->count; i++) {
        const struct snmp_port *port = &ports->items[i];
        ports->names[ports->name_count++] = (struct snmp_port_name){port->name, port};
        if (!str_is_empty(port->descr) && !str_eq(port->descr, port->name)) {
            ports->names[ports->name_count++] = (struct snmp_port_name){port->descr, port};
        }
    }
    qsort(ports->names, ports->name_count, sizeof *ports->names, compare_names);
    return true;
}

static bool read_bridge(const struct snmp_answers *answers, struct snmp_ports *ports) {
    size_t capacity = snmp_rows_count(answers, &snmp_bridge_port_table);
    struct snmp_rows rows;
    struct snmp_row row;

    ports->bridge = arena_alloc_array(ports->arena, capacity + 1, sizeof *ports->bridge);
    if (!ports->bridge) {
        return false;
    }
    snmp_rows_begin(&rows, answers, &snmp_bridge_port_table);
    while (ports->bridge_count < capacity && snmp_rows_next_of(&rows, 1, &row)) {
        ports->bridge[ports->bridge_count++] =
            (struct snmp_bridge_port){snmp_oid_at(row.index, 0), snmp_number_or_zero(row.cells[0])};
    }
    return true;
}

/* --- addresses of its own --- */

static uint64_t mac_number(const uint8_t mac[SNMP_MAC_BYTES]) {
    uint64_t number = 0;

    for (size_t i = 0; i < SNMP_MAC_BYTES; i++) {
        number = number << 8 | mac[i];
    }
    return number;
}

static int compare_macs(const void *a, const void *b) {
    const struct snmp_port_mac *left = a, *right = b;

    return (left->mac > right->mac) - (left->mac < right->mac);
}

static void add_mac(struct snmp_ports *ports, struct str text, const struct snmp_port *port) {
    uint8_t mac[SNMP_MAC_BYTES];

    if (identity_read_mac(text, mac)) {
        ports->macs[ports->mac_count++] = (struct snmp_port_mac){mac_number(mac), port};
    }
}

static bool sort_macs(const struct snmp_answers *answers, struct snmp_ports *ports) {
    bool is_chassis_mac = snmp_number_or_zero(snmp_answers_get(answers, SNMP_CHASSIS_SUBTYPE)) == SUBTYPE_MAC;
    struct str base = snmp_base_mac(answers, ports->arena), chassis = STR_NONE;

    ports->macs = arena_alloc_array(ports->arena, ports->count + 2, sizeof *ports->macs);
    if (!ports->macs) {
        return false;
    }
    if (is_chassis_mac) {
        chassis = snmp_mac(ports->arena, snmp_answers_get(answers, SNMP_CHASSIS_ID));
    }
    ports->base_mac = str_is_empty(base) ? chassis : base;
    add_mac(ports, base, NULL);
    add_mac(ports, chassis, NULL);
    for (size_t i = 0; i < ports->count; i++) {
        add_mac(ports, ports->items[i].mac, &ports->items[i]);
    }
    qsort(ports->macs, ports->mac_count, sizeof *ports->macs, compare_macs);
    return true;
}

bool snmp_ports_read(const struct snmp_answers *answers, struct arena *arena, struct snmp_ports *ret_ports) {
    struct snmp_ports ports = {.arena = arena};

    if (!read_ports(answers, &ports)) {
        return false;
    }
    extend_ports(answers, &ports);
    if (!sort_names(&ports) || !read_bridge(answers, &ports) || !sort_macs(answers, &ports)) {
        return false;
    }
    *ret_ports = ports;
    return true;
}

/* --- looking up --- */

const struct snmp_port *snmp_ports_find(const struct snmp_ports *ports, uint64_t index) {
    return port_at(ports, index);
}

const struct snmp_port *snmp_ports_find_name(const struct snmp_ports *ports, struct str name) {
    size_t low = 0, high = ports->name_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(ports->names[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == ports->name_count || !str_eq(ports->names[low].name, name)) {
        return NULL;
    }
    if (low + 1 < ports->name_count && str_eq(ports->names[low + 1].name, name)) {
        return NULL;
    }
    return ports->names[low].port;
}

static int compare_bridge(const void *key, const void *item) {
    uint64_t wanted = *(const uint64_t *)key, number = ((const struct snmp_bridge_port *)item)->number;

    return (wanted > number) - (wanted < number);
}

const struct snmp_port *snmp_ports_find_bridge(const struct snmp_ports *ports, uint64_t number) {
    const struct snmp_bridge_port *found;

    if (ports->bridge_count == 0) {
        return port_at(ports, number);
    }
    found = bsearch(&number, ports->bridge, ports->bridge_count, sizeof *ports->bridge, compare_bridge);
    return found ? port_at(ports, found->index) : NULL;
}

static struct str name_or(const struct snmp_ports *ports, const struct snmp_port *port, const char *what,
                          uint64_t number) {
    if (port) {
        return port->name;
    }
    return number ? arena_printf(ports->arena, "%s %" PRIu64, what, number) : STR_NONE;
}

struct str snmp_ports_name(const struct snmp_ports *ports, uint64_t index) {
    return name_or(ports, port_at(ports, index), "ifIndex", index);
}

struct str snmp_ports_bridge_name(const struct snmp_ports *ports, uint64_t number) {
    return name_or(ports, snmp_ports_find_bridge(ports, number), "bridge port", number);
}

/* The place of the first that is not before the address. */
static size_t mac_place(const struct snmp_ports *ports, uint64_t mac) {
    size_t low = 0, high = ports->mac_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ports->macs[middle].mac < mac) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool snmp_ports_has_mac(const struct snmp_ports *ports, const uint8_t mac[SNMP_MAC_BYTES]) {
    size_t place = mac_place(ports, mac_number(mac));

    return place < ports->mac_count && ports->macs[place].mac == mac_number(mac);
}

const struct snmp_port *snmp_ports_find_mac(const struct snmp_ports *ports, const uint8_t mac[SNMP_MAC_BYTES]) {
    uint64_t number = mac_number(mac);
    const struct snmp_port *found = NULL;

    for (size_t i = mac_place(ports, number); i < ports->mac_count && ports->macs[i].mac == number; i++) {
        if (found && ports->macs[i].port) {
            return NULL;
        }
        found = ports->macs[i].port ? ports->macs[i].port : found;
    }
    return found;
}

#include "scanner/snmp/cdp.h"

#include "inventory/identity_read.h"
#include "scanner/snmp/neighbor.h"
#include "scanner/snmp/value.h"

#include <inttypes.h>

#define INDEX_LENGTH 2 /* ifIndex and a number */
#define VLAN_MAX     4094

enum { CDP_ADDRESS, CDP_VERSION, CDP_ID, CDP_PORT, CDP_PLATFORM, CDP_NATIVE_VLAN, CDP_NAME, CDP_MANAGEMENT };
const struct snmp_table snmp_cdp_table = {.entry = ENTERPRISE "9.9.23.1.2.1.1", .columns = {4, 5, 6, 7, 8, 11, 17, 20}};

/* Six bytes that are no text. */
static bool is_raw_mac(const struct snmp_variable *variable) {
    for (size_t i = 0; variable && variable->type == SNMP_TYPE_BYTES && i < variable->bytes.n; i++) {
        unsigned char c = (unsigned char)variable->bytes.p[i];
        if (c < 0x20 || c > 0x7e) {
            return variable->bytes.n == SNMP_MAC_BYTES;
        }
    }
    return false;
}

static struct str normal_mac(struct arena *arena, struct str text) {
    uint8_t mac[SNMP_MAC_BYTES];
    char normal[MAC_TEXT_SIZE];

    return identity_read_mac(text, mac) ? arena_dup(arena, identity_write_mac(mac, normal)) : STR_NONE;
}

/* Bytes, digits, or the name that Cisco gives its phones: SEP and the digits. */
static struct str mac_of_id(struct arena *arena, const struct snmp_variable *id) {
    struct str text;

    if (is_raw_mac(id)) {
        return snmp_mac(arena, id);
    }
    text = snmp_text(arena, id);
    (void)str_drop_prefix(&text, STR("SEP"));
    return normal_mac(arena, text);
}

static struct str id_text(struct arena *arena, const struct snmp_variable *id) {
    struct str mac = is_raw_mac(id) ? snmp_mac(arena, id) : STR_NONE;

    return str_is_empty(mac) ? snmp_text(arena, id) : mac;
}

static void take_id(struct arena *arena, const struct snmp_row *row, struct snmp_neighbor *neighbor) {
    struct str name = STR_NONE, told = snmp_text(arena, row->cells[CDP_NAME]);

    neighbor->id = id_text(arena, row->cells[CDP_ID]);
    snmp_neighbor_list_add(&neighbor->macs, mac_of_id(arena, row->cells[CDP_ID]));
    if (!snmp_neighbor_split_id(neighbor->id, &name, &neighbor->serial) &&
        str_is_empty(normal_mac(arena, neighbor->id))) {
        name = neighbor->id;
    }
    neighbor->name = str_is_empty(told) ? name : told;
}

static void add_address(struct arena *arena, const struct snmp_variable *variable, struct snmp_neighbor *neighbor) {
    struct str address = snmp_address(arena, variable);

    if (!str_eq(address, STR("0.0.0.0")) && !str_eq(address, STR("::"))) {
        snmp_neighbor_list_add(&neighbor->addresses, address);
    }
}

/* Switches of other makers put their neighbour's description there, as they do where its version belongs. */
static struct str model_of(struct arena *arena, const struct snmp_row *row) {
    struct str platform = snmp_text(arena, row->cells[CDP_PLATFORM]);

    if (str_eq(platform, snmp_text(arena, row->cells[CDP_VERSION]))) {
        return STR_NONE;
    }
    if (str_eq_ignore_case(str_sub(platform, 0, 6), STR("cisco "))) {
        platform = str_sub(platform, 6, SIZE_MAX);
    }
    return platform;
}

static void take_row(const struct snmp_ports *ports, const struct snmp_row *row, struct observation *observation) {
    struct arena *arena = ports->arena;
    struct snmp_neighbor neighbor = {.port = snmp_ports_name(ports, snmp_oid_at(row->index, 0))};
    uint64_t vlan;

    take_id(arena, row, &neighbor);
    add_address(arena, row->cells[CDP_ADDRESS], &neighbor);
    add_address(arena, row->cells[CDP_MANAGEMENT], &neighbor);
    neighbor.remote_port = id_text(arena, row->cells[CDP_PORT]);
    neighbor.model = model_of(arena, row);
    if (snmp_number(row->cells[CDP_NATIVE_VLAN], &vlan) && vlan > 0 && vlan <= VLAN_MAX) {
        neighbor.vlan = arena_printf(arena, "%" PRIu64, vlan);
    }
    snmp_neighbor_report(&neighbor, STR("cdp"), observation);
}

void snmp_cdp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, answers, &snmp_cdp_table);
    for (size_t i = 0; i < SNMP_ROWS_DEFAULT && snmp_rows_next_of(&rows, INDEX_LENGTH, &row); i++) {
        take_row(ports, &row, observation);
    }
}

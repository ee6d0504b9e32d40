#include "scanner/snmp/port_vlans.h"

#include "scanner/snmp/value.h"

#include <inttypes.h>
#include <stdlib.h>

#define VLAN_MAX        4094
#define BRIDGE_PORT_MAX 65535
#define TRUNKING        1 /* vlanTrunkPortDynamicStatus */

enum { VLAN_DATABASE, VLAN_EGRESS, VLAN_UNTAGGED };
const struct snmp_table snmp_vlan_table = {.entry = MIB2 "17.7.1.4.2.1", .columns = {3, 4, 5}};

enum { STATIC_EGRESS, STATIC_UNTAGGED };
const struct snmp_table snmp_static_vlan_table = {.entry = MIB2 "17.7.1.4.3.1", .columns = {2, 4}};

const struct snmp_table snmp_pvid_table = {.entry = MIB2 "17.7.1.4.5.1", .columns = {1}};
const struct snmp_table snmp_cisco_access_table = {.entry = ENTERPRISE "9.9.68.1.2.2.1", .columns = {2}};

enum { TRUNK_NATIVE, TRUNK_STATUS };
const struct snmp_table snmp_cisco_trunk_table = {.entry = ENTERPRISE "9.9.46.1.6.1.1", .columns = {5, 14}};

struct port_vlan {
    uint32_t vlan; /* of frames without a tag; 0: unknown */
    bool is_trunk;
};

struct reader {
    const struct snmp_answers *answers;
    const struct snmp_ports *ports;
    struct port_vlan *vlans; /* of the port at the same place */
};

static uint32_t vlan_number(const struct snmp_variable *variable) {
    uint64_t number;

    return snmp_number(variable, &number) && number <= VLAN_MAX ? (uint32_t)number : 0;
}

static struct port_vlan *vlan_of(struct reader *reader, const struct snmp_port *port) {
    return port ? &reader->vlans[port - reader->ports->items] : NULL;
}

/* --- Q-BRIDGE-MIB --- */

static void take_pvids(struct reader *reader) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, reader->answers, &snmp_pvid_table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        struct port_vlan *vlan = vlan_of(reader, snmp_ports_find_bridge(reader->ports, snmp_oid_at(row.index, 0)));
        if (vlan) {
            vlan->vlan = vlan_number(row.cells[0]);
        }
    }
}

/* PortList: a bit for each port, the highest of the first byte being port 1. */
static uint8_t byte_of(const struct snmp_variable *list, size_t place) {
    return list && list->type == SNMP_TYPE_BYTES && place < list->bytes.n ? (uint8_t)list->bytes.p[place] : 0;
}

/* A port that sends frames of a VLAN, but not without their tag, is a trunk. MARKS has a bit for each port. */
static void mark_tagged(const struct snmp_variable *egress, const struct snmp_variable *untagged, uint8_t *marks) {
    size_t n = egress && egress->type == SNMP_TYPE_BYTES ? egress->bytes.n : 0;

    for (size_t i = 0; untagged && i < n && i < BRIDGE_PORT_MAX / 8; i++) {
        marks[i] |= (uint8_t)(byte_of(egress, i) & ~byte_of(untagged, i));
    }
}

/* How many rows there were. */
static size_t mark_table(const struct snmp_answers *answers, const struct snmp_table *table, size_t egress,
                         size_t untagged, uint8_t *marks) {
    struct snmp_rows rows;
    struct snmp_row row;
    size_t count = 0;

    snmp_rows_begin(&rows, answers, table);
    while (snmp_rows_next(&rows, &row)) {
        mark_tagged(row.cells[egress], row.cells[untagged], marks);
        count++;
    }
    return count;
}

static void take_members(struct reader *reader) {
    uint8_t *marks = arena_alloc(reader->ports->arena, BRIDGE_PORT_MAX / 8 + 1);

    if (!marks) {
        return;
    }
    if (mark_table(reader->answers, &snmp_vlan_table, VLAN_EGRESS, VLAN_UNTAGGED, marks) == 0) {
        mark_table(reader->answers, &snmp_static_vlan_table, STATIC_EGRESS, STATIC_UNTAGGED, marks);
    }
    for (uint32_t number = 1; number <= BRIDGE_PORT_MAX; number++) {
        bool is_marked = marks[(number - 1) / 8] & 0x80U >> (number - 1) % 8;
        struct port_vlan *vlan = is_marked ? vlan_of(reader, snmp_ports_find_bridge(reader->ports, number)) : NULL;
        if (vlan) {
            vlan->is_trunk = true;
        }
    }
}

/* --- Cisco --- */

static void take_access(struct reader *reader) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, reader->answers, &snmp_cisco_access_table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        struct port_vlan *vlan = vlan_of(reader, snmp_ports_find(reader->ports, snmp_oid_at(row.index, 0)));
        if (vlan) {
            vlan->vlan = vlan_number(row.cells[0]);
        }
    }
}

/* A port may be set up as a trunk and be none at the time: its native VLAN then says nothing. */
static void take_trunks(struct reader *reader) {
    struct snmp_rows rows;
    struct snmp_row row;

    snmp_rows_begin(&rows, reader->answers, &snmp_cisco_trunk_table);
    while (snmp_rows_next_of(&rows, 1, &row)) {
        struct port_vlan *vlan = vlan_of(reader, snmp_ports_find(reader->ports, snmp_oid_at(row.index, 0)));
        uint64_t status;
        if (vlan && snmp_number(row.cells[TRUNK_STATUS], &status) && status == TRUNKING) {
            *vlan = (struct port_vlan){vlan_number(row.cells[TRUNK_NATIVE]), true};
        }
    }
}

static struct str vlan_text(struct arena *arena, const struct port_vlan *vlan) {
    if (vlan->vlan == 0) {
        return vlan->is_trunk ? STR("trunk") : STR_NONE;
    }
    return arena_printf(arena, "%s%" PRIu32, vlan->is_trunk ? "trunk native " : "", vlan->vlan);
}

void snmp_port_vlans(const struct snmp_answers *answers, const struct snmp_ports *ports, struct str *texts) {
    struct reader reader = {answers, ports, arena_alloc_array(ports->arena, ports->count + 1, sizeof *reader.vlans)};

    if (!reader.vlans) {
        return;
    }
    take_pvids(&reader);
    take_members(&reader);
    take_access(&reader);
    take_trunks(&reader);
    for (size_t i = 0; i < ports->count; i++) {
        texts[i] = vlan_text(ports->arena, &reader.vlans[i]);
    }
}

/* --- filtering databases --- */

static int compare_databases(const void *a, const void *b) {
    const struct snmp_database *left = a, *right = b;
    int order = (left->database > right->database) - (left->database < right->database);

    return order ? order : (left->vlan > right->vlan) - (left->vlan < right->vlan);
}

static bool is_alone(const struct snmp_databases *list, size_t place) {
    uint64_t database = list->items[place].database;

    return (place == 0 || list->items[place - 1].database != database) &&
           (place + 1 == list->count || list->items[place + 1].database != database);
}

/* The table's rows are of a VLAN since a time: there may be several of one. */
static void keep_alone(struct snmp_databases *list) {
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (count == 0 || compare_databases(&list->items[count - 1], &list->items[i]) != 0) {
            list->items[count++] = list->items[i];
        }
    }
    list->count = count;
    for (size_t i = 0; i < list->count; i++) {
        if (!is_alone(list, i)) {
            list->items[i].vlan = 0;
        }
    }
}

bool snmp_databases_read(const struct snmp_answers *answers, struct arena *arena,
                         struct snmp_databases *ret_databases) {
    size_t capacity = snmp_rows_count(answers, &snmp_vlan_table);
    struct snmp_databases list = {.items = arena_alloc_array(arena, capacity + 1, sizeof *list.items)};
    struct snmp_rows rows;
    struct snmp_row row;
    uint64_t database;

    if (!list.items) {
        return false;
    }
    snmp_rows_begin(&rows, answers, &snmp_vlan_table);
    while (list.count < capacity && snmp_rows_next_of(&rows, 2, &row)) {
        if (snmp_number(row.cells[VLAN_DATABASE], &database)) {
            list.items[list.count++] = (struct snmp_database){database, snmp_oid_at(row.index, 1)};
        }
    }
    qsort(list.items, list.count, sizeof *list.items, compare_databases);
    keep_alone(&list);
    *ret_databases = list;
    return true;
}

static int compare_key(const void *key, const void *item) {
    uint64_t wanted = *(const uint64_t *)key, database = ((const struct snmp_database *)item)->database;

    return (wanted > database) - (wanted < database);
}

uint64_t snmp_databases_vlan(const struct snmp_databases *databases, uint64_t database) {
    const struct snmp_database *found;

    if (databases->count == 0) {
        return database <= VLAN_MAX ? database : 0;
    }
    /* of those that several share, each says that it is unknown */
    found = bsearch(&database, databases->items, databases->count, sizeof *databases->items, compare_key);
    return found ? found->vlan : 0;
}

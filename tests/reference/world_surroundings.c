/* What is around machines: who answered, who saw whom, and where things are. */
#include "tests/reference/world_cells.h"
#include "tests/reference/world_rows.h"

/* --- the scan ------------------------------------------------------------------------------------------------------
 */

/* The first devices are the ones that see others. */
static struct str pick_device_id(const struct world *world, unsigned most) {
    unsigned count = world->devices.count < most ? world->devices.count : most;

    return count == 0 || one_in(10) ? STR("d9999") : world->devices.items[pick(count)].cells[DEVICES_DEVICE_ID];
}

void add_probe(struct world *world) {
    struct row *row = add_row(&world->probes);
    unsigned machine = pick(world->machine_count + 1);

    if (one_in(12)) {
        row->cells[PROBES_TARGET] = number_text(world, &asset_ids, machine);
        row->cells[PROBES_OUTCOME] = STR("not-found");
        row->cells[PROBES_MESSAGE] = pick_part("2027-03-30 山田|倉庫にない, 未確認|", '|');
        return;
    }
    row->cells[PROBES_TARGET] = number_text(world, one_in(2) ? &hosts : &addresses, machine % world->pool);
    row->cells[PROBES_ADDRESS] = one_in(3) ? STR_NONE : number_text(world, &addresses, machine % world->pool);
    row->cells[PROBES_OUTCOME] = pick_part("answered|partial|no-answer|no-answer|auth-refused|no-credential|host-key-"
                                           "changed|host-key-unknown|excluded|error|error|",
                                           '|');
    row->cells[PROBES_METHOD] = pick_part("ssh|ssh|snmp|ssh via gate", '|');
    row->cells[PROBES_DEVICE_ID] = one_in(2) ? STR_NONE : pick_device_id(world, 3);
    row->cells[PROBES_REACHED] = pick_part("yes|no|", '|');
    row->cells[PROBES_SECTIONS_COMPLETE] = pick_part("identity;guests|guests|guests;os|guests|identity|", '|');
}

static struct str pick_remote_id(const struct world *world, unsigned machine) {
    switch (pick(5)) {
    case 0:
        return identify(world, &macs, machine);
    case 1:
        return identify(world, &hosts, machine);
    case 2:
        return pick_part("ap|AP|ap2.example.jp|Chassis 1|localhost", '|');
    default:
        return STR_NONE;
    }
}

static const char *const port_names[] = {"Gi1/0/1", "Gi1/0/2", "Gi1/0/1", "GigabitEthernet1/0/1", "1", ""};

/* A forwarding table knows addresses alone; what a neighbour says of itself is a part of all that it could say. */
void add_neighbor(struct world *world) {
    struct row *row = add_row(&world->neighbors);
    unsigned machine = one_in(2) ? pick(world->machine_count) : pick(world->pool);

    row->cells[NEIGHBORS_DEVICE_ID] = pick_device_id(world, 2);
    row->cells[NEIGHBORS_PORT] = str_from(PICK(port_names));
    row->cells[NEIGHBORS_PROTOCOL] = pick_part("fdb|fdb|fdb|fdb|lldp|cdp|edp|arp|arp|", '|');
    row->cells[NEIGHBORS_VLAN] = pick_part("|10|20|20", '|');
    row->cells[NEIGHBORS_REMOTE_MAC] =
        pick(3) ? identify(world, &macs, machine) : number_text(world, &macs, pick(world->pool * 2));
    if (str_eq(row->cells[NEIGHBORS_PROTOCOL], STR("fdb"))) {
        return;
    }
    row->cells[NEIGHBORS_REMOTE_MAC] = one_in(2) ? row->cells[NEIGHBORS_REMOTE_MAC] : STR_NONE;
    row->cells[NEIGHBORS_REMOTE_ADDRESS] = one_in(2) ? identify(world, &addresses, machine) : STR_NONE;
    row->cells[NEIGHBORS_REMOTE_ID] = pick_remote_id(world, machine);
    if (!str_eq(row->cells[NEIGHBORS_PROTOCOL], STR("arp"))) {
        row->cells[NEIGHBORS_REMOTE_NAME] =
            one_in(2) ? identify(world, &hosts, machine) : pick_part("|ap|AP|ap2.example.jp", '|');
        row->cells[NEIGHBORS_REMOTE_SERIAL] = one_in(3) ? identify(world, &serials, machine) : STR_NONE;
        row->cells[NEIGHBORS_REMOTE_MODEL] = pick_part("|AIR-CAP1602I|cisco AIR-CAP1602I-E-K9", '|');
        row->cells[NEIGHBORS_REMOTE_ASSET_TAG] = one_in(6) ? number_text(world, &asset_ids, machine) : STR_NONE;
    }
}

void add_interface(struct world *world) {
    struct row *row = add_row(&world->interfaces);

    row->cells[INTERFACES_DEVICE_ID] = pick_device_id(world, world->devices.capacity);
    row->cells[INTERFACES_NAME] = STR("eth0");
    row->cells[INTERFACES_MAC] = number_text(world, &macs, pick(world->pool * 2));
    row->cells[INTERFACES_PERMANENT_MAC] = one_in(3) ? number_text(world, &macs, pick(world->pool * 2)) : STR_NONE;
}

/* --- where things are ----------------------------------------------------------------------------------------------
 */

/* A machine as people refer to it. */
static struct str refer(const struct world *world) {
    unsigned machine = pick(3) ? pick(2) : pick(world->machine_count);

    switch (pick(4)) {
    case 0:
        return pick_device_id(world, 2);
    case 1:
        return number_text(world, &hosts, machine % world->pool);
    default:
        return number_text(world, &asset_ids, machine);
    }
}

void add_component(struct world *world) {
    struct row *row = add_row(&world->components);

    row->cells[COMPONENTS_DEVICE_ID] = pick_device_id(world, 3);
    row->cells[COMPONENTS_KIND] = STR("chassis");
    row->cells[COMPONENTS_SERIAL] = identify(world, &serials, pick(world->machine_count));
}

/* What hosts list: machines of either side, and others. */
void add_guest(struct world *world) {
    struct row *row = add_row(&world->guests);
    unsigned machine = pick(4) ? pick(world->machine_count) : pick(world->pool);

    row->cells[GUESTS_DEVICE_ID] = pick_device_id(world, 3);
    row->cells[GUESTS_NAME] =
        pick(3) ? identify(world, &hosts, machine) : pick_part("|試験 1|試験1|x.1|localhost", '|');
    row->cells[GUESTS_UUID] = one_in(2) ? identify(world, &uuids, machine) : STR_NONE;
    row->cells[GUESTS_MAC_ADDRESSES] =
        one_in(3) ? identify(world, &macs, one_in(4) ? pick(world->pool * 2) : machine) : STR_NONE;
    row->cells[GUESTS_OS] = pick_part("|Debian 12|Windows Server 2019", '|');
    row->cells[GUESTS_STATE] = pick_part("on|on|off|suspended|", '|');
}

void add_cluster(struct world *world) {
    struct row *row = add_row(&world->clusters);

    row->cells[CLUSTERS_CLUSTER] = pick_part("CL1|cl1|CL2|CL3|", '|');
    row->cells[CLUSTERS_HOST] = refer(world);
}

/* A virtual machine in use that nothing is met of, on one of the hosts that tell of guests most often. */
static void make_lost(const struct world *world, struct row *asset) {
    static const unsigned blank[] = {DEVICES_SERIAL,       DEVICES_UUID,        DEVICES_MAC_ADDRESSES,
                                     DEVICES_IP_ADDRESSES, DEVICES_ACQUIRED_ON, DEVICES_STOPPED_ON,
                                     DEVICES_DISPOSED_ON};

    for (size_t i = 0; i < ARRAY_LEN(blank); i++) {
        asset->cells[blank[i]] = STR_NONE;
    }
    asset->cells[DEVICES_HOSTNAME] = number_text(world, &hosts, pick(3) ? 20000 + pick(100) : pick(world->pool));
    asset->cells[DEVICES_KIND] = STR("vm");
    asset->cells[DEVICES_STATUS] = STR("active");
    asset->cells[DEVICES_VIRTUAL_HOST] = number_text(world, &asset_ids, pick(3));
}

/* Where paper has a machine's host, if it is one. */
void choose_hosts(struct world *world) {
    for (unsigned i = 0; i < world->assets.count; i++) {
        struct row *asset = &world->assets.items[i];
        asset->cells[DEVICES_VIRTUAL_HOST] = pick(3) ? refer(world) : asset->cells[DEVICES_VIRTUAL_HOST];
        asset->cells[DEVICES_KIND] = one_in(3) ? STR("vm") : asset->cells[DEVICES_KIND];
        if (i >= 3 && one_in(4)) {
            make_lost(world, asset);
        }
    }
    for (unsigned i = 0; i < world->devices.count; i++) {
        if (pick(4)) {
            world->devices.items[i].cells[DEVICES_VIRTUAL_HOST] = STR_NONE;
        }
    }
}

void add_place(struct world *world) {
    struct row *row = add_row(&world->places);

    row->cells[PLACES_PATTERN] = pick_part("本省|本省A棟|本省Ａ棟３|髙橋ビル|大阪|大阪|*ビル|*棟?階|-", '|');
    row->cells[PLACES_SITE] = pick_part("霞が関|霞が関|大阪|髙橋|福岡|", '|');
    row->cells[PLACES_FACILITY] = pick_part("F1|F2|||", '|');
    row->cells[PLACES_SUBNETS] = pick_part("10.0.0.0/24|10.0.0.0/16|10.0.0.0/29; 10.0.0.8/30|10.0.0.0/8|", '|');
    row->cells[PLACES_SWITCHES] = pick(3) ? refer(world) : STR_NONE;
}

void add_connection(struct world *world) {
    struct row *row = add_row(&world->connections);

    row->cells[CONNECTIONS_DEVICE] =
        one_in(3) ? refer(world) : number_text(world, &asset_ids, pick(world->machine_count));
    row->cells[CONNECTIONS_PORT] = str_from(PICK(port_names));
    row->cells[CONNECTIONS_PEER] = refer(world);
    row->cells[CONNECTIONS_PEER_PORT] = str_from(PICK(port_names));
}

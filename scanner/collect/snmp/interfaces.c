#include "scanner/collect/snmp/interfaces.h"

#include "inventory/identity_read.h"
#include "scanner/collect/hardware/nic.h"
#include "scanner/snmp/base_mac.h"
#include "scanner/snmp/port_addresses.h"
#include "scanner/snmp/port_groups.h"
#include "scanner/snmp/port_vlans.h"
#include "scanner/snmp/ports.h"

#include <inttypes.h>

#define VLAN_MAX 4094

/* IANAifType-MIB. A group's own address is one of its members', or the machine's. */
static const struct {
    uint32_t number;
    enum nic_type type;
    bool is_own;
} types[] = {
    {6, NIC_ETHERNET, true},                                  /* ethernetCsmacd */
    {7, NIC_ETHERNET, true},                                  /* iso88023Csmacd */
    {24, NIC_LOOPBACK, false},                                /* softwareLoopback */
    {26, NIC_ETHERNET, true},                                 /* ethernet3Mbit */
    {53, NIC_VIRTUAL, false},                                 /* propVirtual */
    {56, NIC_FIBRE_CHANNEL, false}, {62, NIC_ETHERNET, true}, /* fastEther */
    {69, NIC_ETHERNET, true},                                 /* fastEtherFX */
    {71, NIC_WIRELESS, true},                                 /* ieee80211 */
    {117, NIC_ETHERNET, true},                                /* gigabitEthernet */
    {131, NIC_TUNNEL, false},       {135, NIC_VLAN, false},   /* l2vlan */
    {136, NIC_VLAN, false},                                   /* l3ipvlan */
    {150, NIC_TUNNEL, false},                                 /* mplsTunnel */
    {160, NIC_USB, false},          {161, NIC_BOND, true},    /* ieee8023adLag */
    {199, NIC_INFINIBAND, false},   {209, NIC_BRIDGE, false},
};

/* What makers call interfaces whose type says less: digits follow. */
static const struct {
    const char *prefix;
    enum nic_type type;
} names[] = {
    {"Vlan", NIC_VLAN},         {"Vlanif", NIC_VLAN},
    {"Vl", NIC_VLAN},           {"Vlan-interface", NIC_VLAN},
    {"port-channel", NIC_BOND}, {"Po", NIC_BOND},
    {"Trk", NIC_BOND},          {"Eth-Trunk", NIC_BOND},
    {"ae", NIC_BOND},           {"Bridge-Aggregation", NIC_BOND},
    {"lag", NIC_BOND},          {"bond", NIC_BOND},
    {"Loopback", NIC_LOOPBACK}, {"Tunnel", NIC_TUNNEL},
};

/* What Windows calls Ethernet that no cable goes into; some of these have one address on all machines. */
static const char *const soft_adapters[] = {"VMware Virtual", "VirtualBox",         "TAP-Windows",         "Bluetooth",
                                            "WAN Miniport",   "LightWeight Filter", "QoS Packet Scheduler"};

struct reader {
    struct snmp_ports ports;
    struct nic_list nics;   /* of the port at the same place */
    bool has_universal_mac; /* one of its own that its maker gave it */
};

static bool is_named(struct str name, const char *prefix) {
    struct str head = str_sub(name, 0, strlen(prefix)), digits = str_sub(name, strlen(prefix), SIZE_MAX);

    return str_eq_ignore_case(head, str_from(prefix)) && digits.n > 0 && str_is_digit(digits.p[0]);
}

/* Whatever the case of its letters. */
static bool is_word_of(const char *words, struct str text) {
    struct str rest = str_from(words), word;

    while (str_cut(&rest, '|', &word)) {
        if (str_eq_ignore_case(word, text)) {
            return true;
        }
    }
    return false;
}

static bool is_soft(struct str descr) {
    for (size_t i = 0; i < ARRAY_LEN(soft_adapters); i++) {
        if (str_contains(descr, str_from(soft_adapters[i]))) {
            return true;
        }
    }
    return false;
}

static void set_type_by_name(const struct snmp_port *port, struct nic *nic) {
    if (str_contains(port->name, STR("VLAN"))) {
        nic->type = NIC_VLAN;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (is_named(port->name, names[i].prefix)) {
            nic->type = names[i].type;
        }
    }
}

static void set_type(const struct snmp_port *port, struct nic *nic) {
    nic->type = NIC_OTHER;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (types[i].number == port->type) {
            nic->type = types[i].type;
            nic->is_own = types[i].is_own;
        }
    }
    if (nic->type == NIC_VIRTUAL) {
        set_type_by_name(port, nic);
    }
    if (nic->type == NIC_ETHERNET && is_soft(port->descr)) {
        nic->type = NIC_VIRTUAL;
        nic->is_own = false;
    }
    if (nic_is_transient(port->name)) {
        nic->type = NIC_TRANSIENT;
        nic->is_own = false;
    }
}

/* "Vlan100", "vlan 12", "ethernet1/1.4008": the number at the end, unless it counts something else. */
static struct str vlan_of_name(struct str name) {
    static const char words[] = "vl|vlan|vlanif|vlan-interface";
    size_t n = name.n;
    struct str digits, head;
    uint64_t number;

    while (n > 0 && str_is_digit(name.p[n - 1])) {
        n--;
    }
    digits = str_sub(name, n, SIZE_MAX);
    head = str_trim(str_sub(name, 0, n));
    if (!str_to_u64(digits, &number) || number == 0 || number > VLAN_MAX) {
        return STR_NONE;
    }
    return str_ends_with(head, STR(".")) || is_word_of(words, head) ? digits : STR_NONE;
}

enum { GROUP = 1, LOCALLY_ADMINISTERED = 2 };

static bool is_universal(struct str text) {
    uint8_t mac[SNMP_MAC_BYTES];

    return identity_read_mac(text, mac) && !(mac[0] & (GROUP | LOCALLY_ADMINISTERED));
}

static void add_nic(struct reader *reader, const struct snmp_port *port) {
    struct nic *nic = nic_list_add(&reader->nics, port->name);

    if (!nic) {
        return;
    }
    set_type(port, nic);
    nic->mac = port->mac;
    nic->is_up = port->is_up;
    if (port->speed_mbps > 0) {
        nic->speed_mbps = arena_printf(reader->nics.arena, "%" PRIu64, port->speed_mbps);
    }
    reader->has_universal_mac |= nic->is_own && is_universal(nic->mac);
}

/* An address that somebody chose is one of the machine's where no maker gave it any, as virtual machines may have it;
 * else it is a group's, or a cluster's. */
static void drop_chosen_macs(struct reader *reader) {
    for (size_t i = 0; reader->has_universal_mac && i < reader->nics.count; i++) {
        struct nic *nic = &reader->nics.items[i];
        nic->is_own = nic->is_own && is_universal(nic->mac);
    }
}

static void set_vlans(const struct snmp_answers *answers, struct reader *reader) {
    struct str *texts = arena_alloc_array(reader->nics.arena, reader->ports.count + 1, sizeof *texts);

    if (!texts) {
        return;
    }
    snmp_port_vlans(answers, &reader->ports, texts);
    for (size_t i = 0; i < reader->nics.count; i++) {
        struct nic *nic = &reader->nics.items[i];
        nic->vlan = nic->type == NIC_VLAN && str_is_empty(texts[i]) ? vlan_of_name(nic->name) : texts[i];
    }
}

static void set_groups(const struct snmp_answers *answers, struct reader *reader) {
    const struct snmp_port **groups = arena_alloc_array(reader->nics.arena, reader->ports.count + 1, sizeof *groups);
    bool *is_group = arena_alloc_array(reader->nics.arena, reader->ports.count + 1, sizeof *is_group);

    if (!groups || !is_group) {
        return;
    }
    for (size_t i = 0; i < reader->nics.count; i++) {
        is_group[i] = reader->nics.items[i].type == NIC_BOND;
    }
    snmp_port_groups(answers, &reader->ports, is_group, groups);
    for (size_t i = 0; i < reader->nics.count; i++) {
        reader->nics.items[i].bond_of = groups[i] ? groups[i]->name : STR_NONE;
    }
}

static void set_addresses(const struct snmp_answers *answers, struct reader *reader) {
    struct snmp_port_addresses list;

    if (!snmp_port_addresses_read(answers, reader->nics.arena, &list)) {
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct snmp_port *port = snmp_ports_find(&reader->ports, list.items[i].port);
        char text[NET_ADDRESS_TEXT_MAX];
        net_address_format(&list.items[i].address, text);
        nic_add_address(&reader->nics, port ? &reader->nics.items[port - reader->ports.items] : NULL, str_from(text));
    }
}

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct reader reader = {0};

    if (!snmp_ports_read(answers, observation->arena, &reader.ports) ||
        !nic_list_init_for(&reader.nics, observation->arena, reader.ports.count)) {
        return;
    }
    for (size_t i = 0; i < reader.ports.count; i++) {
        add_nic(&reader, &reader.ports.items[i]);
    }
    drop_chosen_macs(&reader);
    set_vlans(answers, &reader);
    set_groups(answers, &reader);
    set_addresses(answers, &reader);
    reader.nics.is_router = true;
    reader.nics.has_hardware = true;
    reader.nics.main_mac = is_universal(reader.ports.base_mac) ? reader.ports.base_mac : STR_NONE;
    nic_report(&reader.nics, observation);
}

static const char *const objects[] = {SNMP_BRIDGE_ADDRESS, SNMP_CHASSIS_SUBTYPE, SNMP_CHASSIS_ID, NULL};
static const struct snmp_table *const tables[] = {&snmp_if_table,      &snmp_ifx_table,         &snmp_bridge_port_table,
                                                  &snmp_ip_addr_table, &snmp_ip_address_table,  &snmp_ipv6_addr_table,
                                                  &snmp_vlan_table,    &snmp_static_vlan_table, &snmp_pvid_table,
                                                  &snmp_lag_table,     &snmp_stack_table,       NULL};

const struct snmp_collector collect_snmp_interfaces = {
    .part = "network", .needs_rows = true, .objects = objects, .tables = tables, .parse = parse};

static const struct snmp_table *const cisco_tables[] = {&snmp_cisco_ip_table, &snmp_cisco_access_table,
                                                        &snmp_cisco_trunk_table, &snmp_pagp_table, NULL};

const struct snmp_collector collect_snmp_cisco_interfaces = {
    .part = "network", .enterprise = 9, .tables = cisco_tables};

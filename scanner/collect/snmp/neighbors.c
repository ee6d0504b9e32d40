#include "scanner/collect/snmp/neighbors.h"

#include "scanner/snmp/arp.h"
#include "scanner/snmp/base_mac.h"
#include "scanner/snmp/cdp.h"
#include "scanner/snmp/edp.h"
#include "scanner/snmp/fdb.h"
#include "scanner/snmp/lldp.h"
#include "scanner/snmp/port_addresses.h"
#include "scanner/snmp/port_vlans.h"
#include "scanner/snmp/vlan_views.h"

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    struct snmp_ports ports;

    if (!snmp_ports_read(answers, observation->arena, &ports)) {
        return;
    }
    snmp_lldp_neighbors(answers, &ports, observation);
    snmp_cdp_neighbors(answers, &ports, observation);
    snmp_edp_neighbors(answers, &ports, observation);
    snmp_arp_neighbors(answers, &ports, observation);
    snmp_fdb_neighbors(answers, &ports, observation);
}

static const char *const objects[] = {SNMP_BRIDGE_ADDRESS, SNMP_CHASSIS_SUBTYPE, SNMP_CHASSIS_ID, NULL};
static const struct snmp_table *const tables[] = {&snmp_if_table,
                                                  &snmp_ifx_table,
                                                  &snmp_bridge_port_table,
                                                  &snmp_ip_addr_table,
                                                  &snmp_ip_address_table,
                                                  &snmp_ipv6_addr_table,
                                                  &snmp_lldp_table,
                                                  &snmp_lldp_address_table,
                                                  &snmp_lldp_port_table,
                                                  &snmp_lldp_med_table,
                                                  &snmp_cdp_table,
                                                  &snmp_media_table,
                                                  &snmp_physical_table,
                                                  &snmp_fdb_table,
                                                  &snmp_vlan_fdb_table,
                                                  &snmp_vlan_table,
                                                  NULL};

const struct snmp_collector collect_snmp_neighbors = {
    .part = "neighbors", .needs_rows = true, .objects = objects, .tables = tables, .parse = parse};

static const struct snmp_table *const cisco_tables[] = {&snmp_vtp_vlan_table, NULL};

const struct snmp_collector collect_snmp_cisco_neighbors = {
    .part = "neighbors", .enterprise = 9, .tables = cisco_tables};

static const struct snmp_table *const extreme_tables[] = {&snmp_edp_table, &snmp_edp_vlan_table, NULL};

const struct snmp_collector collect_snmp_extreme_neighbors = {
    .part = "neighbors", .enterprise = 1916, .tables = extreme_tables};

static const struct snmp_table *const netapp_tables[] = {&snmp_at_table, NULL};

const struct snmp_collector collect_snmp_netapp_neighbors = {
    .part = "neighbors", .enterprise = 789, .tables = netapp_tables};

#pragma once
/* What is around a machine: LLDP, CDP and EDP neighbours, who has which address on its networks, and what a bridge has
 * learned on which port. One collector, as an agent that has any of it tells the part "neighbors".
 * Sets: rows of neighbors. Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_neighbors;
/* The tables that only some makers' agents have: the VLANs of Cisco's, for whose bridge tables have to be asked one by
 * one (scanner/snmp/vlan_views.h), Extreme's own protocol, and what NetApp's have instead of others.
 * collect_snmp_neighbors reads them. */
extern const struct snmp_collector collect_snmp_cisco_neighbors, collect_snmp_extreme_neighbors,
    collect_snmp_netapp_neighbors;

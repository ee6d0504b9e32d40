#pragma once
/* What is around a machine: LLDP, CDP and EDP neighbours, who has which address on its networks, and what a bridge has
 * learned on which port. One collector, as an agent that has any of it tells the part "neighbors".
 * Sets: rows of neighbors. */

#include "scanner/collect_snmp.h"

extern const struct snmp_collector collect_snmp_neighbors;
/* The tables that only Extreme's agents have, and the one that NetApp's have instead of others: collect_snmp_neighbors
 * reads them. */
extern const struct snmp_collector collect_snmp_extreme_neighbors, collect_snmp_netapp_neighbors;

#pragma once
/* Which hardware address a bridge has learned on which port (Q-BRIDGE-MIB, which tells the VLAN, and BRIDGE-MIB). Left
 * out are addresses that the bridge has not learned but made, or was told, and those of groups. An address behind
 * another switch stands at the port to that switch: which port is the one that the machine is plugged into shows from
 * the tables of all switches. Any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/ports.h"

/* The tables that are read; beside them, the VLAN of each filtering database (scanner/snmp/port_vlans.h). */
extern const struct snmp_table snmp_fdb_table, snmp_vlan_fdb_table;

/* A row for each address, port and VLAN, in the order of the ports. */
void snmp_fdb_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation);

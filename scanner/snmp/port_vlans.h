#pragma once
/* The VLAN of each port of an SNMP agent, as `interfaces` has it: "100" for a port that belongs to one VLAN, "trunk"
 * for one that carries several with their tags, "trunk native 1" when it is known where frames without a tag go. From
 * Q-BRIDGE-MIB, and Cisco's own two. And the VLAN of each filtering database, for the addresses in it. Any
 * thread. */

#include "scanner/snmp/ports.h"

/* The tables that are read; the last two are Cisco's. */
extern const struct snmp_table snmp_vlan_table, snmp_static_vlan_table, snmp_pvid_table, snmp_cisco_access_table,
    snmp_cisco_trunk_table;

/* Sets TEXTS, one for each of the ports, all empty before; in their arena. */
void snmp_port_vlans(const struct snmp_answers *answers, const struct snmp_ports *ports, struct str *texts);

struct snmp_database {
    uint64_t database, vlan;
};

struct snmp_databases {
    struct snmp_database *items; /* by database; those that several VLANs share are left out */
    size_t count;
};

/* False when memory is out. */
bool snmp_databases_read(const struct snmp_answers *answers, struct arena *arena, struct snmp_databases *ret_databases);
/* The VLAN; where the agent says nothing of its databases, it has one for each VLAN, of the same number. 0: unknown. */
uint64_t snmp_databases_vlan(const struct snmp_databases *databases, uint64_t database);

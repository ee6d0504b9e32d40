#pragma once
/* Catalyst switches keep a bridge table for each VLAN, and show that of VLAN 1 only, unless another one is asked for
 * in the community's name ("public@10") or as a context ("vlan-10"). What comes of it is kept as if the switch had
 * Q-BRIDGE-MIB, which names the VLAN in the index. Pure functions; any thread. */

#include "base/arena.h"
#include "scanner/snmp/answers.h"

/* The VLANs of the switch (CISCO-VTP-MIB). */
extern const struct snmp_table snmp_vtp_vlan_table;

struct snmp_vlan_views {
    const uint32_t *vlans;
    size_t count;
};

/* Which VLANs have to be asked for by name; none where the tables that came tell all. False when memory is out. */
bool snmp_vlan_views_find(const struct snmp_answers *answers, struct arena *arena, struct snmp_vlan_views *ret_views);
/* What is asked for each VLAN, NULL at the end. */
extern const struct snmp_table *const snmp_vlan_view_tables[];
/* Gives a row of the bridge table of this VLAN the place that it has in Q-BRIDGE-MIB; IDS is where its new identifier
 * may stand. Other variables stay as they are. */
void snmp_vlan_view_place(uint32_t vlan, struct snmp_variable *variable, uint32_t ids[SNMP_OID_MAX]);

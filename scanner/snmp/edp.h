#pragma once
/* Neighbours by Extreme's discovery protocol (EXTREME-EDP-MIB). Any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/ports.h"

/* The tables that are read. */
extern const struct snmp_table snmp_edp_table, snmp_edp_vlan_table;

void snmp_edp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation);

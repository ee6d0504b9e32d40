#pragma once
/* Neighbours by LLDP (IEEE 802.1AB, LLDP-MIB), with what phones and the like say of themselves (LLDP-EXT-MED-MIB). Any
 * thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/ports.h"

/* The tables that are read. */
extern const struct snmp_table snmp_lldp_table, snmp_lldp_address_table, snmp_lldp_port_table, snmp_lldp_med_table;

void snmp_lldp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                         struct observation *observation);

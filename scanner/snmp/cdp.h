#pragma once
/* Neighbours by Cisco's discovery protocol (CISCO-CDP-MIB, which other makers' switches have as well). Any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/ports.h"

/* The table that is read. */
extern const struct snmp_table snmp_cdp_table;

void snmp_cdp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation);

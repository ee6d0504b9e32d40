#pragma once
/* Who has which address on the networks that an SNMP agent is on (IP-MIB): ARP, and for IPv6 neighbour discovery, which
 * is called the same in `neighbors`. Left out are entries that are not or no longer true, the agent itself, and
 * addresses of groups. Any thread. */

#include "scanner/collect/observation.h"
#include "scanner/snmp/ports.h"

/* The tables that are read; beside them, those of the agent's own addresses (scanner/snmp/port_addresses.h). The last
 * one is older than the others, and of NetApp's agents only. */
extern const struct snmp_table snmp_media_table, snmp_physical_table, snmp_at_table;

void snmp_arp_neighbors(const struct snmp_answers *answers, const struct snmp_ports *ports,
                        struct observation *observation);

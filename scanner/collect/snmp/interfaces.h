#pragma once
/* Interfaces (IF-MIB, IP-MIB, Q-BRIDGE-MIB, IEEE8023-LAG-MIB).
 * Sets: rows of interfaces; mac_addresses and ip_addresses of the machine itself. Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_interfaces;
/* The tables that only Cisco's agents have: collect_snmp_interfaces reads them. */
extern const struct snmp_collector collect_snmp_cisco_interfaces;

#pragma once
/* The internet addresses of an SNMP agent's interfaces, from the tables of IP-MIB (RFC 4293 and the one before it),
 * IPV6-MIB and CISCO-IETF-IP-MIB. Left out are broadcast and multicast addresses, those that are not in use, and those
 * that a host makes up for a day (RFC 8981). Any thread. */

#include "base/arena.h"
#include "scanner/net_address.h"
#include "scanner/snmp/answers.h"

/* The tables that are read; the last one from Cisco's agents only. */
extern const struct snmp_table snmp_ip_addr_table, snmp_ip_address_table, snmp_ipv6_addr_table, snmp_cisco_ip_table;

struct snmp_port_address {
    uint64_t port; /* ifIndex */
    struct net_address address;
};

struct snmp_port_addresses {
    struct snmp_port_address *items; /* by port, then address, each once; in the arena */
    size_t count;
};

/* False when memory is out. */
bool snmp_port_addresses_read(const struct snmp_answers *answers, struct arena *arena,
                              struct snmp_port_addresses *ret_addresses);

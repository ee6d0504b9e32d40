#pragma once
/* The section "network": ip -o link, ip -o addr, sysfs, bonding and VLAN tables.
 * Sets: rows of interfaces; mac_addresses and ip_addresses of the machine itself. */

#include "scanner/collect/observation.h"

void collect_network(struct str body, struct observation *observation);

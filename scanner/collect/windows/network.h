#pragma once
/* The section "win_network": adapters with their addresses.
 * Sets: rows of interfaces; mac_addresses and ip_addresses of the machine itself. */

#include "scanner/collect/observation.h"

void collect_windows_network(struct str body, struct observation *observation);

#pragma once
/* The system group (RFC 3418): name and place, and since when it runs. Who is responsible (sysContact) is not
 * collected. Any thread. */

#include "scanner/collect/snmp/snmp.h"

/* Since when the device runs, in seconds; false when the agent does not tell. Counts of ticks begin anew after 497
 * days: how often they did is told by the time of the SNMP engine, where there is one. */
bool snmp_uptime(const struct snmp_answers *answers, uint64_t *ret_seconds);

extern const struct snmp_collector collect_snmp_system;

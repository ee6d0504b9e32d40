#pragma once
/* The system group (RFC 3418): name and place. Who is responsible (sysContact) is not collected. Any thread. */

#include "scanner/collect_snmp.h"

extern const struct snmp_collector collect_snmp_system;

#pragma once
/* The system group (RFC 3418): name, place, what it calls itself, and when it was started. */

#include "scanner/collect_snmp.h"

extern const struct snmp_collector collect_snmp_system;

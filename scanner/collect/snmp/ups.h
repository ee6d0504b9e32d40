#pragma once
/* The batteries of a UPS, from UPS-MIB (RFC 1628), and from PowerNet-MIB of APC, which knows the battery's model and
 * when it was replaced. One component: "97 %, replaced 2022-03-07". Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_ups;
extern const struct snmp_collector collect_snmp_ups_apc;

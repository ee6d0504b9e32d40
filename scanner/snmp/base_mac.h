#pragma once
/* The hardware address that an agent gives for the device as a whole. Any thread. */

#include "base/arena.h"
#include "scanner/snmp/answers.h"

#define SNMP_BRIDGE_ADDRESS MIB2 "17.1.1.0" /* dot1dBaseBridgeAddress, which has to be asked for */

/* In its normal form, in the arena: dot1dBaseBridgeAddress (RFC 4188), else what the maker's own objects say. Empty
 * when there is none, or when it is an address of a group. */
struct str snmp_base_mac(const struct snmp_answers *answers, struct arena *arena);

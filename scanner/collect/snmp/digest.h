#pragma once
/* What a scan may ask agents, as a digest: the counterpart of collect_script_sha256 for SNMP. Any thread. */

#include "base/arena.h"

/* SHA-256 in hex of what collect_snmp_list (scanner/collect/snmp/snmp.h) writes, in ARENA; empty when memory is out. */
struct str collect_snmp_sha256(struct arena *arena);

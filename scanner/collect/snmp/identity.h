#pragma once
/* What the device is, and which one: maker, model, serial number, asset tag, firmware, operating system, kind. The
 * maker's own objects (scanner/snmp/vendor.def) come first, then ENTITY-MIB, then what other makers' and standard
 * objects say. Where they differ the first stays, and the other is noted:
 *
 *   "serial in ENTITY-MIB: BJ0002326", "firmware in sysDescr: 6.5.1.6", "model in ENTITY-MIB: …"
 *   "management card serial: …", "management card firmware: …"    these are not the device's
 *
 * Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_identity;
/* The operating system: of one that does not say, nothing is known. */
extern const struct snmp_collector collect_snmp_os;

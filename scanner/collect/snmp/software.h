#pragma once
/* HOST-RESOURCES-MIB (RFC 2790), hrSWInstalledTable: what is installed. Agents cut names at 63 or 64 characters, and
 * put name, version and architecture into one text. Where that is certain to be the form of dpkg or rpm, as agents of
 * net-snmp on Linux write it, it is taken apart; everything else stays as it came. Those agents also list packages of
 * Debian that were removed and have left their configuration, which nothing tells from installed ones.
 *
 * Notes "software names cut" when one of them is: then a longer name of a ledger is not to be found. Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_software;

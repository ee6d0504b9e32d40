#pragma once
/* Printer-MIB (RFC 3805): what a printer uses up, as components of kind `supply` with what is left ("42 %"), and the
 * pages that it has printed in its life, page_count. Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_printer;

#pragma once
/* VMWARE-VMINFO-MIB: the virtual machines of an ESXi host, whether they run or not, as rows of `guests`. Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_guests;

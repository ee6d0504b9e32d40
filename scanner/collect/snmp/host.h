#pragma once
/* HOST-RESOURCES-MIB (RFC 2790) and what older agents have in its place: processors, memory, disks.
 *
 *   cpu      cpu_model and cpu_threads: agents list logical processors, and say nothing of sockets. Nothing where the
 *            models differ
 *   memory   memory_mb: hrMemorySize, else memTotalReal of UCD-SNMP-MIB, else processorRam of Cisco
 *   disks    components and disk_gb, of hard disks that are built in
 *
 * A file system is no disk. But where file systems are larger than the disks together, some disk is not listed
 * (net-snmp knows no NVMe), or its size passed what 32 bits hold (Windows counts bytes): then nothing is told of disks.
 *
 * Any thread. */

#include "scanner/collect/snmp/snmp.h"

extern const struct snmp_collector collect_snmp_cpu;
extern const struct snmp_collector collect_snmp_memory;
extern const struct snmp_collector collect_snmp_disks;

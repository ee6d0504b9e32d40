#pragma once
/* Solaris: identity, processors, memory and disks. Best effort: written from the manuals. */

#include "scanner/collect/observation.h"

/* "machine": zone=, role=, sneep=, and lines of smbios and prtdiag. Sets: manufacturer, model, serial, uuid, virtual.
 */
void collect_solaris_machine(struct str body, struct observation *observation);
/* "cpu": sockets= and psrinfo -pv. Sets: cpu_model, cpu_sockets, cores_per_socket, cpu_cores, cpu_threads. */
void collect_psrinfo(struct str body, struct observation *observation);
/* "memory": prtconf. Sets: memory_mb. */
void collect_prtconf(struct str body, struct observation *observation);
/* "disks": iostat -En. Sets: disk_gb and a component a disk. */
void collect_iostat(struct str body, struct observation *observation);
/* "pkginfo": pkginfo -l. Sets: a software row for each package. */
void collect_pkginfo(struct str body, struct observation *observation);

#pragma once
/* Sections of FreeBSD, OpenBSD, NetBSD and macOS that sysctl fills: NAME=VALUE lines; and the time of the start on
 * Solaris, which has the same form. */

#include "scanner/collect/observation.h"

/* "cpu". Sets: cpu_model, cpu_sockets, cores_per_socket, cpu_cores, cpu_threads. */
void collect_sysctl_cpu(struct str body, struct observation *observation);
/* "memory". Sets: memory_mb. */
void collect_sysctl_memory(struct str body, struct observation *observation);
/* "boot". Sets: boot_at. */
void collect_sysctl_boot(struct str body, struct observation *observation);

#pragma once
/* The section "win_cpu": Win32_Processor, one row a socket (before Windows Vista one a logical processor).
 * Sets: cpu_model, cpu_sockets, cores_per_socket, cpu_cores, cpu_threads. */

#include "scanner/collect/observation.h"

void collect_windows_cpu(struct str body, struct observation *observation);

#pragma once
/* The section "cpu": what lscpu prints, else lines of /proc/cpuinfo.
 * Sets: cpu_model, cpu_sockets, cores_per_socket, cpu_cores, cpu_threads. */

#include "scanner/observation.h"

void collect_cpu(struct str body, struct observation *observation);

#pragma once
/* The section "cpu": what lscpu prints, else lines of /proc/cpuinfo.
 * Sets: cpu_model, cpu_sockets, cores_per_socket, cpu_cores, cpu_threads. */

#include "scanner/collect/observation.h"

/* How many sockets, cores or threads the text says; 0 when it is no number, or more than any machine has. */
uint64_t cpu_count(struct str text);
/* What sources without a model of the machine tell; 0 is unknown. Sets: cpu_sockets, cpu_cores, cpu_threads, and
 * cores_per_socket where the cores divide evenly. */
void cpu_set_counts(struct observation *observation, uint64_t sockets, uint64_t cores, uint64_t threads);
void collect_cpu(struct str body, struct observation *observation);

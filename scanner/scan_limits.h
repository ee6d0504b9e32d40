#pragma once
/* How much a scan does at once, by what was asked for and by how many descriptors the process may have: a host that was
 * not asked for want of one would look like a host that failed. Pure; any thread. */

#include "scanner/pacing.h"
#include "scanner/scan.h"

#define SCAN_AHEAD_MIN 1000 /* hosts that wait for a name, a turn or an answer while sessions run */
#define SCAN_AHEAD_MAX 60000

/* Hosts beside the sessions: silent ones must be as many as begin to be tried while the first of them is given up. */
unsigned scan_limits_ahead(const struct scan_options *options);
/* DESCRIPTORS: the limit of the process. USES_AGENT: a session also talks to an SSH agent. */
struct pacing_limits scan_limits_find(const struct scan_options *options, uint64_t descriptors, bool uses_agent);

#pragma once
/* Which targets of a scan count as failed: those named singly that were not reached. Pure; any thread. */

#include "inventory/words.h"
#include "scanner/target/target.h"

/* OUTCOMES has one a target. Where no method was named, a host counts, once, if it was reached by none; silence in a
 * block or range, and what is excluded, is no failure. */
size_t scan_count_failed(const struct target_list *targets, const enum probe_outcome *outcomes);

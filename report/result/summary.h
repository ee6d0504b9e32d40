#pragma once
/* Counts out of summary.json (docs/formats/results.md), and what follows from them. Constant data; any thread. */

#include "base/json_read.h"

/* A number of the object; 0 when it is not there. */
uint64_t summary_count(const struct json_node *object, const char *key);
/* All of its numbers. */
uint64_t summary_sum(const struct json_node *object);
/* Assets in use that were not examined, by why: some cause, which summary.json counts one by one, proof that they are
 * gone, or several devices that they may be. */
struct summary_unmet {
    uint64_t caused, missing, ambiguous;
};
struct summary_unmet summary_unmet(const struct json_node *summary);

#pragma once
/* What divides the records of a sorter into ranges that follow each other in order: some of the records themselves,
 * chosen from a sample, so that the ranges come out about alike. Internal to the sorter. Constant once built, and then
 * for any thread. */

#include "base/error.h"
#include "base/record_order.h"

struct splitters;
/* For about RANGES ranges (at least one). SAMPLE is sorted by this; fewer ranges come of it when records repeat.
 * Copies.
 */
MUST_CHECK enum err_code splitters_new(struct record_entry *sample, size_t count, size_t ranges,
                                       struct splitters **ret_splitters, struct err *err);
void splitters_free(struct splitters *splitters);
DEFINE_CLEANUP(splitters, splitters_free)
size_t splitters_ranges(const struct splitters *splitters);
/* The number of the record's range. */
size_t splitters_find(const struct splitters *splitters, struct record record);

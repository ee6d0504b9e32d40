#pragma once
/* Which of several rows of the ledger's support table counts. Pure; any thread. Internal to lifecycle/. */

#include "lifecycle/calendar_rows.h"

/* Of rows FOUND those to go by, best first, whatever their order; how many, at most RELEASE_CANDIDATES_MAX. */
unsigned calendar_rows_choose(const struct calendar_row *rows, const uint32_t *found, uint32_t count,
                              uint32_t *ret_chosen);
/* The best of them, and those that are as good and contradict it: about the same version, checked on the same day, and
 * with another date or another extent of what was bought. */
unsigned calendar_rows_choose_best(const struct calendar_row *rows, const uint32_t *found, uint32_t count,
                                   uint32_t *ret_chosen);

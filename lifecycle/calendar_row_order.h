#pragma once
/* Which of several rows of the ledger's support table counts. Pure; any thread. Internal to lifecycle/. */

#include "lifecycle/calendar_rows.h"

/* Of two rows that fit, does A go before B? The more exact one, then the longer name, then what they say: first the one
 * that was checked later. */
bool calendar_row_is_better(const struct calendar_row *a, const struct calendar_row *b);
/* Of rows FOUND those to go by, best first, whatever their order; how many, at most RELEASE_CANDIDATES_MAX. */
unsigned calendar_rows_choose(const struct calendar_row *rows, const uint32_t *found, uint32_t count,
                              uint32_t *ret_chosen);
/* The best of them, and those that are as good and contradict it: about the same version, checked on the same day, and
 * with another date or another extent of what was bought. */
unsigned calendar_rows_choose_best(const struct calendar_row *rows, const uint32_t *found, uint32_t count,
                                   uint32_t *ret_chosen);

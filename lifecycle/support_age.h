#pragma once
/* How old support data are. What is older than the policy allows decides nothing: support_data.c says so of them once.
 * Pure; any thread. */

#include "lifecycle/calendar.h"
#include "lifecycle/lifecycle.h"

/* In days. Those of a later day than the as-of date are not old, nor are those of which nobody says the day. */
int64_t support_age_of(const struct lifecycle_input *input, struct date day);
bool support_day_is_old(const struct lifecycle_input *input, struct date day);
/* The ledger's row, or what its dates rest on. */
bool support_release_is_old(const struct lifecycle_input *input, const struct calendar_release *release);
/* Any of the releases that it may be. */
bool support_answer_is_old(const struct lifecycle_input *input, const struct calendar_answer *answer);

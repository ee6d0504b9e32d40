#pragma once
/* What stays of snapshots and of records of runs after a complete run. One thread at a time. */

#include "cli/run/config.h"
#include "cli/run/state.h"

/* Removes the oldest beyond a limit's count, and those of more than its days before TODAY; never the snapshot CURRENT,
 * on which the latest results rest, nor one that a year-end rests on, nor the record CURRENT_RUN. */
MUST_CHECK enum err_code run_keep(const struct run_state *state, const struct run_config *config, struct date today,
                                  const char *current, const char *current_run, struct err *err);

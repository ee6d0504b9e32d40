#pragma once
/* What people decided about findings, for those who write results: looked up one by one, so that memory does not grow
 * with them. One that many threads may ask. */

#include "findings/finding_state.h"
#include "history/store.h"

struct decisions_of_run;
/* HISTORY is borrowed; while other threads ask, nobody may use it for anything else. */
MUST_CHECK enum err_code decisions_of_run_new(struct history *history, struct decisions_of_run **ret_decisions,
                                              struct err *err);
void decisions_of_run_free(struct decisions_of_run *decisions);
DEFINE_CLEANUP(decisions_of_run, decisions_of_run_free)
/* Of the finding with the id; texts are copied to ARENA. Any thread. */
MUST_CHECK enum err_code decisions_of_run_get(struct decisions_of_run *decisions, uint64_t id, struct arena *arena,
                                              struct finding_decision *ret_decision, struct err *err);

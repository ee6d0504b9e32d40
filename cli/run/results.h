#pragma once
/* The results of the latest audit, read back: what is told of them to people and to monitoring. One thread. */

#include "base/json_read.h"
#include "cli/run/state.h"
#include "findings/summary.h"
#include "notify/notification.h"

/* The document of summary.json; the caller frees it. ERR_NOT_FOUND: no audit has been done yet. */
MUST_CHECK enum err_code run_results_summary(const struct run_state *state, struct json_document **ret_summary,
                                             struct err *err);
/* Of summary.json: findings by code and outcome, coverage, exit status. *RET_FOUND false: no audit has been done yet.
 */
MUST_CHECK enum err_code run_results_counts(const struct run_state *state, struct summary *ret_summary, bool *ret_found,
                                            struct err *err);

/* Fills the findings of NOTIFICATION from findings.csv: those that are new or resolved with their lines, as many as are
 * shown, the others by number; RUN-WAIVER goes to RUN_LINES, which has room for so many. Texts live in ARENA. */
MUST_CHECK enum err_code run_results_news(const struct run_state *state, struct arena *arena,
                                          struct notification *notification, struct notice_line *run_lines,
                                          size_t run_lines_room, struct err *err);

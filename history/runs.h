#pragma once
/* One run of an audit in the store. It is one transaction, so that an interrupted one leaves nothing. One thread at a
 * time. */

#include "findings/finding.h"
#include "findings/summary.h"
#include "history/store.h"

/* Texts are borrowed for the call. */
struct history_run_start {
    struct str started_at; /* RFC 3339 */
    struct date as_of;
    struct str profile; /* "", "year-end" */
    struct str command; /* "audit" */
};
/* Opens a writer's transaction that ends with history_run_complete or history_run_abandon. ERR_BUSY: another run is at
 * it. */
MUST_CHECK enum err_code history_run_begin(struct history *history, const struct history_run_start *start,
                                           int64_t *ret_run, struct err *err);
MUST_CHECK enum err_code history_run_add_input(struct history *history, int64_t run, struct str name, struct str digest,
                                               uint64_t rows, struct err *err);

/* What a run counted, for trends. */
struct history_run_totals {
    uint64_t by_code[CODE_COUNT][OUTCOME_COUNT]; /* without waived and resolved ones */
    uint64_t new_count, continuing, resolved, waived;
    uint64_t expected, examined; /* coverage */
    int exit_status;
};
struct history_run_totals history_run_totals_of(const struct summary *summary);
/* After the run's output is in its place. */
MUST_CHECK enum err_code history_run_complete(struct history *history, int64_t run, struct str ended_at,
                                              const struct history_run_totals *totals, struct err *err);
void history_run_abandon(struct history *history);

/* A complete run, for lists; texts are borrowed until the next. */
struct history_run {
    int64_t number;
    struct str started_at, ended_at, profile, command;
    struct date as_of;
    struct history_run_totals totals;
};
typedef enum err_code history_run_visit(void *context, const struct history_run *run, struct err *err);
/* The latest LIMIT complete runs, oldest first; 0: all. */
MUST_CHECK enum err_code history_runs_each(struct history *history, uint32_t limit, history_run_visit *visit,
                                           void *context, struct err *err);
/* Deletes runs beyond the KEEP_COUNT latest (0: no limit) and those of days before BEFORE (DATE_NONE: none), with what
 * was read; the latest, findings, waivers and dispositions stay. */
MUST_CHECK enum err_code history_runs_prune(struct history *history, uint32_t keep_count, struct date before,
                                            uint32_t *ret_deleted, struct err *err);

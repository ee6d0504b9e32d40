#pragma once
/* The state directory of the nightly run:
 *
 *   lock               who is at it (cli/run/lock.h)
 *   snapshots/NAME     what was observed; NAME is the instant at which the run began: 20270331T173000Z
 *   results/latest     the results of the last audit that was done, replaced whole
 *   genkyo.db          the findings of all runs (history/store.h)
 *   runs/NAME.json     what each run did (cli/run/night_record.h)
 *   support/           support data (cli/state_path.h)
 *   year-end/FY2026    inputs that were frozen (cli/run/freeze.h)
 *
 * What a killed run left half done is called *.partial, and is never taken for whole. One thread at a time. */

#include "base/arena.h"
#include "base/calendar.h"
#include "base/error.h"

#include <limits.h>

/* The store of findings. */
#define RUN_DATABASE  "genkyo.db"
#define RUN_NAME_SIZE sizeof "20270331T173000Z"

struct run_state {
    const char *path; /* borrowed */
    int fd, snapshots_fd, runs_fd;
};

/* Makes what is missing. */
MUST_CHECK enum err_code run_state_open(const char *path, struct run_state *ret_state, struct err *err);
void run_state_close(struct run_state *state);
/* PATH/FOLDER/NAME, or PATH/FOLDER with an empty NAME. */
MUST_CHECK enum err_code run_state_path(const struct run_state *state, const char *folder, const char *name,
                                        char ret_path[PATH_MAX], struct err *err);
/* A name for a run that begins at SECONDS, moved on until it comes after all that are there. ERR_EXISTS: the clock is
 * more than an hour behind them. */
MUST_CHECK enum err_code run_state_new_name(const struct run_state *state, int64_t seconds,
                                            char ret_name[RUN_NAME_SIZE], struct err *err);
/* The day in the name, in UTC; DATE_NONE when it is no name of ours. */
struct date run_name_day(struct str name);
/* Names of ours with SUFFIX behind in a directory, oldest first, without the suffix; in ARENA, with a NUL. */
MUST_CHECK enum err_code run_state_list(int fd, const char *suffix, struct arena *arena, struct str **ret_names,
                                        size_t *ret_count, struct err *err);
/* The latest complete snapshot: its name, or "" when there is none. */
MUST_CHECK enum err_code run_state_latest_snapshot(const struct run_state *state, char ret_name[RUN_NAME_SIZE],
                                                   struct err *err);
/* The latest interrupted scan that can be gone on with, likewise. */
MUST_CHECK enum err_code run_state_unfinished_scan(const struct run_state *state, char ret_name[RUN_NAME_SIZE],
                                                   struct err *err);
/* Removes what killed runs left half done, but of snapshots that of KEPT (a name, or ""). */
MUST_CHECK enum err_code run_state_sweep(const struct run_state *state, const char *kept, struct err *err);
/* Removes snapshots/NAME: a process killed meanwhile leaves NAME.partial. */
MUST_CHECK enum err_code run_state_remove_snapshot(const struct run_state *state, const char *name, struct err *err);

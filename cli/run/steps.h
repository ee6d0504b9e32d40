#pragma once
/* The steps of the nightly run, a row each: scan, audit, year-end … A step's work is what the command of that name
 * does. One thread. */

#include "cli/run/config.h"
#include "cli/run/night_record.h"
#include "cli/run/state.h"

/* What the steps of one run share. */
struct run {
    const struct cli *cli;
    const struct run_config *config;
    const struct run_state *state;
    struct night_record record;
    bool is_year_end;
    int from;                         /* the first step that is planned */
    enum exit_status begun_status;    /* of the results that it begins with */
    char resumed_scan[RUN_NAME_SIZE]; /* the interrupted scan that a scan goes on with; empty: a new one */
    bool was_interrupted;             /* a signal ended the step that is being done early */
};

/* The steps that --from takes; NULL-terminated, the first one of all is the first. */
extern const char *const run_from_words[];
#define RUN_FROM_VALUE "scan|audit|report|notify"
/* The number of a step of the table; the name is one of it. */
int run_steps_find(const char *name);
/* Fills the record's steps: those before FROM, and those that nobody asked for, are skipped. */
void run_steps_plan(struct run *run, int from);
/* Do the steps from FROM on rest on a snapshot, or results, that an earlier run left? */
bool run_steps_need_snapshot(int from);
bool run_steps_need_results(int from);
/* Does all that is planned, in order, and keeps the record. A step that fails keeps those that need it from being done,
 * and no other. Returns the exit status of the run. */
enum exit_status run_steps_do(struct run *run);
/* The exit status by what has been done so far: 3 where a step failed or something was done in part, but for telling
 * people, whose failure is said and recorded. */
enum exit_status run_steps_judge(const struct run *run);
/* Are the latest results this run's, or those that it was to begin with? */
bool run_steps_have_results(const struct run *run);
/* Was an audit done, and did nothing fail? */
bool run_steps_are_complete(const struct run *run);
/* A line a step, on stdout. */
void run_steps_print(const struct run *run);

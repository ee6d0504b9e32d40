#pragma once
/* The store's part in a run (--db): it is opened before anything else is done, joined once all is found, and the run
 * is complete when the results are in place. Whatever fails before leaves the store as it was. One thread. */

#include "cli/inputs.h"
#include "cli/results.h"
#include "history/decisions_of_run.h"
#include "history/join.h"

struct run_record {
    struct history *history; /* NULL: there is no store */
    struct str profile;
    struct history_states *states;
    struct decisions_of_run *decisions;
    struct finding_memory memory;
    int64_t run; /* 0: none is open */
};

/* PATH NULL: no store. PROFILE may be NULL, and is borrowed. On failure what is wrong has been printed. */
MUST_CHECK bool run_record_open(const struct cli *cli, const char *path, const char *profile,
                                struct run_record *ret_record);
/* RECORD may be NULL, or without a store: then nothing is done in what follows. */

/* Begins the run, adds the waivers that need attention (RUN-WAIVER) to the findings and joins. The sinks of findings
 * and verdicts are finished; that of the findings may be another one afterwards. */
MUST_CHECK enum err_code run_record_join(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                         struct run_record *record, struct summary *summary, struct err *err);
/* What the results say of findings; NULL without a store. */
const struct finding_memory *run_record_memory(const struct run_record *record);
MUST_CHECK enum err_code run_record_complete(const struct inputs *inputs, struct run_record *record,
                                             const struct summary *summary, struct err *err);
/* A run that is not complete is abandoned. */
void run_record_done(struct run_record *record);

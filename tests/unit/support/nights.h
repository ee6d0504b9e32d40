#pragma once
/* Runs of an audit in a store, for tests: each begins, joins the findings that it is given, and is complete; and what
 * people decided of a finding. A failure fails the test. */

#include "history/findings.h"
#include "history/join.h"

#define STORE "genkyo.db" /* in the working directory */

/* The store, to be written to; it is made where there is none. */
struct history *night_store(void);
/* A finding of a test: an asset of a column, DIF-ATTRIBUTE. */
struct finding night_attribute(const char *asset, const char *column, const char *observed);

struct night {
    struct finding_sink *sink;
    struct history_states *states;
    int64_t run;
    uint64_t counts[FINDING_STATUS_COUNT]; /* how many findings of the run have each status */
};
/* Begins a run on the day and joins; the transaction is open. EXAMINED NULL: everything was looked at. */
void night_join(struct history *history, struct date day, const struct finding *findings, size_t count,
                history_was_examined *examined, void *context, struct night *ret_night);
void night_complete(struct history *history, struct night *night);
void night_abandon(struct history *history, struct night *night);
struct date night_day(const char *text); /* "2027-03-31" */
/* The log of decisions about the finding, a line each: "2027-04-01 who member: before > after". */
void night_assert_log(struct history *history, uint64_t id, const char *expected);

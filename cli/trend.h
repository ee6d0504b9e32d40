#pragma once
/* How findings went over runs: counts by code, the time until they were corrected, coverage. One thread. */

#include "base/arena.h"
#include "history/runs.h"

/* What was found of a code, once it is resolved. */
struct trend_corrected {
    uint64_t count;
    int32_t median_days,
        longest_days; /* from the first day on which it was seen to that on which it was not any more */
};

struct trend {
    struct history_run *runs; /* oldest first; texts live in the arena */
    size_t run_count;
    struct trend_corrected by_code[CODE_COUNT], all; /* over all runs of the store */
};

/* The latest LIMIT runs; in ARENA. */
MUST_CHECK enum err_code trend_read(struct history *history, uint32_t limit, struct arena *arena,
                                    struct trend *ret_trend, struct err *err);
/* Of an outcome, over all codes. */
uint64_t trend_outcome(const struct history_run *run, enum outcome outcome);
/* Of a code, over all outcomes. */
uint64_t trend_code(const struct history_run *run, enum finding_code code);
/* Has any of the runs, or what was corrected, something of the code? */
bool trend_has_code(const struct trend *trend, enum finding_code code);

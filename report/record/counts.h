#pragma once
/* Findings of a set, counted for pages. Internal to report/. */

#include "report/export/finding.h"

struct record_counts {
    uint64_t open[CODE_COUNT][OUTCOME_COUNT];
    uint64_t waived[CODE_COUNT], resolved[CODE_COUNT];
    /* open violations: all, with a cause, with what keeps it from coming back, with somebody who deals with it by a day
     */
    uint64_t violations, with_cause, with_prevention, with_owner, overdue;
};
MUST_CHECK enum err_code record_count(const struct export_findings *findings, struct record_counts *ret_counts,
                                      struct err *err);

/* Sums over codes. */
struct record_line {
    uint64_t open[OUTCOME_COUNT], waived, resolved;
    bool is_reuse;      /* case [4] */
    bool is_difference; /* of case [1]: documents and actual state differ */
};
void record_line_add(struct record_line *line, const struct record_counts *counts, unsigned code);

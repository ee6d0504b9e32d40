#include "report/record/counts.h"

struct counting {
    const struct export_findings *findings;
    struct record_counts counts;
    char as_of[11];
};

static void count_violation(struct counting *counting, const struct export_decided *decided) {
    struct record_counts *counts = &counting->counts;
    bool has_owner = decided->owner.n > 0 && decided->due.n > 0;
    bool is_late = has_owner && str_cmp(decided->due, str_from(counting->as_of)) < 0;

    counts->violations++;
    counts->with_cause += decided->cause.n > 0;
    counts->with_prevention += decided->prevention.n > 0;
    counts->with_owner += has_owner;
    counts->overdue += is_late && !str_eq(decided->disposition_state, STR("done"));
}

static enum err_code take(void *context, const struct export_finding *finding, struct err *err) {
    struct counting *counting = context;
    const struct finding *found = &finding->result->finding;

    (void)err;
    if (finding->status == FINDING_WAIVED) {
        counting->counts.waived[found->code]++;
    } else if (finding->status == FINDING_RESOLVED) {
        counting->counts.resolved[found->code]++;
    } else {
        counting->counts.open[found->code][found->outcome]++;
        if (found->outcome == OUTCOME_VIOLATION) {
            count_violation(counting, &finding->decision.texts);
        }
    }
    return ERR_OK;
}

enum err_code record_count(const struct export_findings *findings, struct record_counts *ret_counts, struct err *err) {
    struct counting counting = {.findings = findings};

    date_format(findings->as_of, counting.as_of);
    enum err_code code = export_findings_each(findings, take, &counting, err);
    if (code == ERR_OK) {
        *ret_counts = counting.counts;
    }
    return code;
}

void record_line_add(struct record_line *line, const struct record_counts *counts, unsigned code) {
    for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        line->open[outcome] += counts->open[code][outcome];
    }
    line->is_reuse = code_def((enum finding_code)code)->viewpoint == VIEWPOINT_REUSE;
    line->is_difference = code_def((enum finding_code)code)->guideline_case == 1;
    line->waived += counts->waived[code];
    line->resolved += counts->resolved[code];
}

#include "lifecycle/support_verdict.h"

/* What is supported on a day, and until a day. */
static void judge_end(const struct support_stage *stage, struct date as_of, int64_t due_days,
                      struct support_verdict *verdict) {
    bool is_outlasted = verdict->has_gap && verdict->gap_days > 0;

    if (is_outlasted && stage->is_open_ended) {
        verdict->is_open = true;
        verdict->has_gap = false;
        verdict->gap_days = 0;
        return;
    }
    verdict->trouble = is_outlasted ? SUPPORT_WILL_BE_OVER : SUPPORT_NO_TROUBLE;
    verdict->is_due = !is_outlasted && (int64_t)verdict->end.day.days - as_of.days <= due_days;
    verdict->is_unplanned = verdict->is_due && !date_is_set(verdict->plan);
}

struct support_verdict support_judge(const struct support_stage *stage, struct date plan, struct date as_of,
                                     int64_t due_days) {
    struct milestone end = stage->effective_end;
    struct support_verdict verdict = {
        .support = stage->support,
        .end = end,
        .column = stage->column,
        .plan = plan,
        .has_gap = milestone_is_day(end) && date_is_set(plan),
    };

    verdict.gap_days = verdict.has_gap ? (int64_t)plan.days - end.day.days : 0;
    if (stage->support == SUPPORT_ENDED) {
        verdict.trouble = SUPPORT_IS_OVER;
    } else if (stage->support != SUPPORT_UNKNOWN && milestone_is_day(end)) {
        judge_end(stage, as_of, due_days, &verdict);
    }
    return verdict;
}

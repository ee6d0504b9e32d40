#include "lifecycle/support_verdict.h"

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
        verdict.trouble = verdict.has_gap && verdict.gap_days > 0 ? SUPPORT_WILL_BE_OVER : SUPPORT_NO_TROUBLE;
        verdict.is_due = verdict.trouble == SUPPORT_NO_TROUBLE && (int64_t)end.day.days - as_of.days <= due_days;
        verdict.is_unplanned = verdict.is_due && !date_is_set(plan);
    }
    return verdict;
}

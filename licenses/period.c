#include "licenses/period.h"

enum period_state period_on(const struct period *period, struct date day) {
    bool has_end = date_is_set(period->end), has_start = date_is_set(period->start);

    if (!has_end && !period->is_perpetual) {
        return PERIOD_UNKNOWN;
    }
    if (has_end && has_start && period->end.days < period->start.days) {
        return PERIOD_REVERSED;
    }
    if (has_start && day.days < period->start.days) {
        return PERIOD_NOT_BEGUN;
    }
    if (!has_end || day.days <= period->end.days) {
        return PERIOD_ACTIVE;
    }
    return period->has_fallback ? PERIOD_FALLBACK : PERIOD_ENDED;
}

bool period_days_left(const struct period *period, struct date day, int32_t *ret_days) {
    if (!date_is_set(period->end)) {
        return false;
    }
    *ret_days = period->end.days - day.days;
    return true;
}

struct date period_last_day(struct date start, uint32_t days, enum period_count from) {
    int64_t last = (int64_t)start.days + days - (from == PERIOD_FROM_SAME_DAY);
    struct date date = {(int32_t)last};
    char text[11] = "";

    if (!date_is_set(start) || last > INT32_MAX) {
        return DATE_NONE;
    }
    date_format(date, text);
    return text[0] ? date : DATE_NONE;
}

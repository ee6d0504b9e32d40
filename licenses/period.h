#pragma once
/* When a right may be used. Days are calendar days and both ends belong to the period: a right that ends on the as-of
 * date is valid that day. Pure functions; any thread. */

#include "base/calendar.h"

struct period {
    struct date start; /* DATE_NONE: it has always been */
    struct date end;   /* DATE_NONE: see is_perpetual */
    bool is_perpetual; /* there is no end; without end and this, nobody knows when it ends */
    bool has_fallback; /* after its end what was bought may be used on (perpetual fallback) */
};

enum period_state {
    PERIOD_UNKNOWN,  /* the end is not on record */
    PERIOD_REVERSED, /* it ends before it begins */
    PERIOD_NOT_BEGUN,
    PERIOD_ACTIVE,
    PERIOD_FALLBACK, /* it has ended, and what was bought may be used on */
    PERIOD_ENDED,
};

enum period_state period_on(const struct period *period, struct date day);
/* Days from DAY to the end: 0 on the last day, negative after it. False when there is no end. */
bool period_days_left(const struct period *period, struct date day, int32_t *ret_days);

/* Trials: the first day is the day of the start, or the one after it. */
enum period_count { PERIOD_FROM_SAME_DAY, PERIOD_FROM_NEXT_DAY };
/* The last day of DAYS (at least 1) days; DATE_NONE when it is outside the years 1…9999. */
struct date period_last_day(struct date start, uint32_t days, enum period_count from);

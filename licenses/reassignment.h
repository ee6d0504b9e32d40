#pragma once
/* Was a right moved from one holder to another too soon after it had been moved before (M33)? Ledgers say who held
 * units of a right from when until when, not which unit went to whom. A move is surely too soon only if it is so
 * however units may have gone from hand to hand; where one way of telling it breaks the interval and another does not,
 * it is open. The first time that a unit is given to somebody is no move. A unit that its last holder gets back has not
 * moved. A unit may be given to the next one on the day of its release.
 *
 * Units that were not moved for long enough are all alike, and once free they stay so: at each start one of these is
 * taken, and only if there is none one of those that were. O(n log n), and O(n) more for a start that finds none.
 * Pure; any thread. */

#include "base/calendar.h"
#include "base/error.h"

enum { TENURE_QUANTITY_MAX = 1000000000 };

/* A holder had QUANTITY units from a day until another one. */
struct tenure {
    uint32_t holder;   /* equal for the same one, and below the number of tenures */
    struct date from;  /* set */
    struct date until; /* the last day, not before FROM; DATE_NONE: not released */
    int64_t quantity;  /* 0 … TENURE_QUANTITY_MAX */
};

struct reassignment {
    uint32_t tenure; /* which of those given */
    int32_t days;    /* at most so many since the unit had been moved before */
    bool is_sure;
};

#define REASSIGNMENT_UNITS_UNKNOWN (-1)

/* Moves within fewer than DAYS days, in the order of the days on which they were made, and of the tenures given. UNITS
 * is how many the right has. *RET_MOVES is the caller's, to be freed; NULL when there are none. */
MUST_CHECK enum err_code reassignments_find(const struct tenure *tenures, uint32_t count, int64_t units, int64_t days,
                                            struct reassignment **ret_moves, uint32_t *ret_count, struct err *err);

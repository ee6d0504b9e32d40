#pragma once
/* How far the lists of what comes due look: --horizon. Pure; any thread. */

#include "base/calendar.h"

struct horizon {
    bool is_given;
    struct date last; /* the last day that they list */
};

/* "90" and "90d" are days from AS_OF on; "1fy" the rest of its fiscal year (April to March), "2fy" the next one as
 * well. TEXT NULL: none is given. False, and nothing is changed, for anything else, and beyond a hundred years. */
bool horizon_read(const char *text, struct date as_of, struct horizon *ret_horizon);

#pragma once
/* Days as a ledger writes them. */

#include "base/calendar.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

/* YYYY-MM-DD, or the test fails; NULL is no date. */
static inline struct date ledger_day(const char *text) {
    struct date date = DATE_NONE;
    struct civil civil;

    if (text) {
        assert_int_equal(sscanf(text, "%d-%d-%d", &civil.year, &civil.month, &civil.day), 3);
        assert_true(date_from_civil(civil, &date));
    }
    return date;
}

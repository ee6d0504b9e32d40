#pragma once
/* What the first screen of report.html says of the rows of tables: the nearest deadlines and how many there are in each
 * month, and the products that lack most units. Filled in while the tables are read. Internal to report/. */

#include "base/arena.h"
#include "base/calendar.h"
#include "report/html/table.h"

/* The deadlines and the products that are named. */
#define HTML_DEADLINES_MAX 7
#define HTML_SHORTAGES_MAX 6
/* From the month of the as-of date to the end of the next fiscal year. */
#define HTML_MONTHS_MAX 24

struct html_deadline {
    struct date day;
    bool is_contract;
    struct str what; /* product and version, or title or id */
    uint64_t machines;
};

struct html_month {
    uint64_t support, contracts;
};

struct html_deadlines {
    struct html_deadline nearest[HTML_DEADLINES_MAX]; /* from the as-of date on, the first first */
    size_t count;
    struct html_month months[HTML_MONTHS_MAX];
    struct html_month past, later; /* before the as-of date; behind the months */
};

struct html_shortage {
    struct str product; /* with its edition */
    uint64_t short_min, short_max, need_max;
};

struct html_shortages {
    struct html_shortage worst[HTML_SHORTAGES_MAX]; /* what is missing for certain first, the most units first */
    size_t count;
    uint64_t certain, possible; /* products: units are missing, or may be */
};

struct html_looks {
    struct arena *arena; /* of the texts */
    struct date as_of;
    struct html_deadlines deadlines;
    struct html_shortages shortages;
};

/* How many months there are from that of AS_OF to the end of its next fiscal year. */
unsigned html_months(struct date as_of);
/* Months from that of AS_OF to that of DAY; negative before. */
int html_month_of(struct date as_of, struct date day);

/* CONTEXT is a struct html_looks. */
html_row_look html_look_at_support, html_look_at_contract, html_look_for_shortage;

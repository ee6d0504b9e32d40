#pragma once
/* From when until when something is contracted, and by when the other party must be told: what one row says, of
 * whichever ledger. All days are inside, first and last. Pure; any thread. */

#include "inventory/milestone.h"

struct contract_terms {
    struct date start_on;        /* DATE_NONE: not said, or not readable */
    struct milestone end_on;     /* none: not said, or not readable */
    struct date notice_deadline; /* the last day in time; DATE_NONE: there is none, or nobody knows when it ends */
    bool is_start_unclear;       /* something stands there, and it is no day */
    bool renews_itself;          /* at its end, and nobody has recorded that it is not to */
    bool must_be_ended;          /* it is to end, but does so only if the other party is told */
    bool is_single_year;
    bool is_renewed; /* somebody has recorded that it is */
    bool is_ending;  /* somebody has recorded that it is not to be renewed */
};

/* END less the notice period, months first: 2027-05-31 less 3 months is 2027-02-28, the month's last day. DATE_NONE
 * where that is no day of the calendar. */
struct date contract_notice_deadline(struct date end, struct duration notice);

enum contract_force {
    CONTRACT_FORCE_UNKNOWN, /* a day is missing or unreadable, or the first is behind the last */
    CONTRACT_NOT_BEGUN,
    CONTRACT_IN_FORCE, /* also after its last day where it renews itself */
    CONTRACT_OVER,
};
enum contract_force contract_force_on(const struct contract_terms *terms, struct date day);
/* It would begin after its end. */
bool contract_is_reversed(const struct contract_terms *terms);
/* Is there a last day, and is it before DAY? Also of what renews itself. */
bool contract_has_passed(const struct contract_terms *terms, struct date day);

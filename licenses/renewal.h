#pragma once
/* LIC-RENEWAL: rights and maintenance that end within renewal_days of the as-of date. The last day itself counts (0
 * days left), and so does the day that many days later. */

#include "licenses/ledger_check.h"

/* Of rights that are in force or have yet to begin. Maintenance is spoken of only where the right outlasts it. */
MUST_CHECK enum err_code renewal_report(const struct ledger_check *check, struct err *err);

/* The notice of a right that has ended and that nobody needs, which is known only after all rights are given out:
 * whoever needed one gets LIC-PERIOD instead. False when it has no end, or none before DAY. The texts are borrowed from
 * the entitlement and from RET_END, which takes its last day. */
bool renewal_ended_finding(const struct entitlement *entitlement, struct date day, char ret_end[11],
                           struct finding *ret_finding);

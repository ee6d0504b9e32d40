#pragma once
/* Those to whom rights are assigned, and what comes of it: LIC-ASSIGNMENT where a right is assigned and not installed
 * or not used (G7, licenses/holding.h), and how many units could be recovered. Internal to licenses/. One thread. */

#include "licenses/assignment_use.h"

/* Adds findings in lane 0, and to as many RECOVERABLE as there are entitlements the units that are assigned to no use:
 * of those who left before the as-of date, and of those who surely do not use them. */
MUST_CHECK enum err_code holders_check(const struct audit *audit, const struct assignment_use *use,
                                       int64_t *recoverable, struct err *err);

/* IDLE of the ASSIGNED units are not used. As many as the right has, beside those that are: of one unit that is
 * assigned twice and used once, none. */
int64_t holders_recoverable(int64_t idle, struct units assigned, struct units supply);

#pragma once
/* Rights that are used up (M21): what is needed of each is what was used in its contract year (licenses/usage.h), and
 * one right's excess is not made good by another. Amounts are exact; positions count whole units, and so what was used
 * of a right is rounded up there. A right of which no use is on record leaves it open. Internal to licenses/. */

#include "licenses/plan_solve.h"

/* Positions, findings and demands of the group's rights, and what each of them gives, in the solution. */
MUST_CHECK enum err_code pool_usage(struct plan *plan, struct plan_solution *solution, struct err *err);

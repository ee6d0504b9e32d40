#pragma once
/* Rights that several departments hold together (M34): all in all there are enough, and one department uses more of
 * them than it holds. Only departments that hold some are looked at, and only what was observed for certain. Internal
 * to licenses/. */

#include "licenses/plan_solve.h"

/* Notices, one for each department that is short. */
MUST_CHECK enum err_code department_pools(struct plan *plan, const struct plan_solution *solution, struct err *err);

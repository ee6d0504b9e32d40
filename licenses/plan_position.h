#pragma once
/* The position of each product of a group: what is held, what of it holds on the day, what is needed, what covers it,
 * and what is left on either side. Internal to licenses/. */

#include "licenses/plan_solve.h"

/* Positions, and notices of what is spare. */
MUST_CHECK enum err_code plan_position(struct plan *plan, const struct plan_solution *solution, struct err *err);

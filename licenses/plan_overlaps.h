#pragma once
/* Options that are used at one site overlap where a unit covers more than what it is needed for: two suites that have a
 * part in common. Each demand is told once all the same, with one of them: one that has all its units, else the first.
 * Internal to licenses/. */

#include "licenses/plan_solve.h"

/* Fills told_with. */
MUST_CHECK enum err_code plan_overlaps_settle(const struct plan *plan, struct plan_solution *solution, struct err *err);
/* An option that is used at the site, with the demands that are told with it. One that none is told with, as no
 * allocation that is proven has one, keeps them all. */
struct plan_option plan_told_option(const struct plan *plan, const struct plan_solution *solution, uint32_t site,
                                    uint32_t option);

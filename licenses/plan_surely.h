#pragma once
/* What is missing however open questions turn out, of what is missing when nothing is taken for granted. Both are
 * allocations, and the best of each need not leave the same uses without a right: what is surely missing is put down to
 * the same use where it is missing in both, else to one of the same product, else to any. Internal to licenses/. */

#include "licenses/plan_solve.h"

/* Units that an option lacks at a site in the most favourable case. */
struct plan_lack {
    uint32_t site, option; /* of the plan */
    int64_t units;         /* what is put down somewhere is taken away */
};

/* Fills solution->surely_missing, never with more than is missing. False when memory is out. */
bool plan_surely_missing(const struct plan *plan, struct plan_solution *solution, struct plan_lack *lacks,
                         size_t count);

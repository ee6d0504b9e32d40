#pragma once
/* Missing units, option by option and site by site, in groups of those that the same rights would have covered but for
 * the same things. Sites of one class are equal in the rights that cover them, and may differ in those that do not: two
 * versions of which no right is in force are covered alike, and each may have its own right that has ended. Internal to
 * licenses/. */

#include "licenses/plan_solve.h"

struct plan_gap {
    uint32_t grant, site;
    uint32_t likeness; /* the same for what stands to all rights alike */
    uint32_t group;
};

struct plan_gaps {
    struct plan_gap *items; /* by group, then site */
    uint32_t count;
    uint32_t *first; /* by group, and one more */
    uint32_t group_count;
};

/* In the plan's arena, groups by option, units, the sure ones first. False when memory is out. Resets the worker's
 * scratch arena. */
MUST_CHECK bool plan_gaps_find(struct plan *plan, const struct plan_solution *solution, struct plan_gaps *ret_gaps);
/* Is a unit missing there however open questions turn out? */
bool plan_gap_is_sure(const struct plan_solution *solution, const struct plan_gap *gap);

#pragma once
/* The allocation of one product group, seen from both ends. What is surely there: rights that are known, for needs that
 * may be. And what is possible: every right that may be there, for needs that surely are. What is short in the latter
 * is short however open questions turn out; what is short only in the former is undetermined. Internal to licenses/. */

#include "licenses/plan.h"

/* Units that an option at a site takes of a right, or lacks. */
struct plan_grant {
    uint32_t option;                  /* of the plan */
    const struct right *right;        /* NULL: missing */
    const struct plan_source *source; /* NULL: missing */
    int64_t units;
};

/* The rights that alone could cover what is short, all of them used up. */
struct plan_shortage {
    const struct right *const *rights;
    uint32_t right_count;
    int64_t needed;   /* units: all that these rights give, and what is missing */
    int64_t doubtful; /* of these, what was not observed for certain */
    int64_t missing;
    bool is_sure; /* something of it is missing however open questions turn out; of short_at_most */
};

struct plan_shortages {
    uint32_t *number_of; /* by option: the number of its shortage and 1, or 0 */
    struct plan_shortage *items;
    uint32_t count;
};
/* That of an option of the plan; NULL for none. */
const struct plan_shortage *plan_shortage_of(const struct plan_shortages *shortages, uint32_t option);

struct plan_solution {
    struct plan_grant *grants; /* by site */
    uint32_t *first_grant;     /* by site, and one more */
    uint32_t grant_count;
    int64_t *given;          /* by place in plan->rights */
    int64_t *surely_missing; /* by grant: of what is missing, what is so however open questions turn out */
    uint32_t *told_with;     /* by demand of the plan: of the options that cover it one (licenses/plan_overlaps.h) */
    bool is_open;            /* the two ends are not the same */
    bool is_proven;          /* both; else the first level that was not: */
    int64_t value, bound;
    /* Why units are missing: in the former, and in the latter. */
    struct plan_shortages short_at_most, short_surely;
};

/* Everything in the plan's arena. */
MUST_CHECK enum err_code plan_solve(struct plan *plan, struct plan_solution *ret_solution, struct err *err);

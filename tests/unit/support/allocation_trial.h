#pragma once
/* Small allocation problems at random, and two other ways to solve them: all allocations gone through, and first come,
 * first served. */

#include "tests/unit/support/allocation_case.h"

void case_pick_ranks(struct allocation_case *c);
/* Of some of the lots; costs are up to SPREAD. */
void case_pick_option(struct allocation_case *c, uint32_t group, uint64_t demands, int64_t units, int64_t spread);
struct allocation_case *case_pick_any(void);

/* The levels of the best of all allocations: for few lots of few units, few sites and options. */
void case_try_all(const struct allocation_case *c, int64_t *ret_levels);
/* The levels of what comes of it when each demand in turn gets the first option that can be had as a whole, else the
 * first. */
void case_first_come(const struct allocation_case *c, int64_t *ret_levels);

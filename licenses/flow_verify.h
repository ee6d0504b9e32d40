#pragma once
/* Is a flow what it claims to be? Looks at nothing but the problem and the solution, and shares no code with the
 * solver:
 *
 *  - no arc carries less than nothing or more than its limit; what a supply gives out and has spare is its capacity,
 *    what a demand is covered and uncovered is its amount
 *  - for each level, with the reduced cost of an arc = its cost + potential of the supply − potential of the demand, of
 *    spare units = their cost + potential of the supply, of uncovered units = their cost − potential of the demand:
 *    what has a positive reduced cost carries nothing, what has a negative one is full. That proves that no flow is
 *    cheaper (complementary slackness), among the flows that are optimal at all levels before: arcs whose reduced cost
 *    was not zero there are left out.
 *
 * O(levels × (classes + arcs)) and a byte for each. Any thread. */

#include "licenses/flow.h"

/* ERR_NO_MEMORY alone. *RET_IS_OPTIMAL false: a bound, a balance or a level does not hold. */
MUST_CHECK enum err_code flow_verify(const struct flow_problem *problem, const struct flow *flow, bool *ret_is_optimal,
                                     struct err *err);

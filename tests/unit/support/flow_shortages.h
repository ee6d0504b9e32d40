#pragma once
/* Shortages of plain flows, for tests: a second method for licenses/allocation_shortage.c, read off the residual
 * network. Why demand is uncovered: "these 7 devices can only be covered by L-003 (5) and L-011 (1)". From a class that
 * is short, one gets to every supply that could cover it, from there to every class that this supply covers now and
 * that would have to give up units, and so on. What is reached can be covered by nothing but the supplies reached, and
 * all of those are used up within it (a violation of Hall's condition). The set is the smallest that explains the whole
 * shortage: any other set of classes that exceeds what can cover it by as much contains it (it is the least of the
 * minimum cuts).
 *
 * The flow must be a maximum one, see flow.h: otherwise something spare would be reached. O(classes + arcs) and
 * sorting. Any thread. */

#include "licenses/flow.h"

/* One connected part. amount = capacity + limited + uncovered. */
struct flow_shortage {
    const uint32_t *demands; /* which of the problem's, by rank */
    size_t demand_count;
    const uint32_t *supplies; /* likewise; of what can cover these demands, all that has no limit or is not at it */
    size_t supply_count;
    int64_t amount;    /* of the demands */
    int64_t capacity;  /* of the supplies */
    int64_t limited;   /* covered from other supplies, along arcs that are full */
    int64_t uncovered; /* positive */
};

struct flow_shortages {
    struct flow_shortage *parts; /* by the lowest rank that is uncovered in them; no two have anything in common */
    size_t count;
    uint32_t *classes; /* what the parts point to */
};

/* Every shortage. What two uncovered classes reach is one part as soon as it has something in common. */
MUST_CHECK enum err_code flow_shortages_find(const struct flow_problem *problem, const struct flow *flow,
                                             struct flow_shortages **ret_shortages, struct err *err);
/* The shortage of one DEMAND alone, none if it is covered: part of one of the above, and smaller where a class that is
 * short, too, competes for some of its rights only. */
MUST_CHECK enum err_code flow_shortages_of(const struct flow_problem *problem, const struct flow *flow, uint32_t demand,
                                           struct flow_shortages **ret_shortages, struct err *err);
void flow_shortages_free(struct flow_shortages *shortages);
DEFINE_CLEANUP(flow_shortages, flow_shortages_free)

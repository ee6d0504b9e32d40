#pragma once
/* Rights to uses: an exact minimum-cost flow from classes of supply (lots of rights that are the same in every respect)
 * to classes of demand (uses that are the same), of which there are thousands where there are millions of installs.
 *
 *   supply s ── arc: up to `limit` units of s may cover d ──▶ demand d
 *
 * What is not given out is spare, what is not covered is uncovered; both always may be. Costs come in levels: a flow is
 * better when it is cheaper at the first level, among equals at the second, and so on. Levels are never added up into
 * one number: each is solved by itself, over the flows that are optimal at all levels before it. Those are told exactly
 * by reduced costs: of an optimal flow, an arc of positive reduced cost carries nothing, one of negative reduced cost
 * is full, and every flow for which that holds is optimal as well; only arcs of reduced cost zero go on to the next
 * level.
 *
 * A first level with a positive cost for every uncovered unit makes the flow a maximum one too, whatever the weights:
 * which units can be covered together is a matroid, and its cheapest complement belongs to a basis.
 *
 * What is wanted becomes costs like this:
 *   little uncovered, by price       uncovered: the price, or 1
 *   few breaches of soft terms       arcs: the breaches
 *   those with fewest rights first   uncovered: less, the more rights there are
 *   assignments are kept             arcs: 0 for one that is limited to what is assigned, 1 for another beside it
 *   narrow rights before wide ones   spare: less, the wider the right is
 *   a useful rest                    spare: less, the more it is worth
 *
 * What the levels leave equal is decided by three more, of the solver's own:
 *   1. supplies of lower rank are used up before those of higher rank (the units used, in the order of the ranks, are
 *      lexicographically the most)
 *   2. demands of lower rank are covered before those of higher rank (likewise)
 *   3. lower ranks cover lower ranks: the sum of the products of both ranks, over all units, is the largest
 * What is equal even then depends on the set of supplies, demands and arcs, never on the order in which they are given.
 * Arcs that are equal in everything are exchangeable: which of them carries what is open.
 *
 * Network simplex over strongly feasible trees, which cannot cycle; each level starts from the tree of the one before.
 * A pivot costs O(classes) at worst, a block of arcs to price and a short path as a rule; the number of pivots has no
 * polynomial bound, and is a small multiple of the classes in practice. Memory is O(classes × levels + arcs).
 *
 * Exact: costs, ranks and counts are bounded so that no potential can leave 64 bits; capacities are only ever shifted,
 * and sums of them are checked. Pure functions; any thread. */

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Classes on each side, and ranks, are below this one. */
#define FLOW_RANKS      (UINT32_C(1) << 20)
#define FLOW_ARCS_MAX   (UINT32_C(1) << 26)
#define FLOW_LEVELS_MAX 16
#define FLOW_COST_MAX   (INT64_C(1) << 40)
/* All capacities together, and all amounts. */
#define FLOW_TOTAL_MAX  (INT64_C(1) << 61)
#define FLOW_UNLIMITED  INT64_MAX
#define FLOW_TIE_LEVELS 3

struct flow_supply {
    int64_t capacity; /* 0 and more */
    uint32_t rank;    /* no two supplies have the same */
};

struct flow_demand {
    int64_t amount; /* 1 and more */
    uint32_t rank;  /* no two demands have the same */
};

/* Two arcs may join the same classes: the first few units at another cost than the rest. */
struct flow_arc {
    uint32_t supply, demand; /* which of the supplies and demands */
    int64_t limit;           /* 0 and more, or FLOW_UNLIMITED */
};

/* Costs of a unit, within ±FLOW_COST_MAX; NULL: all zero. */
struct flow_level {
    const int64_t *arcs;      /* that goes along an arc */
    const int64_t *spare;     /* of a supply that is left over */
    const int64_t *uncovered; /* of a demand that is left uncovered */
};

struct flow_problem {
    const struct flow_supply *supplies;
    size_t supply_count;
    const struct flow_demand *demands;
    size_t demand_count;
    const struct flow_arc *arcs;
    size_t arc_count;
    const struct flow_level *levels;
    size_t level_count;
    bool is_any_optimum; /* the three levels that decide ties are left out */
};

/* A solution, in the order of the problem's arrays. */
struct flow {
    int64_t *on_arcs;
    int64_t *spare;
    int64_t *uncovered;
    size_t level_count;  /* with those that decide ties */
    int64_t *potentials; /* the proof: for each level one number a supply, then one a demand; see flow_verify.h */
};

/* ERR_USAGE: the problem is outside of what is said above. The solution is the caller's, and does not point into the
 * problem. */
MUST_CHECK enum err_code flow_solve(const struct flow_problem *problem, struct flow **ret_flow, struct err *err);
void flow_free(struct flow *flow);
DEFINE_CLEANUP(flow, flow_free)

/* What a unit costs at the level TIE (0 … FLOW_TIE_LEVELS − 1) of those that decide ties. */
static inline int64_t flow_tie_spare(unsigned tie, uint32_t rank) {
    return tie == 0 ? (int64_t)(FLOW_RANKS - rank) : 0;
}
static inline int64_t flow_tie_uncovered(unsigned tie, uint32_t rank) {
    return tie == 1 ? (int64_t)(FLOW_RANKS - rank) : 0;
}
static inline int64_t flow_tie_arc(unsigned tie, uint32_t supply_rank, uint32_t demand_rank) {
    return tie == 2 ? -((int64_t)supply_rank * demand_rank) : 0;
}

#include "licenses/flow.h"

#include "licenses/flow_verify.h"
#include "licenses/network_simplex.h"

#include <assert.h>
#include <stdlib.h>

/* The problem in the order of the ranks, which is what makes the solution independent of any other order. */
struct canonical {
    const struct flow_problem *problem;
    uint32_t *supplies, *demands, *arcs; /* which of the problem's comes where */
    uint32_t *places;                    /* where the problem's supplies, then its demands, have come */
    struct network network;
    int64_t *units, *limits, *costs;
    uint32_t *tails, *heads;
};

/* --- what a problem must be --- */

static enum err_code refuse(struct err *err, const char *what, const char *allowed) {
    return err_set(err, ERR_USAGE, "", str_from(what), str_from(allowed));
}

/* False when one is below LEAST, or all of them are above FLOW_TOTAL_MAX. */
static bool adds_up(int64_t units, int64_t least, int64_t *total) {
    if (units < least || units > FLOW_TOTAL_MAX - *total) {
        return false;
    }
    *total += units;
    return true;
}

static bool are_costs_bounded(const int64_t *costs, size_t count) {
    for (size_t i = 0; costs && i < count; i++) {
        if (costs[i] < -FLOW_COST_MAX || costs[i] > FLOW_COST_MAX) {
            return false;
        }
    }
    return true;
}

static enum err_code check_sizes(const struct flow_problem *problem, struct err *err) {
    if (problem->supply_count > FLOW_RANKS || problem->demand_count > FLOW_RANKS) {
        return refuse(err, "classes", "1048576");
    }
    if (problem->arc_count > FLOW_ARCS_MAX) {
        return refuse(err, "arcs", "67108864");
    }
    return problem->level_count > FLOW_LEVELS_MAX ? refuse(err, "levels", "16") : ERR_OK;
}

static enum err_code check_classes(const struct flow_problem *problem, struct err *err) {
    int64_t capacity = 0, amount = 0;

    for (size_t i = 0; i < problem->supply_count; i++) {
        if (!adds_up(problem->supplies[i].capacity, 0, &capacity)) {
            return refuse(err, "capacity", "0…2^61");
        }
        if (problem->supplies[i].rank >= FLOW_RANKS) {
            return refuse(err, "rank", "0…1048575");
        }
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        if (!adds_up(problem->demands[i].amount, 1, &amount)) {
            return refuse(err, "amount", "1…2^61");
        }
        if (problem->demands[i].rank >= FLOW_RANKS) {
            return refuse(err, "rank", "0…1048575");
        }
    }
    return ERR_OK;
}

static enum err_code check_arcs(const struct flow_problem *problem, struct err *err) {
    for (size_t i = 0; i < problem->arc_count; i++) {
        const struct flow_arc *arc = &problem->arcs[i];

        if (arc->supply >= problem->supply_count || arc->demand >= problem->demand_count) {
            return refuse(err, "arc", "between the classes");
        }
        if (arc->limit < 0) {
            return refuse(err, "limit", "0…2^63-1");
        }
    }
    for (size_t i = 0; i < problem->level_count; i++) {
        const struct flow_level *level = &problem->levels[i];

        if (!are_costs_bounded(level->arcs, problem->arc_count) ||
            !are_costs_bounded(level->spare, problem->supply_count) ||
            !are_costs_bounded(level->uncovered, problem->demand_count)) {
            return refuse(err, "cost", "-2^40…2^40");
        }
    }
    return ERR_OK;
}

static enum err_code check_problem(const struct flow_problem *problem, struct err *err) {
    enum err_code code = check_sizes(problem, err);

    code = code ? code : check_classes(problem, err);
    return code ? code : check_arcs(problem, err);
}

/* --- the order --- */

static int compare_numbers(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int compare_supplies(const void *left, const void *right, void *context) {
    const struct flow_problem *problem = context;
    const uint32_t *a = left, *b = right;

    return compare_numbers(problem->supplies[*a].rank, problem->supplies[*b].rank);
}

static int compare_demands(const void *left, const void *right, void *context) {
    const struct flow_problem *problem = context;
    const uint32_t *a = left, *b = right;

    return compare_numbers(problem->demands[*a].rank, problem->demands[*b].rank);
}

/* By all there is to an arc: two that compare equal are exchangeable. */
static int compare_arcs(const void *left, const void *right, void *context) {
    const struct flow_problem *problem = context;
    uint32_t i = *(const uint32_t *)left, j = *(const uint32_t *)right;
    const struct flow_arc *a = &problem->arcs[i], *b = &problem->arcs[j];
    int order = compare_numbers(problem->supplies[a->supply].rank, problem->supplies[b->supply].rank);

    order = order ? order : compare_numbers(problem->demands[a->demand].rank, problem->demands[b->demand].rank);
    order = order ? order : compare_numbers(a->limit, b->limit);
    for (size_t level = 0; !order && level < problem->level_count; level++) {
        const int64_t *costs = problem->levels[level].arcs;
        order = costs ? compare_numbers(costs[i], costs[j]) : 0;
    }
    return order;
}

static uint32_t *sorted(struct flow_problem problem, size_t count,
                        int (*compare)(const void *left, const void *right, void *context)) {
    uint32_t *order = calloc(count + 1, sizeof *order);

    if (order) {
        for (size_t i = 0; i < count; i++) {
            order[i] = (uint32_t)i;
        }
        qsort_r(order, count, sizeof *order, compare, &problem);
    }
    return order;
}

static bool has_distinct_ranks(const struct canonical *canonical) {
    const struct flow_problem *problem = canonical->problem;

    for (size_t i = 1; i < problem->supply_count; i++) {
        if (problem->supplies[canonical->supplies[i - 1]].rank == problem->supplies[canonical->supplies[i]].rank) {
            return false;
        }
    }
    for (size_t i = 1; i < problem->demand_count; i++) {
        if (problem->demands[canonical->demands[i - 1]].rank == problem->demands[canonical->demands[i]].rank) {
            return false;
        }
    }
    return true;
}

static enum err_code sort_problem(struct canonical *canonical, struct err *err) {
    const struct flow_problem *problem = canonical->problem;

    canonical->supplies = sorted(*problem, problem->supply_count, compare_supplies);
    canonical->demands = sorted(*problem, problem->demand_count, compare_demands);
    canonical->arcs = sorted(*problem, problem->arc_count, compare_arcs);
    if (!canonical->supplies || !canonical->demands || !canonical->arcs) {
        return err_no_memory(err);
    }
    return has_distinct_ranks(canonical) ? ERR_OK : refuse(err, "rank", "once");
}

/* --- the network --- */

static void fill_network(struct canonical *canonical) {
    const struct flow_problem *problem = canonical->problem;
    uint32_t supply_count = (uint32_t)problem->supply_count;

    for (uint32_t i = 0; i < supply_count; i++) {
        canonical->units[i] = problem->supplies[canonical->supplies[i]].capacity;
        canonical->places[canonical->supplies[i]] = i;
    }
    for (uint32_t i = 0; i < problem->demand_count; i++) {
        canonical->units[supply_count + i] = problem->demands[canonical->demands[i]].amount;
        canonical->places[supply_count + canonical->demands[i]] = supply_count + i;
    }
    for (size_t i = 0; i < problem->arc_count; i++) {
        const struct flow_arc *arc = &problem->arcs[canonical->arcs[i]];

        canonical->tails[i] = canonical->places[arc->supply];
        canonical->heads[i] = canonical->places[supply_count + arc->demand];
        canonical->limits[i] = arc->limit;
    }
    canonical->network = (struct network){supply_count,
                                          (uint32_t)problem->demand_count,
                                          (uint32_t)problem->arc_count,
                                          canonical->units,
                                          canonical->tails,
                                          canonical->heads,
                                          canonical->limits};
}

static enum err_code build_network(struct canonical *canonical, struct err *err) {
    size_t arcs = canonical->problem->arc_count;
    size_t classes = canonical->problem->supply_count + canonical->problem->demand_count;

    canonical->places = calloc(classes + 1, sizeof *canonical->places);
    canonical->units = calloc(classes + 1, sizeof *canonical->units);
    canonical->limits = calloc(arcs + 1, sizeof *canonical->limits);
    canonical->costs = calloc(arcs + classes + 1, sizeof *canonical->costs);
    canonical->tails = calloc(arcs + 1, sizeof *canonical->tails);
    canonical->heads = calloc(arcs + 1, sizeof *canonical->heads);
    if (!canonical->places || !canonical->units || !canonical->limits || !canonical->costs || !canonical->tails ||
        !canonical->heads) {
        return err_no_memory(err);
    }
    fill_network(canonical);
    return ERR_OK;
}

static void canonical_done(struct canonical *canonical) {
    free(canonical->supplies);
    free(canonical->demands);
    free(canonical->arcs);
    free(canonical->places);
    free(canonical->units);
    free(canonical->limits);
    free(canonical->costs);
    free(canonical->tails);
    free(canonical->heads);
}

/* --- the levels --- */

/* Zero without costs. */
static int64_t *take_costs(int64_t *to, const int64_t *costs, const uint32_t *order, size_t count) {
    for (size_t i = 0; i < count; i++) {
        to[i] = costs ? costs[order[i]] : 0;
    }
    return to + count;
}

static void take_level(struct canonical *canonical, const struct flow_level *level) {
    const struct flow_problem *problem = canonical->problem;
    int64_t *to = canonical->costs;

    to = take_costs(to, level->arcs, canonical->arcs, problem->arc_count);
    to = take_costs(to, level->spare, canonical->supplies, problem->supply_count);
    take_costs(to, level->uncovered, canonical->demands, problem->demand_count);
}

static void take_tie(struct canonical *canonical, unsigned tie) {
    const struct flow_problem *problem = canonical->problem;
    int64_t *to = canonical->costs;

    for (size_t i = 0; i < problem->arc_count; i++) {
        const struct flow_arc *arc = &problem->arcs[canonical->arcs[i]];
        *to++ = flow_tie_arc(tie, problem->supplies[arc->supply].rank, problem->demands[arc->demand].rank);
    }
    for (size_t i = 0; i < problem->supply_count; i++) {
        *to++ = flow_tie_spare(tie, problem->supplies[canonical->supplies[i]].rank);
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        *to++ = flow_tie_uncovered(tie, problem->demands[canonical->demands[i]].rank);
    }
}

static void solve_level(struct canonical *canonical, struct network_simplex *simplex, size_t level, struct flow *flow) {
    const struct flow_problem *problem = canonical->problem;
    size_t classes = problem->supply_count + problem->demand_count;
    int64_t *potentials = flow->potentials + level * classes;

    if (level < problem->level_count) {
        take_level(canonical, &problem->levels[level]);
    } else {
        take_tie(canonical, (unsigned)(level - problem->level_count));
    }
    network_simplex_minimize(simplex, canonical->costs);
    for (size_t i = 0; i < classes; i++) {
        potentials[i] = network_simplex_potential(simplex, canonical->places[i]);
    }
}

/* --- the solution --- */

static enum err_code flow_new(const struct flow_problem *problem, struct flow **ret_flow, struct err *err) {
    struct flow *flow CLEANUP(flow_free_cleanup) = calloc(1, sizeof *flow);

    if (!flow) {
        return err_no_memory(err);
    }
    flow->level_count = problem->level_count + (problem->is_any_optimum ? 0 : FLOW_TIE_LEVELS);
    flow->on_arcs = calloc(problem->arc_count + 1, sizeof *flow->on_arcs);
    flow->spare = calloc(problem->supply_count + 1, sizeof *flow->spare);
    flow->uncovered = calloc(problem->demand_count + 1, sizeof *flow->uncovered);
    flow->potentials =
        calloc((problem->supply_count + problem->demand_count) * flow->level_count + 1, sizeof *flow->potentials);
    if (!flow->on_arcs || !flow->spare || !flow->uncovered || !flow->potentials) {
        return err_no_memory(err);
    }
    *ret_flow = TAKE_PTR(flow);
    return ERR_OK;
}

static void take_flow(const struct canonical *canonical, const struct network_simplex *simplex, struct flow *flow) {
    const struct flow_problem *problem = canonical->problem;
    uint32_t star = (uint32_t)problem->arc_count;

    for (uint32_t i = 0; i < problem->arc_count; i++) {
        flow->on_arcs[canonical->arcs[i]] = network_simplex_flow(simplex, i);
    }
    for (size_t i = 0; i < problem->supply_count; i++) {
        flow->spare[i] = network_simplex_flow(simplex, star + canonical->places[i]);
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        flow->uncovered[i] = network_simplex_flow(simplex, star + canonical->places[problem->supply_count + i]);
    }
}

static enum err_code solve_levels(struct canonical *canonical, struct flow *flow, struct err *err) {
    struct network_simplex *simplex CLEANUP(network_simplex_free_cleanup) = NULL;
    enum err_code code = network_simplex_new(&canonical->network, &simplex, err);

    if (code) {
        return code;
    }
    for (size_t level = 0; level < flow->level_count; level++) {
        solve_level(canonical, simplex, level, flow);
    }
    take_flow(canonical, simplex, flow);
    return ERR_OK;
}

static enum err_code solve_canonical(struct canonical *canonical, struct flow *flow, struct err *err) {
    enum err_code code = sort_problem(canonical, err);

    code = code ? code : build_network(canonical, err);
    return code ? code : solve_levels(canonical, flow, err);
}

#ifndef NDEBUG
static bool is_proved(const struct flow_problem *problem, const struct flow *flow) {
    bool is_optimal = true;

    return flow_verify(problem, flow, &is_optimal, NULL) != ERR_OK || is_optimal;
}
#endif

enum err_code flow_solve(const struct flow_problem *problem, struct flow **ret_flow, struct err *err) {
    struct flow *flow CLEANUP(flow_free_cleanup) = NULL;
    struct canonical canonical = {.problem = problem};
    enum err_code code = check_problem(problem, err);

    code = code ? code : flow_new(problem, &flow, err);
    if (code) {
        return code;
    }
    code = solve_canonical(&canonical, flow, err);
    canonical_done(&canonical);
    if (code) {
        return code;
    }
    assert(is_proved(problem, flow));
    *ret_flow = TAKE_PTR(flow);
    return ERR_OK;
}

void flow_free(struct flow *flow) {
    if (flow) {
        free(flow->on_arcs);
        free(flow->spare);
        free(flow->uncovered);
        free(flow->potentials);
        free(flow);
    }
}

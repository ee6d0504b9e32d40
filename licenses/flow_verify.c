#include "licenses/flow_verify.h"

#include <stdlib.h>

/* All that can carry units: arcs, then what is spare of supplies, then what is uncovered of demands. */
struct carrier {
    int64_t flow, limit, cost;
    const int64_t *from, *to; /* potentials; NULL is 0 */
};

static bool take_out(int64_t *left, int64_t units, int64_t limit) {
    return units >= 0 && units <= limit && !__builtin_sub_overflow(*left, units, left);
}

/* Nothing is over once everything is taken out of what there is. */
static bool is_all_zero(const int64_t *left, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (left[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool is_feasible(const struct flow_problem *problem, const struct flow *flow, int64_t *left) {
    int64_t *wanted = left + problem->supply_count;
    bool is_fine = true;

    for (size_t i = 0; i < problem->supply_count; i++) {
        left[i] = problem->supplies[i].capacity;
        is_fine &= take_out(&left[i], flow->spare[i], INT64_MAX);
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        wanted[i] = problem->demands[i].amount;
        is_fine &= take_out(&wanted[i], flow->uncovered[i], INT64_MAX);
    }
    for (size_t i = 0; i < problem->arc_count; i++) {
        const struct flow_arc *arc = &problem->arcs[i];

        is_fine &= take_out(&left[arc->supply], flow->on_arcs[i], arc->limit);
        is_fine &= take_out(&wanted[arc->demand], flow->on_arcs[i], arc->limit);
    }
    return is_fine && is_all_zero(left, problem->supply_count + problem->demand_count);
}

static int64_t cost_of(const int64_t *costs, size_t i) {
    return costs ? costs[i] : 0;
}

static struct carrier arc_at(const struct flow_problem *problem, const struct flow *flow, size_t level, size_t i) {
    const int64_t *potentials = flow->potentials + level * (problem->supply_count + problem->demand_count);
    const struct flow_arc *arc = &problem->arcs[i];
    bool is_tie = level >= problem->level_count;
    int64_t cost = is_tie ? flow_tie_arc((unsigned)(level - problem->level_count), problem->supplies[arc->supply].rank,
                                         problem->demands[arc->demand].rank)
                          : cost_of(problem->levels[level].arcs, i);

    return (struct carrier){flow->on_arcs[i], arc->limit, cost, &potentials[arc->supply],
                            &potentials[problem->supply_count + arc->demand]};
}

static struct carrier spare_at(const struct flow_problem *problem, const struct flow *flow, size_t level, size_t i) {
    const int64_t *potentials = flow->potentials + level * (problem->supply_count + problem->demand_count);
    bool is_tie = level >= problem->level_count;
    int64_t cost = is_tie ? flow_tie_spare((unsigned)(level - problem->level_count), problem->supplies[i].rank)
                          : cost_of(problem->levels[level].spare, i);

    return (struct carrier){flow->spare[i], INT64_MAX, cost, &potentials[i], NULL};
}

static struct carrier uncovered_at(const struct flow_problem *problem, const struct flow *flow, size_t level,
                                   size_t i) {
    const int64_t *potentials = flow->potentials + level * (problem->supply_count + problem->demand_count);
    bool is_tie = level >= problem->level_count;
    int64_t cost = is_tie ? flow_tie_uncovered((unsigned)(level - problem->level_count), problem->demands[i].rank)
                          : cost_of(problem->levels[level].uncovered, i);

    return (struct carrier){flow->uncovered[i], INT64_MAX, cost, NULL, &potentials[problem->supply_count + i]};
}

static struct carrier carrier_at(const struct flow_problem *problem, const struct flow *flow, size_t level, size_t i) {
    if (i < problem->arc_count) {
        return arc_at(problem, flow, level, i);
    }
    i -= problem->arc_count;
    return i < problem->supply_count ? spare_at(problem, flow, level, i)
                                     : uncovered_at(problem, flow, level, i - problem->supply_count);
}

static bool is_level_optimal(const struct flow_problem *problem, const struct flow *flow, size_t level,
                             bool *is_settled) {
    size_t count = problem->arc_count + problem->supply_count + problem->demand_count;

    for (size_t i = 0; i < count; i++) {
        struct carrier carrier;
        __int128 reduced;

        if (is_settled[i]) {
            continue;
        }
        carrier = carrier_at(problem, flow, level, i);
        reduced = (__int128)carrier.cost + (carrier.from ? *carrier.from : 0) - (carrier.to ? *carrier.to : 0);
        if ((reduced > 0 && carrier.flow != 0) || (reduced < 0 && carrier.flow != carrier.limit)) {
            return false;
        }
        is_settled[i] = reduced != 0;
    }
    return true;
}

static bool has_all_levels(const struct flow_problem *problem, const struct flow *flow) {
    return flow->level_count == problem->level_count + (problem->is_any_optimum ? 0 : FLOW_TIE_LEVELS);
}

enum err_code flow_verify(const struct flow_problem *problem, const struct flow *flow, bool *ret_is_optimal,
                          struct err *err) {
    size_t classes = problem->supply_count + problem->demand_count;
    int64_t *left = calloc(classes + 1, sizeof *left);
    bool *is_settled = calloc(problem->arc_count + classes + 1, sizeof *is_settled);
    bool is_optimal;

    if (!left || !is_settled) {
        free(left);
        free(is_settled);
        return err_no_memory(err);
    }
    is_optimal = has_all_levels(problem, flow) && is_feasible(problem, flow, left);
    for (size_t level = 0; is_optimal && level < flow->level_count; level++) {
        is_optimal = is_level_optimal(problem, flow, level, is_settled);
    }
    free(left);
    free(is_settled);
    *ret_is_optimal = is_optimal;
    return ERR_OK;
}

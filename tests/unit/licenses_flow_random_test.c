/* The reference goes through all allocations of a small problem, and compares what they cost level by level. */
#include "licenses/flow.h"

#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/flow_solved.h"

#include <string.h>

#define SUPPLIES 4
#define DEMANDS  5
#define ARCS     9
#define LEVELS   3

/* A problem of its own memory. */
struct small {
    struct flow_supply supplies[SUPPLIES];
    struct flow_demand demands[DEMANDS];
    struct flow_arc arcs[ARCS];
    int64_t arc_costs[LEVELS][ARCS], spare_costs[LEVELS][SUPPLIES], uncovered_costs[LEVELS][DEMANDS];
    struct flow_level levels[LEVELS];
    struct flow_problem problem;
};

static void link_problem(struct small *small) {
    for (size_t i = 0; i < LEVELS; i++) {
        small->levels[i] = (struct flow_level){small->arc_costs[i], small->spare_costs[i], small->uncovered_costs[i]};
    }
    small->problem.supplies = small->supplies;
    small->problem.demands = small->demands;
    small->problem.arcs = small->arcs;
    small->problem.levels = small->levels;
}

/* Distinct, in any order. */
static void pick_ranks(uint32_t *ranks, size_t count) {
    uint32_t rank = 0;

    for (size_t i = 0; i < count; i++) {
        rank += (uint32_t)between(1, 3);
        ranks[i] = rank;
    }
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)between(0, (int64_t)i - 1);
        uint32_t other = ranks[j];
        ranks[j] = ranks[i - 1];
        ranks[i - 1] = other;
    }
}

static void pick_costs(int64_t *costs, size_t count) {
    int64_t spread = between(0, 2);

    for (size_t i = 0; i < count; i++) {
        costs[i] = between(-spread, spread);
    }
}

static struct small pick_problem(void) {
    struct small small = {0};
    uint32_t ranks[2][DEMANDS];
    size_t supplies = (size_t)between(0, SUPPLIES), demands = (size_t)between(0, DEMANDS);

    pick_ranks(ranks[0], supplies);
    pick_ranks(ranks[1], demands);
    for (size_t i = 0; i < supplies; i++) {
        small.supplies[i] = (struct flow_supply){between(0, 3), ranks[0][i]};
    }
    for (size_t i = 0; i < demands; i++) {
        small.demands[i] = (struct flow_demand){between(1, 3), ranks[1][i]};
    }
    small.problem = (struct flow_problem){.supply_count = supplies, .demand_count = demands};
    small.problem.arc_count = supplies && demands ? (size_t)between(0, ARCS) : 0;
    small.problem.level_count = (size_t)between(0, LEVELS);
    for (size_t i = 0; i < small.problem.arc_count; i++) {
        small.arcs[i] = (struct flow_arc){(uint32_t)between(0, (int64_t)supplies - 1),
                                          (uint32_t)between(0, (int64_t)demands - 1), FLOW_UNLIMITED};
        small.arcs[i].limit = between(0, 2) ? FLOW_UNLIMITED : between(0, 2);
    }
    for (size_t i = 0; i < LEVELS; i++) {
        pick_costs(small.arc_costs[i], ARCS);
        pick_costs(small.spare_costs[i], SUPPLIES);
        pick_costs(small.uncovered_costs[i], DEMANDS);
    }
    return small;
}

/* An allocation as it grows arc by arc, and the best so far: what it costs at every level, ties included. */
struct trial {
    const struct flow_problem *problem;
    int64_t on_arcs[ARCS], spare[SUPPLIES], uncovered[DEMANDS];
    int64_t best[LEVELS + FLOW_TIE_LEVELS];
    int64_t best_used[SUPPLIES], best_covered[DEMANDS]; /* by rank, of the best */
    bool has_best;
};

static void tie_costs(const struct trial *trial, int64_t *costs) {
    const struct flow_problem *problem = trial->problem;

    for (unsigned tie = 0; tie < FLOW_TIE_LEVELS; tie++) {
        costs[tie] = 0;
        for (size_t i = 0; i < problem->arc_count; i++) {
            const struct flow_arc *arc = &problem->arcs[i];
            costs[tie] += trial->on_arcs[i] *
                          flow_tie_arc(tie, problem->supplies[arc->supply].rank, problem->demands[arc->demand].rank);
        }
        for (size_t i = 0; i < problem->supply_count; i++) {
            costs[tie] += trial->spare[i] * flow_tie_spare(tie, problem->supplies[i].rank);
        }
        for (size_t i = 0; i < problem->demand_count; i++) {
            costs[tie] += trial->uncovered[i] * flow_tie_uncovered(tie, problem->demands[i].rank);
        }
    }
}

static void all_costs(struct trial *trial, int64_t *costs) {
    struct flow flow = {.on_arcs = trial->on_arcs, .spare = trial->spare, .uncovered = trial->uncovered};

    for (size_t i = 0; i < trial->problem->level_count; i++) {
        assert_true(flow_cost(trial->problem, &flow, i, &costs[i]));
    }
    tie_costs(trial, costs + trial->problem->level_count);
}

static int compare_vectors(const int64_t *a, const int64_t *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return 0;
}

static void finish_trial(struct trial *trial) {
    int64_t costs[LEVELS + FLOW_TIE_LEVELS];
    size_t count = trial->problem->level_count + FLOW_TIE_LEVELS;

    all_costs(trial, costs);
    if (!trial->has_best || compare_vectors(costs, trial->best, count) < 0) {
        memcpy(trial->best, costs, count * sizeof *costs);
        trial->has_best = true;
    }
}

static void try_arcs(struct trial *trial, size_t arc, void (*finish)(struct trial *trial)) {
    const struct flow_arc *at = &trial->problem->arcs[arc];

    if (arc == trial->problem->arc_count) {
        finish(trial);
        return;
    }
    for (int64_t units = 0; units <= at->limit; units++) {
        if (trial->spare[at->supply] < units || trial->uncovered[at->demand] < units) {
            break;
        }
        trial->on_arcs[arc] = units;
        trial->spare[at->supply] -= units;
        trial->uncovered[at->demand] -= units;
        try_arcs(trial, arc + 1, finish);
        trial->spare[at->supply] += units;
        trial->uncovered[at->demand] += units;
    }
}

static struct trial trial_of(const struct flow_problem *problem) {
    struct trial trial = {.problem = problem};

    for (size_t i = 0; i < problem->supply_count; i++) {
        trial.spare[i] = problem->supplies[i].capacity;
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        trial.uncovered[i] = problem->demands[i].amount;
    }
    return trial;
}

static void assert_costs_best(const struct flow_problem *problem, const struct flow *flow) {
    struct trial best = trial_of(problem), found = {.problem = problem};
    int64_t costs[LEVELS + FLOW_TIE_LEVELS];

    try_arcs(&best, 0, finish_trial);
    memcpy(found.on_arcs, flow->on_arcs, problem->arc_count * sizeof *flow->on_arcs);
    memcpy(found.spare, flow->spare, problem->supply_count * sizeof *flow->spare);
    memcpy(found.uncovered, flow->uncovered, problem->demand_count * sizeof *flow->uncovered);
    all_costs(&found, costs);
    assert_int_equal(compare_vectors(costs, best.best, problem->level_count + FLOW_TIE_LEVELS), 0);
}

static void test_against_all_allocations(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < test_count("flow_random"); i++) {
        struct small small = pick_problem();
        struct flow *flow;

        link_problem(&small);
        flow = flow_solved(&small.problem);
        assert_costs_best(&small.problem, flow);
        flow_free(flow);
    }
}

/* --- what the first two of the levels for ties mean: the lexicographically most --- */

static void by_rank(const struct trial *trial, int64_t *used, int64_t *covered) {
    const struct flow_problem *problem = trial->problem;

    for (size_t i = 0; i < problem->supply_count; i++) {
        size_t place = 0;
        for (size_t j = 0; j < problem->supply_count; j++) {
            place += problem->supplies[j].rank < problem->supplies[i].rank;
        }
        used[place] = problem->supplies[i].capacity - trial->spare[i];
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        size_t place = 0;
        for (size_t j = 0; j < problem->demand_count; j++) {
            place += problem->demands[j].rank < problem->demands[i].rank;
        }
        covered[place] = problem->demands[i].amount - trial->uncovered[i];
    }
}

/* The best by its levels, then by the units used, then by the units covered. */
static void finish_by_rank(struct trial *trial) {
    int64_t costs[LEVELS + FLOW_TIE_LEVELS], used[SUPPLIES] = {0}, covered[DEMANDS] = {0};
    size_t level_count = trial->problem->level_count;
    int order;

    all_costs(trial, costs);
    by_rank(trial, used, covered);
    order = trial->has_best ? compare_vectors(costs, trial->best, level_count) : -1;
    order = order ? order : compare_vectors(trial->best_used, used, SUPPLIES);
    order = order ? order : compare_vectors(trial->best_covered, covered, DEMANDS);
    if (order < 0) {
        memcpy(trial->best, costs, sizeof trial->best);
        memcpy(trial->best_used, used, sizeof used);
        memcpy(trial->best_covered, covered, sizeof covered);
        trial->has_best = true;
    }
}

static void test_lower_ranks_first(void **state) {
    (void)state;
    srandom((unsigned)test_seed() + 1);
    for (long i = 0; i < test_count("flow_random"); i++) {
        struct small small = pick_problem();
        int64_t used[SUPPLIES] = {0}, covered[DEMANDS] = {0};
        struct trial best, found;
        struct flow *flow;

        link_problem(&small);
        flow = flow_solved(&small.problem);
        best = found = trial_of(&small.problem);
        try_arcs(&best, 0, finish_by_rank);
        memcpy(found.spare, flow->spare, small.problem.supply_count * sizeof *flow->spare);
        memcpy(found.uncovered, flow->uncovered, small.problem.demand_count * sizeof *flow->uncovered);
        by_rank(&found, used, covered);
        assert_memory_equal(used, best.best_used, sizeof used);
        assert_memory_equal(covered, best.best_covered, sizeof covered);
        flow_free(flow);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all_allocations),
        cmocka_unit_test(test_lower_ranks_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

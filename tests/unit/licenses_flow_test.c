/* The reference goes through all allocations of a small problem, and compares what they cost level by level. */
#include "licenses/flow.h"

#include "licenses/flow_verify.h"
#include "tests/unit/support/counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static struct flow *solved(const struct flow_problem *problem) {
    struct flow *flow = NULL;
    bool is_optimal = false;

    assert_int_equal(flow_solve(problem, &flow, NULL), ERR_OK);
    assert_int_equal(flow_verify(problem, flow, &is_optimal, NULL), ERR_OK);
    assert_true(is_optimal);
    return flow;
}

/* --- worked examples --- */

/* Suite 1 is spent on A{X,Y}; left are X 1 and Y 1 for B{X} and C{Y}. First come, first served would have given X to A.
 */
static void test_singles_beside_a_suite(void **state) {
    static const struct flow_supply supplies[] = {{1, 0}, {1, 1}};
    static const struct flow_demand demands[] = {{1, 0}, {1, 1}};
    static const struct flow_arc arcs[] = {{0, 0, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}};
    struct flow_problem problem = {
        .supplies = supplies, .supply_count = 2, .demands = demands, .demand_count = 2, .arcs = arcs, .arc_count = 2};
    struct flow *flow = solved(&problem);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(flow->on_arcs[i], 1);
        assert_int_equal(flow->uncovered[i], 0);
        assert_int_equal(flow->spare[i], 0);
    }
    flow_free(flow);
}

/* Single rights with a choice: X covers A or B, Y covers only A. Taking X for A because it comes first would leave B.
 */
static void test_first_come_is_not_served(void **state) {
    static const struct flow_supply supplies[] = {{1, 0}, {1, 1}};
    static const struct flow_demand demands[] = {{1, 0}, {1, 1}};
    static const struct flow_arc arcs[] = {{0, 0, FLOW_UNLIMITED}, {0, 1, FLOW_UNLIMITED}, {1, 0, FLOW_UNLIMITED}};
    struct flow_problem problem = {
        .supplies = supplies, .supply_count = 2, .demands = demands, .demand_count = 2, .arcs = arcs, .arc_count = 3};
    struct flow *flow = solved(&problem);

    (void)state;
    assert_int_equal(flow->on_arcs[0], 0);
    assert_int_equal(flow->on_arcs[1], 1);
    assert_int_equal(flow->on_arcs[2], 1);
    flow_free(flow);
}

/* After the suites: P4 and P5 need X, P6 has X in version 2019. L2 (2 units) is over, and counts when L2_UNITS says
 * that it was renewed; L3 (1 unit) covers all three. Fewest eligible rights first: P6 has only L3. */
static struct flow *solve_suites_left(int64_t l2_units) {
    const struct flow_supply supplies[] = {{l2_units, 2}, {1, 3}};
    static const struct flow_demand demands[] = {{2, 4}, {1, 6}};
    static const struct flow_arc arcs[] = {{0, 0, FLOW_UNLIMITED}, {1, 0, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}};
    static const int64_t ones[] = {1, 1}, narrowness[] = {1, 2};
    static const struct flow_level levels[] = {{NULL, NULL, ones}, {NULL, NULL, narrowness}};
    const struct flow_problem problem = {.supplies = supplies,
                                         .supply_count = 2,
                                         .demands = demands,
                                         .demand_count = 2,
                                         .arcs = arcs,
                                         .arc_count = 3,
                                         .levels = levels,
                                         .level_count = 2};
    struct flow *flow = solved(&problem);

    return flow;
}

static void test_fewest_rights_first(void **state) {
    struct flow *flow = solve_suites_left(0);

    (void)state;
    assert_int_equal(flow->uncovered[0], 2);
    assert_int_equal(flow->on_arcs[2], 1);
    flow_free(flow);
    flow = solve_suites_left(2);
    assert_int_equal(flow->uncovered[0], 0);
    assert_int_equal(flow->uncovered[1], 0);
    assert_int_equal(flow->spare[0] + flow->spare[1], 0);
    flow_free(flow);
}

/* Of two lots that do for both classes, the lower rank is used first and goes to the lower rank, wherever it stands; an
 * assignment on record (one unit of lot 9 on class 1 costs nothing at the second level) is kept. */
static void test_ties(void **state) {
    static const struct flow_supply supplies[] = {{3, 9}, {3, 4}};
    static const struct flow_demand demands[] = {{2, 7}, {2, 1}};
    static const struct flow_arc arcs[] = {
        {0, 0, FLOW_UNLIMITED}, {0, 1, FLOW_UNLIMITED}, {1, 0, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}, {0, 1, 1}};
    static const int64_t missing[] = {9, 9}, moved[] = {1, 1, 1, 1, 0};
    static const struct flow_level levels[] = {{NULL, NULL, missing}, {moved, NULL, NULL}};
    static const struct flow_problem by_rank = {supplies, 2, demands, 2, arcs, 4, NULL, 0, false},
                                     kept = {supplies, 2, demands, 2, arcs, 5, levels, 2, false};
    static const int64_t on_arcs_by_rank[] = {1, 0, 1, 2}, on_arcs_kept[] = {0, 0, 2, 1, 1};
    struct flow *flow = solved(&by_rank);

    (void)state;
    assert_memory_equal(flow->on_arcs, on_arcs_by_rank, sizeof on_arcs_by_rank);
    flow_free(flow);
    flow = solved(&kept);
    assert_memory_equal(flow->on_arcs, on_arcs_kept, sizeof on_arcs_kept);
    flow_free(flow);
}

/* --- what is refused, and what is proved --- */

static void test_refusals(void **state) {
    static const struct flow_supply supply = {1, 0}, same[] = {{1, 5}, {1, 5}}, negative = {-1, 0},
                                    high = {1, FLOW_RANKS};
    static const struct flow_supply most[] = {{FLOW_TOTAL_MAX, 0}, {1, 1}};
    static const struct flow_demand demand = {1, 0}, nobody = {0, 0};
    static const struct flow_arc arc = {0, 0, 1}, astray = {1, 0, 1}, below = {0, 0, -1};
    static const int64_t dear = FLOW_COST_MAX + 1;
    static const struct flow_level level = {&dear, NULL, NULL};
    static const struct flow_problem problems[] = {
        {.supplies = same, .supply_count = 2},
        {.supplies = most, .supply_count = 2},
        {.supplies = &negative, .supply_count = 1},
        {.supplies = &high, .supply_count = 1},
        {.demands = &nobody, .demand_count = 1},
        {&supply, 1, &demand, 1, &astray, 1, NULL, 0, false},
        {&supply, 1, &demand, 1, &below, 1, NULL, 0, false},
        {&supply, 1, &demand, 1, &arc, 1, &level, 1, false},
        {.supply_count = FLOW_RANKS + 1},
        {.level_count = FLOW_LEVELS_MAX + 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
        struct flow *flow = NULL;
        struct err err = {0};
        assert_int_equal(flow_solve(&problems[i], &flow, &err), ERR_USAGE);
        assert_int_equal(err.code, ERR_USAGE);
        assert_null(flow);
    }
}

static void test_nothing(void **state) {
    struct flow_problem problem = {0};
    struct flow *flow = solved(&problem);

    (void)state;
    assert_int_equal(flow->level_count, FLOW_TIE_LEVELS);
    flow_free(flow);
    flow_free(NULL);
}

/* The largest there may be: nothing wraps. */
static void test_ends_of_the_range(void **state) {
    static const struct flow_supply supplies[] = {{FLOW_TOTAL_MAX - 1, FLOW_RANKS - 1}, {1, 0}};
    static const struct flow_demand demands[] = {{FLOW_TOTAL_MAX - 1, FLOW_RANKS - 1}, {1, 0}};
    static const struct flow_arc arcs[] = {
        {0, 0, FLOW_UNLIMITED}, {0, 1, FLOW_UNLIMITED}, {1, 0, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}};
    static const int64_t costs[] = {FLOW_COST_MAX, -FLOW_COST_MAX, -FLOW_COST_MAX, FLOW_COST_MAX};
    static const int64_t dear[] = {FLOW_COST_MAX, FLOW_COST_MAX};
    static const struct flow_level levels[] = {{costs, dear, dear}};
    static const int64_t crossed[] = {FLOW_TOTAL_MAX - 2, 1, 1, 0};
    struct flow_problem problem = {supplies, 2, demands, 2, arcs, 4, levels, 1, false};
    struct flow *flow = solved(&problem);

    (void)state;
    assert_memory_equal(flow->on_arcs, crossed, sizeof crossed);
    flow_free(flow);
}

/* Every single number of a solution and of its proof matters. */
static void test_verify_refuses(void **state) {
    static const struct flow_supply supplies[] = {{2, 0}, {1, 1}};
    static const struct flow_demand demands[] = {{2, 0}, {2, 1}};
    static const struct flow_arc arcs[] = {{0, 0, FLOW_UNLIMITED}, {1, 0, 1}, {1, 1, FLOW_UNLIMITED}};
    static const int64_t ones[] = {1, 1};
    static const struct flow_level level = {NULL, NULL, ones};
    static const struct flow_problem problem = {supplies, 2, demands, 2, arcs, 3, &level, 1, true};
    struct flow *flow = solved(&problem);
    int64_t *numbers[] = {&flow->on_arcs[0],    &flow->on_arcs[1],    &flow->on_arcs[2],   &flow->spare[0],
                          &flow->spare[1],      &flow->uncovered[0],  &flow->uncovered[1], &flow->potentials[0],
                          &flow->potentials[1], &flow->potentials[2], &flow->potentials[3]};
    bool is_optimal;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        for (int64_t by = -3; by <= 3; by += 6) {
            *numbers[i] += by;
            assert_int_equal(flow_verify(&problem, flow, &is_optimal, NULL), ERR_OK);
            assert_false(is_optimal);
            *numbers[i] -= by;
        }
    }
    flow->level_count = 0;
    assert_int_equal(flow_verify(&problem, flow, &is_optimal, NULL), ERR_OK);
    assert_false(is_optimal);
    flow->level_count = 1;
    assert_int_equal(flow_verify(&problem, flow, &is_optimal, NULL), ERR_OK);
    assert_true(is_optimal);
    flow_free(flow);
}

/* --- against all allocations --- */

static int64_t pick(int64_t least, int64_t most) {
    return least + random() % (most - least + 1);
}

/* Distinct, in any order. */
static void pick_ranks(uint32_t *ranks, size_t count) {
    uint32_t rank = 0;

    for (size_t i = 0; i < count; i++) {
        rank += (uint32_t)pick(1, 3);
        ranks[i] = rank;
    }
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)pick(0, (int64_t)i - 1);
        uint32_t other = ranks[j];
        ranks[j] = ranks[i - 1];
        ranks[i - 1] = other;
    }
}

static void pick_costs(int64_t *costs, size_t count) {
    int64_t spread = pick(0, 2);

    for (size_t i = 0; i < count; i++) {
        costs[i] = pick(-spread, spread);
    }
}

static struct small pick_problem(void) {
    struct small small = {0};
    uint32_t ranks[2][DEMANDS];
    size_t supplies = (size_t)pick(0, SUPPLIES), demands = (size_t)pick(0, DEMANDS);

    pick_ranks(ranks[0], supplies);
    pick_ranks(ranks[1], demands);
    for (size_t i = 0; i < supplies; i++) {
        small.supplies[i] = (struct flow_supply){pick(0, 3), ranks[0][i]};
    }
    for (size_t i = 0; i < demands; i++) {
        small.demands[i] = (struct flow_demand){pick(1, 3), ranks[1][i]};
    }
    small.problem = (struct flow_problem){.supply_count = supplies, .demand_count = demands};
    small.problem.arc_count = supplies && demands ? (size_t)pick(0, ARCS) : 0;
    small.problem.level_count = (size_t)pick(0, LEVELS);
    for (size_t i = 0; i < small.problem.arc_count; i++) {
        small.arcs[i] = (struct flow_arc){(uint32_t)pick(0, (int64_t)supplies - 1),
                                          (uint32_t)pick(0, (int64_t)demands - 1), FLOW_UNLIMITED};
        small.arcs[i].limit = pick(0, 2) ? FLOW_UNLIMITED : pick(0, 2);
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

static int64_t sum_of(const int64_t *costs, const int64_t *units, size_t count) {
    int64_t sum = 0;

    for (size_t i = 0; costs && i < count; i++) {
        sum += costs[i] * units[i];
    }
    return sum;
}

static void all_costs(struct trial *trial, int64_t *costs) {
    const struct flow_problem *problem = trial->problem;

    for (size_t i = 0; i < problem->level_count; i++) {
        const struct flow_level *level = &problem->levels[i];
        costs[i] = sum_of(level->arcs, trial->on_arcs, problem->arc_count) +
                   sum_of(level->spare, trial->spare, problem->supply_count) +
                   sum_of(level->uncovered, trial->uncovered, problem->demand_count);
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
        flow = solved(&small.problem);
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
        flow = solved(&small.problem);
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

/* --- larger ones --- */

/* A problem on the heap; all arrays in one order, then in another. */
struct large {
    struct flow_supply *supplies;
    struct flow_demand *demands;
    struct flow_arc *arcs;
    int64_t *costs[3][3]; /* of arcs, spare, uncovered, a level */
    struct flow_level *levels;
    struct flow_problem problem;
};

static void *array(size_t count, size_t size) {
    void *p = calloc(count + 1, size);

    assert_non_null(p);
    return p;
}

static struct large large_new(size_t supplies, size_t demands, size_t arcs) {
    struct large large = {.supplies = array(supplies, sizeof *large.supplies),
                          .demands = array(demands, sizeof *large.demands),
                          .arcs = array(arcs, sizeof *large.arcs),
                          .levels = array(3, sizeof *large.levels)};

    for (size_t i = 0; i < 3; i++) {
        large.costs[i][0] = array(arcs, sizeof(int64_t));
        large.costs[i][1] = array(supplies, sizeof(int64_t));
        large.costs[i][2] = array(demands, sizeof(int64_t));
        large.levels[i] = (struct flow_level){large.costs[i][0], large.costs[i][1], large.costs[i][2]};
    }
    large.problem = (struct flow_problem){.supplies = large.supplies,
                                          .supply_count = supplies,
                                          .demands = large.demands,
                                          .demand_count = demands,
                                          .arcs = large.arcs,
                                          .arc_count = arcs,
                                          .levels = large.levels};
    return large;
}

static void large_done(struct large *large) {
    free(large->supplies);
    free(large->demands);
    free(large->arcs);
    free(large->levels);
    for (size_t i = 0; i < 9; i++) {
        free(large->costs[i / 3][i % 3]);
    }
}

/* Level 0: the same for all that is uncovered; level 1: breaches on arcs; level 2: what spare units are worth. */
static struct large pick_large(size_t supplies, size_t demands, size_t arcs, int64_t most) {
    struct large large = large_new(supplies, demands, arcs);

    for (size_t i = 0; i < supplies; i++) {
        large.supplies[i] = (struct flow_supply){pick(0, most), (uint32_t)i};
        large.costs[2][1][i] = -pick(0, 1000);
    }
    for (size_t i = 0; i < demands; i++) {
        large.demands[i] = (struct flow_demand){pick(1, most), (uint32_t)i};
        large.costs[0][2][i] = 1;
    }
    for (size_t i = 0; i < arcs; i++) {
        large.arcs[i] = (struct flow_arc){(uint32_t)pick(0, (int64_t)supplies - 1),
                                          (uint32_t)pick(0, (int64_t)demands - 1), FLOW_UNLIMITED};
        large.arcs[i].limit = pick(0, 4) ? FLOW_UNLIMITED : pick(0, most);
        large.costs[1][0][i] = pick(0, 3) == 0;
    }
    large.problem.level_count = 3;
    return large;
}

/* Ford and Fulkerson, unit by unit. */
struct augmenting {
    const struct flow_problem *problem;
    int64_t *on_arcs, *spare, *uncovered;
    bool *is_seen; /* demands */
};

static bool cover_one(struct augmenting *at, uint32_t demand) {
    for (size_t i = 0; i < at->problem->arc_count; i++) {
        const struct flow_arc *arc = &at->problem->arcs[i];

        if (arc->demand != demand || at->on_arcs[i] >= arc->limit) {
            continue;
        }
        if (at->spare[arc->supply] > 0) {
            at->spare[arc->supply]--;
            at->on_arcs[i]++;
            return true;
        }
        for (size_t j = 0; j < at->problem->arc_count; j++) {
            const struct flow_arc *other = &at->problem->arcs[j];
            if (other->supply == arc->supply && at->on_arcs[j] > 0 && !at->is_seen[other->demand]) {
                at->is_seen[other->demand] = true;
                if (cover_one(at, other->demand)) {
                    at->on_arcs[j]--;
                    at->on_arcs[i]++;
                    return true;
                }
            }
        }
    }
    return false;
}

static int64_t most_covered(const struct flow_problem *problem) {
    struct augmenting at = {problem, array(problem->arc_count, sizeof(int64_t)),
                            array(problem->supply_count, sizeof(int64_t)), NULL,
                            array(problem->demand_count, sizeof(bool))};
    int64_t covered = 0;

    for (size_t i = 0; i < problem->supply_count; i++) {
        at.spare[i] = problem->supplies[i].capacity;
    }
    for (uint32_t i = 0; i < problem->demand_count; i++) {
        for (int64_t unit = 0; unit < problem->demands[i].amount; unit++) {
            memset(at.is_seen, 0, problem->demand_count);
            at.is_seen[i] = true;
            covered += cover_one(&at, i);
        }
    }
    free(at.on_arcs);
    free(at.spare);
    free(at.is_seen);
    return covered;
}

static int64_t covered_by(const struct flow_problem *problem, const struct flow *flow) {
    int64_t covered = 0;

    for (size_t i = 0; i < problem->arc_count; i++) {
        covered += flow->on_arcs[i];
    }
    return covered;
}

static void test_against_augmenting_paths(void **state) {
    (void)state;
    srandom((unsigned)test_seed() + 2);
    for (long i = 0; i < test_count("flow_random") / 20; i++) {
        struct large large = pick_large((size_t)pick(1, 15), (size_t)pick(1, 25), (size_t)pick(0, 80), 6);
        int64_t most = most_covered(&large.problem);

        for (size_t levels = 0; levels <= 3; levels++) {
            struct flow *flow;

            large.problem.level_count = levels;
            flow = solved(&large.problem);
            assert_int_equal(covered_by(&large.problem, flow), most);
            flow_free(flow);
        }
        large_done(&large);
    }
}

/* --- the order --- */

static uint32_t *shuffle(size_t count) {
    uint32_t *order = array(count, sizeof *order);

    for (size_t i = 0; i < count; i++) {
        size_t j = (size_t)pick(0, (int64_t)i);
        order[i] = order[j];
        order[j] = (uint32_t)i;
    }
    return order;
}

static struct large permuted(const struct large *from, const uint32_t *supplies, const uint32_t *demands,
                             const uint32_t *arcs) {
    const struct flow_problem *problem = &from->problem;
    struct large to = large_new(problem->supply_count, problem->demand_count, problem->arc_count);

    for (size_t i = 0; i < problem->supply_count; i++) {
        to.supplies[supplies[i]] = from->supplies[i];
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        to.demands[demands[i]] = from->demands[i];
    }
    for (size_t i = 0; i < problem->arc_count; i++) {
        const struct flow_arc *arc = &from->arcs[i];
        to.arcs[arcs[i]] = (struct flow_arc){supplies[arc->supply], demands[arc->demand], arc->limit};
    }
    for (size_t level = 0; level < 3; level++) {
        const uint32_t *const orders[] = {arcs, supplies, demands};
        const size_t counts[] = {problem->arc_count, problem->supply_count, problem->demand_count};

        for (size_t kind = 0; kind < 3; kind++) {
            for (size_t i = 0; i < counts[kind]; i++) {
                to.costs[level][kind][orders[kind][i]] = from->costs[level][kind][i];
            }
        }
    }
    to.problem.level_count = problem->level_count;
    return to;
}

static void assert_same_permuted(const struct large *large, const struct flow *flow) {
    const struct flow_problem *problem = &large->problem;
    uint32_t *supplies = shuffle(problem->supply_count), *demands = shuffle(problem->demand_count);
    uint32_t *arcs = shuffle(problem->arc_count);
    struct large other = permuted(large, supplies, demands, arcs);
    struct flow *shuffled;

    shuffled = solved(&other.problem);
    for (size_t i = 0; i < problem->arc_count; i++) {
        assert_int_equal(flow->on_arcs[i], shuffled->on_arcs[arcs[i]]);
    }
    for (size_t i = 0; i < problem->supply_count; i++) {
        assert_int_equal(flow->spare[i], shuffled->spare[supplies[i]]);
    }
    for (size_t i = 0; i < problem->demand_count; i++) {
        assert_int_equal(flow->uncovered[i], shuffled->uncovered[demands[i]]);
    }
    flow_free(shuffled);
    large_done(&other);
    free(supplies);
    free(demands);
    free(arcs);
}

/* Arcs that are equal in everything are exchangeable, so there are none: each has its own pair of classes. */
static void keep_pairs_once(struct large *large) {
    size_t kept = 0;

    for (size_t i = 0; i < large->problem.arc_count; i++) {
        bool is_new = true;
        for (size_t j = 0; j < kept; j++) {
            is_new &= large->arcs[j].supply != large->arcs[i].supply || large->arcs[j].demand != large->arcs[i].demand;
        }
        if (is_new) {
            large->arcs[kept++] = large->arcs[i];
        }
    }
    large->problem.arc_count = kept;
}

static void assert_order_does_not_matter(struct large large, int shuffles) {
    struct flow *flow;

    keep_pairs_once(&large);
    large.problem.level_count = (size_t)pick(0, 3);
    flow = solved(&large.problem);
    for (int i = 0; i < shuffles; i++) {
        assert_same_permuted(&large, flow);
    }
    flow_free(flow);
    large_done(&large);
}

/* Small ones, and nine lots for four hundred demands. */
static void test_order_does_not_matter(void **state) {
    (void)state;
    srandom((unsigned)test_seed() + 3);
    for (long i = 0; i < test_count("flow_random") / 20; i++) {
        size_t supplies = (size_t)pick(1, 20), demands = (size_t)pick(1, 30), arcs = (size_t)pick(0, 120);
        assert_order_does_not_matter(pick_large(supplies, demands, arcs, 5), 3);
    }
    assert_order_does_not_matter(pick_large(9, 400, 1500, 3), 10);
}

/* A fifth as many supplies as demands, four rights a demand, from among fifty near it, as products lie: nothing about
 * it is small but the degrees. The long run has 100,000 demands, and a minute of processor time for what takes a tenth
 * of it. */
static void test_many_classes(void **state) {
    size_t demands = (size_t)test_count("flow_large"), supplies = demands / 5;
    struct large large;
    struct flow *flow;
    clock_t start;

    (void)state;
    srandom((unsigned)test_seed() + 4);
    large = pick_large(supplies, demands, demands * 4, 100);
    for (size_t i = 0; i < large.problem.arc_count; i++) {
        large.arcs[i].demand = (uint32_t)(i % demands);
        large.arcs[i].supply = (uint32_t)((i % demands / 5 + (size_t)pick(0, 49)) % supplies);
    }
    start = clock();
    flow = solved(&large.problem);
#ifndef HAS_SANITIZER
    assert_true(clock() - start < 60 * CLOCKS_PER_SEC);
#endif
    (void)start;
    assert_true(covered_by(&large.problem, flow) > 0);
    flow_free(flow);
    large_done(&large);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_singles_beside_a_suite),
        cmocka_unit_test(test_first_come_is_not_served),
        cmocka_unit_test(test_fewest_rights_first),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_ends_of_the_range),
        cmocka_unit_test(test_verify_refuses),
        cmocka_unit_test(test_against_all_allocations),
        cmocka_unit_test(test_lower_ranks_first),
        cmocka_unit_test(test_against_augmenting_paths),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_many_classes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

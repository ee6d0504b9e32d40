/* Flows that are too large to go through: how much is covered at most, whether the order matters, how long it takes. */
#include "licenses/flow.h"

#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/flow_solved.h"

#include <string.h>
#include <time.h>

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
        large.supplies[i] = (struct flow_supply){between(0, most), (uint32_t)i};
        large.costs[2][1][i] = -between(0, 1000);
    }
    for (size_t i = 0; i < demands; i++) {
        large.demands[i] = (struct flow_demand){between(1, most), (uint32_t)i};
        large.costs[0][2][i] = 1;
    }
    for (size_t i = 0; i < arcs; i++) {
        large.arcs[i] = (struct flow_arc){(uint32_t)between(0, (int64_t)supplies - 1),
                                          (uint32_t)between(0, (int64_t)demands - 1), FLOW_UNLIMITED};
        large.arcs[i].limit = between(0, 4) ? FLOW_UNLIMITED : between(0, most);
        large.costs[1][0][i] = between(0, 3) == 0;
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
        struct large large = pick_large((size_t)between(1, 15), (size_t)between(1, 25), (size_t)between(0, 80), 6);
        int64_t most = most_covered(&large.problem);

        for (size_t levels = 0; levels <= 3; levels++) {
            struct flow *flow;

            large.problem.level_count = levels;
            flow = flow_solved(&large.problem);
            assert_int_equal(covered_by(&large.problem, flow), most);
            flow_free(flow);
        }
        large_done(&large);
    }
}

/* --- the order --- */

static uint32_t *shuffle(size_t count) {
    uint32_t *order = array(count, sizeof *order);

    pick_order(order, count);
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

    shuffled = flow_solved(&other.problem);
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
    large.problem.level_count = (size_t)between(0, 3);
    flow = flow_solved(&large.problem);
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
        size_t supplies = (size_t)between(1, 20), demands = (size_t)between(1, 30), arcs = (size_t)between(0, 120);
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
        large.arcs[i].supply = (uint32_t)((i % demands / 5 + (size_t)between(0, 49)) % supplies);
    }
    start = clock();
    flow = flow_solved(&large.problem);
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
        cmocka_unit_test(test_against_augmenting_paths),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_many_classes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

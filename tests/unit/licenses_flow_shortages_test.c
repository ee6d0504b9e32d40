/* The reference looks at every set of demands: what they need in all, less the most that each supply could give them.
 */
#include "tests/unit/support/flow_shortages.h"

#include "base/compiler.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/flow_solved.h"

#include <string.h>

#define CLASSES 6
#define ARCS    10

struct small {
    struct flow_supply supplies[CLASSES];
    struct flow_demand demands[CLASSES];
    struct flow_arc arcs[ARCS];
    struct flow_problem problem;
};

static struct flow_shortages *shortages_of(const struct flow_problem *problem, const struct flow *flow) {
    struct flow_shortages *shortages = NULL;

    assert_int_equal(flow_shortages_find(problem, flow, &shortages, NULL), ERR_OK);
    return shortages;
}

/* "These 7 devices can only be covered by L-003 (5) and L-011 (1)." Who has rights of their own is no part of it, and
 * neither is the right that is expired and covers others alone. */
static void test_seven_devices(void **state) {
    static const struct flow_supply supplies[] = {{5, 3}, {1, 11}, {4, 5}, {0, 12}};
    static const struct flow_demand demands[] = {{3, 0}, {7, 1}};
    static const struct flow_arc arcs[] = {{0, 1, FLOW_UNLIMITED},
                                           {1, 1, FLOW_UNLIMITED},
                                           {0, 0, FLOW_UNLIMITED},
                                           {2, 0, FLOW_UNLIMITED},
                                           {3, 0, FLOW_UNLIMITED}};
    static const struct flow_problem problem = {supplies, 4, demands, 2, arcs, 5, NULL, 0, false};
    struct flow *flow = flow_solved(&problem);
    struct flow_shortages *shortages = shortages_of(&problem, flow);
    const struct flow_shortage *part = shortages->parts;

    (void)state;
    assert_int_equal(shortages->count, 1);
    assert_int_equal(part->demand_count, 1);
    assert_int_equal(part->demands[0], 1);
    assert_int_equal(part->supply_count, 2);
    assert_int_equal(part->supplies[0], 0);
    assert_int_equal(part->supplies[1], 1);
    assert_int_equal(part->amount, 7);
    assert_int_equal(part->capacity, 6);
    assert_int_equal(part->limited, 0);
    assert_int_equal(part->uncovered, 1);
    flow_shortages_free(shortages);
    flow_free(flow);
}

/* P4 and P5 could take L2 (2 units, over, or renewed) and L3 (1); P6, of an older version, L3 alone. L3 goes to P6, and
 * is among what P4 and P5 would need; renewing L2 alone closes the gap. */
static void test_renewal_closes_the_gap(void **state) {
    static const struct flow_demand demands[] = {{2, 4}, {1, 6}};
    static const struct flow_arc arcs[] = {{0, 0, FLOW_UNLIMITED}, {1, 0, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}};
    static const int64_t ones[] = {1, 1}, narrowness[] = {1, 2};
    static const struct flow_level levels[] = {{NULL, NULL, ones}, {NULL, NULL, narrowness}};

    (void)state;
    for (int64_t renewed = 0; renewed <= 2; renewed++) {
        const struct flow_supply supplies[] = {{renewed, 2}, {1, 3}};
        const struct flow_problem problem = {supplies, 2, demands, 2, arcs, 3, levels, 2, false};
        struct flow *flow = flow_solved(&problem);
        struct flow_shortages *shortages = shortages_of(&problem, flow);

        assert_int_equal(shortages->count, renewed < 2);
        if (renewed < 2) {
            const struct flow_shortage *part = shortages->parts;
            assert_int_equal(part->uncovered, 2 - renewed);
            assert_int_equal(part->amount, 3);
            assert_int_equal(part->capacity, 1 + renewed);
            assert_int_equal(part->demand_count, 2);
            assert_int_equal(part->supply_count, 2);
        }
        flow_shortages_free(shortages);
        flow_free(flow);
    }
}

/* Two products have nothing to do with each other, and their shortages neither. The class that two shortages compete
 * for makes them one; seen from A, which takes X alone, the rights Y of B play no part. */
static void test_parts(void **state) {
    static const struct flow_supply supplies[] = {{1, 0}, {1, 1}, {1, 2}};
    static const struct flow_demand demands[] = {{2, 0}, {3, 1}, {2, 2}};
    static const struct flow_arc arcs[] = {
        {2, 2, FLOW_UNLIMITED}, {0, 0, FLOW_UNLIMITED}, {0, 1, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}};
    static const struct flow_problem problem = {supplies, 3, demands, 3, arcs, 4, NULL, 0, false};
    struct flow *flow = flow_solved(&problem);
    struct flow_shortages *shortages = shortages_of(&problem, flow);

    (void)state;
    assert_int_equal(shortages->count, 2);
    assert_int_equal(shortages->parts[0].demand_count, 2);
    assert_int_equal(shortages->parts[0].supply_count, 2);
    assert_int_equal(shortages->parts[0].uncovered, 3);
    assert_int_equal(shortages->parts[1].demand_count, 1);
    assert_int_equal(shortages->parts[1].demands[0], 2);
    assert_int_equal(shortages->parts[1].supplies[0], 2);
    assert_int_equal(shortages->parts[1].uncovered, 1);
    flow_shortages_free(shortages);
    assert_int_equal(flow_shortages_of(&problem, flow, 0, &shortages, NULL), ERR_OK);
    assert_int_equal(shortages->count, 1);
    assert_int_equal(shortages->parts[0].demand_count, 1);
    assert_int_equal(shortages->parts[0].supply_count, 1);
    assert_int_equal(shortages->parts[0].amount, 2);
    assert_int_equal(shortages->parts[0].uncovered, 1);
    flow_shortages_free(shortages);
    flow_free(flow);
}

/* A limit explains a shortage as well: 4 units, but no more than 2 of them here. */
static void test_limits(void **state) {
    static const struct flow_supply supplies[] = {{4, 0}};
    static const struct flow_demand demands[] = {{3, 0}};
    static const struct flow_arc arcs[] = {{0, 0, 2}};
    static const struct flow_problem problem = {supplies, 1, demands, 1, arcs, 1, NULL, 0, false};
    struct flow *flow = flow_solved(&problem);
    struct flow_shortages *shortages = shortages_of(&problem, flow);

    (void)state;
    assert_int_equal(shortages->count, 1);
    assert_int_equal(shortages->parts[0].supply_count, 0);
    assert_int_equal(shortages->parts[0].limited, 2);
    assert_int_equal(shortages->parts[0].uncovered, 1);
    flow_shortages_free(shortages);
    flow_free(flow);
}

/* --- against all sets of demands --- */

static void pick_problem(struct small *small) {
    size_t supplies = (size_t)between(1, CLASSES), demands = (size_t)between(1, CLASSES);

    *small = (struct small){0};
    for (uint32_t i = 0; i < supplies; i++) {
        small->supplies[i] = (struct flow_supply){between(0, 3), (uint32_t)supplies - i};
    }
    for (uint32_t i = 0; i < demands; i++) {
        small->demands[i] = (struct flow_demand){between(1, 3), (uint32_t)demands - i};
    }
    small->problem = (struct flow_problem){.supplies = small->supplies,
                                           .supply_count = supplies,
                                           .demands = small->demands,
                                           .demand_count = demands,
                                           .arcs = small->arcs,
                                           .arc_count = (size_t)between(0, ARCS)};
    for (size_t i = 0; i < small->problem.arc_count; i++) {
        small->arcs[i] = (struct flow_arc){(uint32_t)between(0, (int64_t)supplies - 1),
                                           (uint32_t)between(0, (int64_t)demands - 1), FLOW_UNLIMITED};
        small->arcs[i].limit = between(0, 2) ? FLOW_UNLIMITED : between(0, 2);
    }
}

/* What the demands of SET miss at least, whatever is given to whom; negative: they could get more than they need. */
static int64_t deficiency(const struct flow_problem *problem, unsigned set) {
    int64_t misses = 0;

    for (size_t i = 0; i < problem->demand_count; i++) {
        misses += set >> i & 1 ? problem->demands[i].amount : 0;
    }
    for (size_t i = 0; i < problem->supply_count; i++) {
        int64_t could = 0;
        for (size_t j = 0; j < problem->arc_count; j++) {
            if (problem->arcs[j].supply == i && set >> problem->arcs[j].demand & 1) {
                int64_t limit = problem->arcs[j].limit;
                could += limit < 100 ? limit : 100;
            }
        }
        misses -= could < problem->supplies[i].capacity ? could : problem->supplies[i].capacity;
    }
    return misses;
}

static int64_t uncovered_in(const struct flow_problem *problem, const struct flow *flow, unsigned set) {
    int64_t uncovered = 0;

    for (size_t i = 0; i < problem->demand_count; i++) {
        uncovered += set >> i & 1 ? flow->uncovered[i] : 0;
    }
    return uncovered;
}

/* The intersection of all sets that have WITH in them and miss all that is uncovered in them. */
static unsigned least_set(const struct flow_problem *problem, const struct flow *flow, unsigned with) {
    unsigned all = (1U << problem->demand_count) - 1, least = all;

    for (unsigned set = 0; set <= all; set++) {
        if ((set & with) == with && deficiency(problem, set) == uncovered_in(problem, flow, set)) {
            least &= set;
        }
    }
    return least;
}

static unsigned demands_of(const struct flow_shortage *part) {
    unsigned set = 0;

    for (size_t i = 0; i < part->demand_count; i++) {
        set |= 1U << part->demands[i];
    }
    return set;
}

/* All that is said of a part follows from its set. */
static void assert_adds_up(const struct flow_problem *problem, const struct flow *flow,
                           const struct flow_shortage *part) {
    unsigned set = demands_of(part);
    int64_t amount = 0, capacity = 0;

    for (size_t i = 0; i < part->demand_count; i++) {
        amount += problem->demands[part->demands[i]].amount;
        assert_true(i == 0 || problem->demands[part->demands[i - 1]].rank < problem->demands[part->demands[i]].rank);
    }
    for (size_t i = 0; i < part->supply_count; i++) {
        capacity += problem->supplies[part->supplies[i]].capacity;
        assert_true(i == 0 ||
                    problem->supplies[part->supplies[i - 1]].rank < problem->supplies[part->supplies[i]].rank);
    }
    assert_int_equal(part->amount, amount);
    assert_int_equal(part->capacity, capacity);
    assert_int_equal(part->uncovered, uncovered_in(problem, flow, set));
    assert_int_equal(part->uncovered, deficiency(problem, set));
    assert_int_equal(part->amount, part->capacity + part->limited + part->uncovered);
}

static void assert_parts(const struct flow_problem *problem, const struct flow *flow) {
    struct flow_shortages *shortages = shortages_of(problem, flow);
    unsigned short_of = 0, all = 0;

    for (size_t i = 0; i < problem->demand_count; i++) {
        short_of |= flow->uncovered[i] > 0 ? 1U << i : 0;
    }
    for (size_t i = 0; i < shortages->count; i++) {
        unsigned set = demands_of(&shortages->parts[i]);

        assert_adds_up(problem, flow, &shortages->parts[i]);
        assert_int_equal(set & all, 0);
        assert_int_equal(set, least_set(problem, flow, set & short_of));
        all |= set;
    }
    assert_int_equal(all, least_set(problem, flow, short_of));
    flow_shortages_free(shortages);
}

/* Two shortages are in one part if, and only if, what they reach by themselves overlaps, over others if need be. */
static void assert_each(const struct flow_problem *problem, const struct flow *flow) {
    struct flow_shortages *all = shortages_of(problem, flow);

    for (uint32_t i = 0; i < problem->demand_count; i++) {
        struct flow_shortages *one;
        assert_int_equal(flow_shortages_of(problem, flow, i, &one, NULL), ERR_OK);
        assert_int_equal(one->count, flow->uncovered[i] > 0);
        if (one->count) {
            unsigned set = demands_of(one->parts);
            size_t within = 0;
            assert_adds_up(problem, flow, one->parts);
            assert_int_equal(set, least_set(problem, flow, 1U << i));
            for (size_t j = 0; j < all->count; j++) {
                within += (demands_of(&all->parts[j]) & set) == set;
            }
            assert_int_equal(within, 1);
        }
        flow_shortages_free(one);
    }
    flow_shortages_free(all);
}

static void test_against_all_sets(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < test_count("shortage_random"); i++) {
        struct small small;
        struct flow *flow;

        pick_problem(&small);
        flow = flow_solved(&small.problem);
        assert_parts(&small.problem, flow);
        assert_each(&small.problem, flow);
        flow_free(flow);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seven_devices),
        cmocka_unit_test(test_renewal_closes_the_gap),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_against_all_sets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

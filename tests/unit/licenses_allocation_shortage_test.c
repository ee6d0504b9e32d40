#include "licenses/allocation.h"

#include "tests/unit/support/allocation_solved.h"
#include "tests/unit/support/allocation_trial.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/flow_shortages.h"

#include <stdlib.h>

static struct allocation_shortages *shortages_of(const struct allocation_case *c, const struct allocation *allocation) {
    struct allocation_problem problem = case_problem(c, CASE_NODES);
    struct allocation_shortages *shortages = NULL;

    assert_int_equal(allocation_shortages_find(&problem, allocation, &shortages, NULL), ERR_OK);
    return shortages;
}

/* --- as flows have them --- */

/* The allocation as the flow that it is: demand i is option i's. */
static struct flow *flow_of(const struct allocation_case *c, const struct allocation *allocation) {
    struct flow *flow = calloc(1, sizeof *flow);

    flow->on_arcs = calloc(c->source_count + 1, sizeof *flow->on_arcs);
    flow->spare = calloc(c->lot_count + 1, sizeof *flow->spare);
    flow->uncovered = calloc(c->option_count + 1, sizeof *flow->uncovered);
    for (uint32_t i = 0; i < c->option_count; i++) {
        const struct allocation_option *option = &c->options[i];

        flow->uncovered[i] = case_units_of(allocation, i, ALLOCATION_MISSING);
        for (size_t k = option->first_source; k < option->first_source + option->source_count; k++) {
            flow->on_arcs[k] = case_units_of(allocation, i, c->sources[k].lot);
        }
    }
    for (uint32_t i = 0; i < c->lot_count; i++) {
        flow->spare[i] = c->lots[i].units - allocation->given[i];
    }
    return flow;
}

/* The parts have the same first demand in both: there is one in each group. */
static void assert_same_shortage(const struct allocation_shortages *shortages, const struct flow_shortage *expected) {
    for (size_t i = 0; i < shortages->count; i++) {
        const struct allocation_shortage *part = &shortages->parts[i];

        if (part->demands[0] == expected->demands[0]) {
            assert_int_equal(part->demand_count, expected->demand_count);
            assert_memory_equal(part->demands, expected->demands, part->demand_count * sizeof *part->demands);
            assert_int_equal(part->lot_count, expected->supply_count);
            assert_memory_equal(part->lots, expected->supplies, part->lot_count * sizeof *part->lots);
            assert_int_equal(part->missing, expected->uncovered);
            return;
        }
    }
    fail();
}

static void assert_shortages(const struct allocation_case *c, const struct allocation *allocation) {
    struct flow_supply supplies[CASE_LOTS];
    struct flow_demand demands[CASE_LOTS];
    struct flow_arc arcs[CASE_LOTS];
    struct flow_problem problem = {supplies, c->lot_count, demands, c->option_count, arcs, c->source_count, NULL,
                                   0,        true};
    struct flow *flow = flow_of(c, allocation);
    struct flow_shortages *expected = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = shortages_of(c, allocation);

    for (size_t i = 0; i < c->lot_count; i++) {
        supplies[i] = (struct flow_supply){c->lots[i].units, c->lots[i].rank};
    }
    for (uint32_t i = 0; i < c->option_count; i++) {
        demands[i] = (struct flow_demand){c->groups[i].sites, c->groups[i].rank};
        for (size_t k = c->options[i].first_source; k < c->options[i].first_source + c->options[i].source_count; k++) {
            arcs[k] = (struct flow_arc){c->sources[k].lot, i, FLOW_UNLIMITED};
        }
    }
    assert_int_equal(flow_shortages_find(&problem, flow, &expected, NULL), ERR_OK);
    assert_int_equal(shortages->count, expected->count);
    for (size_t i = 0; i < expected->count; i++) {
        assert_same_shortage(shortages, &expected->parts[i]);
    }
    for (size_t i = 1; i < shortages->count; i++) {
        assert_true(c->groups[shortages->parts[i - 1].demands[0]].rank <
                    c->groups[shortages->parts[i].demands[0]].rank);
    }
    flow_shortages_free(expected);
    flow_free(flow);
}

static void test_shortages_of_flows(void **state) {
    long count = test_count("allocation_random"), several = 0;

    (void)state;
    srandom((unsigned)test_seed() + 4);
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
        int64_t lots = between(1, 5), groups = between(1, 6);

        for (int64_t k = 0; k < lots; k++) {
            case_lot(c, between(0, 4));
        }
        for (int64_t k = 0; k < groups; k++) {
            uint32_t group = case_group(c, (uint32_t)between(1, 4));

            case_demand(c, group);
            case_option(c, group, 1, 1);
            for (uint32_t lot = 0; lot < c->lot_count; lot++) {
                if (between(0, 3) == 0) {
                    case_source(c, lot, 0, 0);
                }
            }
        }
        case_pick_ranks(c);
        allocation = case_solved(c, NULL);
        assert_shortages(c, allocation);
        shortages = shortages_of(c, allocation);
        several += shortages->count > 1;
    }
    assert_true(several > 0);
}

/* --- worked examples --- */

/* Three suites; X of version 2024 with a right to 2019, and two of X that have ended. X and Y on P1–P3, X on P4 and P5,
 * X of 2019 on P6: P6, which no other right could ever have served, gets the X there is. */
static void test_worked_position(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
    uint32_t suite = case_lot(c, 3), ended = case_lot(c, 0), other = case_lot(c, 1), group;

    (void)state;
    group = case_group(c, 3);
    case_demand(c, group);
    case_demand(c, group);
    case_option(c, group, 3, 1);
    case_source(c, suite, 0, 0);
    case_option(c, group, 1, 1);
    case_source(c, ended, 0, 0);
    case_source(c, other, 0, 0);
    case_option(c, group, 2, 1);
    group = case_group(c, 2);
    case_demand(c, group);
    c->options[case_option(c, group, 1, 1)].rights = 2;
    case_source(c, ended, 0, 0);
    case_source(c, other, 0, 0);
    group = case_group(c, 1);
    case_demand(c, group);
    case_option(c, group, 1, 1);
    case_source(c, other, 0, 0);
    allocation = case_solved(c, NULL);
    assert_int_equal(allocation->placement_count, 6);
    assert_int_equal(case_units_of(allocation, 0, suite), 3);
    assert_int_equal(case_units_of(allocation, 3, ALLOCATION_MISSING), 2);
    assert_int_equal(case_units_of(allocation, 4, other), 1);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 1);
    assert_int_equal(shortages->parts->missing, 2);
    assert_int_equal(shortages->parts->demand_count, 2);
    assert_int_equal(shortages->parts->demands[0], 2);
    assert_int_equal(shortages->parts->demands[1], 3);
    assert_int_equal(shortages->parts->lot_count, 2);
    assert_int_equal(shortages->parts->lots[0], ended);
    assert_int_equal(shortages->parts->lots[1], other);
}

/* A{X,Y} twice, with a suite and an X: what is short is a Y, or a suite. Machine B needs an X of its own lot. */
static void test_shortage_of_suites(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
    uint32_t suite = case_lot(c, 1), singles[] = {case_lot(c, 1), case_lot(c, 0)}, other = case_lot(c, 1);

    (void)state;
    case_suites(c, 2, 3, suite, singles, 2);
    case_host(c, 1, 1, other);
    allocation = case_solved(c, NULL);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 1);
    assert_int_equal(shortages->parts->missing, 1);
    assert_int_equal(shortages->parts->demand_count, 2);
    assert_int_equal(shortages->parts->demands[0], 0);
    assert_int_equal(shortages->parts->demands[1], 1);
    assert_int_equal(shortages->parts->lot_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(shortages->parts->lots[i], i);
    }
}

/* X and Y on two machines, with a lot for one X and none for Y: what X lacks is not what Y lacks. */
static void test_shortages_of_one_group(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
    uint32_t lot = case_lot(c, 1), group = case_group(c, 2);

    (void)state;
    case_demand(c, group);
    case_option(c, group, 1, 1);
    case_source(c, lot, 0, 0);
    case_demand(c, group);
    case_option(c, group, 2, 1);
    allocation = case_solved(c, NULL);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 2);
    assert_int_equal(shortages->parts[0].demands[0], 0);
    assert_int_equal(shortages->parts[0].missing, 1);
    assert_int_equal(shortages->parts[0].lot_count, 1);
    assert_int_equal(shortages->parts[1].demands[0], 1);
    assert_int_equal(shortages->parts[1].missing, 2);
    assert_int_equal(shortages->parts[1].lot_count, 0);
}

static void test_nothing(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;

    (void)state;
    case_host(c, 3, 2, case_lot(c, 6));
    allocation = case_solved(c, NULL);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shortages_of_flows),
        cmocka_unit_test(test_worked_position),
        cmocka_unit_test(test_shortage_of_suites),
        cmocka_unit_test(test_shortages_of_one_group),
        cmocka_unit_test(test_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "licenses/flow.h"

#include "licenses/flow_verify.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/flow_solved.h"

/* --- worked examples --- */

/* Suite 1 is spent on A{X,Y}; left are X 1 and Y 1 for B{X} and C{Y}. First come, first served would have given X to A.
 */
static void test_singles_beside_a_suite(void **state) {
    static const struct flow_supply supplies[] = {{1, 0}, {1, 1}};
    static const struct flow_demand demands[] = {{1, 0}, {1, 1}};
    static const struct flow_arc arcs[] = {{0, 0, FLOW_UNLIMITED}, {1, 1, FLOW_UNLIMITED}};
    struct flow_problem problem = {
        .supplies = supplies, .supply_count = 2, .demands = demands, .demand_count = 2, .arcs = arcs, .arc_count = 2};
    struct flow *flow = flow_solved(&problem);

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
    struct flow *flow = flow_solved(&problem);

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
    struct flow *flow = flow_solved(&problem);
    int64_t short_by;

    assert_true(flow_cost(&problem, flow, 0, &short_by));
    assert_int_equal(short_by, flow->uncovered[0] + flow->uncovered[1]);
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
    struct flow *flow = flow_solved(&by_rank);

    (void)state;
    assert_memory_equal(flow->on_arcs, on_arcs_by_rank, sizeof on_arcs_by_rank);
    flow_free(flow);
    flow = flow_solved(&kept);
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
    struct flow *flow = flow_solved(&problem);

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
    struct flow *flow = flow_solved(&problem);
    int64_t cost = 7;

    (void)state;
    assert_memory_equal(flow->on_arcs, crossed, sizeof crossed);
    assert_false(flow_cost(&problem, flow, 0, &cost));
    assert_int_equal(cost, 7);
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
    struct flow *flow = flow_solved(&problem);
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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

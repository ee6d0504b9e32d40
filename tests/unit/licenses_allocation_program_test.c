/* The reference goes through all allocations of a small problem, and compares what they come to level by level. */
#include "licenses/allocation.h"

#include "tests/unit/support/allocation_solved.h"
#include "tests/unit/support/allocation_trial.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>

static void assert_levels(const int64_t *levels, const int64_t *best) {
    for (int i = 0; i < CASE_LEVELS; i++) {
        assert_int_equal(levels[i], best[i]);
    }
}

static void test_against_all_allocations(void **state) {
    long count = test_count("allocation_random"), worse = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_pick_any();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        int64_t levels[CASE_LEVELS], best[CASE_LEVELS], first_come[CASE_LEVELS];

        allocation = case_solved(c, levels);
        case_try_all(c, best);
        assert_levels(levels, best);
        case_first_come(c, first_come);
        assert_true(case_compare_levels(levels, first_come) <= 0);
        worse += case_compare_levels(levels, first_come) < 0;
    }
    printf("%ld problems; first come, first served is worse in %ld of them\n", count, worse);
    assert_true(worse > 0);
}

/* The level that VALUE and BOUND are of is one before which all is as good as can be. */
static bool is_honest(const struct allocation *allocation, const int64_t *levels, const int64_t *best) {
    for (int i = 0; i < CASE_LEVELS; i++) {
        if (allocation->value == levels[i] && allocation->bound <= best[i]) {
            return true;
        }
        if (levels[i] != best[i]) {
            return false;
        }
    }
    return false;
}

static void test_node_limit(void **state) {
    long count = test_count("allocation_random"), stopped = 0;

    (void)state;
    srandom((unsigned)test_seed() + 1);
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_pick_any();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = case_solve(c, 1);
        int64_t levels[CASE_LEVELS], best[CASE_LEVELS];

        assert_null(case_judge(c, allocation, levels));
        case_try_all(c, best);
        if (allocation->is_proven) {
            assert_levels(levels, best);
        } else {
            assert_true(case_compare_levels(levels, best) >= 0);
            assert_true(allocation->bound <= allocation->value);
            assert_true(is_honest(allocation, levels, best));
            stopped++;
        }
    }
    printf("%ld problems; %ld were stopped by the limit\n", count, stopped);
    assert_true(stopped > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_all_allocations),
        cmocka_unit_test(test_node_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Whatever the order in which lots, groups, demands, options and sources are given: the same allocation. */
#include "licenses/allocation.h"

#include "tests/unit/support/allocation_solved.h"
#include "tests/unit/support/allocation_trial.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>
#include <string.h>

/* A placement without the numbers that things happen to have. */
struct plain {
    int64_t group, site, option, lot, units;
};

static bool are_alike(const struct allocation_case *c, uint32_t a, uint32_t b) {
    const struct allocation_option *x = &c->options[a], *y = &c->options[b];

    return x->group == y->group && x->demand_count == y->demand_count && x->units == y->units && x->price == y->price &&
           x->rights == y->rights && x->source_count == y->source_count &&
           memcmp(c->sources + x->first_source, c->sources + y->first_source, x->source_count * sizeof *c->sources) ==
               0;
}

static int compare_plain(const void *left, const void *right) {
    return memcmp(left, right, sizeof(struct plain));
}

/* C is the problem, OF the one that was solved, whose options are C's in another order. */
static struct plain *plain_of(const struct allocation_case *c, const struct allocation_case *of,
                              const uint32_t *options, const struct allocation *allocation) {
    struct plain *plain = calloc(allocation->placement_count + 1, sizeof *plain);

    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];
        uint32_t option = options[placement->option], first = 0;

        while (!are_alike(c, first, option)) {
            first++;
        }
        plain[i] = (struct plain){of->groups[placement->group].rank, placement->site, first,
                                  placement->lot == ALLOCATION_MISSING ? -1 : (int64_t)of->lots[placement->lot].rank,
                                  placement->units};
    }
    qsort(plain, allocation->placement_count, sizeof *plain, compare_plain);
    return plain;
}

static void assert_same_shuffled(const struct allocation_case *c) {
    CLEANUP(allocation_free_cleanup) struct allocation *first = case_solved(c, NULL);
    uint32_t options[CASE_ITEMS];
    CLEANUP(case_free_cleanup) struct allocation_case *shuffled = case_shuffled(c, options);
    CLEANUP(allocation_free_cleanup) struct allocation *second = case_solved(shuffled, NULL);
    struct plain *a, *b = plain_of(c, shuffled, options, second);

    for (uint32_t i = 0; i < c->option_count; i++) {
        options[i] = i;
    }
    a = plain_of(c, c, options, first);
    assert_int_equal(first->placement_count, second->placement_count);
    assert_memory_equal(a, b, first->placement_count * sizeof *a);
    free(a);
    free(b);
}

static void test_any_order(void **state) {
    long count = test_count("allocation_random");

    (void)state;
    srandom((unsigned)test_seed() + 2);
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_pick_any();

        assert_same_shuffled(c);
    }
}

/* Four demands, each with a right alike, and two units for them. What tells them apart is which suites, that nobody
 * has, they would be in: a in a pair, b in two and a larger one, c in one and the larger one, d in that
 * alone. */
static void test_told_apart_by_others(void **state) {
    static const uint64_t suites[] = {3, 6, 14};
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t lot = case_lot(c, 2), group = case_group(c, 1);

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        case_demand(c, group);
        case_option(c, group, UINT64_C(1) << i, 1);
        case_source(c, lot, 0, 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(suites); i++) {
        c->options[case_option(c, group, suites[i], 1)].price = 9;
    }
    allocation = case_solved(c, NULL);
    for (int i = 0; i < 20; i++) {
        uint32_t options[CASE_ITEMS];
        CLEANUP(case_free_cleanup) struct allocation_case *shuffled = case_shuffled(c, options);
        CLEANUP(allocation_free_cleanup) struct allocation *other = case_solved(shuffled, NULL);

        assert_int_equal(other->placement_count, 4);
        for (size_t k = 0; k < 4; k++) {
            uint32_t option = options[other->placements[k].option];
            assert_int_equal(case_units_of(allocation, option, other->placements[k].lot), 1);
        }
    }
}

/* Nine lots, four hundred demands, and a mixed map of which right serves which. With every third demand in two units,
 * it is no flow any more. */
static void test_four_hundred_demands(void **state) {
    (void)state;
    srandom((unsigned)test_seed() + 3);
    for (int is_flow = 0; is_flow < 2; is_flow++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();

        for (int i = 0; i < 9; i++) {
            case_lot(c, between(20, 50));
        }
        for (int i = 0; i < 400; i++) {
            uint32_t group = case_group(c, 1);

            case_demand(c, group);
            case_pick_option(c, group, 1, is_flow || i % 3 ? 1 : 2, 1);
        }
        case_pick_ranks(c);
        assert_same_shuffled(c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_told_apart_by_others),
        cmocka_unit_test(test_four_hundred_demands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "report/check/sample.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

enum { COUNT = 40, NAME_SIZE = 16 };

struct made {
    char names[COUNT][NAME_SIZE];
    struct sample_item items[COUNT];
};

static void make(struct made *made, unsigned first) {
    for (unsigned i = 0; i < COUNT; i++) {
        unsigned number = (first + i * 7) % COUNT; /* 7 and 40 have no factor in common: each comes once */
        snprintf(made->names[i], NAME_SIZE, "HW-%04u", number);
        made->items[i] = (struct sample_item){.name = str_from(made->names[i]), .row = number, .stratum = number % 5};
    }
}

/* printf '20270331:HW-0001' | xxhsum -H3 */
static void test_hash(void **state) {
    static const struct {
        const char *name;
        uint64_t seed, hash;
    } cases[] = {{"HW-0001", 20270331, 0xa9ef94da4f2751be},
                 {"HW-0001", 4711, 0xc969976ff282d18d},
                 {"資産-1", 0, 0x94f1f0395cb1a784}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct sample_item item = {.name = str_from(cases[i].name)};
        assert_int_equal(sample_order(&item, 1, cases[i].seed, NULL), ERR_OK);
        assert_true(item.hash == cases[i].hash);
    }
}

/* The order of the rows plays no part, and a larger sample holds the smaller one. */
static void test_order(void **state) {
    struct made straight, mixed;

    (void)state;
    make(&straight, 0);
    make(&mixed, 23);
    assert_int_equal(sample_order(straight.items, COUNT, 1, NULL), ERR_OK);
    assert_int_equal(sample_order(mixed.items, COUNT, 1, NULL), ERR_OK);
    for (unsigned size = 0; size <= COUNT + 1; size++) {
        sample_draw(straight.items, COUNT, size);
        sample_draw(mixed.items, COUNT, size);
        for (unsigned i = 0; i < COUNT; i++) {
            assert_true(str_eq(straight.items[i].name, mixed.items[i].name));
            assert_int_equal(straight.items[i].is_drawn, i < size);
            assert_int_equal(mixed.items[i].is_drawn, i < size);
            assert_true(i == 0 || straight.items[i - 1].hash < straight.items[i].hash);
        }
    }
}

/* Over many seeds, each one is drawn as often as any other, and so is each pair: within five standard deviations. */
static void test_uniform(void **state) {
    enum { SEEDS = 8000, SIZE = 10 };
    static unsigned drawn[COUNT], pairs[COUNT][COUNT];
    struct made made;

    (void)state;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        make(&made, 0);
        assert_int_equal(sample_order(made.items, COUNT, seed, NULL), ERR_OK);
        for (unsigned i = 0; i < SIZE; i++) {
            drawn[made.items[i].row]++;
            for (unsigned other = 0; other < i; other++) {
                pairs[made.items[i].row][made.items[other].row]++;
            }
        }
    }
    for (unsigned i = 0; i < COUNT; i++) {
        assert_in_range(drawn[i], 2000 - 5 * 39, 2000 + 5 * 39); /* √(8000 · ¼ · ¾) = 38.7 */
        for (unsigned other = 0; other < i; other++) {
            unsigned both = pairs[i][other] + pairs[other][i]; /* 8000 · (10 · 9) / (40 · 39) = 461.5, √ = 20.9 */
            assert_in_range(both, 461 - 5 * 21, 462 + 5 * 21);
        }
    }
}

/* --- strata --------------------------------------------------------------------------------------------------------
 */

/* How many are drawn of strata of the SIZES, reckoned by hand: one of each, then (size - strata) · (n - 1) / (N -
 * strata), and what is left to the largest remainders. */
static const struct {
    unsigned sizes[4], strata;
    unsigned sample, expected[4];
} strata[] = {
    {{10, 10, 10, 10}, 4, 8, {2, 2, 2, 2}},
    {{37, 1, 1, 1}, 4, 10, {7, 1, 1, 1}},
    {{20, 12, 5, 3}, 4, 10, {4, 3, 2, 1}},  /* 6 more: 19, 11, 4, 2 of 36 are 3.17, 1.83, 0.67, 0.33 */
    {{20, 20}, 2, 5, {3, 2}},               /* 3 more: 1.5 each; of equal remainders the first stratum */
    {{20, 12, 5, 3}, 4, 1, {1, 1, 1, 1}},   /* less than there are strata */
    {{20, 12, 5, 3}, 4, 99, {20, 12, 5, 3}} /* more than there are */
};

static void test_strata(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strata); i++) {
        unsigned drawn[4] = {0}, at = 0;
        struct made made;
        make(&made, 0);
        assert_int_equal(sample_order(made.items, COUNT, i, NULL), ERR_OK);
        for (unsigned stratum = 0; stratum < strata[i].strata; stratum++) {
            for (unsigned left = strata[i].sizes[stratum]; left > 0; left--) {
                made.items[at++ * 7 % COUNT].stratum = stratum;
            }
        }
        assert_int_equal(at, COUNT);
        assert_int_equal(sample_draw_each(made.items, COUNT, strata[i].sample, strata[i].strata, NULL), ERR_OK);
        for (unsigned item = 0; item < COUNT; item++) {
            drawn[made.items[item].stratum] += made.items[item].is_drawn;
        }
        for (unsigned stratum = 0; stratum < strata[i].strata; stratum++) {
            assert_int_equal(drawn[stratum], strata[i].expected[stratum]);
        }
    }
}

/* Of each stratum it is the first ones. */
static void test_first_of_strata(void **state) {
    struct made made;
    bool has_ended[5] = {false};

    (void)state;
    make(&made, 3);
    assert_int_equal(sample_order(made.items, COUNT, 9, NULL), ERR_OK);
    assert_int_equal(sample_draw_each(made.items, COUNT, 12, 5, NULL), ERR_OK);
    for (unsigned i = 0; i < COUNT; i++) {
        assert_false(made.items[i].is_drawn && has_ended[made.items[i].stratum]);
        has_ended[made.items[i].stratum] |= !made.items[i].is_drawn;
    }
    assert_int_equal(sample_draw_each(NULL, 0, 12, 0, NULL), ERR_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash),   cmocka_unit_test(test_order),           cmocka_unit_test(test_uniform),
        cmocka_unit_test(test_strata), cmocka_unit_test(test_first_of_strata),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

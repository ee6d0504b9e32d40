/* The reference weighs every set of users and devices that covers all pairs. */
#include "licenses/cover.h"

#include "base/compiler.h"
#include "tests/unit/support/counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#define SIDE  5
#define PAIRS 12

static struct cover *found(const struct cover_problem *problem) {
    struct cover *cover = NULL;

    assert_int_equal(cover_find(problem, &cover, NULL), ERR_OK);
    for (size_t i = 0; i < problem->pair_count; i++) {
        assert_true(cover->has_user[problem->pairs[i].user] || cover->has_device[problem->pairs[i].device]);
    }
    assert_int_equal(cover->user_weight + cover->device_weight, cover->bound);
    return cover;
}

/* u1…u20 use the kiosk alone, u21 two PCs: one device licence and one user licence. */
static void test_kiosk(void **state) {
    enum { KIOSK, PC1, PC2 };
    struct cover_pair pairs[22];
    struct cover_problem problem = {.user_count = 21, .device_count = 3, .pairs = pairs, .pair_count = 22};
    struct cover *cover;

    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        pairs[i] = (struct cover_pair){i, KIOSK};
    }
    pairs[20] = (struct cover_pair){20, PC1};
    pairs[21] = (struct cover_pair){20, PC2};
    cover = found(&problem);
    assert_int_equal(cover->bound, 2);
    assert_true(cover->has_device[KIOSK]);
    assert_true(cover->has_user[20]);
    assert_int_equal(cover->user_weight, 1);
    assert_int_equal(cover->device_weight, 1);
    cover_free(cover);
    cover_free(NULL);
}

/* One pair: either will do, and the device is taken; the user if the device is dearer, or if the user has a licence. */
static void test_choice(void **state) {
    static const struct {
        int64_t user, device;
        bool is_user;
        int64_t weight;
    } cases[] = {{1, 1, false, 1},
                 {2, 3, true, 2},
                 {3, 2, false, 2},
                 {0, 5, true, 0},
                 {5, 0, false, 0},
                 {0, 0, false, 0},
                 {FLOW_TOTAL_MAX - 1, FLOW_TOTAL_MAX, true, FLOW_TOTAL_MAX - 1}};
    static const struct cover_pair pairs[] = {{0, 0}, {0, 0}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct cover_problem problem = {&cases[i].user, 1, &cases[i].device, 1, pairs, 2};
        struct cover *cover = found(&problem);

        assert_int_equal(cover->has_user[0], cases[i].is_user);
        assert_int_equal(cover->has_device[0], !cases[i].is_user);
        assert_int_equal(cover->bound, cases[i].weight);
        cover_free(cover);
    }
}

/* Who reaches nothing needs nothing. */
static void test_nothing_to_cover(void **state) {
    static const int64_t weights[] = {0, 4};
    const struct cover_problem problem = {weights, 2, weights, 2, NULL, 0};
    struct cover *cover = found(&problem);

    (void)state;
    assert_int_equal(cover->bound, 0);
    for (size_t i = 0; i < 2; i++) {
        assert_false(cover->has_user[i]);
        assert_false(cover->has_device[i]);
    }
    cover_free(cover);
}

static void test_refusals(void **state) {
    static const int64_t negative = -1;
    static const struct cover_pair pair = {0, 0}, astray = {0, 1};
    static const struct cover_problem problems[] = {
        {&negative, 1, NULL, 1, &pair, 1},
        {NULL, 1, &negative, 1, &pair, 1},
        {NULL, 1, NULL, 1, &astray, 1},
        {NULL, FLOW_RANKS + 1, NULL, 1, &pair, 1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
        struct cover *cover = NULL;
        assert_int_equal(cover_find(&problems[i], &cover, NULL), ERR_USAGE);
        assert_null(cover);
    }
}

/* --- against all sets --- */

static int64_t pick(int64_t least, int64_t most) {
    return least + random() % (most - least + 1);
}

/* -1: SET, users then devices, leaves a pair uncovered. */
static int64_t weight_of(const struct cover_problem *problem, unsigned set) {
    int64_t weight = 0;

    for (size_t i = 0; i < problem->pair_count; i++) {
        if (!(set >> problem->pairs[i].user & 1) && !(set >> (SIDE + problem->pairs[i].device) & 1)) {
            return -1;
        }
    }
    for (size_t i = 0; i < SIDE; i++) {
        weight +=
            (set >> i & 1 ? problem->user_weights[i] : 0) + (set >> (SIDE + i) & 1 ? problem->device_weights[i] : 0);
    }
    return weight;
}

/* The users that are in every smallest cover. */
static unsigned needed_users(const struct cover_problem *problem, int64_t *ret_least) {
    unsigned needed = (1U << SIDE) - 1;

    *ret_least = INT64_MAX;
    for (unsigned set = 0; set < 1U << 2 * SIDE; set++) {
        int64_t weight = weight_of(problem, set);
        if (weight >= 0 && weight < *ret_least) {
            *ret_least = weight;
            needed = (1U << SIDE) - 1;
        }
        if (weight == *ret_least) {
            needed &= set;
        }
    }
    return needed;
}

static void test_against_all_sets(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < test_count("cover_random"); i++) {
        struct cover_pair pairs[PAIRS];
        int64_t weights[2][SIDE], least, most = pick(1, 4);
        struct cover_problem problem = {weights[0], SIDE, weights[1], SIDE, pairs, (size_t)pick(0, PAIRS)};
        unsigned users = 0, needed;
        struct cover *cover;

        for (size_t j = 0; j < SIDE; j++) {
            weights[0][j] = pick(0, most);
            weights[1][j] = pick(0, most);
        }
        for (size_t j = 0; j < problem.pair_count; j++) {
            pairs[j] = (struct cover_pair){(uint32_t)pick(0, SIDE - 1), (uint32_t)pick(0, SIDE - 1)};
        }
        cover = found(&problem);
        needed = needed_users(&problem, &least);
        for (size_t j = 0; j < SIDE; j++) {
            users |= cover->has_user[j] ? 1U << j : 0;
        }
        assert_int_equal(cover->bound, least);
        assert_int_equal(users, needed);
        cover_free(cover);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kiosk),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_nothing_to_cover),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_against_all_sets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The reference spreads a mark from pair to pair until nothing changes any more. */
#include "licenses/access_parts.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>

#define NONE  ACCESS_NONE
#define SIDE  6
#define PAIRS 10

static void check(const struct access_pair *pairs, uint32_t count, uint32_t users, uint32_t devices,
                  const uint32_t *expected, uint32_t expected_count) {
    uint32_t *parts = NULL, part_count = UINT32_MAX;

    assert_int_equal(access_parts_find(pairs, count, users, devices, &parts, &part_count, NULL), ERR_OK);
    assert_int_equal(part_count, expected_count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(parts[i], expected[i]);
    }
    free(parts);
}

/* u0 and u1 use the kiosk, u2 two PCs, u3 comes from nowhere in particular, and nobody is known to use the last device.
 */
static void test_by_hand(void **state) {
    static const struct access_pair pairs[] = {{0, 0}, {2, 1}, {1, 0}, {2, 2}, {3, NONE}, {NONE, 3}};
    static const uint32_t expected[] = {0, 1, 0, 1, 2, 3};

    (void)state;
    check(pairs, 6, 4, 4, expected, 4);
}

/* A user of whom one row names no device has that row with all others; and a chain of users and devices is one part. */
static void test_joined(void **state) {
    static const struct access_pair pairs[] = {{0, 0}, {0, NONE}, {NONE, 1}, {1, 1}, {1, 0}};
    static const uint32_t expected[] = {0, 0, 0, 0, 0};

    (void)state;
    check(pairs, 5, 2, 2, expected, 1);
}

static void test_nothing(void **state) {
    (void)state;
    check(NULL, 0, 0, 0, NULL, 0);
}

static bool has_common(const struct access_pair *a, const struct access_pair *b) {
    return (a->user != NONE && a->user == b->user) || (a->device != NONE && a->device == b->device);
}

static uint32_t mark(const struct access_pair *pairs, uint32_t count, uint32_t *marks) {
    uint32_t parts = 0;

    for (uint32_t i = 0; i < count; i++) {
        marks[i] = NONE;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool changes = marks[i] == NONE;
        if (changes) {
            marks[i] = parts++;
        }
        while (changes) {
            changes = false;
            for (uint32_t a = 0; a < count; a++) {
                for (uint32_t b = 0; b < count; b++) {
                    if (marks[a] != NONE && marks[b] == NONE && has_common(&pairs[a], &pairs[b])) {
                        marks[b] = marks[a];
                        changes = true;
                    }
                }
            }
        }
    }
    return parts;
}

static void test_random(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long round = test_count("access_parts_random"); round > 0; round--) {
        struct access_pair pairs[PAIRS];
        uint32_t marks[PAIRS], count = (uint32_t)random() % (PAIRS + 1);
        for (uint32_t i = 0; i < count; i++) {
            pairs[i] = (struct access_pair){(uint32_t)random() % SIDE, (uint32_t)random() % SIDE};
            long half = random() % 6;
            pairs[i].user = half == 0 ? NONE : pairs[i].user;
            pairs[i].device = half == 1 ? NONE : pairs[i].device;
        }
        uint32_t parts = mark(pairs, count, marks);
        check(pairs, count, SIDE, SIDE, marks, parts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

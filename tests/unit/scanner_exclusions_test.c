#include "scanner/target/exclusions.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>

static void test_holds(void **state) {
    static const char *const entries[] = {"10.1.0.0/24", "10.1.0.200-10.1.1.9", "10.2.0.5", "2001:db8::/64",
                                          "Printer.Example.jp"};
    static const struct {
        const char *address;
        bool is_excluded;
    } cases[] = {
        {"10.0.255.255", false},
        {"10.1.0.0", true},
        {"10.1.0.255", true},
        {"10.1.1.9", true},
        {"10.1.1.10", false},
        {"10.2.0.4", false},
        {"10.2.0.5", true},
        {"::ffff:10.2.0.5", true},
        {"2001:db8::7", true},
        {"2001:db8:0:1::", false},
        {"printer.example.JP", true},
        {"printer", false},
        {"", false},
    };
    CLEANUP(exclusions_free_cleanup) struct exclusions *exclusions = exclusions_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
        assert_in_range(exclusions_add(exclusions, str_from(entries[i])), NET_RANGE_READ, NET_RANGE_IS_NAME);
    }
    exclusions_finish(exclusions);
    assert_false(exclusions_failed(exclusions));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(exclusions_hold(exclusions, str_from(cases[i].address)), cases[i].is_excluded);
    }
}

static void test_refused_entries_exclude_nothing(void **state) {
    CLEANUP(exclusions_free_cleanup) struct exclusions *exclusions = exclusions_new();

    (void)state;
    exclusions_finish(exclusions);
    assert_false(exclusions_hold(exclusions, STR("10.0.0.1")));
    assert_int_equal(exclusions_add(exclusions, STR("10.0.0.1/8")), NET_RANGE_HOST_BITS);
    assert_int_equal(exclusions_add(exclusions, STR("10.0.0.9-1")), NET_RANGE_REVERSED);
    exclusions_finish(exclusions);
    assert_false(exclusions_hold(exclusions, STR("10.0.0.1")));
}

/* Overlapping ranges within 10.0.0.0/24, added in two parts, against a mark for each address. */
static void test_random(void **state) {
    unsigned seed = (unsigned)test_seed();
    long rounds = test_count("exclusions_random");

    (void)state;
    for (long round = 0; round < rounds; round++) {
        CLEANUP(exclusions_free_cleanup) struct exclusions *exclusions = exclusions_new();
        bool marks[256] = {0};
        for (int i = 0; i < 8; i++) {
            int first = rand_r(&seed) % 256, last = first + rand_r(&seed) % (256 - first), length;
            char text[32];
            length = snprintf(text, sizeof text, "10.0.0.%d-%d", first, last > first + 9 ? first + 9 : last);
            assert_int_equal(exclusions_add(exclusions, (struct str){text, (size_t)length}), NET_RANGE_READ);
            for (int k = first; k <= last && k <= first + 9; k++) {
                marks[k] = true;
            }
            if (i == 3) {
                exclusions_finish(exclusions);
            }
        }
        exclusions_finish(exclusions);
        for (int i = 0; i < 256; i++) {
            char text[32];
            int length = snprintf(text, sizeof text, "10.0.0.%d", i);
            assert_int_equal(exclusions_hold(exclusions, (struct str){text, (size_t)length}), marks[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holds),
        cmocka_unit_test(test_refused_entries_exclude_nothing),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/scan_failures.h"

#include "tests/unit/support/cmocka.h"

#include <string.h>

#define SSH(...)                                                                                                       \
    { .address = STR("a"), .port = 22, .method = SCAN_SSH, __VA_ARGS__ }
#define SNMP(...)                                                                                                      \
    { .address = STR("a"), .port = 161, .method = SCAN_SNMP, __VA_ARGS__ }

#define SINGLE  .is_single = true
#define IMPLIED .is_implied = true

/* Two targets, and the failures that are to be counted when: both answer, only the first, only the second, none. */
static const struct {
    struct target targets[2];
    size_t failed[4];
} cases[] = {
    /* No method was named: any will do. */
    {{SSH(SINGLE, IMPLIED), SNMP(SINGLE, IMPLIED)}, {0, 0, 0, 1}},
    {{SSH(IMPLIED), SNMP(IMPLIED)}, {0, 0, 0, 0}},
    /* Both were named. */
    {{SSH(SINGLE), SNMP(SINGLE)}, {0, 1, 1, 2}},
    {{SSH(), SNMP()}, {0, 0, 0, 0}},
    /* One was named as well: it must answer, the other need not. */
    {{SSH(SINGLE), SNMP(SINGLE, IMPLIED)}, {0, 0, 1, 1}},
    {{SSH(SINGLE, IMPLIED), SNMP(SINGLE)}, {0, 1, 0, 1}},
    {{SSH(SINGLE), SNMP(IMPLIED)}, {0, 0, 1, 1}},
    /* Two hosts. */
    {{SSH(SINGLE, IMPLIED), {.address = STR("b"), .method = SCAN_SNMP, SINGLE, IMPLIED}}, {0, 1, 1, 2}},
    {{SSH(SINGLE, IMPLIED), {.address = STR("b"), .method = SCAN_SSH, SINGLE, IMPLIED}}, {0, 1, 1, 2}},
    {{SNMP(SINGLE, IMPLIED), SSH(SINGLE, IMPLIED)}, {0, 1, 1, 2}},
    {{SSH(SINGLE, IMPLIED, .hop_count = 1), SNMP(SINGLE, IMPLIED)}, {0, 1, 1, 2}},
};

static void test_pairs(void **state) {
    static const bool answers[4][2] = {{true, true}, {true, false}, {false, true}, {false, false}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct target items[2];
        const struct target_list list = {.items = items, .count = 2};
        memcpy(items, cases[i].targets, sizeof items);
        for (size_t j = 0; j < 4; j++) {
            const enum probe_outcome outcomes[] = {answers[j][0] ? PROBE_ANSWERED : PROBE_NO_ANSWER,
                                                   answers[j][1] ? PROBE_PARTIAL : PROBE_AUTH_REFUSED};
            assert_int_equal(scan_count_failed(&list, outcomes), cases[i].failed[j]);
        }
    }
}

static void test_outcomes(void **state) {
    struct target single = SSH(SINGLE);
    const struct target_list list = {.items = &single, .count = 1}, none = {0};

    (void)state;
    for (unsigned i = 0; i < PROBE_OUTCOME_COUNT; i++) {
        enum probe_outcome outcome = (enum probe_outcome)i;
        bool is_reached = outcome == PROBE_ANSWERED || outcome == PROBE_PARTIAL;
        assert_int_equal(scan_count_failed(&list, &outcome), !is_reached && outcome != PROBE_EXCLUDED);
    }
    assert_int_equal(scan_count_failed(&none, NULL), 0);
}

/* Of a pair that is excluded nothing was asked. */
static void test_excluded_pair(void **state) {
    struct target items[] = {SSH(SINGLE, IMPLIED, .is_excluded = true), SNMP(SINGLE, IMPLIED, .is_excluded = true)};
    const struct target_list list = {.items = items, .count = 2};
    const enum probe_outcome outcomes[] = {PROBE_EXCLUDED, PROBE_EXCLUDED};

    (void)state;
    assert_int_equal(scan_count_failed(&list, outcomes), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_outcomes),
        cmocka_unit_test(test_excluded_pair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

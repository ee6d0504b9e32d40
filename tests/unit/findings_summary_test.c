#include "findings/summary.h"

#include "tests/unit/support/cmocka.h"

static void test_permille(void **state) {
    static const struct {
        uint64_t part, whole;
        unsigned permille;
    } cases[] = {
        {0, 0, 1000},
        {0, 3, 0},
        {1, 3, 333},
        {2, 3, 666},
        {3, 3, 1000},
        {949, 1000, 949},
        {9499, 10000, 949},
        {UINT64_MAX, UINT64_MAX, 1000},
        {UINT64_MAX / 2, UINT64_MAX, 499},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(coverage_permille(cases[i].part, cases[i].whole), cases[i].permille);
    }
}

static void test_causes(void **state) {
    static const char *const names[] = {"out-of-scope",   "no-address",       "no-answer",        "no-credential",
                                        "auth-refused",   "host-key-changed", "host-key-unknown", "partial",
                                        "neighbour-only", "excluded",         "not-seen",         "error"};

    (void)state;
    assert_int_equal(ARRAY_LEN(names), CAUSE_COUNT);
    for (unsigned i = 0; i < CAUSE_COUNT; i++) {
        assert_string_equal(unverified_cause_name((enum unverified_cause)i), names[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_permille),
        cmocka_unit_test(test_causes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

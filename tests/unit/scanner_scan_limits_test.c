#include "scanner/scan_limits.h"

#include "tests/unit/support/cmocka.h"

static const struct scan_options usual = {.sessions = 200, .rate = 200, .subnet_rate = 50};

static unsigned sum(const struct pacing_limits *limits, bool uses_agent) {
    return limits->lookups + limits->sessions * (uses_agent ? 2 : 1) + limits->connecting;
}

static void test_plenty(void **state) {
    struct pacing_limits limits = scan_limits_find(&usual, 1048576, true);

    (void)state;
    assert_int_equal(limits.lookups, 256);
    assert_int_equal(limits.sessions, 200);
    assert_int_equal(limits.connecting, 1000);
    assert_int_equal(limits.rate, 200);
    assert_int_equal(limits.subnet_rate, 50);
}

/* 1,024 less 64 are 960: 240 names, then 200 sessions, with an agent 720 / 4 = 180, and what is left. */
static void test_usual_limit(void **state) {
    struct pacing_limits limits = scan_limits_find(&usual, 1024, false);

    (void)state;
    assert_int_equal(limits.lookups, 240);
    assert_int_equal(limits.sessions, 200);
    assert_int_equal(limits.connecting, 520);
    limits = scan_limits_find(&usual, 1024, true);
    assert_int_equal(limits.sessions, 180);
    assert_int_equal(limits.connecting, 360);
}

/* Of 64, 32: 8 names, 24 / 2 = 12 sessions, and 12 to connect. */
static void test_few(void **state) {
    struct pacing_limits limits = scan_limits_find(&usual, 64, false);

    (void)state;
    assert_int_equal(limits.lookups, 8);
    assert_int_equal(limits.sessions, 12);
    assert_int_equal(limits.connecting, 12);
}

/* What tests/bench asks for. */
static void test_enough_for_all_sessions(void **state) {
    (void)state;
    for (unsigned sessions = 1; sessions <= 10000; sessions++) {
        const struct scan_options options = {.sessions = sessions, .rate = 1, .subnet_rate = 1};
        assert_int_equal(scan_limits_find(&options, 3 * (uint64_t)sessions + 100, false).sessions, sessions);
    }
}

static void test_never_more_than_there_are(void **state) {
    (void)state;
    for (uint64_t descriptors = 16; descriptors < 3000; descriptors++) {
        struct pacing_limits plain = scan_limits_find(&usual, descriptors, false);
        struct pacing_limits with_agent = scan_limits_find(&usual, descriptors, true);
        assert_true(sum(&plain, false) < descriptors);
        assert_true(sum(&with_agent, true) < descriptors);
    }
}

static void test_at_least_one_of_each(void **state) {
    (void)state;
    for (uint64_t descriptors = 0; descriptors < 16; descriptors++) {
        struct pacing_limits limits = scan_limits_find(&usual, descriptors, true);
        assert_true(limits.lookups && limits.sessions && limits.connecting);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plenty),
        cmocka_unit_test(test_usual_limit),
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_enough_for_all_sessions),
        cmocka_unit_test(test_never_more_than_there_are),
        cmocka_unit_test(test_at_least_one_of_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

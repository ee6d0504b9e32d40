#include "licenses/period.h"

#include "tests/unit/support/ledger_text.h"

static void test_states(void **state) {
    static const struct {
        const char *start, *end;
        bool is_perpetual, has_fallback;
        const char *on;
        enum period_state state;
    } cases[] = {
        {NULL, "2027-03-31", false, false, "2027-03-31", PERIOD_ACTIVE},
        {NULL, "2027-03-31", false, false, "2027-04-01", PERIOD_ENDED},
        {NULL, "2027-03-30", false, true, "2027-03-31", PERIOD_FALLBACK},
        {"2027-03-31", "2028-03-31", false, false, "2027-03-31", PERIOD_ACTIVE},
        {"2027-04-01", "2028-03-31", false, false, "2027-03-31", PERIOD_NOT_BEGUN},
        {"2027-04-01", "2027-03-31", false, false, "2027-03-31", PERIOD_REVERSED},
        {"2027-03-31", "2027-03-31", false, false, "2027-03-31", PERIOD_ACTIVE},
        {"2020-01-01", NULL, true, false, "2027-03-31", PERIOD_ACTIVE},
        {"2020-01-01", NULL, false, false, "2027-03-31", PERIOD_UNKNOWN},
        /* an end on paper counts, whatever else is written there */
        {NULL, "2027-03-30", true, false, "2027-03-31", PERIOD_ENDED},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct period period = {ledger_day(cases[i].start), ledger_day(cases[i].end), cases[i].is_perpetual,
                                cases[i].has_fallback};
        assert_int_equal(period_on(&period, ledger_day(cases[i].on)), cases[i].state);
    }
}

static void test_days_left(void **state) {
    struct period period = {DATE_NONE, ledger_day("2027-03-31"), false, false};
    int32_t days = 0;

    (void)state;
    assert_true(period_days_left(&period, ledger_day("2027-03-31"), &days));
    assert_int_equal(days, 0);
    assert_true(period_days_left(&period, ledger_day("2027-01-01"), &days));
    assert_int_equal(days, 89);
    assert_true(period_days_left(&period, ledger_day("2027-04-02"), &days));
    assert_int_equal(days, -2);
    period.end = DATE_NONE;
    assert_false(period_days_left(&period, ledger_day("2027-03-31"), &days));
}

static void test_trials(void **state) {
    static const struct {
        const char *start;
        uint32_t days;
        enum period_count from;
        const char *last;
    } cases[] = {
        {"2027-03-01", 30, PERIOD_FROM_SAME_DAY, "2027-03-30"},
        {"2027-03-01", 30, PERIOD_FROM_NEXT_DAY, "2027-03-31"},
        {"2027-03-01", 1, PERIOD_FROM_SAME_DAY, "2027-03-01"},
        {"2028-02-28", 2, PERIOD_FROM_SAME_DAY, "2028-02-29"},
        {"9999-12-01", 60, PERIOD_FROM_SAME_DAY, NULL},
        {"2027-03-01", UINT32_MAX, PERIOD_FROM_NEXT_DAY, NULL},
        {NULL, 30, PERIOD_FROM_SAME_DAY, NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(period_last_day(ledger_day(cases[i].start), cases[i].days, cases[i].from).days,
                         ledger_day(cases[i].last).days);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_days_left),
        cmocka_unit_test(test_trials),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

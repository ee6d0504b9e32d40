#include "cli/horizon.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static struct date on(int year, int month, int day) {
    struct date date = DATE_NONE;

    assert_true(date_from_civil((struct civil){year, month, day}, &date));
    return date;
}

/* Fiscal years end with March: 2027-03-31 is the last day of 2026, the day after the first of 2027. */
static void test_spans(void **state) {
    static const struct {
        const char *text;
        struct civil as_of, last;
    } cases[] = {
        {"90", {2027, 3, 31}, {2027, 6, 29}},   {"90d", {2027, 3, 31}, {2027, 6, 29}},
        {"0", {2027, 3, 31}, {2027, 3, 31}},    {"366d", {2027, 3, 31}, {2028, 3, 31}},
        {"1fy", {2027, 3, 31}, {2027, 3, 31}},  {"2fy", {2027, 3, 31}, {2028, 3, 31}},
        {"1fy", {2027, 4, 1}, {2028, 3, 31}},   {"2fy", {2027, 4, 1}, {2029, 3, 31}},
        {"1fy", {2028, 2, 29}, {2028, 3, 31}},  {"100fy", {2027, 1, 1}, {2126, 3, 31}},
        {"007d", {2027, 12, 28}, {2028, 1, 4}}, {"36525", {2000, 1, 1}, {2100, 1, 1}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct civil from = cases[i].as_of, to = cases[i].last;
        struct horizon horizon = {0};
        assert_true(horizon_read(cases[i].text, on(from.year, from.month, from.day), &horizon));
        assert_true(horizon.is_given);
        assert_int_equal(horizon.last.days, on(to.year, to.month, to.day).days);
    }
}

static void test_no_spans(void **state) {
    static const char *const texts[] = {"",    " 90", "90 ",  "d",  "fy",   "0fy",    "101fy", "36526", "99999999999",
                                        "-1d", "+1",  "1.5d", "1y", "2fyx", "90days", "90D",   "２fy"};
    struct horizon horizon = {.last = {7}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(horizon_read(texts[i], on(2027, 3, 31), &horizon));
        assert_int_equal(horizon.last.days, 7);
    }
    /* there is no such day */
    assert_false(horizon_read("1d", on(9999, 12, 31), &horizon));
    assert_false(horizon_read("1fy", on(9999, 12, 31), &horizon));
    assert_true(horizon_read(NULL, on(2027, 3, 31), &horizon));
    assert_false(horizon.is_given);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_no_spans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

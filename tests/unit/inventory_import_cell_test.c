#include "inventory/import_cell.h"

#include "tests/unit/support/cmocka.h"

enum { JAPAN = 9 * 3600 };

/* Times as tools write them, and the instant they mean in Japan. */
static void test_times(void **state) {
    static const struct {
        const char *text, *expected; /* NULL: blank */
    } cases[] = {
        {"2027-03-31T09:05:00+09:00", "2027-03-31T09:05:00+09:00"},
        {"2027-03-31T00:05:00Z", "2027-03-31T00:05:00Z"},
        {"2027-03-31 09:05:07", "2027-03-31T09:05:07+09:00"},
        {"2027-03-31 00:05:00Z", "2027-03-31T00:05:00Z"},
        {"2027-03-31 00:05:00.250+00:00", "2027-03-31T00:05:00Z"},
        {"2027/03/31 1:05-05:30", "2027-03-31T01:05:00-05:30"},
        {"2027-03-31T01:05−05:30", "2027-03-31T01:05:00-05:30"},
        {"2027-03-31T09:05Ｚ", "2027-03-31T09:05:00Z"},
        {"2027-03-31 09:05:07.123", "2027-03-31T09:05:07+09:00"},
        {"2027/3/31 9:05", "2027-03-31T09:05:00+09:00"},
        {"2027/03/31 23:59:59", "2027-03-31T23:59:59+09:00"},
        {"2027/3/31 1:05:00 PM", "2027-03-31T13:05:00+09:00"},
        {"2027/3/31 12:05 AM", "2027-03-31T00:05:00+09:00"},
        {"２０２７／３／３１　９：０５", "2027-03-31T09:05:00+09:00"},
        {"2027年3月31日 9:05", "2027-03-31T09:05:00+09:00"},
        {"R9.3.31", "2027-03-31T00:00:00+09:00"},
        {"2027-03-31", "2027-03-31T00:00:00+09:00"},
        {"0000-00-00 00:00:00", NULL},
        {"-", NULL},
        {"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct instant instant = {0};
        bool is_set = false;
        char text[26] = "";

        if (import_cell_time(str_from(cases[i].text), JAPAN, &instant, &is_set) != PROBLEM_NONE ||
            is_set != (cases[i].expected != NULL)) {
            fail_msg("'%s' is not read", cases[i].text);
        }
        if (is_set) {
            instant_format(instant, text);
            assert_string_equal(text, cases[i].expected);
        }
    }
}

static void test_refused_times(void **state) {
    static const struct {
        const char *text;
        enum problem problem;
    } cases[] = {
        {"2027-02-29 09:00", PROBLEM_DATE_IMPOSSIBLE}, {"3/31/2027 9:05", PROBLEM_DATE_AMBIGUOUS},
        {"27/03/31", PROBLEM_DATE_AMBIGUOUS},          {"yesterday", PROBLEM_DATE_NOT_READABLE},
        {"9:05", PROBLEM_DATE_NOT_READABLE},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct instant instant;
        bool is_set;

        if (import_cell_time(str_from(cases[i].text), JAPAN, &instant, &is_set) != cases[i].problem || is_set) {
            fail_msg("'%s'", cases[i].text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_refused_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

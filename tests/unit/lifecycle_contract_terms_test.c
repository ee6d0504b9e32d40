#include "lifecycle/contract_terms.h"

#include "tests/unit/support/ledger_text.h"

static void assert_day(struct date got, const char *expected) {
    char text[11];

    date_format(got, text);
    assert_string_equal(text, expected);
}

static void test_notice_deadline(void **state) {
    static const struct {
        const char *end;
        struct duration notice;
        const char *deadline;
    } cases[] = {
        {"2027-05-31", {.months = 3}, "2027-02-28"}, /* T24: there is no 31 February */
        {"2028-05-31", {.months = 3}, "2028-02-29"}, /* a leap year */
        {"2028-05-29", {.months = 3}, "2028-02-29"},
        {"2100-05-31", {.months = 3}, "2100-02-28"}, /* no leap year */
        {"2027-03-31", {.months = 1}, "2027-02-28"},
        {"2027-03-31", {.months = 3}, "2026-12-31"},
        {"2027-03-31", {.months = 6}, "2026-09-30"},
        {"2027-03-31", {.months = 12}, "2026-03-31"},
        {"2028-02-29", {.months = 12}, "2027-02-28"},
        {"2027-02-28", {.months = 3}, "2026-11-28"}, /* a month's end does not stay one */
        {"2027-05-30", {.days = 60}, "2027-03-31"},
        {"2027-03-31", {.days = 30}, "2027-03-01"},
        {"2028-03-01", {.days = 1}, "2028-02-29"},
        {"2027-03-31", {.days = 14}, "2027-03-17"},
        {"2027-03-31", {.months = 1, .days = 10}, "2027-02-18"}, /* months first: 28 February less 10 days */
        {"2027-03-31", {0}, "2027-03-31"},
        {"0001-01-31", {.months = 1}, ""}, /* no such year */
        {"0001-01-31", {.days = 31}, ""},
        {"2027-03-31", {.months = 9999 * 12}, ""},
        {"2027-03-31", {.days = 9999 * 7}, "1835-08-12"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct date end = ledger_day(cases[i].end);
        assert_day(contract_notice_deadline(end, cases[i].notice), cases[i].deadline);
    }
    assert_false(date_is_set(contract_notice_deadline(DATE_NONE, (struct duration){.months = 3})));
    assert_false(date_is_set(contract_notice_deadline(DATE_NONE, (struct duration){.days = 3})));
}

/* On 2027-03-31. */
static void test_force(void **state) {
    static const struct {
        const char *start, *end; /* NULL: no day */
        enum date_word word;
        bool is_start_unclear, renews_itself;
        enum contract_force force;
    } cases[] = {
        {"2026-04-01", "2027-03-31", DATE_WORD_NONE, false, false, CONTRACT_IN_FORCE}, /* the last day is inside (G1) */
        {"2026-04-01", "2027-03-30", DATE_WORD_NONE, false, false, CONTRACT_OVER},
        {"2027-03-31", "2027-03-31", DATE_WORD_NONE, false, false, CONTRACT_IN_FORCE}, /* so is the first one */
        {"2027-04-01", "2028-03-31", DATE_WORD_NONE, false, false, CONTRACT_NOT_BEGUN},
        {NULL, "2027-03-31", DATE_WORD_NONE, false, false, CONTRACT_IN_FORCE},
        {NULL, "2027-03-30", DATE_WORD_NONE, false, false, CONTRACT_OVER},
        {NULL, "2027-03-31", DATE_WORD_NONE, true, false, CONTRACT_FORCE_UNKNOWN},
        {NULL, "2027-03-30", DATE_WORD_NONE, true, false, CONTRACT_OVER}, /* whenever it began */
        {"2026-04-01", NULL, DATE_WORD_NONE, false, false, CONTRACT_FORCE_UNKNOWN},
        {"2027-04-01", NULL, DATE_WORD_NONE, false, false, CONTRACT_NOT_BEGUN},
        {"2026-04-01", NULL, DATE_WORD_ENDLESS, false, false, CONTRACT_IN_FORCE},
        {NULL, NULL, DATE_WORD_ENDLESS, false, false, CONTRACT_IN_FORCE},
        {"2027-04-01", NULL, DATE_WORD_ENDLESS, false, false, CONTRACT_NOT_BEGUN},
        {"2026-04-01", NULL, DATE_WORD_RENEWING, false, true, CONTRACT_IN_FORCE},
        {"2026-04-01", "2027-03-30", DATE_WORD_RENEWING, false, true, CONTRACT_IN_FORCE},
        {"2026-04-01", "2027-03-30", DATE_WORD_NONE, false, true, CONTRACT_IN_FORCE},
        {"2027-04-01", "2027-03-31", DATE_WORD_NONE, false, false, CONTRACT_FORCE_UNKNOWN}, /* reversed */
        {"2027-03-30", "2027-03-29", DATE_WORD_NONE, false, true, CONTRACT_FORCE_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct contract_terms terms = {
            .start_on = ledger_day(cases[i].start),
            .end_on = {cases[i].word, ledger_day(cases[i].end)},
            .is_start_unclear = cases[i].is_start_unclear,
            .renews_itself = cases[i].renews_itself,
        };
        if (contract_force_on(&terms, ledger_day("2027-03-31")) != cases[i].force) {
            fail_msg("case %zu: %d", i, (int)contract_force_on(&terms, ledger_day("2027-03-31")));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notice_deadline),
        cmocka_unit_test(test_force),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "licenses/releases.h"

#include "tests/unit/support/ledger_text.h"

static const struct ledger_file files[] = {
    {"releases.csv", "product,version,released_on,source,checked_on\n"
                     "Office,2025,2024-11-01,s,2027-01-01\n"
                     "Office,2022,2021-08-18,s,2027-01-01\n"
                     "Editor,8,2019-05-07,s,2027-01-01\n"
                     "Editor,8.6,2022-05-10,s,2027-01-01\n"
                     "Reader,3.1,2020-01-01,s,2027-01-01\n"
                     "Reader,3.2,2022-01-01,s,2027-01-01\n"
                     "Reader,4,,s,2027-01-01\n"},
};

/* M26: maintenance ended on 2024-03-31: 2025 (2024-11-01) may not be used, 2022 (2021-08-18) may. */
static const struct {
    const char *product, *version, *earliest, *latest, *maintenance_end;
    enum term is_covered;
} cases[] = {
    {"Office", "2025", "2024-11-01", "2024-11-01", "2024-03-31", TERM_NO},
    {"Office", "2022", "2021-08-18", "2021-08-18", "2024-03-31", TERM_YES},
    {"ｏｆｆｉｃｅ", "Ver.2022", "2021-08-18", "2021-08-18", "2024-03-31", TERM_YES},
    /* the day itself */
    {"Office", "2025", "2024-11-01", "2024-11-01", "2024-11-01", TERM_YES},
    {"Office", "2025", "2024-11-01", "2024-11-01", "2024-10-31", TERM_NO},
    {"Office", "2025", "2024-11-01", "2024-11-01", NULL, TERM_BLANK},
    {"Office", "2019", NULL, NULL, "2024-03-31", TERM_BLANK},
    {"Office", "", NULL, NULL, "2024-03-31", TERM_BLANK},
    {"Other", "2022", NULL, NULL, "2024-03-31", TERM_BLANK},
    /* the most exact row that the version belongs to */
    {"Editor", "8.6.1", "2022-05-10", "2022-05-10", "2020-01-01", TERM_NO},
    {"Editor", "8.4", "2019-05-07", "2019-05-07", "2020-01-01", TERM_YES},
    {"Editor", "8", "2019-05-07", "2019-05-07", "2020-01-01", TERM_YES},
    /* a version that is said less exactly than any row */
    {"Reader", "3", "2020-01-01", "2022-01-01", "2019-12-31", TERM_NO},
    {"Reader", "3", "2020-01-01", "2022-01-01", "2021-01-01", TERM_BLANK},
    {"Reader", "3", "2020-01-01", "2022-01-01", "2022-01-01", TERM_YES},
    {"Reader", "4", NULL, NULL, "2022-01-01", TERM_BLANK},
};

static void test_cases(void **state) {
    CLEANUP(ledger_text_done) struct ledger_text ledger = ledger_text_read(files, ARRAY_LEN(files));
    CLEANUP(releases_free_cleanup) struct releases *releases = NULL;

    (void)state;
    assert_int_equal(releases_read(inventory_table(ledger.inventory, TABLE_RELEASES), &releases, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct release got = releases_find(releases, str_from(cases[i].product), str_from(cases[i].version));
        print_message("%s %s\n", cases[i].product, cases[i].version);
        assert_int_equal(got.earliest.days, ledger_day(cases[i].earliest).days);
        assert_int_equal(got.latest.days, ledger_day(cases[i].latest).days);
        assert_int_equal(release_is_covered(&got, ledger_day(cases[i].maintenance_end)), cases[i].is_covered);
        assert_int_equal(got.evidence.n > 0, cases[i].latest != NULL);
    }
    struct release office = releases_find(releases, STR("Office"), STR("2022"));
    assert_true(str_eq(office.evidence, STR("releases.csv:3")));
}

static void test_no_table(void **state) {
    CLEANUP(releases_free_cleanup) struct releases *releases = NULL;

    (void)state;
    assert_int_equal(releases_read(NULL, &releases, NULL), ERR_OK);
    assert_false(date_is_set(releases_find(releases, STR("Office"), STR("2022")).latest));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "licenses/usage.h"

#include "tests/unit/support/ledger_text.h"

/* --- contract years ------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *start, *day, *first, *last;
} years[] = {
    {"2026-04-01", "2027-03-31", "2026-04-01", "2027-03-31"},
    {"2026-04-01", "2027-04-01", "2027-04-01", "2028-03-31"},
    {"2024-07-15", "2027-03-31", "2026-07-15", "2027-07-14"},
    {"2024-07-15", "2026-07-14", "2025-07-15", "2026-07-14"},
    {"2024-07-15", "2026-07-15", "2026-07-15", "2027-07-14"},
    {"2027-03-31", "2027-03-31", "2027-03-31", "2028-03-30"},
    {"2027-04-01", "2027-03-31", NULL, NULL},
    /* begun on a leap day */
    {"2024-02-29", "2027-03-31", "2027-02-28", "2028-02-28"},
    {"2024-02-29", "2027-02-27", "2026-02-28", "2027-02-27"},
    {"2024-02-29", "2028-02-29", "2028-02-29", "2029-02-27"},
    /* without a start: the fiscal year */
    {NULL, "2027-03-31", "2026-04-01", "2027-03-31"},
    {NULL, "2027-04-01", "2027-04-01", "2028-03-31"},
    /* the end of all years */
    {"2024-07-15", "9999-12-31", "9999-07-15", NULL},
};

static void test_years(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(years); i++) {
        struct contract_year got = contract_year_of(ledger_day(years[i].start), ledger_day(years[i].day));
        print_message("%s %s\n", years[i].start ? years[i].start : "-", years[i].day);
        assert_int_equal(got.first.days, ledger_day(years[i].first).days);
        assert_int_equal(got.last.days, ledger_day(years[i].last).days);
    }
}

/* --- sums ----------------------------------------------------------------------------------------------------------
 */

struct records {
    struct ledger_text ledger;
    struct entitlements *entitlements;
    struct usage *usage;
};

/* L-1 gives 100 a year from July on, L-2 in the fiscal year; L-3 stands twice. */
static struct records records_read(const char *usage) {
    struct ledger_file files[] = {
        {"usage.csv", usage},
        {"licenses.csv", "license_id,product,quantity,metric,start_on,end_on\n"
                         "L-1,Cloud,100,従量,2024-07-01,2028-06-30\n"
                         "L-2,Cloud,100,従量,,2028-06-30\nL-3,Cloud,100,従量,,\nl-3,Cloud,100,従量,,\n"},
    };
    struct records records = {.ledger = ledger_text_read(files, ARRAY_LEN(files))};
    const struct inventory *inventory = records.ledger.inventory;

    assert_int_equal(entitlements_read(inventory_table(inventory, TABLE_LICENSES), NULL, &records.entitlements, NULL),
                     ERR_OK);
    assert_int_equal(usage_read(inventory_table(inventory, TABLE_USAGE), records.entitlements, &records.usage, NULL),
                     ERR_OK);
    return records;
}

static void records_done(struct records *records) {
    usage_free(records->usage);
    entitlements_free(records->entitlements);
    ledger_text_done(&records->ledger);
}

/* Of L-1 on 2027-03-31: its year is 2026-07-01 … 2027-06-30. NULL: not known. */
static const struct {
    const char *what, *rows;
    unsigned rows_counted;
    const char *least, *most;
    enum term is_exceeded;
    const char *by;
} cases[] = {
    {"M21", "L-1,2026-07-01,2027-06-30,130\n", 1, "130", "130", TERM_YES, "30"},
    {"M21 in parts", "L-1,2026-07-01,2026-07-31,50.5\nL-1,2026-08-01,2026-08-31,79.5\n", 2, "130", "130", TERM_YES,
     "30"},
    {"all of it", "L-1,2026-07-01,2027-06-30,100\n", 1, "100", "100", TERM_NO, "0"},
    {"fractions are exact", "L-1,2026-07-01,,1/3\nL-1,2026-08-01,,1/3\nL-1,2026-09-01,,1/3\nL-1,2026-10-01,,99\n", 4,
     "100", "100", TERM_NO, "0"},
    {"and exceed by fractions", "L-1,2026-07-01,,0.1\nL-1,2026-08-01,,100\n", 2, "100.1", "100.1", TERM_YES, "0.1"},
    {"the year before, and after", "L-1,2026-06-01,2026-06-30,500\nL-1,2027-07-01,,500\nL-1,2027-06-30,,7\n", 1, "7",
     "7", TERM_NO, "0"},
    {"other rights", "L-2,2026-07-01,,500\nL-9,2026-07-01,,500\nｌ-1,2026-07-01,,7\n", 1, "7", "7", TERM_NO, "0"},
    {"over the year's beginning", "L-1,2026-06-16,2026-07-15,60\nL-1,2026-08-01,,70\n", 2, "70", "130", TERM_BLANK,
     "0"},
    {"over its end", "L-1,2027-06-16,2027-07-15,60\nL-1,2026-08-01,,30\n", 2, "30", "90", TERM_NO, "0"},
    {"exceeded without it", "L-1,2027-06-16,2027-07-15,60\nL-1,2026-08-01,,130\n", 2, "130", "190", TERM_YES, "30"},
    {"no period", "L-1,,,60\nL-1,2026-08-01,,70\n", 2, "70", "130", TERM_BLANK, "0"},
    {"no first day", "L-1,,2027-03-31,60\nL-1,,2026-06-30,500\n", 1, "0", "60", TERM_NO, "0"},
    {"a day that cannot be read", "L-1,夏,2027-03-31,130\n", 1, "0", "130", TERM_BLANK, "0"},
    {"reversed", "L-1,2027-03-31,2027-03-01,130\n", 1, "0", "130", TERM_BLANK, "0"},
    {"an amount that cannot be read", "L-1,2026-07-01,,多い\nL-1,2026-08-01,,70\n", 2, "70", NULL, TERM_BLANK, "0"},
    {"exceeded all the same", "L-1,2026-07-01,,多い\nL-1,2026-08-01,,130\n", 2, "130", NULL, TERM_YES, "30"},
    {"no row", "L-2,2026-07-01,,1\n", 0, NULL, NULL, TERM_BLANK, "0"},
    {"no row of the year", "L-1,2025-07-01,,1\n", 0, NULL, NULL, TERM_BLANK, "0"},
    {"too much to count", "L-1,2026-07-01,,9223372036854775807\nL-1,2026-08-01,,9223372036854775807\n", 2, NULL, NULL,
     TERM_BLANK, "0"},
};

static void check_figure(bool is_known, struct rational figure, const char *expected) {
    char text[48];

    assert_int_equal(is_known, expected != NULL);
    if (expected) {
        rational_format(figure, text);
        assert_string_equal(text, expected);
    }
}

static void test_cases(void **state) {
    struct date day = ledger_day("2027-03-31");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[512];
        snprintf(text, sizeof text, "license_id,from,to,amount\n%s", cases[i].rows);
        CLEANUP(records_done) struct records records = records_read(text);
        struct usage_sum sum = usage_of(records.usage, records.entitlements, 0, day);
        struct supply supply = entitlement_supply(entitlements_get(records.entitlements, 0), day);
        struct usage_excess excess = usage_compare(&sum, &supply);
        print_message("%s\n", cases[i].what);
        assert_int_equal(sum.rows, cases[i].rows_counted);
        check_figure(sum.has_least, sum.least, cases[i].least);
        check_figure(sum.has_most, sum.most, cases[i].most);
        assert_int_equal(excess.is_exceeded, cases[i].is_exceeded);
        check_figure(true, excess.by, cases[i].by);
    }
}

/* Against what is not known, and what has no limit. */
static void test_supplies(void **state) {
    struct usage_sum sum = {.rows = 1, .has_least = true, .has_most = true, .least = {130, 1}, .most = {130, 1}};
    static const struct {
        struct supply supply;
        enum term is_exceeded;
    } supplies[] = {
        {{SUPPLY_INCOMPLETE, {false, 0}, {true, 0}}, TERM_BLANK},
        {{SUPPLY_INCOMPLETE, {false, 0}, {false, 100}}, TERM_YES},
        {{SUPPLY_INCOMPLETE, {false, 0}, {false, 130}}, TERM_BLANK},
        {{SUPPLY_GIVEN, {true, 0}, {true, 0}}, TERM_NO},
        {{SUPPLY_GIVEN, {false, 130}, {false, 130}}, TERM_NO},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(supplies); i++) {
        assert_int_equal(usage_compare(&sum, &supplies[i].supply).is_exceeded, supplies[i].is_exceeded);
    }
}

static void test_evidence(void **state) {
    CLEANUP(records_done)
    struct records records = records_read("license_id,from,to,amount\nL-1,2026-09-01,,1\nL-1,2025-07-01,,1\n"
                                          "L-3,2026-07-01,,1\nL-1,2026-07-01,,1\nL-2,2026-04-01,2027-03-31,1\n");
    CLEANUP(buffer_done) struct buffer first = {0}, second = {0}, one = {0};
    struct date day = ledger_day("2027-03-31");

    (void)state;
    usage_evidence(records.usage, records.entitlements, 0, day, 9, &first);
    usage_evidence(records.usage, records.entitlements, 1, day, 9, &second);
    usage_evidence(records.usage, records.entitlements, 0, day, 1, &one);
    assert_true(str_eq(buffer_view(&first), STR("usage.csv:5 usage.csv:2")));
    assert_true(str_eq(buffer_view(&second), STR("usage.csv:6")));
    assert_true(str_eq(buffer_view(&one), STR("usage.csv:5")));
    assert_int_equal(usage_of(records.usage, records.entitlements, 2, day).rows, 0);
    assert_int_equal(usage_of(records.usage, records.entitlements, 1, day).rows, 1);
    assert_int_equal(usage_of(records.usage, records.entitlements, 0, ledger_day("2024-06-30")).rows, 0);
}

static void test_no_table(void **state) {
    CLEANUP(records_done) struct records records = records_read("license_id,from,to,amount\n");
    CLEANUP(usage_free_cleanup) struct usage *usage = NULL;

    (void)state;
    assert_int_equal(usage_read(NULL, records.entitlements, &usage, NULL), ERR_OK);
    assert_false(usage_of(usage, records.entitlements, 0, ledger_day("2027-03-31")).has_least);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_years),    cmocka_unit_test(test_cases),    cmocka_unit_test(test_supplies),
        cmocka_unit_test(test_evidence), cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "inventory/fiscal_year.h"

#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#define NO_DAY                                                                                                         \
    { 0 }

static const struct {
    const char *yaml;
    struct civil as_of, observed;
    enum problem problem; /* PROBLEM_NONE: all is well */
    uint64_t line, column;
    const char *day;
} rows[] = {
    {"fiscal_year: 2026\n", {2026, 4, 1}, {2027, 3, 31}, PROBLEM_NONE, 0, 0, NULL},
    {"fiscal_year: 2026\n", {2026, 3, 31}, NO_DAY, PROBLEM_YEAR_AS_OF, 1, 14, "2026-03-31"},
    {"fiscal_year: 2026\n", {2027, 4, 1}, {2027, 3, 31}, PROBLEM_YEAR_AS_OF, 1, 14, "2027-04-01"},
    {"country: JP\nfiscal_year:  2026\n", {2027, 3, 31}, {2027, 4, 1}, PROBLEM_YEAR_OBSERVED, 2, 15, "2027-04-01"},
    /* once, of the observation */
    {"fiscal_year: 2026\n", {2028, 1, 1}, {2026, 3, 31}, PROBLEM_YEAR_OBSERVED, 1, 14, "2026-03-31"},
    {"country: JP\n", {1999, 1, 1}, {1999, 1, 1}, PROBLEM_NONE, 0, 0, NULL},
    {"fiscal_year: 2026\n", NO_DAY, NO_DAY, PROBLEM_NONE, 0, 0, NULL},
};

static struct date day_of(struct civil civil) {
    struct date date = DATE_NONE;

    (void)date_from_civil(civil, &date);
    return date;
}

static void check_row(size_t i) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = NULL;
    const struct read_options options = {.tmpdir = "/tmp"};
    size_t count;

    scratch_write("ledger.yaml", str_from(rows[i].yaml));
    assert_int_equal(ledger_read(".", &options, diagnostics, &ledger, NULL), ERR_OK);
    fiscal_year_check(ledger, day_of(rows[i].as_of), day_of(rows[i].observed), diagnostics);
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);
    assert_int_equal(count, rows[i].problem != PROBLEM_NONE);
    if (count) {
        const struct diagnostic *notice = &groups[0].kept[0];
        assert_int_equal(groups[0].count, 1);
        assert_int_equal(notice->problem, rows[i].problem);
        assert_int_equal(notice->line, rows[i].line);
        assert_int_equal(notice->column, rows[i].column);
        assert_true(str_eq(notice->file, STR("ledger.yaml")));
        assert_true(str_eq(notice->args[0], STR("2026")));
        assert_true(str_eq(notice->args[1], str_from(rows[i].day)));
    }
}

static void tells_days_outside(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        check_row(i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tells_days_outside, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "licenses/cpu_rules.h"

#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

static const struct ledger_file files[] = {
    {"core_factors.csv", "pattern,factor,valid_from,valid_until,source,checked_on\n"
                         "*xeon*,0.5,,,s,2027-01-01\n"
                         "*xeon*phi*,1,,,s,2027-01-01\n"
                         "*sparc t?*,0.25,2010-01-01,2027-03-31,s,2027-01-01\n"
                         "*sparc t?*,0.5,2027-04-01,,s,2027-01-01\n"
                         "AMD EPYC 9654,1/3,,,s,2027-01-01\n"
                         "/power ?(?:8|9)/,1,,,s,2027-01-01\n"
                         "*twice a,0.25,,,s,2027-01-01\n"
                         "twice a*,0.75,,,s,2027-01-01\n"
                         "*nothing*,0,,,s,2027-01-01\n"
                         "/broken(/,1,,,s,2027-01-01\n"},
    {"points.csv", "pattern,points,valid_from,valid_until,source,checked_on\n"
                   "*xeon*,70,,,s,2027-01-01\n"
                   "*power9*,100,,,s,2027-01-01\n"},
};

struct tables {
    struct ledger_text ledger;
    struct cpu_rules *factors, *points, *none;
    struct regex_matcher *matcher;
};

static int tables_make(void **state) {
    struct tables *tables = calloc(1, sizeof *tables);

    tables->ledger = ledger_text_read(files, ARRAY_LEN(files));
    const struct inventory *inventory = tables->ledger.inventory;
    assert_int_equal(cpu_rules_read(CPU_CORE_FACTORS, inventory_table(inventory, TABLE_CORE_FACTORS),
                                    tables->ledger.diagnostics, &tables->factors, NULL),
                     ERR_OK);
    assert_int_equal(cpu_rules_read(CPU_POINTS, inventory_table(inventory, TABLE_POINTS), NULL, &tables->points, NULL),
                     ERR_OK);
    assert_int_equal(cpu_rules_read(CPU_POINTS, NULL, NULL, &tables->none, NULL), ERR_OK);
    tables->matcher = regex_matcher_new();
    assert_non_null(tables->matcher);
    *state = tables;
    return 0;
}

static int tables_free(void **state) {
    struct tables *tables = *state;

    if (!tables) {
        return 0; /* they could not be made */
    }
    cpu_rules_free(tables->factors);
    cpu_rules_free(tables->points);
    cpu_rules_free(tables->none);
    regex_matcher_free(tables->matcher);
    ledger_text_done(&tables->ledger);
    free(tables);
    return 0;
}

static const struct {
    const char *model, *day, *factor;
    bool is_listed, is_torn;
    const char *evidence;
} factors[] = {
    {"Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", "2027-03-31", "0.5", true, false, "core_factors.csv:2"},
    /* the longest pattern wins, whatever stands first */
    {"Intel(R) Xeon Phi(TM) 7250", "2027-03-31", "1", true, false, "core_factors.csv:3"},
    /* both ends of a row's days belong to it */
    {"SPARC T5", "2009-12-31", "1", false, false, ""},
    {"SPARC T5", "2010-01-01", "0.25", true, false, "core_factors.csv:4"},
    {"SPARC T5", "2027-03-31", "0.25", true, false, "core_factors.csv:4"},
    {"SPARC T5", "2027-04-01", "0.5", true, false, "core_factors.csv:5"},
    /* a plain pattern is the whole model */
    {"ＡＭＤ EPYC  9654", "2027-03-31", "1/3", true, false, "core_factors.csv:6"},
    {"AMD EPYC 9654P", "2027-03-31", "1", false, false, ""},
    {"IBM POWER9 (raw)", "2027-03-31", "1", true, false, "core_factors.csv:7"},
    /* of two rows that say as much, the figure that asks for more */
    {"twice a", "2027-03-31", "0.75", true, true, "core_factors.csv:9"},
    /* a figure of 0 is none */
    {"nothing", "2027-03-31", "1", false, false, ""},
    {"", "2027-03-31", "1", false, false, ""},
};

static void test_factors(void **state) {
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
        struct cpu_weight weight =
            cpu_rules_find(tables->factors, tables->matcher, str_from(factors[i].model), ledger_day(factors[i].day));
        struct rational factor = {0};
        print_message("%s on %s\n", factors[i].model, factors[i].day);
        assert_true(rational_read(str_from(factors[i].factor), &factor));
        assert_int_equal(rational_cmp(weight.a_core, factor), 0);
        assert_int_equal(weight.is_listed, factors[i].is_listed);
        assert_int_equal(weight.is_torn, factors[i].is_torn);
        assert_true(str_eq(weight.evidence, str_from(factors[i].evidence)));
    }
}

/* Without a matcher expressions fit nothing. */
static void test_without_matcher(void **state) {
    const struct tables *tables = *state;
    struct date day = ledger_day("2027-03-31");

    assert_false(cpu_rules_find(tables->factors, NULL, STR("IBM POWER9"), day).is_listed);
    assert_true(cpu_rules_find(tables->factors, NULL, STR("Xeon"), day).is_listed);
}

static struct rational times(struct rational value, int64_t count) {
    struct rational product = {0};
    assert_true(rational_mul(value, rational_whole(count), &product));
    return product;
}

/* M09, T17: 5 cores at 0.5 need 3; two such servers 3 + 3, or 5 where they are one pool. */
static void test_core_factor_example(void **state) {
    const struct tables *tables = *state;
    struct rational factor =
        cpu_rules_find(tables->factors, tables->matcher, STR("Xeon E5-2603"), ledger_day("2027-03-31")).a_core;

    assert_int_equal(rational_ceil(times(factor, 5)), 3);
    assert_int_equal(2 * rational_ceil(times(factor, 5)), 6);
    assert_int_equal(rational_ceil(times(factor, 10)), 5);
}

/* M12: 16 cores of a Xeon at 70 are 1,120 points, 4 of them 280; a model that nobody knows 120 each. */
static void test_points_example(void **state) {
    const struct tables *tables = *state;
    struct date day = ledger_day("2027-03-31");
    struct cpu_weight xeon = cpu_rules_find(tables->points, tables->matcher, STR("Intel Xeon Silver 4110"), day);
    struct cpu_weight unknown = cpu_rules_find(tables->points, tables->matcher, STR("Itanium 9350"), day);

    assert_int_equal(rational_ceil(times(xeon.a_core, 16)), 1120);
    assert_int_equal(rational_ceil(times(xeon.a_core, 4)), 280);
    assert_true(xeon.is_listed);
    assert_int_equal(rational_ceil(times(unknown.a_core, 1)), 120);
    assert_false(unknown.is_listed);
    assert_int_equal(cpu_rules_find(tables->none, NULL, STR("Xeon"), day).a_core.numerator, 120);
}

/* An expression that cannot be compiled is said, with its line, and the rest is used. */
static void test_broken_pattern(void **state) {
    const struct tables *tables = *state;
    size_t count, found = 0;
    const struct diagnostic_group *groups = diagnostics_groups(tables->ledger.diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == PROBLEM_PATTERN_SYNTAX) {
            found++;
            assert_int_equal(groups[i].kept->line, 11);
            assert_true(str_eq(groups[i].kept->args[0], STR("/broken(/")));
        }
    }
    assert_int_equal(found, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factors),
        cmocka_unit_test(test_without_matcher),
        cmocka_unit_test(test_core_factor_example),
        cmocka_unit_test(test_points_example),
        cmocka_unit_test(test_broken_pattern),
    };
    return cmocka_run_group_tests(tests, tables_make, tables_free);
}

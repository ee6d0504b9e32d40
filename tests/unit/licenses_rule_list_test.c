#include "licenses/rule_list.h"

#include "licenses/cpu_rules.h"
#include "licenses/downgrades.h"
#include "licenses/edition_limits.h"
#include "licenses/minimums.h"
#include "licenses/releases.h"
#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

/* --- a list of one's own -------------------------------------------------------------------------------------------
 */

struct item {
    struct str product, version, evidence;
    bool *is_discarded;
};

static bool discarded[8];

static bool fill(const struct rule_row *row, void *item) {
    struct item *to = item;

    assert_null(to->version.p); /* zeroed, also behind a row that was left out */
    *to = (struct item){rule_folded(row, RELEASES_PRODUCT), rule_text(row, RELEASES_VERSION), rule_evidence(row),
                        &discarded[row->number]};
    return !str_eq(to->version, STR("no"));
}

static int order(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    int sign = str_cmp(x->product, y->product);
    return sign ? sign : str_cmp(x->version, y->version);
}

static void discard(void *item) {
    *((struct item *)item)->is_discarded = true;
}

static const struct rule_kind kind = {sizeof(struct item), fill, order, discard};

static void check_range(const struct rule_list *list, const char *product, uint32_t first, uint32_t count) {
    struct rule_range range = rule_list_of(list, str_from(product));
    assert_int_equal(range.count, count);
    assert_true(count == 0 || range.first == first);
}

static void test_list(void **state) {
    static const struct ledger_file file = {"releases.csv", "product,version,released_on\n"
                                                            "Ｂｅｔａ,2,2027-01-01\n"
                                                            "Gamma,1,2027-01-01\n"
                                                            "Beta,no,2027-01-01\n"
                                                            "beta,1,2027-01-01\n"
                                                            "Alpha,1,2027-01-01\n"};
    CLEANUP(ledger_text_done) struct ledger_text ledger = ledger_text_read(&file, 1);
    struct rule_list list = {0};

    (void)state;
    assert_int_equal(rule_list_read(inventory_table(ledger.inventory, TABLE_RELEASES), &kind, NULL, &list, NULL),
                     ERR_OK);
    assert_int_equal(list.count, 4);
    const struct item *items = list.items;
    assert_true(str_eq(items[1].product, STR("beta")) && str_eq(items[1].version, STR("1")));
    assert_true(str_eq(items[1].evidence, STR("releases.csv:5")));
    assert_true(str_eq(items[2].evidence, STR("releases.csv:2")));
    check_range(&list, "ALPHA", 0, 1);
    check_range(&list, "Beta", 1, 2);
    check_range(&list, "gamma", 3, 1);
    check_range(&list, "aa", 0, 0);
    check_range(&list, "zeta", 0, 0);
    check_range(&list, "", 0, 0);
    rule_list_done(&list);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(discarded[i], i != 2);
    }
    assert_null(list.items);
}

static void test_no_table(void **state) {
    struct rule_list list = {0};

    (void)state;
    assert_int_equal(rule_list_read(NULL, &kind, NULL, &list, NULL), ERR_OK);
    assert_int_equal(list.count, 0);
    check_range(&list, "Beta", 0, 0);
    rule_list_done(&list);
}

/* --- the samples ---------------------------------------------------------------------------------------------------
 */

static const enum table_id sample_tables[] = {TABLE_DOWNGRADES, TABLE_CORE_FACTORS, TABLE_POINTS,
                                              TABLE_MINIMUMS,   TABLE_RELEASES,     TABLE_EDITION_LIMITS};

struct samples {
    struct diagnostics *diagnostics;
    struct inventory *inventory;
    struct regex_matcher *matcher;
};

static int samples_make(void **state) {
    static const struct read_options options = {.tmpdir = "/tmp"};
    struct samples *samples = calloc(1, sizeof *samples);

    samples->diagnostics = diagnostics_new();
    samples->matcher = regex_matcher_new();
    assert_int_equal(
        ledger_read(SOURCE_ROOT "/fixtures/rules", &options, samples->diagnostics, &samples->inventory, NULL), ERR_OK);
    *state = samples;
    return 0;
}

static int samples_free(void **state) {
    struct samples *samples = *state;

    inventory_free(samples->inventory);
    diagnostics_free(samples->diagnostics);
    regex_matcher_free(samples->matcher);
    free(samples);
    return 0;
}

/* Each row says where it comes from, and nothing in it is unreadable. */
static void test_sample_rows(void **state) {
    const struct samples *samples = *state;
    size_t problems = 0;

    diagnostics_groups(samples->diagnostics, &problems);
    assert_int_equal(problems, 0);
    for (size_t i = 0; i < ARRAY_LEN(sample_tables); i++) {
        const struct table *table = inventory_table(samples->inventory, sample_tables[i]);
        CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
        unsigned source = 0, checked_on = 0;
        assert_non_null(table);
        assert_true(table_rows(table) > 0);
        assert_true(schema_column_by_name(sample_tables[i], STR("source"), &source));
        assert_true(schema_column_by_name(sample_tables[i], STR("checked_on"), &checked_on));
        assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
        for (uint32_t row = 0; row < table_rows(table); row++) {
            row_reader_move(reader, row);
            assert_true(row_reader_text(reader, source).n > 0);
            assert_true(row_reader_value(reader, checked_on).is_set);
        }
    }
}

static const struct table *sample(const struct samples *samples, enum table_id table) {
    return inventory_table(samples->inventory, table);
}

/* Models as Linux, AIX and Solaris show them. */
static void test_sample_processors(void **state) {
    static const struct {
        const char *model;
        int64_t numerator, denominator, points;
    } models[] = {
        {"Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", 1, 2, 0},
        {"Intel(R) Xeon(R) CPU           E5450  @ 3.00GHz", 1, 2, 50},
        {"Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz", 1, 2, 0},
        {"AMD EPYC 7763 64-Core Processor", 1, 2, 0},
        {"Quad-Core AMD Opteron(tm) Processor 2356", 0, 0, 50},
        {"PowerPC_POWER9", 1, 1, 0},
        {"POWER10 (architected), altivec supported", 1, 1, 0},
        {"PowerPC_POWER5", 0, 0, 100},
        {"SPARC-T5 (chipid 0, clock 3600 MHz)", 1, 2, 0},
        {"Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", 0, 0, 0},
    };
    const struct samples *samples = *state;
    struct date day = ledger_day("2027-03-31");
    CLEANUP(cpu_rules_free_cleanup) struct cpu_rules *factors = NULL;
    CLEANUP(cpu_rules_free_cleanup) struct cpu_rules *points = NULL;

    assert_int_equal(
        cpu_rules_read(CPU_CORE_FACTORS, sample(samples, TABLE_CORE_FACTORS), samples->diagnostics, &factors, NULL),
        ERR_OK);
    assert_int_equal(cpu_rules_read(CPU_POINTS, sample(samples, TABLE_POINTS), samples->diagnostics, &points, NULL),
                     ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(models); i++) {
        struct str model = str_from(models[i].model);
        struct cpu_weight factor = cpu_rules_find(factors, samples->matcher, model, day);
        struct cpu_weight point = cpu_rules_find(points, samples->matcher, model, day);
        print_message("%s\n", models[i].model);
        assert_int_equal(factor.is_listed, models[i].numerator > 0);
        assert_true(!factor.is_listed || (factor.a_core.numerator == models[i].numerator &&
                                          factor.a_core.denominator == models[i].denominator));
        assert_int_equal(point.is_listed, models[i].points > 0);
        assert_true(!point.is_listed || point.a_core.numerator == models[i].points);
        assert_false(factor.is_torn || point.is_torn);
    }
    size_t problems = 0;
    diagnostics_groups(samples->diagnostics, &problems);
    assert_int_equal(problems, 0);
}

/* The worked examples of downgrades and upgrades, with the names that products.csv gives. */
static void test_sample_versions(void **state) {
    const struct samples *samples = *state;
    struct str windows = STR("Microsoft Windows Server");
    CLEANUP(releases_free_cleanup) struct releases *releases = NULL;
    CLEANUP(downgrades_free_cleanup) struct downgrades *downgrades = NULL;

    assert_int_equal(releases_read(sample(samples, TABLE_RELEASES), &releases, NULL), ERR_OK);
    assert_int_equal(downgrades_read(sample(samples, TABLE_DOWNGRADES), &downgrades, NULL), ERR_OK);
    struct release of_2025 = releases_find(releases, windows, STR("2025"));
    struct release of_2022 = releases_find(releases, windows, STR("2022"));
    struct date end = ledger_day("2024-03-31");
    assert_int_equal(release_is_covered(&of_2025, end), TERM_NO);
    assert_int_equal(release_is_covered(&of_2022, end), TERM_YES);
    assert_int_equal(releases_find(releases, windows, STR("2012 R2")).latest.days, ledger_day("2013-11-25").days);
    assert_int_equal(releases_find(releases, windows, STR("2012")).latest.days, ledger_day("2012-10-30").days);
    struct downgrade_right right = {windows, STR("2025"), TERM_NO, TERM_YES};
    assert_int_equal(downgrades_find(downgrades, &right, STR("2016")).is_allowed, TERM_YES);
    assert_int_equal(downgrades_find(downgrades, &right, STR("2008 R2")).is_allowed, TERM_NO);
    right.is_volume = TERM_NO;
    assert_int_equal(downgrades_find(downgrades, &right, STR("2016")).is_allowed, TERM_NO);
}

static void test_sample_sizes(void **state) {
    const struct samples *samples = *state;
    CLEANUP(minimums_free_cleanup) struct minimums *minimums = NULL;
    CLEANUP(edition_limits_free_cleanup) struct edition_limits *limits = NULL;

    assert_int_equal(minimums_read(sample(samples, TABLE_MINIMUMS), NULL, &minimums, NULL), ERR_OK);
    assert_int_equal(edition_limits_read(sample(samples, TABLE_EDITION_LIMITS), &limits, NULL), ERR_OK);
    struct minimum windows = minimums_find(minimums, NULL, STR("Microsoft Windows Server"), STR_NONE);
    assert_int_equal(windows.per_socket, 8);
    assert_int_equal(windows.per_server, 16);
    struct minimum oracle = minimums_find(minimums, NULL, STR("Oracle Database"), STR("Enterprise Edition"));
    assert_int_equal(oracle.users_per_processor, 25);
    struct edition_limit se2 = edition_limits_find(limits, STR("Oracle Database"), STR("Standard Edition 2"));
    assert_int_equal(edition_limit_allows(&se2, 4), TERM_NO);
    assert_int_equal(edition_limit_allows(&se2, 2), TERM_YES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_no_table),
        cmocka_unit_test_setup_teardown(test_sample_rows, samples_make, samples_free),
        cmocka_unit_test_setup_teardown(test_sample_processors, samples_make, samples_free),
        cmocka_unit_test_setup_teardown(test_sample_versions, samples_make, samples_free),
        cmocka_unit_test_setup_teardown(test_sample_sizes, samples_make, samples_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

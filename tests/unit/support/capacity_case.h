#pragma once
/* Worked cases of capacities: the rule tables that they rest on, what a right says, and what must come of it. */

#include "licenses/capacity.h"
#include "tests/unit/support/ledger_text.h"

static const struct ledger_file capacity_files[] = {
    {"core_factors.csv", "pattern,factor,valid_from,valid_until,source,checked_on\n"
                         "*xeon*,0.5,,,s,2027-01-01\n"
                         "*third*,1/3,,,s,2027-01-01\n"
                         "*twice a,0.25,,,s,2027-01-01\n"
                         "twice a*,0.75,,,s,2027-01-01\n"},
    {"points.csv", "pattern,points,valid_from,valid_until,source,checked_on\n"
                   "*xeon*,70,,,s,2027-01-01\n"},
    {"minimums.csv", "pattern,per_socket,per_server,per_vm,users_per_processor,source,checked_on\n"
                     "Windows Server*,8,16,8,,s,2027-01-01\n"
                     "Oracle Database*,,,,25,s,2027-01-01\n"
                     "Oracle Database Standard*,,,,10,s,2027-01-01\n"
                     "Torn Server,4,,,,s,2027-01-01\n"
                     "torn server,2,,,,s,2027-01-01\n"},
    {"edition_limits.csv", "product,edition,max_sockets,source,checked_on\n"
                           "Oracle Database,Standard Edition 2,2,s,2027-01-01\n"},
};

struct capacity_tables {
    struct ledger_text ledger;
    struct cpu_rules *core_factors, *points;
    struct minimums *minimums;
    struct edition_limits *edition_limits;
    struct capacity_rules rules;
};

static inline int capacity_tables_make(void **state) {
    struct capacity_tables *tables = calloc(1, sizeof *tables);

    tables->ledger = ledger_text_read(capacity_files, ARRAY_LEN(capacity_files));
    const struct inventory *from = tables->ledger.inventory;
    assert_int_equal(
        cpu_rules_read(CPU_CORE_FACTORS, inventory_table(from, TABLE_CORE_FACTORS), NULL, &tables->core_factors, NULL),
        ERR_OK);
    assert_int_equal(cpu_rules_read(CPU_POINTS, inventory_table(from, TABLE_POINTS), NULL, &tables->points, NULL),
                     ERR_OK);
    assert_int_equal(minimums_read(inventory_table(from, TABLE_MINIMUMS), NULL, &tables->minimums, NULL), ERR_OK);
    assert_int_equal(edition_limits_read(inventory_table(from, TABLE_EDITION_LIMITS), &tables->edition_limits, NULL),
                     ERR_OK);
    tables->rules = (struct capacity_rules){
        .core_factors = tables->core_factors,
        .points = tables->points,
        .minimums = tables->minimums,
        .edition_limits = tables->edition_limits,
        .day = ledger_day("2027-03-31"),
    };
    *state = tables;
    return 0;
}

static inline int capacity_tables_free(void **state) {
    struct capacity_tables *tables = *state;

    if (!tables) {
        return 0; /* they could not be made */
    }
    cpu_rules_free(tables->core_factors);
    cpu_rules_free(tables->points);
    minimums_free(tables->minimums);
    edition_limits_free(tables->edition_limits);
    ledger_text_done(&tables->ledger);
    free(tables);
    return 0;
}

/* What the right says; 0 and NULL: nothing. */
struct right {
    bool is_none; /* there is no right at all */
    int64_t unit_size, points;
    const char *core_factor, *minimum_rule, *maintenance_end;
    enum term evidence;
    int round_scope; /* ROUND_SERVER where nothing is said, which comes to the same */
};

static inline struct entitlement right_of(const struct right *right) {
    struct entitlement entitlement = {
        .unit_size = {right->unit_size > 0, false, right->unit_size},
        .points = {right->points > 0, false, right->points},
        .has_core_factor = right->core_factor != NULL,
        .minimum_rule = str_from(right->minimum_rule),
        .maintenance_end = ledger_day(right->maintenance_end),
        .subcapacity_evidence = right->evidence,
        .round_scope = right->round_scope,
        .form = FORM_VOLUME,
    };

    if (right->core_factor) {
        assert_true(rational_read(str_from(right->core_factor), &entitlement.core_factor));
    }
    return entitlement;
}

/* ENTITLEMENT gets what the right says, and stays where it is. */
static inline struct capacity_terms terms_of(const char *product, const char *edition, int metric,
                                             const struct right *right, struct entitlement *entitlement) {
    *entitlement = right_of(right);
    return (struct capacity_terms){
        .product = str_from(product),
        .edition = str_from(edition),
        .metric = metric,
        .entitlement = right->is_none ? NULL : entitlement,
    };
}

#define OPEN INT64_MAX /* MOST is not known */

struct expected {
    int64_t least, most;
    enum capacity_gap gap;
    enum term is_allowed;
    const char *arithmetic;
};

static inline void assert_need(const struct capacity_need *need, const struct expected *expected,
                               const struct buffer *arithmetic) {
    if (!str_eq(buffer_view(arithmetic), str_from(expected->arithmetic))) {
        fail_msg("\"%.*s\", expected \"%s\"", STR_FMT(buffer_view(arithmetic)), expected->arithmetic);
    }
    assert_int_equal(need->is_known, expected->most != OPEN);
    assert_int_equal(need->least, expected->least);
    assert_int_equal(need->most, need->is_known ? expected->most : 0);
    assert_int_equal(need->gap, expected->gap);
    assert_int_equal(need->is_allowed, expected->is_allowed);
}

#define SURE(UNITS, ARITHMETIC)                                                                                        \
    { UNITS, UNITS, CAPACITY_COMPLETE, TERM_YES, ARITHMETIC }
#define XEON                                                                                                           \
    { "Intel Xeon Gold 6230", 18 }
#define MODEL(TEXT)                                                                                                    \
    { TEXT, sizeof(TEXT) - 1 }
#define WINDOWS    "Windows Server", "Standard"
#define ORACLE     "Oracle Database", "Enterprise Edition"
#define ORACLE_SE2 "Oracle Database", "Standard Edition 2"
#define OTHER      "Other Product", ""

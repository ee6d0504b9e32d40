#include "licenses/capacity.h"

#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_text.h"

#include <inttypes.h>
#include <stdlib.h>

/* --- rule tables ---------------------------------------------------------------------------------------------------
 */

static const struct ledger_file files[] = {
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

struct tables {
    struct ledger_text ledger;
    struct cpu_rules *core_factors, *points;
    struct minimums *minimums;
    struct edition_limits *edition_limits;
    struct capacity_rules rules;
};

static int tables_make(void **state) {
    struct tables *tables = calloc(1, sizeof *tables);

    tables->ledger = ledger_text_read(files, ARRAY_LEN(files));
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

static int tables_free(void **state) {
    struct tables *tables = *state;

    cpu_rules_free(tables->core_factors);
    cpu_rules_free(tables->points);
    minimums_free(tables->minimums);
    edition_limits_free(tables->edition_limits);
    ledger_text_done(&tables->ledger);
    free(tables);
    return 0;
}

/* --- rights and expectations ---------------------------------------------------------------------------------------
 */

/* What the right says; 0 and NULL: nothing. */
struct right {
    bool is_none; /* there is no right at all */
    int64_t unit_size, points;
    const char *core_factor, *minimum_rule, *maintenance_end;
    enum term evidence;
    int round_scope; /* ROUND_SERVER where nothing is said, which comes to the same */
};

static struct entitlement right_of(const struct right *right) {
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

#define OPEN INT64_MAX /* MOST is not known */

struct expected {
    int64_t least, most;
    enum capacity_gap gap;
    enum term is_allowed;
    const char *arithmetic;
};

static void assert_need(const struct capacity_need *need, const struct expected *expected,
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

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    const char *product, *edition;
    int metric;
    struct right right;
    struct processors processors;
    struct expected expected;
} machines[] = {
    {"M07 sockets", OTHER, METRIC_SOCKET, {0}, {XEON, 3, 24, 0, false}, SURE(3, "3")},
    {"M07 pairs 1", OTHER, METRIC_SOCKET, {.unit_size = 2}, {XEON, 1, 0, 0, false}, SURE(2, "ceil(1 / 2) × 2 = 2")},
    {"M07 pairs 2", OTHER, METRIC_SOCKET, {.unit_size = 2}, {XEON, 2, 0, 0, false}, SURE(2, "ceil(2 / 2) × 2 = 2")},
    {"M07 pairs 3", OTHER, METRIC_SOCKET, {.unit_size = 2}, {XEON, 3, 0, 0, false}, SURE(4, "ceil(3 / 2) × 2 = 4")},
    {"pairs of a pool",
     OTHER,
     METRIC_SOCKET,
     {.unit_size = 2, .round_scope = ROUND_POOL},
     {XEON, 3, 0, 0, false},
     SURE(3, "3")},
    {"sockets from cores", OTHER, METRIC_SOCKET, {0}, {XEON, 0, 24, 8, false}, SURE(3, "3")},
    {"no sockets",
     OTHER,
     METRIC_SOCKET,
     {0},
     {XEON, -1, 8, -1, false},
     {1, 8, CAPACITY_NO_SOCKETS, TERM_YES, "8; 1..8"}},
    {"nothing known",
     OTHER,
     METRIC_SOCKET,
     {.unit_size = 2},
     {XEON, 0, 0, 0, false},
     {2, OPEN, CAPACITY_NO_SOCKETS, TERM_YES, "2.."}},
    {"a processor that is cores times factor",
     OTHER,
     METRIC_SOCKET,
     {.core_factor = "0.5"},
     {XEON, 2, 16, 8, false},
     SURE(8, "2 × 8 × 0.5 = 8")},

    {"M08 1×4", WINDOWS, METRIC_CORE, {0}, {XEON, 1, 4, 0, false}, SURE(16, "1 × max(4, 8) = 8 < 16 → 16")},
    {"M08 2×6", WINDOWS, METRIC_CORE, {0}, {XEON, 2, 12, 6, false}, SURE(16, "2 × max(6, 8) = 16 ≥ 16")},
    {"M08 2×10", WINDOWS, METRIC_CORE, {0}, {XEON, 2, 20, 0, false}, SURE(20, "2 × max(10, 8) = 20 ≥ 16")},
    {"M08 1×24", WINDOWS, METRIC_CORE, {0}, {XEON, 1, 24, 0, false}, SURE(24, "1 × max(24, 8) = 24 ≥ 16")},
    {"M08 4×4", WINDOWS, METRIC_CORE, {0}, {XEON, 4, 0, 4, false}, SURE(32, "4 × max(4, 8) = 32 ≥ 16")},
    {"T05 2×12", WINDOWS, METRIC_CORE, {0}, {XEON, 2, 24, 0, false}, SURE(24, "2 × max(12, 8) = 24 ≥ 16")},
    {"without a right",
     WINDOWS,
     METRIC_CORE,
     {.is_none = true},
     {XEON, 2, 12, 0, false},
     SURE(16, "2 × max(6, 8) = 16 ≥ 16")},
    {"packs of cores are not rounded here",
     WINDOWS,
     METRIC_CORE,
     {.unit_size = 2},
     {XEON, 1, 21, 0, false},
     SURE(21, "1 × max(21, 8) = 21 ≥ 16")},
    {"an odd core",
     WINDOWS,
     METRIC_CORE,
     {0},
     {XEON, 2, 21, 0, false},
     SURE(21, "1 × max(11, 8) + 1 × max(10, 8) = 21 ≥ 16")},
    {"an odd core below",
     WINDOWS,
     METRIC_CORE,
     {0},
     {XEON, 2, 13, 0, false},
     SURE(16, "1 × max(7, 8) + 1 × max(6, 8) = 16 ≥ 16")},
    {"the model does not matter",
     WINDOWS,
     METRIC_CORE,
     {0},
     {MODEL("Itanium"), 2, 24, 0, false},
     SURE(24, "2 × max(12, 8) = 24 ≥ 16")},
    {"the right's own minimum",
     OTHER,
     METRIC_CORE,
     {.minimum_rule = "4/12"},
     {XEON, 2, 4, 0, false},
     SURE(12, "2 × max(2, 4) = 8 < 12 → 12")},
    {"of a server alone",
     OTHER,
     METRIC_CORE,
     {.minimum_rule = "16コア"},
     {XEON, 1, 8, 0, false},
     SURE(16, "1 × 8 = 8 < 16 → 16")},
    {"without sockets that do not matter",
     OTHER,
     METRIC_CORE,
     {.minimum_rule = "16"},
     {XEON, 0, 20, 0, false},
     SURE(20, "20 ≥ 16")},
    {"no minimum: by its factor",
     WINDOWS,
     METRIC_CORE,
     {.minimum_rule = "なし"},
     {XEON, 1, 4, 0, false},
     SURE(2, "1 × 4 × 0.5 = 2")},
    {"minimum, then the right's factor",
     WINDOWS,
     METRIC_CORE,
     {.core_factor = "0.25"},
     {XEON, 2, 12, 0, false},
     SURE(4, "2 × max(6, 8) = 16 ≥ 16; 16 × 0.25 = 4")},
    {"a minimum nobody understands",
     WINDOWS,
     METRIC_CORE,
     {.minimum_rule = "契約による"},
     {XEON, 2, 12, 0, false},
     {12, OPEN, CAPACITY_UNREADABLE_RULE, TERM_YES, "12.."}},
    {"minima that differ",
     "Torn Server",
     "",
     METRIC_CORE,
     {0},
     {XEON, 2, 6, 0, false},
     {6, 8, CAPACITY_TORN_MINIMUM, TERM_YES, "2 × max(3, 4) = 8; 6..8"}},
    {"and do not matter", "Torn Server", "", METRIC_CORE, {0}, {XEON, 2, 8, 0, false}, SURE(8, "2 × max(4, 4) = 8")},
    {"and the right says",
     "Torn Server",
     "",
     METRIC_CORE,
     {.minimum_rule = "socket 6"},
     {XEON, 2, 8, 0, false},
     SURE(12, "2 × max(4, 6) = 12")},
    {"sockets that matter",
     WINDOWS,
     METRIC_CORE,
     {0},
     {XEON, 0, 16, 0, false},
     {16, 128, CAPACITY_NO_SOCKETS, TERM_YES, "16 × max(1, 8) = 128 ≥ 16; 16..128"}},
    {"no cores", WINDOWS, METRIC_CORE, {0}, {XEON, 2, 0, 0, false}, {16, OPEN, CAPACITY_NO_CORES, TERM_YES, "16.."}},
    {"nothing known",
     WINDOWS,
     METRIC_CORE,
     {0},
     {XEON, 0, -1, 0, false},
     {16, OPEN, CAPACITY_NO_CORES, TERM_YES, "16.."}},
    {"only cores of a socket",
     OTHER,
     METRIC_CORE,
     {.core_factor = "1"},
     {XEON, 0, 0, 6, false},
     {6, OPEN, CAPACITY_NO_CORES, TERM_YES, "6.."}},
    {"figures that contradict",
     WINDOWS,
     METRIC_CORE,
     {0},
     {XEON, 2, 20, 12, false},
     {20, 24, CAPACITY_TORN_CORES, TERM_YES, "2 × max(12, 8) = 24 ≥ 16; 20..24"}},
    {"fewer cores than sockets",
     OTHER,
     METRIC_CORE,
     {.core_factor = "1"},
     {XEON, 4, 2, 0, false},
     {2, OPEN, CAPACITY_TORN_CORES, TERM_YES, "2.."}},

    {"M09 and T17", OTHER, METRIC_CORE, {0}, {XEON, 1, 5, 0, false}, SURE(3, "1 × 5 × 0.5 = 2.5 → 3")},
    {"M09 by the right",
     OTHER,
     METRIC_CORE,
     {.core_factor = "0.5"},
     {MODEL("Itanium"), 1, 5, 0, false},
     SURE(3, "1 × 5 × 0.5 = 2.5 → 3")},
    {"M09 over a pool",
     OTHER,
     METRIC_CORE,
     {.round_scope = ROUND_POOL},
     {XEON, 1, 5, 0, false},
     SURE(3, "1 × 5 × 0.5 = 2.5")},
    {"no decimal", OTHER, METRIC_CORE, {0}, {MODEL("third"), 2, 16, 0, false}, SURE(6, "2 × 8 × 1/3 = 16/3 → 6")},
    {"an odd core", OTHER, METRIC_CORE, {0}, {XEON, 2, 13, 0, false}, SURE(7, "13 × 0.5 = 6.5 → 7")},
    {"sockets do not matter", OTHER, METRIC_CORE, {0}, {XEON, 0, 13, 0, false}, SURE(7, "13 × 0.5 = 6.5 → 7")},
    {"M09 unlisted",
     OTHER,
     METRIC_CORE,
     {0},
     {MODEL("Itanium"), 2, 16, 0, false},
     {1, 16, CAPACITY_UNLISTED_CPU, TERM_YES, "2 × 8 × 1 = 16; 1..16"}},
    {"no model",
     OTHER,
     METRIC_CORE,
     {0},
     {MODEL(""), 2, 16, 0, false},
     {1, 16, CAPACITY_UNLISTED_CPU, TERM_YES, "2 × 8 × 1 = 16; 1..16"}},
    {"rules that differ",
     OTHER,
     METRIC_CORE,
     {0},
     {MODEL("twice a"), 2, 16, 0, false},
     {1, 12, CAPACITY_TORN_CPU, TERM_YES, "2 × 8 × 0.75 = 12; 1..12"}},

    {"M10 four sockets",
     ORACLE_SE2,
     METRIC_SOCKET,
     {0},
     {XEON, 4, 32, 0, false},
     {4, 4, CAPACITY_COMPLETE, TERM_NO, "4; 4 > 2"}},
    {"M10 two sockets", ORACLE_SE2, METRIC_SOCKET, {0}, {XEON, 2, 32, 0, false}, SURE(2, "2")},
    {"M10 no sockets",
     ORACLE_SE2,
     METRIC_SOCKET,
     {0},
     {XEON, 0, 4, 0, false},
     {1, 4, CAPACITY_NO_SOCKETS, TERM_BLANK, "4; 1..4"}},
    {"another edition", ORACLE, METRIC_SOCKET, {0}, {XEON, 4, 32, 0, false}, SURE(4, "4")},

    {"M12 full capacity", OTHER, METRIC_POINTS, {0}, {XEON, 2, 16, 8, false}, SURE(1120, "2 × 8 × 70 = 1120")},
    {"M12 by the right",
     OTHER,
     METRIC_POINTS,
     {.points = 100},
     {MODEL("Itanium"), 2, 16, 8, false},
     SURE(1600, "2 × 8 × 100 = 1600")},
    {"M12 unlisted",
     OTHER,
     METRIC_POINTS,
     {0},
     {MODEL("Itanium"), 2, 16, 8, false},
     {1, 1920, CAPACITY_UNLISTED_CPU, TERM_YES, "2 × 8 × 120 = 1920; 1..1920"}},
    {"minima are not of points", WINDOWS, METRIC_POINTS, {0}, {XEON, 1, 4, 0, false}, SURE(280, "1 × 4 × 70 = 280")},

    /* "８コア×２" is read as two sockets with eight cores each, "多数" as nothing */
    {"T16 read", OTHER, METRIC_CORE, {.core_factor = "1"}, {XEON, 2, 0, 8, false}, SURE(16, "2 × 8 × 1 = 16")},
    {"T16 not read",
     OTHER,
     METRIC_CORE,
     {.core_factor = "1"},
     {XEON, -1, -1, -1, false},
     {1, OPEN, CAPACITY_NO_CORES, TERM_YES, "1.."}},

    {"too many cores",
     OTHER,
     METRIC_CORE,
     {.core_factor = "3"},
     {XEON, 1, INT64_MAX, 0, false},
     {1, OPEN, CAPACITY_TOO_LARGE, TERM_YES, "1.."}},
    {"too many to multiply",
     OTHER,
     METRIC_CORE,
     {.core_factor = "1"},
     {XEON, INT64_MAX, 0, 2, false},
     {INT64_MAX, OPEN, CAPACITY_TOO_LARGE, TERM_YES, "9223372036854775807.."}},
    {"a virtual machine",
     WINDOWS,
     METRIC_CORE,
     {.maintenance_end = "2027-03-31"},
     {XEON, 1, 4, 0, true},
     SURE(8, "max(4, 8) = 8")},
};

static void test_machines(void **state) {
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
        CLEANUP(buffer_done) struct buffer arithmetic = {0};
        struct entitlement right = right_of(&machines[i].right);
        struct capacity_terms terms = {
            .product = str_from(machines[i].product),
            .edition = str_from(machines[i].edition),
            .metric = machines[i].metric,
            .entitlement = machines[i].right.is_none ? NULL : &right,
        };
        print_message("%s\n", machines[i].name);
        struct capacity_need need = capacity_of_machine(&tables->rules, &terms, &machines[i].processors, &arithmetic);
        assert_need(&need, &machines[i].expected, &arithmetic);
        struct capacity_need silent = capacity_of_machine(&tables->rules, &terms, &machines[i].processors, NULL);
        assert_int_equal(silent.least, need.least);
        assert_int_equal(silent.most, need.most);
    }
}

/* --- virtual machines ----------------------------------------------------------------------------------------------
 */

static const struct processors host_of_16 = {XEON, 2, 16, 8, false}, unknown_host = {XEON, 0, 0, 0, false},
                               large_host = {XEON, 4, 64, 16, false};

static const struct {
    const char *name;
    const char *product, *edition;
    int metric;
    struct right right;
    struct processors vm;
    const struct processors *host;
    struct expected expected;
} virtuals[] = {
    {"M13 maintained",
     WINDOWS,
     METRIC_VM,
     {.maintenance_end = "2027-03-31"},
     {XEON, 1, 4, 0, true},
     &host_of_16,
     SURE(8, "max(4, 8) = 8")},
    {"M13 no longer",
     WINDOWS,
     METRIC_VM,
     {.maintenance_end = "2027-03-30"},
     {XEON, 1, 4, 0, true},
     &host_of_16,
     {8, 8, CAPACITY_COMPLETE, TERM_NO, "max(4, 8) = 8"}},
    {"M13 not said",
     WINDOWS,
     METRIC_CORE,
     {0},
     {XEON, 1, 12, 0, true},
     NULL,
     {12, 12, CAPACITY_COMPLETE, TERM_BLANK, "max(12, 8) = 12"}},
    {"without a right", WINDOWS, METRIC_VM, {.is_none = true}, {XEON, 1, 4, 0, true}, NULL, SURE(8, "max(4, 8) = 8")},
    {"no cores",
     WINDOWS,
     METRIC_VM,
     {.is_none = true},
     {XEON, 0, 0, 0, true},
     NULL,
     {8, OPEN, CAPACITY_NO_CORES, TERM_YES, "8.."}},
    {"a factor, of the host's model",
     OTHER,
     METRIC_CORE,
     {0},
     {MODEL("QEMU"), 1, 3, 0, true},
     &host_of_16,
     SURE(2, "3 × 0.5 = 1.5 → 2")},
    {"sockets of the host", OTHER, METRIC_SOCKET, {0}, {XEON, 8, 8, 0, true}, &host_of_16, SURE(2, "2")},
    {"sockets without a host",
     OTHER,
     METRIC_SOCKET,
     {0},
     {XEON, 8, 8, 0, true},
     NULL,
     {1, OPEN, CAPACITY_NO_SOCKETS, TERM_YES, "1.."}},
    {"M10 the host is too large",
     ORACLE_SE2,
     METRIC_CORE,
     {0},
     {XEON, 1, 2, 0, true},
     &large_host,
     {1, 1, CAPACITY_COMPLETE, TERM_NO, "2 × 0.5 = 1; 4 > 2"}},
    {"M10 the host is not known",
     ORACLE_SE2,
     METRIC_CORE,
     {0},
     {XEON, 1, 2, 0, true},
     NULL,
     {1, 1, CAPACITY_COMPLETE, TERM_BLANK, "2 × 0.5 = 1"}},

    {"M12 with evidence",
     OTHER,
     METRIC_POINTS,
     {.evidence = TERM_YES},
     {XEON, 1, 4, 0, true},
     &host_of_16,
     SURE(280, "min(4, 16) × 70 = 280")},
    {"M12 without",
     OTHER,
     METRIC_POINTS,
     {.evidence = TERM_NO},
     {XEON, 1, 4, 0, true},
     &host_of_16,
     SURE(1120, "2 × 8 × 70 = 1120")},
    {"M12 nobody says",
     OTHER,
     METRIC_POINTS,
     {0},
     {XEON, 1, 4, 0, true},
     &host_of_16,
     {280, 1120, CAPACITY_NO_EVIDENCE, TERM_YES, "2 × 8 × 70 = 1120; 280..1120"}},
    {"M12 no right",
     OTHER,
     METRIC_POINTS,
     {.is_none = true},
     {XEON, 1, 4, 0, true},
     &host_of_16,
     {280, 1120, CAPACITY_NO_EVIDENCE, TERM_YES, "2 × 8 × 70 = 1120; 280..1120"}},
    {"M12 more virtual cores than real ones",
     OTHER,
     METRIC_POINTS,
     {.evidence = TERM_YES},
     {XEON, 0, 40, 0, true},
     &host_of_16,
     SURE(1120, "min(40, 16) × 70 = 1120")},
    {"which makes evidence needless",
     OTHER,
     METRIC_POINTS,
     {0},
     {XEON, 0, 40, 0, true},
     &host_of_16,
     SURE(1120, "2 × 8 × 70 = 1120")},
    {"M12 no host",
     OTHER,
     METRIC_POINTS,
     {.evidence = TERM_YES},
     {XEON, 0, 4, 0, true},
     NULL,
     {70, 280, CAPACITY_NO_CORES, TERM_YES, "4 × 70 = 280; 70..280"}},
    {"M12 no host and no evidence",
     OTHER,
     METRIC_POINTS,
     {.evidence = TERM_NO},
     {XEON, 0, 4, 0, true},
     &unknown_host,
     {70, OPEN, CAPACITY_NO_CORES, TERM_YES, "70.."}},
    {"M12 no virtual cores",
     OTHER,
     METRIC_POINTS,
     {.evidence = TERM_YES},
     {XEON, 0, 0, 0, true},
     &host_of_16,
     {70, 1120, CAPACITY_NO_CORES, TERM_YES, "16 × 70 = 1120; 70..1120"}},
};

static void test_virtual_machines(void **state) {
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(virtuals); i++) {
        CLEANUP(buffer_done) struct buffer arithmetic = {0};
        struct entitlement right = right_of(&virtuals[i].right);
        struct capacity_terms terms = {
            .product = str_from(virtuals[i].product),
            .edition = str_from(virtuals[i].edition),
            .metric = virtuals[i].metric,
            .entitlement = virtuals[i].right.is_none ? NULL : &right,
        };
        print_message("%s\n", virtuals[i].name);
        struct capacity_need need =
            capacity_of_vm(&tables->rules, &terms, &virtuals[i].vm, virtuals[i].host, &arithmetic);
        assert_need(&need, &virtuals[i].expected, &arithmetic);
    }
}

/* --- users ---------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    const char *product, *edition;
    struct right right;
    struct processors processors;
    int64_t users;
    struct expected expected;
} users[] = {
    {"M11", ORACLE, {0}, {XEON, 2, 16, 8, false}, 150, SURE(200, "2 × 8 × 0.5 = 8; max(150, 25 × 8) = 200")},
    {"M11 more users", ORACLE, {0}, {XEON, 2, 16, 8, false}, 250, SURE(250, "2 × 8 × 0.5 = 8; max(250, 25 × 8) = 250")},
    {"part of a processor is one",
     ORACLE,
     {0},
     {XEON, 1, 5, 0, false},
     0,
     SURE(75, "1 × 5 × 0.5 = 2.5 → 3; max(0, 25 × 3) = 75")},
    {"sockets where the edition counts them",
     ORACLE_SE2,
     {0},
     {XEON, 2, 32, 0, false},
     5,
     SURE(20, "2; max(5, 10 × 2) = 20")},
    {"and has a limit",
     ORACLE_SE2,
     {0},
     {XEON, 4, 32, 0, false},
     5,
     {40, 40, CAPACITY_COMPLETE, TERM_NO, "4; max(5, 10 × 4) = 40; 4 > 2"}},
    {"a virtual machine has none",
     ORACLE_SE2,
     {0},
     {XEON, 2, 4, 0, true},
     5,
     {10, OPEN, CAPACITY_NO_SOCKETS, TERM_BLANK, "1..; 10.."}},
    {"no minimum", OTHER, {0}, {XEON, 2, 16, 8, false}, 7, SURE(7, "7")},
    {"no minimum, nobody there", OTHER, {0}, {XEON, 2, 16, 8, false}, 0, SURE(0, "0")},
    {"the right's own",
     OTHER,
     {.minimum_rule = "user 5"},
     {XEON, 2, 16, 8, false},
     7,
     SURE(40, "2 × 8 × 0.5 = 8; max(7, 5 × 8) = 40")},
    {"a model nobody knows",
     ORACLE,
     {0},
     {MODEL("Itanium"), 2, 16, 8, false},
     150,
     {150, 400, CAPACITY_UNLISTED_CPU, TERM_YES, "2 × 8 × 1 = 16; 1..16; max(150, 25 × 16) = 400; 150..400"}},
    {"which does not matter",
     ORACLE,
     {0},
     {MODEL("Itanium"), 2, 16, 8, false},
     500,
     SURE(500, "2 × 8 × 1 = 16; 1..16; max(500, 25 × 16) = 500")},
    {"no cores", ORACLE, {0}, {XEON, 0, 0, 0, false}, 150, {150, OPEN, CAPACITY_NO_CORES, TERM_YES, "1..; 150.."}},
    {"a rule nobody understands",
     ORACLE,
     {.minimum_rule = "契約による", .core_factor = "0.5"},
     {XEON, 2, 16, 8, false},
     150,
     {150, OPEN, CAPACITY_UNREADABLE_RULE, TERM_YES, "2 × 8 × 0.5 = 8; 150.."}},
};

static void test_users(void **state) {
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(users); i++) {
        CLEANUP(buffer_done) struct buffer arithmetic = {0};
        struct entitlement right = right_of(&users[i].right);
        struct capacity_terms terms = {
            .product = str_from(users[i].product),
            .edition = str_from(users[i].edition),
            .metric = METRIC_USER,
            .entitlement = &right,
        };
        print_message("%s\n", users[i].name);
        struct capacity_need need =
            capacity_of_users(&tables->rules, &terms, &users[i].processors, users[i].users, &arithmetic);
        assert_need(&need, &users[i].expected, &arithmetic);
    }
}

/* --- pools ---------------------------------------------------------------------------------------------------------
 */

static struct capacity_need need_of(const struct tables *tables, const char *model, int64_t cores) {
    struct capacity_terms terms = {.product = STR("Other Product"), .metric = METRIC_CORE};
    struct processors processors = {.model = str_from(model), .sockets = 1, .cores = cores};

    return capacity_of_machine(&tables->rules, &terms, &processors, NULL);
}

static void assert_pool(const struct capacity_need *needs, size_t count, struct expected expected) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_need pool = capacity_of_pool(needs, count, &arithmetic);

    assert_need(&pool, &expected, &arithmetic);
}

/* M09: two servers with 2.5 each need 3 + 3, or 5 together. */
static void test_pools(void **state) {
    const struct tables *tables = *state;
    struct capacity_need needs[9];

    for (size_t i = 0; i < 9; i++) {
        needs[i] = need_of(tables, "Xeon", 5);
    }
    assert_int_equal(needs[0].most + needs[1].most, 6);
    assert_pool(needs, 2, (struct expected)SURE(5, "2.5 + 2.5 = 5"));
    assert_pool(needs, 3, (struct expected)SURE(8, "2.5 + 2.5 + 2.5 = 7.5 → 8"));
    assert_pool(needs, 9, (struct expected)SURE(23, "Σ = 22.5 → 23"));
    assert_pool(needs, 0, (struct expected)SURE(0, "Σ = 0"));
    needs[1] = need_of(tables, "Itanium", 5);
    assert_pool(needs, 2, (struct expected){3, 8, CAPACITY_UNLISTED_CPU, TERM_YES, "2.5 + 5 = 7.5 → 8; 3..8"});
    assert_pool(&needs[1], 1, (struct expected){1, 5, CAPACITY_UNLISTED_CPU, TERM_YES, "5 = 5; 1..5"});
    needs[1] = need_of(tables, "Xeon", 0);
    assert_pool(needs, 2, (struct expected){3, OPEN, CAPACITY_NO_CORES, TERM_YES, "3.."});
    needs[0].exact = rational_whole(INT64_MAX);
    needs[1] = needs[0];
    assert_pool(needs, 2, (struct expected){5, OPEN, CAPACITY_TOO_LARGE, TERM_YES, "5.."});
}

/* --- against integers ----------------------------------------------------------------------------------------------
 *
 * A machine socket by socket, in 128-bit integers over the factor's denominator.
 */

struct random_machine {
    int64_t sockets, cores, per_socket, per_server, numerator, denominator;
};

static struct random_machine pick(void) {
    struct random_machine machine = {
        .sockets = 1 + random() % 9,
        .per_socket = random() % 3 ? random() % 20 : 0,
        .per_server = random() % 3 ? random() % 60 : 0,
        .numerator = 1 + random() % 12,
        .denominator = 1 + random() % 12,
    };

    machine.cores = machine.sockets + random() % 100;
    return machine;
}

static __int128 scaled_need(const struct random_machine *machine) {
    __int128 sum = 0;

    for (int64_t socket = 0; socket < machine->sockets; socket++) {
        int64_t cores = (machine->cores + socket) / machine->sockets; /* these add up to all cores */
        sum += cores > machine->per_socket ? cores : machine->per_socket;
    }
    sum = sum > machine->per_server ? sum : machine->per_server;
    return sum * machine->numerator;
}

static struct capacity_need random_need(const struct capacity_rules *rules, const struct random_machine *machine) {
    struct processors processors = {.sockets = machine->sockets, .cores = machine->cores};
    struct entitlement right = {.has_core_factor = true, .round_scope = WORD_BLANK};
    struct capacity_terms terms = {.product = STR("Other Product"), .metric = METRIC_CORE, .entitlement = &right};
    char text[64];

    snprintf(text, sizeof text, "%" PRId64 "/%" PRId64, machine->per_socket, machine->per_server);
    right.minimum_rule = str_from(text);
    assert_true(rational_make(machine->numerator, machine->denominator, &right.core_factor));
    return capacity_of_machine(rules, &terms, &processors, NULL);
}

enum { POOL = 4, COMMON = 27720 /* a multiple of 1 … 12 */ };

static void test_against_integers(void **state) {
    const struct tables *tables = *state;

    srandom((unsigned)test_seed());
    for (long run = 0; run < test_count("capacity_random"); run++) {
        struct capacity_need needs[POOL];
        __int128 pool = 0;
        for (size_t i = 0; i < POOL; i++) {
            struct random_machine machine = pick();
            __int128 scaled = scaled_need(&machine);
            needs[i] = random_need(&tables->rules, &machine);
            assert_true(needs[i].is_known && needs[i].gap == CAPACITY_COMPLETE && needs[i].least == needs[i].most);
            assert_true((__int128)needs[i].exact.numerator * machine.denominator ==
                        scaled * needs[i].exact.denominator);
            assert_int_equal(needs[i].most, (scaled + machine.denominator - 1) / machine.denominator);
            pool += scaled * (COMMON / machine.denominator);
        }
        struct capacity_need together = capacity_of_pool(needs, POOL, NULL);
        assert_int_equal(together.most, (pool + COMMON - 1) / COMMON);
        assert_int_equal(together.least, together.most);
    }
}

/* Whatever the sockets turn out to be, the need is within the range, and both ends are reached. */
static void test_range_holds(void **state) {
    const struct tables *tables = *state;

    srandom((unsigned)test_seed() + 1);
    for (int run = 0; run < 500; run++) {
        struct random_machine machine = pick();
        machine.sockets = 0;
        struct capacity_need open = random_need(&tables->rules, &machine);
        int64_t least = INT64_MAX, most = 0;
        for (machine.sockets = 1; machine.sockets <= machine.cores; machine.sockets++) {
            struct capacity_need need = random_need(&tables->rules, &machine);
            least = need.most < least ? need.most : least;
            most = need.most > most ? need.most : most;
        }
        assert_true(open.is_known);
        assert_int_equal(open.least, least);
        assert_int_equal(open.most, most);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machines), cmocka_unit_test(test_virtual_machines), cmocka_unit_test(test_users),
        cmocka_unit_test(test_pools),    cmocka_unit_test(test_against_integers), cmocka_unit_test(test_range_holds),
    };
    return cmocka_run_group_tests(tests, tables_make, tables_free);
}

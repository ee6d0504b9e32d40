#include "licenses/uses.h"

#include "tests/unit/support/audited.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>

static const char products[] = "pattern,class,vendor,product,edition,version,licensable,source,checked_on\n"
                               "/^tool(?: (?<version>\\d+))?(?: \\(x64\\))?$/,product,Maker,Tool,,,,s,2027-01-01\n"
                               "/^tool pro(?: (?<version>\\d+))?/,product,Maker,Tool,Pro,,,s,2027-01-01\n"
                               "/^saw(?: (?<version>\\d+))?/,product,Maker,Saw,,,,s,2027-01-01\n"
                               "/^base(?: (?<version>\\d+))?/,product,Maker,Base,,,,s,2027-01-01\n"
                               "Gift*,product,Maker,Gift,,,no,s,2027-01-01\n";

/* P1 was observed, P2 without its software, P3 not at all; d4 is on no record; P5 has been disposed of. */
static const char assets[] = "asset_id,os_name,status\nP1,,\nP2,,\nP3,,\nP5,,disposed\n";
static const char devices[] = "device_id,asset_tag,sections_missing\nd1,P1,\nd2,P2,packages\nd4,,\n";

struct use_case {
    const char *what;
    const char *listed;    /* asset_id,product,version,edition,kind,license_id,instance */
    const char *installed; /* device_id,product,version,edition,instance */
    const char *uses;      /* lines, in order: "P1 Tool 2024 [instance] installed software.csv:2 software.csv:3" */
    const char *licenses;  /* license_id,product,quantity; NULL: none */
    const char *assets, *devices; /* other than those above, or NULL */
};

static struct audited *read_uses(const struct use_case *test) {
    char listed[2048], installed[2048], licenses[512];
    const struct ministry_table tables[] = {{false, TABLE_PRODUCTS, products}, {false, TABLE_LICENSES, licenses}};
    struct ministry_text text = {
        .assets = test->assets ? test->assets : assets,
        .devices = test->devices ? test->devices : devices,
        .listed = listed,
        .installed = installed,
        .others = tables,
        .other_count = ARRAY_LEN(tables),
    };

    snprintf(listed, sizeof listed, "asset_id,product,version,edition,kind,license_id,instance,role\n%s", test->listed);
    snprintf(installed, sizeof installed, "device_id,product,version,edition,instance\n%s", test->installed);
    snprintf(licenses, sizeof licenses, "license_id,product,quantity\n%s", test->licenses ? test->licenses : "");
    struct audited *audited = audited_new(&text, 1, "2027-03-31");
    audited_read(audited);
    return audited;
}

/* --- uses as text --------------------------------------------------------------------------------------------------
 */

static void append_use(const struct audited *audited, const struct use *use, bool with_rows, struct buffer *out) {
    static const char *const sources[] = {"installed", "listed", "system", "system-listed"};
    const struct machine *machine = estate_machine(audited->audit.estate, use->machine);
    struct str version = uses_text(audited->audit.uses, use->version);
    struct str instance = uses_text(audited->audit.uses, use->instance);

    buffer_append(out, machine->asset_id.n ? machine->asset_id : machine->device_id);
    buffer_append_char(out, ' ');
    buffer_append(out, catalog_product(audited->audit.catalog, use->product)->name);
    buffer_printf(out, "%s%.*s", version.n ? " " : "", STR_FMT(version));
    if (instance.n) {
        buffer_printf(out, " [%.*s]", STR_FMT(instance));
    }
    buffer_printf(out, " %s", sources[use->source]);
    if (with_rows) {
        buffer_append_char(out, ' ');
        use_evidence(audited->audit.uses, use, out);
        buffer_append_char(out, ' ');
        if (use->listed == USE_NONE) {
            buffer_append_char(out, '-');
        } else {
            table_evidence(audited->audit.uses_input.listed, use->listed, out);
        }
    }
    buffer_append_char(out, '\n');
}

static int compare_lines(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* In the order of the lines, since families have none of their own. */
static void list_uses(const struct audited *audited, bool with_rows, struct buffer *out) {
    enum { LINES_MAX = 256 };
    CLEANUP(buffer_done) struct buffer text = {0};
    struct str lines[LINES_MAX], rest, line;
    size_t count = 0;

    for (uint32_t i = 0; i < uses_count(audited->audit.uses); i++) {
        append_use(audited, uses_get(audited->audit.uses, i), with_rows, &text);
    }
    rest = buffer_view(&text);
    while (rest.n && str_cut(&rest, '\n', &line)) {
        assert_true(count < LINES_MAX);
        lines[count++] = line;
    }
    if (count) {
        qsort(lines, count, sizeof *lines, compare_lines);
    }
    for (size_t i = 0; i < count; i++) {
        buffer_append(out, lines[i]);
        buffer_append_char(out, '\n');
    }
    buffer_append_char(out, '\0');
}

static void check_cases(const struct use_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(audited_free_cleanup) struct audited *audited = read_uses(&cases[i]);
        CLEANUP(buffer_done) struct buffer got = {0};
        list_uses(audited, true, &got);
        if (strcmp(got.p, cases[i].uses) != 0) {
            fail_msg("%s:\n%snot\n%s", cases[i].what, got.p, cases[i].uses);
        }
    }
}

/* --- which side ----------------------------------------------------------------------------------------------------
 */

static const struct use_case sides[] = {
    {"observed", "", "d1,Tool 2024,,,\n", "P1 Tool 2024 installed software.csv:2 -\n", NULL, NULL, NULL},
    {"on a machine that is on no record", "", "d4,Tool 2024,,,\n", "d4 Tool 2024 installed software.csv:2 -\n", NULL,
     NULL, NULL},
    {"of a device that is none", "", "d9,Tool 2024,,,\n", "", NULL, NULL, NULL},
    {"listed on a machine that was examined", "P1,Tool 2024,,,,,,\n", "", "", NULL, NULL, NULL},
    {"on one whose software was not read", "P2,Tool 2024,,,,,,\n", "",
     "P2 Tool 2024 listed software.csv:2 software.csv:2\n", NULL, NULL, NULL},
    {"on one that was not observed", "P3,Tool 2024,,,,,,\n", "", "P3 Tool 2024 listed software.csv:2 software.csv:2\n",
     NULL, NULL, NULL},
    {"on one that is gone", "P5,Tool 2024,,,,,,\n", "", "", NULL, NULL, NULL},
    {"on one that is on no record", "P9,Tool 2024,,,,,,\n", "", "", NULL, NULL, NULL},
    {"observed goes before listed, of any version and edition", "P2,Tool 2019,,,,,,\nP2,Saw 2024,,,,,,\n",
     "d2,Tool Pro 2024,,,\n",
     "P2 Saw 2024 listed software.csv:3 software.csv:3\nP2 Tool Pro 2024 installed software.csv:2 software.csv:2\n",
     NULL, NULL, NULL},
    {"gone on paper, and observed", "", "d5,Tool 2024,,,\n", "P5 Tool 2024 installed software.csv:2 -\n", NULL, NULL,
     "device_id,asset_tag\nd5,P5\n"},
};

static void test_sides(void **state) {
    (void)state;
    check_cases(sides, ARRAY_LEN(sides));
}

static const struct use_case folds[] = {
    {"M01: another architecture is the same", "", "d1,Tool 2024,,,\nd1,Tool 2024 (x64),,,\n",
     "P1 Tool 2024 installed software.csv:2 -\n", NULL, NULL, NULL},
    {"another version is not", "", "d1,Tool 2019,,,\nd1,Tool 2024,,,\n",
     "P1 Tool 2019 installed software.csv:2 -\nP1 Tool 2024 installed software.csv:3 -\n", NULL, NULL, NULL},
    {"nor another edition", "", "d1,Tool 2024,,,\nd1,Tool 2024,,Pro,\n",
     "P1 Tool 2024 installed software.csv:2 -\nP1 Tool Pro 2024 installed software.csv:3 -\n", NULL, NULL, NULL},
    {"M02: nor another instance", "", "d1,Base 19,,,INST1\nd1,Base 19,,,INST2\nd1,Base 19,,,INST1\n",
     "P1 Base 19 [INST1] installed software.csv:2 -\nP1 Base 19 [INST2] installed software.csv:4 -\n", NULL, NULL,
     NULL},
    {"a version of a column", "", "d1,Tool,5.1,,\n", "P1 Tool 5.1 installed software.csv:2 -\n", NULL, NULL, NULL},
    {"that of the title goes before", "", "d1,Tool 2024,16.0.1,,\n", "P1 Tool 2024 installed software.csv:2 -\n", NULL,
     NULL, NULL},
    {"an edition of a column", "", "d1,Tool 2024,,Pro,\n", "P1 Tool Pro 2024 installed software.csv:2 -\n", NULL, NULL,
     NULL},
    {"listed twice", "P3,Tool 2024,,,,,,\nP3,Tool 2024,,,,,,\n", "",
     "P3 Tool 2024 listed software.csv:2 software.csv:2\n", NULL, NULL, NULL},
};

static void test_folds(void **state) {
    (void)state;
    check_cases(folds, ARRAY_LEN(folds));
}

/* --- what takes no right -------------------------------------------------------------------------------------------
 */

static const struct use_case kinds[] = {
    {"a rule says so", "", "d1,Gift 1,,,\nd1,Unheard of 1,,,\n", "", NULL, NULL, NULL},
    {"the ledger says so", "P1,Tool 2024,,,freeware,,,\n", "d1,Tool 2024,,,\nd4,Tool 2019,,,\n", "", NULL, NULL, NULL},
    {"or that it was made here", "P1,Tool 2024,,,inhouse,,,\n", "d1,Tool 2024,,,\n", "", NULL, NULL, NULL},
    {"one row says that it was paid for", "P1,Tool 2024,,,freeware,,,\nP2,Tool 2019,,,commercial,,,\n",
     "d1,Tool 2024,,,\nd2,Tool 2019,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:2\nP2 Tool 2019 installed software.csv:3 software.csv:3\n",
     NULL, NULL, NULL},
    {"a right is on record", "P1,Tool 2024,,,freeware,,,\n", "d1,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:2\n", "L1,Tool,5\n", NULL, NULL},
    {"an operating system", "P1,Tool 2024,,,os,,,\n", "d1,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:2\n", NULL, NULL, NULL},
    {"a patch is none of the product's", "P1,Tool 2024,,,update,,,\n", "d1,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:2\n", NULL, NULL, NULL},
    {"a right to what no rule knows", "", "d1,Unheard of 1.0,,,\n", "P1 Unheard of installed software.csv:2 -\n",
     "L1,Unheard of,5\n", NULL, NULL},
    {"a licence id in the ledger makes it one", "P1,Unheard of 1,,,,L-77,,\n", "d4,Unheard of 1,,,\n",
     "d4 Unheard of 1 installed software.csv:2 -\n", NULL, NULL, NULL},
};

static void test_kinds(void **state) {
    (void)state;
    check_cases(kinds, ARRAY_LEN(kinds));
}

/* --- operating systems ---------------------------------------------------------------------------------------------
 */

#define SYSTEM_DEVICES "device_id,asset_tag,os_name,os_version,os_edition,sections_missing\n"

static const struct use_case systems[] = {
    {"observed", "", "", "P1 Base 19 system devices.csv:2 -\n", NULL, NULL, SYSTEM_DEVICES "d1,P1,Base 19,,,\n"},
    {"though its software was not read", "", "", "P1 Base 19 system devices.csv:2 -\n", NULL, NULL,
     SYSTEM_DEVICES "d1,P1,Base 19,,,packages\n"},
    {"its version and edition", "", "", "P1 Base Large 20.1 system devices.csv:2 -\n", NULL, NULL,
     SYSTEM_DEVICES "d1,P1,Base,20.1,Large,\n"},
    {"listed, on a machine that was not observed", "", "", "P1 Base 19 system-listed devices.csv:2 -\n", NULL,
     "asset_id,os_name\nP1,Base 19\n", SYSTEM_DEVICES},
    {"on one that was", "", "", "P1 Base 20 system devices.csv:2 -\n", NULL, "asset_id,os_name\nP1,Base 19\n",
     SYSTEM_DEVICES "d1,P1,Base 20,,,\n"},
    {"with another system", "", "", "", NULL, "asset_id,os_name\nP1,Base 19\n", SYSTEM_DEVICES "d1,P1,Other,,,\n"},
    {"with a system that was not read", "", "", "P1 Base 19 system-listed devices.csv:2 -\n", NULL,
     "asset_id,os_name\nP1,Base 19\n", SYSTEM_DEVICES "d1,P1,,,,\n"},
    {"in the ledger of software, too", "P1,Base 19,,,os,,,\n", "", "P1 Base 19 system devices.csv:2 software.csv:2\n",
     NULL, NULL, SYSTEM_DEVICES "d1,P1,Base 19,,,\n"},
    {"in both ledgers, not observed", "P3,Base 19,,,os,,,\n", "", "P3 Base 19 listed software.csv:2 software.csv:2\n",
     NULL, "asset_id,os_name\nP3,Base 19\n", NULL},
    {"among the packages, too", "", "d1,Base 19,,,\n", "P1 Base 19 installed software.csv:2 -\n", NULL, NULL,
     SYSTEM_DEVICES "d1,P1,Base 19,,,\n"},
};

static void test_systems(void **state) {
    (void)state;
    check_cases(systems, ARRAY_LEN(systems));
}

/* --- rows of the ledger that speak of a use ------------------------------------------------------------------------
 */

static const struct use_case joins[] = {
    {"of the same version", "P1,Tool 2019,,,,,,\nP1,Tool 2024,,,,,,\n", "d1,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:3\n", NULL, NULL, NULL},
    {"of another", "P1,Tool Pro 2019,,,,,,\nP1,Tool 2019,,,,,,\n", "d1,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:3\n", NULL, NULL, NULL},
    {"of another edition", "P1,Tool Pro 2019,,,,,,\n", "d1,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 software.csv:2\n", NULL, NULL, NULL},
    {"of another machine", "P2,Tool 2024,,,,,,\n", "d1,Tool 2024,,,\nd2,Tool 2024,,,\n",
     "P1 Tool 2024 installed software.csv:2 -\nP2 Tool 2024 installed software.csv:3 software.csv:2\n", NULL, NULL,
     NULL},
    {"of the same instance", "P1,Base 19,,,,,INST2,\nP1,Base 19,,,,,INST1,\n",
     "d1,Base 19,,,INST1\nd1,Base 19,,,INST2\n",
     "P1 Base 19 [INST1] installed software.csv:2 software.csv:3\n"
     "P1 Base 19 [INST2] installed software.csv:3 software.csv:2\n",
     NULL, NULL, NULL},
    {"of the same instance, whatever the version", "P1,Base 18,,,,,INST2,\nP1,Base 17,,,,,INST1,\n",
     "d1,Base 19,,,INST1\nd1,Base 19,,,INST2\n",
     "P1 Base 19 [INST1] installed software.csv:2 software.csv:3\n"
     "P1 Base 19 [INST2] installed software.csv:3 software.csv:2\n",
     NULL, NULL, NULL},
};

static void test_joins(void **state) {
    (void)state;
    check_cases(joins, ARRAY_LEN(joins));
}

/* Two rows that differ only in what they say besides: the same is taken in either order. */
static void test_equal_rows(void **state) {
    static const char *const orders[] = {
        "P1,Base 19,,,,,,passive\nP1,Base 19,,,,,,active\n",
        "P1,Base 19,,,,,,active\nP1,Base 19,,,,,,passive\n",
    };
    static const char *const installed[] = {"d1,Base 19,,,\n", ""};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(installed); i++) {
        char roles[2][16];
        for (size_t order = 0; order < 2; order++) {
            struct use_case test = {.listed = orders[order], .installed = installed[i]};
            test.devices = installed[i][0] ? NULL : "device_id,asset_tag\n";
            CLEANUP(audited_free_cleanup) struct audited *audited = read_uses(&test);
            assert_int_equal(uses_count(audited->audit.uses), 1);
            const struct use *use = uses_get(audited->audit.uses, 0);
            assert_int_not_equal(use->listed, USE_NONE);
            ministry_cell(audited->audit.uses_input.listed, use->listed, SOFTWARE_ROLE, roles[order], sizeof roles[0]);
        }
        assert_string_equal(roles[0], roles[1]);
    }
}

/* --- families ------------------------------------------------------------------------------------------------------
 */

static void test_ranges(void **state) {
    static const struct use_case test = {
        .listed = "P3,Saw 2024,,,,,,\n",
        .installed = "d4,Tool 2024,,,\nd1,Saw 1,,,\nd1,Tool Pro 2024,,,\nd1,Base 19,,,\nd2,Tool 2024,,,\nd4,Saw 1,,,\n",
    };
    CLEANUP(audited_free_cleanup) struct audited *audited = read_uses(&test);
    const struct uses *uses = audited->audit.uses;
    uint32_t next = 0;

    (void)state;
    for (uint32_t family = 0; family < catalog_family_count(audited->audit.catalog); family++) {
        uint32_t first, count;
        uses_of_family(uses, family, &first, &count);
        assert_int_equal(first, next);
        next = first + count;
        for (uint32_t i = first; i < next; i++) {
            const struct use *use = uses_get(uses, i);
            assert_int_equal(catalog_product(audited->audit.catalog, use->product)->family, family);
            assert_true(i == first || uses_get(uses, i - 1)->machine <= use->machine);
        }
    }
    assert_int_equal(next, uses_count(uses));
    assert_int_equal(next, 7);
}

/* --- columns that are not coded ------------------------------------------------------------------------------------
 */

/* A cell longer than a dictionary takes leaves its column uncoded, and the uses are the same. */
static void test_uncoded(void **state) {
    enum { LONG = (64 << 10) + 1 };
    static const unsigned columns[] = {0, 1, 2, 3, 5, 6};
    static const char rows[] = "P3,Tool 2024,,,,,,\nP3,Base,19,Large,,L-77,A,\nP2,Unheard of 1,,,,,,\n";
    static const char expected[] = "P3 Base Large 19 [A] listed\nP3 Tool 2024 listed\n";
    char *listed = malloc(LONG + 1024);

    (void)state;
    assert_non_null(listed);
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        CLEANUP(buffer_done) struct buffer got = {0};
        int n = sprintf(listed, "asset_id,product,version,edition,kind,license_id,instance,role\n%s", rows);
        for (unsigned column = 0; column < 8; column++) {
            if (column == columns[i]) {
                memset(listed + n, 'x', LONG);
                n += LONG;
            }
            listed[n++] = column < 7 ? ',' : '\n';
        }
        listed[n] = '\0';
        const struct ministry_table tables[] = {{false, TABLE_PRODUCTS, products}};
        struct ministry_text text = {
            .assets = assets, .devices = devices, .listed = listed, .others = tables, .other_count = 1};
        CLEANUP(audited_free_cleanup) struct audited *audited = audited_new(&text, 1, "2027-03-31");
        audited_read(audited);
        list_uses(audited, false, &got);
        assert_string_equal(got.p, expected);
    }
    free(listed);
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

enum { ROWS = 24 };

static void write_rows(const char *const *rows, size_t count, char *text) {
    uint32_t order[ROWS];

    pick_order(order, count);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        strcat(strcat(text, rows[order[i]]), "\n");
    }
}

static void test_order(void **state) {
    static const char *const listed[] = {
        "P1,Tool 2024,,,,L1,,", "P1,Tool Pro 2024,,,,,,",  "P2,Unheard of 1.0,,light,,L-7,,",
        "P2,Saw,1,,,,,",        "P3,UNHEARD OF 2.0,,,,,,", "P3,Base 19,,,,,A,",
        "P3,Base 19,,,,,B,",    "P3,Gift,,,,,,",           "P5,Tool 2024,,,freeware,,,",
        "P3,Saw,2,Light,,,,",
    };
    static const char *const installed[] = {
        "d1,Tool 2024,,,", "d1,Tool,2024,,",  "d1,Unheard of 3.0,,,", "d4,unheard OF 1.0,,Light,",
        "d4,Saw,1,,",      "d2,Saw,1,light,", "d2,Saw,1,LIGHT,",      "d4,Base 18,,,A",
        "d4,Base 18,,,",   "d1,Gift 2,,,",
    };
    char listed_text[2048], installed_text[2048];
    CLEANUP(buffer_done) struct buffer first = {0};
    long rounds = test_count("uses_order");

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < rounds; i++) {
        CLEANUP(buffer_done) struct buffer got = {0};
        write_rows(listed, ARRAY_LEN(listed), listed_text);
        write_rows(installed, ARRAY_LEN(installed), installed_text);
        struct use_case test = {.listed = listed_text, .installed = installed_text, .licenses = "L1,Tool,5\n"};
        CLEANUP(audited_free_cleanup) struct audited *audited = read_uses(&test);
        list_uses(audited, false, i ? &got : &first);
        if (i) {
            assert_string_equal(got.p, first.p);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides),   cmocka_unit_test(test_folds),   cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_systems), cmocka_unit_test(test_joins),   cmocka_unit_test(test_equal_rows),
        cmocka_unit_test(test_ranges),  cmocka_unit_test(test_uncoded), cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

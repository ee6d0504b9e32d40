#include "inventory/inventory.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

static const struct read_options options = {.tmpdir = "/tmp"};

struct error_case {
    const char *name;
    const char *yaml;
    enum err_code code;
    uint64_t line, column;
    const char *arg;
};

static const struct error_case error_cases[] = {
    {"unknown key", "contry: JP\n", ERR_UNKNOWN_KEY, 1, 1, "contry"},
    {"unknown key of a file", "files:\n  - file: a.csv\n    tabel: devices\n", ERR_UNKNOWN_KEY, 3, 5, "tabel"},
    {"unknown key of a heading",
     "files:\n  - file: a.csv\n    table: devices\n    headings:\n      - heading: x\n        colum: serial\n",
     ERR_UNKNOWN_KEY, 6, 9, "colum"},
    {"file without a name", "files:\n  - table: devices\n", ERR_MISSING_KEY, 2, 5, "file"},
    {"no such table", "files:\n  - file: a.csv\n    table: gadgets\n", ERR_VALUE, 2, 5, "table"},
    {"a table of snapshots", "files:\n  - file: a.csv\n    table: probes\n", ERR_VALUE, 2, 5, "table"},
    {"no such encoding", "files:\n  - file: a.csv\n    encoding: EBCDIC\n", ERR_VALUE, 2, 5, "encoding"},
    {"headings without a table", "files:\n  - file: a.csv\n    headings:\n      - heading: x\n        column: serial\n",
     ERR_VALUE, 4, 7, "headings"},
    {"no such column",
     "files:\n  - file: a.csv\n    table: devices\n    headings:\n      - heading: x\n        column: colour\n",
     ERR_VALUE, 5, 9, "column"},
    {"a column of snapshots",
     "files:\n  - file: a.csv\n    table: devices\n    headings:\n      - heading: x\n        column: device_id\n",
     ERR_VALUE, 5, 9, "column"},
    {"a file twice", "files:\n  - file: a.csv\n  - file: a.csv\n", ERR_VALUE, 3, 5, "file"},
    {"a file that is not there", "files:\n  - file: b.csv\n", ERR_VALUE, 2, 11, "file"},
    {"fiscal year in words", "fiscal_year: 令和8年度\n", ERR_VALUE, 1, 14, "fiscal_year"},
    {"country in words", "country: Japan\n", ERR_VALUE, 1, 10, "country"},
    {"not a mapping", "- a\n", ERR_SYNTAX, 1, 1, NULL},
};

static void test_errors(void **state) {
    (void)state;
    scratch_write("a.csv", STR("x\n"));
    for (size_t i = 0; i < ARRAY_LEN(error_cases); i++) {
        const struct error_case *c = &error_cases[i];
        struct diagnostics *diagnostics = diagnostics_new();
        struct inventory *inventory = NULL;
        struct err err = {0};
        enum err_code code;

        scratch_write("ledger.yaml", str_from(c->yaml));
        code = ledger_read(".", &options, diagnostics, &inventory, &err);
        if (code != c->code || err.line != c->line || err.column != c->column || inventory ||
            strcmp(err.file, "ledger.yaml") != 0 || (c->arg && strcmp(err.arg[0], c->arg) != 0)) {
            fail_msg("%s: error %d at %s:%llu:%llu, %s", c->name, (int)code, err.file, (unsigned long long)err.line,
                     (unsigned long long)err.column, err.arg[0]);
        }
        diagnostics_free(diagnostics);
    }
    remove("ledger.yaml");
    remove("a.csv");
}

static void check_cell(const struct table *table, uint32_t row, unsigned column, const char *expected) {
    struct row_reader *reader;
    struct str text;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    row_reader_move(reader, row);
    text = row_reader_text(reader, column);
    if (!str_eq(text, str_from(expected))) {
        fail_msg("row %u, column %u: %.*s, not %s", row, column, STR_FMT(text), expected);
    }
    assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
    row_reader_free(reader);
}

static struct inventory *read_ledger(struct diagnostics *diagnostics) {
    struct inventory *inventory = NULL;
    struct err err = {0};
    enum err_code code = ledger_read(".", &options, diagnostics, &inventory, &err);

    if (code) {
        fail_msg("error %d at %s:%llu: %s, %s", (int)code, err.file, (unsigned long long)err.line, err.arg[0],
                 err.arg[1]);
    }
    return inventory;
}

/* What the file says goes before its name, and odd headings are folded before they are compared. */
static void test_settings(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct table *table;
    size_t count;

    (void)state;
    scratch_write("ledger.yaml", STR("country: JP\n"
                                     "fiscal_year: 2026\n"
                                     "files:\n"
                                     "  - file: software.csv\n"
                                     "    table: devices\n"
                                     "    headings:\n"
                                     "      - {heading: '管理Ｎｏ', column: asset_id}\n"
                                     "      - {heading: 製品名, column: os_name}\n"));
    scratch_write("software.csv", STR("管理No,製品名,ホスト名\nA-1,Ubuntu,h1\n"));
    inventory = read_ledger(diagnostics);
    assert_true(str_eq(inventory_country(inventory), STR("JP")));
    assert_int_equal(inventory_fiscal_year(inventory), 2026);
    assert_int_equal(inventory_files(inventory, &count)[0].recognised_by, RECOGNISED_BY_SETTING);
    assert_null(inventory_table(inventory, TABLE_SOFTWARE));
    table = inventory_table(inventory, TABLE_DEVICES);
    assert_non_null(table);
    check_cell(table, 0, DEVICES_ASSET_ID, "A-1");
    check_cell(table, 0, DEVICES_OS_NAME, "Ubuntu");
    check_cell(table, 0, DEVICES_HOSTNAME, "h1");
    assert_false(table_has_column(table, DEVICES_MODEL));
    inventory_free(inventory);
    diagnostics_free(diagnostics);
    remove("ledger.yaml");
    remove("software.csv");
}

/* EUC-JP and ISO-2022-JP are never guessed. */
static void test_encodings(void **state) {
    static const char *const encodings[] = {"EUC-JP", "ISO-2022-JP", "CP932", "UTF-8"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(encodings); i++) {
        struct diagnostics *diagnostics = diagnostics_new();
        struct str bytes = scratch_encode(encodings[i], STR("資産管理番号,ホスト名,設置場所\nA-1,h1,東京・丸の内\n"));
        char yaml[200];
        struct inventory *inventory;
        const struct table *table;

        snprintf(yaml, sizeof yaml, "files:\n- file: devices.csv\n  encoding: %s\n", encodings[i]);
        scratch_write("ledger.yaml", str_from(yaml));
        remove("devices.csv");
        scratch_write("devices.csv", bytes);
        free((char *)(uintptr_t)bytes.p);
        inventory = read_ledger(diagnostics);
        table = inventory_table(inventory, TABLE_DEVICES);
        assert_non_null(table);
        check_cell(table, 0, DEVICES_LOCATION, "東京・丸の内");
        inventory_free(inventory);
        diagnostics_free(diagnostics);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_errors, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_settings, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_encodings, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Heading rows as offices write them, from the file to the cell. */

#include "inventory/inventory.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

struct expected_cell {
    unsigned column;
    const char *text;
    const char *date; /* NULL: not looked at */
    int64_t number;   /* 0: not looked at */
};

struct header_case {
    const char *name, *file, *text;
    enum table_id table;
    uint64_t line; /* of the first row of data */
    struct expected_cell cells[6];
    size_t cell_count;
    enum problem problem; /* that is said, or PROBLEM_NONE */
};

static const struct header_case header_cases[] = {
    {"groups above headings",
     "devices.csv",
     "ハードウェア台帳,,,\n資産管理番号,機種,,設置場所\n,メーカー,型番,\nA-1,NEC,X1,東京\n",
     TABLE_DEVICES,
     4,
     {{DEVICES_ASSET_ID, "A-1", NULL, 0},
      {DEVICES_MANUFACTURER, "NEC", NULL, 0},
      {DEVICES_MODEL, "X1", NULL, 0},
      {DEVICES_LOCATION, "東京", NULL, 0}},
     4,
     PROBLEM_NONE},
    {"headings that go on",
     "devices.csv",
     "資産管理番号,取得,CPU,備考\r\n,日,数,\r\nA-1,2026-04-01,2,\r\n",
     TABLE_DEVICES,
     3,
     {{DEVICES_ACQUIRED_ON, "2026-04-01", "2026-04-01", 0}, {DEVICES_CPU_SOCKETS, "2", NULL, 2}},
     2,
     PROBLEM_NONE},
    {"units below headings",
     "devices.csv",
     "資産管理番号,ホスト名,メモリ,ディスク\n,,GB,(TB)\nA-1,h,16,2\n",
     TABLE_DEVICES,
     3,
     {{DEVICES_MEMORY_MB, "16", NULL, 16384}, {DEVICES_HOSTNAME, "h", NULL, 0}},
     2,
     PROBLEM_NONE},
    {"no second row",
     "devices.csv",
     "資産管理番号,種類,メモリ(GB)\nA-1,サーバ,16\n",
     TABLE_DEVICES,
     2,
     {{DEVICES_ASSET_ID, "A-1", NULL, 0}, {DEVICES_MEMORY_MB, "16", NULL, 16384}},
     2,
     PROBLEM_NONE},
    {"a period in one cell",
     "contracts.csv",
     "契約番号,契約件名,契約期間\nC-1,保守,2026-04-01～2027-03-31\nC-2,保守,R8.4.1から R9.3.31\n",
     TABLE_CONTRACTS,
     2,
     {{CONTRACTS_START_ON, "2026-04-01～2027-03-31", "2026-04-01", 0},
      {CONTRACTS_END_ON, "2026-04-01～2027-03-31", "2027-03-31", 0}},
     2,
     PROBLEM_NONE},
    {"a period over two headings",
     "contracts.csv",
     "契約番号,契約件名,契約期間,\n,,自,至\nC-1,保守,2026-04-01,2027-03-31\n",
     TABLE_CONTRACTS,
     3,
     {{CONTRACTS_START_ON, "2026-04-01", "2026-04-01", 0}, {CONTRACTS_END_ON, "2027-03-31", "2027-03-31", 0}},
     2,
     PROBLEM_NONE},
    {"semicolons, a comma in a title and in a cell",
     "devices.csv",
     "機器台帳（本省,分室）;;\n資産管理番号;ホスト名;設置場所\nA-1;h;東京,霞が関\n",
     TABLE_DEVICES,
     3,
     {{DEVICES_ASSET_ID, "A-1", NULL, 0}, {DEVICES_HOSTNAME, "h", NULL, 0}, {DEVICES_LOCATION, "東京,霞が関", NULL, 0}},
     3,
     PROBLEM_NONE},
    {"a semicolon file under another name",
     "devices.tsv",
     "資産管理番号;ホスト名\nA-1;h\n",
     TABLE_DEVICES,
     2,
     {{DEVICES_ASSET_ID, "A-1", NULL, 0}, {DEVICES_HOSTNAME, "h", NULL, 0}},
     2,
     PROBLEM_NONE},
    {"lists with semicolons stay in their cells",
     "devices.csv",
     "資産管理番号,IPアドレス,備考\nA-1,10.0.0.1;10.0.0.2;10.0.0.3,ホスト名;設置場所;型番\n",
     TABLE_DEVICES,
     2,
     {{DEVICES_IP_ADDRESSES, "10.0.0.1;10.0.0.2;10.0.0.3", NULL, 0}, {DEVICES_NOTE, "ホスト名;設置場所;型番", NULL, 0}},
     2,
     PROBLEM_NONE},
    {"as many headings either way: a comma in .csv",
     "devices.csv",
     "資産管理番号,x\nA-1,y\nホスト名;x\n",
     TABLE_DEVICES,
     2,
     {{DEVICES_ASSET_ID, "A-1", NULL, 0}},
     1,
     PROBLEM_NONE},
    {"cores beside sockets",
     "devices.csv",
     "資産管理番号,CPU数,コア数\nA-1,2,8\n",
     TABLE_DEVICES,
     2,
     {{DEVICES_CPU_SOCKETS, "2", NULL, 2}, {DEVICES_CPU_CORES, "", NULL, 0}},
     2,
     PROBLEM_HEADING_AMBIGUOUS},
};

static bool is_said(struct diagnostics *diagnostics, enum problem problem) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == problem) {
            return true;
        }
    }
    return false;
}

static void check_cells(const struct header_case *c, const struct table *table) {
    struct row_reader *reader;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    row_reader_move(reader, 0);
    for (size_t i = 0; i < c->cell_count; i++) {
        const struct expected_cell *cell = &c->cells[i];
        struct str text = row_reader_text(reader, cell->column);
        struct value value = row_reader_value(reader, cell->column);
        char date[11] = "";
        if (cell->date && value.is_set) {
            date_format(value.date, date);
        }
        if (!str_eq(text, str_from(cell->text)) || (cell->date && strcmp(date, cell->date) != 0) ||
            (cell->number && value.number != cell->number)) {
            fail_msg("%s, cell %zu: %.*s, %s, %lld", c->name, i, STR_FMT(text), date, (long long)value.number);
        }
    }
    assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
    row_reader_free(reader);
}

static void check_case(const struct header_case *c, enum read_path path) {
    struct read_options options = {.tmpdir = "/tmp", .path = path};
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct table *table;

    scratch_write(c->file, str_from(c->text));
    assert_int_equal(ledger_read(".", &options, diagnostics, &inventory, NULL), ERR_OK);
    table = inventory_table(inventory, c->table);
    if (!table || table_rows(table) == 0 || table_line(table, 0) != c->line) {
        fail_msg("%s: no table, or its first row elsewhere", c->name);
        return;
    }
    check_cells(c, table);
    if (c->problem && !is_said(diagnostics, c->problem)) {
        fail_msg("%s: problem %d is not said", c->name, (int)c->problem);
    }
    inventory_free(inventory);
    diagnostics_free(diagnostics);
    remove(c->file);
}

static void test_headers(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(header_cases); i++) {
        check_case(&header_cases[i], READ_PATH_FASTEST);
        check_case(&header_cases[i], READ_PATH_SEQUENTIAL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_headers, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

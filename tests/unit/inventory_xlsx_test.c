#include "inventory/edited_read.h"
#include "inventory/inventory.h"
#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/problems.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

static struct read_options options = {.tmpdir = "/tmp"};

static struct inventory *read_ledger(const char *directory, struct diagnostics *diagnostics) {
    struct inventory *inventory = NULL;

    assert_int_equal(ledger_read(directory, &options, diagnostics, &inventory, NULL), ERR_OK);
    return inventory;
}

#define HEADINGS                                                                                                       \
    "資産管理番号", "種類", "メーカー", "型番", "使用部門", "設置場所", "資産状態", "調達形態", "取得日", "備考"
#define COLUMNS 10
#define ROWS    4

/* The cells of both forms; dates stand in column 8. */
static const char *const contents[ROWS][COLUMNS] = {
    {"A-1", "pc", "NEC", "ＭＡＴＥ", "総務課", "東京", "運用中", "購入", "2027-03-31", "一行目\n二行目"},
    {"A-2", "サーバ", "富士通", "RX2540", "情報課", "大阪, 別館", "予備", "リース", "2026-04-01", "\"引用\""},
    {"A-3", "pc", "NEC", "", "", "", "", "", "", ""},
    {"Ａ－４", "ノートPC", "㈱日立", "X", "総務課", "東京", "廃棄", "購入", "1999-12-31", " 空白 "},
};
static const double serials[ROWS] = {46477, 46113, 0, 36525};

static void write_csv(const char *path) {
    static const char *const headings[COLUMNS] = {HEADINGS};
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    for (size_t i = 0; i < COLUMNS; i++) {
        fprintf(file, "%s%s", i ? "," : "", headings[i]);
    }
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < COLUMNS; i++) {
            fputs(i ? ",\"" : "\n\"", file);
            for (const char *c = contents[row][i]; *c; c++) {
                fprintf(file, "%s%c", *c == '"' ? "\"" : "", *c);
            }
            fputc('"', file);
        }
    }
    assert_int_equal(fclose(file), 0);
}

/* With a merged title, a blank row, a hidden row and two more sheets. The data begins in row 5. */
static void write_workbook(const char *path) {
    static const char *const headings[COLUMNS] = {HEADINGS};
    lxw_workbook *workbook = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, "機器台帳");
    lxw_worksheet *hidden = workbook_add_worksheet(workbook, "ソフトウェア台帳");
    lxw_format *date = workbook_add_format(workbook);
    lxw_row_col_options hide = {.hidden = 1};

    workbook_add_worksheet(workbook, "Sheet3");
    format_set_num_format(date, "[$-411]ggge\"年\"m\"月\"d\"日\";@");
    worksheet_merge_range(sheet, 0, 0, 1, COLUMNS - 1, "ハードウェア台帳（令和８年度）", NULL);
    for (size_t i = 0; i < COLUMNS; i++) {
        worksheet_write_string(sheet, 3, (lxw_col_t)i, headings[i], NULL);
    }
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < COLUMNS; i++) {
            if (i == 8 && serials[row] > 0) {
                worksheet_write_number(sheet, (lxw_row_t)(4 + row), (lxw_col_t)i, serials[row], date);
            } else if (contents[row][i][0]) {
                worksheet_write_string(sheet, (lxw_row_t)(4 + row), (lxw_col_t)i, contents[row][i], NULL);
            }
        }
    }
    worksheet_set_row_opt(sheet, 5, LXW_DEF_ROW_HEIGHT, NULL, &hide);
    worksheet_write_string(hidden, 0, 0, "資産管理番号", NULL);
    worksheet_hide(hidden);
    assert_int_equal(workbook_close(workbook), LXW_NO_ERROR);
}

/* Which number a text has is each table's own. */
static bool same_code_text(const struct table *left, const struct table *right, unsigned column, uint32_t row) {
    uint32_t a = table_code(left, column, row), b = table_code(right, column, row);

    if (a == TABLE_UNCODED || b == TABLE_UNCODED) {
        return a == b;
    }
    return str_eq(table_code_text(left, column, a), table_code_text(right, column, b));
}

static void assert_equal_cells(const struct table *left, const struct table *right) {
    struct row_reader *readers[2];

    assert_int_equal(table_rows(left), table_rows(right));
    assert_int_equal(row_reader_new(left, &readers[0], NULL), ERR_OK);
    assert_int_equal(row_reader_new(right, &readers[1], NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(left); row++) {
        row_reader_move(readers[0], row);
        row_reader_move(readers[1], row);
        for (unsigned column = 0; column < schema_table(table_id(left))->column_count; column++) {
            struct str a = row_reader_text(readers[0], column), b = row_reader_text(readers[1], column);
            if (!str_eq(a, b) || !same_code_text(left, right, column, row)) {
                fail_msg("row %u, column %u: \"%.*s\" and \"%.*s\"", row, column, STR_FMT(a), STR_FMT(b));
            }
        }
    }
    row_reader_free(readers[0]);
    row_reader_free(readers[1]);
}

static void test_same_as_csv(void **state) {
    struct diagnostics *diagnostics[2] = {diagnostics_new(), diagnostics_new()};
    struct inventory *csv, *xlsx;
    const struct inventory_file *files;
    size_t count;

    (void)state;
    mkdir("csv", 0777);
    mkdir("xlsx", 0777);
    write_csv("csv/devices.csv");
    write_workbook("xlsx/ledger.xlsx");
    scratch_write("xlsx/~$ledger.xlsx", STR("lock"));
    csv = read_ledger("csv", diagnostics[0]);
    xlsx = read_ledger("xlsx", diagnostics[1]);
    files = inventory_files(xlsx, &count);
    assert_int_equal(count, 1);
    assert_true(str_eq(files[0].name, STR("ledger.xlsx[機器台帳]")));
    assert_int_equal(files[0].rows, ROWS);
    assert_equal_cells(inventory_table(csv, TABLE_DEVICES), inventory_table(xlsx, TABLE_DEVICES));
    for (uint32_t row = 0; row < ROWS; row++) {
        assert_int_equal(table_line(inventory_table(xlsx, TABLE_DEVICES), row), 5 + row);
    }
    assert_null(problem_group(diagnostics[1], PROBLEM_TOO_FEW_CELLS));
    assert_null(problem_group(diagnostics[1], PROBLEM_CELLS_MERGED));
    assert_int_equal(problem_group(diagnostics[1], PROBLEM_ROWS_HIDDEN)->kept[0].line, 6);
    assert_true(
        str_eq(problem_group(diagnostics[1], PROBLEM_SHEET_HIDDEN)->file, STR("ledger.xlsx[ソフトウェア台帳]")));
    assert_int_equal(count_problems(diagnostics[1]), count_problems(diagnostics[0]) + 2);
    inventory_free(csv);
    inventory_free(xlsx);
    diagnostics_free(diagnostics[0]);
    diagnostics_free(diagnostics[1]);
}

struct place_case {
    const char *name;
    const char *sheet;
    enum problem problem;
    uint64_t line, column;
    const char *arg0;
};

#define TEXT_CELL(TEXT) "<c t=\"inlineStr\"><is><t>" TEXT "</t></is></c>"
#define HEADING_ROW                                                                                                    \
    "<row r=\"3\">" TEXT_CELL("資産管理番号") TEXT_CELL("備考") TEXT_CELL("取得日") TEXT_CELL("種類")                  \
        TEXT_CELL("メーカー") TEXT_CELL("型番") TEXT_CELL("使用部門") TEXT_CELL("設置場所") TEXT_CELL("資産状態")      \
            TEXT_CELL("調達形態") "</row>"
#define DATA(ROWS) "<sheetData>" HEADING_ROW ROWS "</sheetData>"
/* Rows after a note of two lines, so that lines of text and rows differ. */
#define NOTE_ROW "<row r=\"4\">" TEXT_CELL("A-1") TEXT_CELL("x&#10;y") "</row>"

static const struct place_case place_cases[] = {
    {"date", DATA(NOTE_ROW "<row r=\"9\">" TEXT_CELL("A-2") TEXT_CELL("&#10;長い備考") TEXT_CELL("2027/13/1") "</row>"),
     PROBLEM_DATE_IMPOSSIBLE, 9, 3, "2027/13/1"},
    {"the day that Excel made up",
     DATA(NOTE_ROW "<row r=\"9\">" TEXT_CELL("A-2") "<c r=\"C9\" s=\"1\"><v>60</v></c></row>"), PROBLEM_DATE_IMPOSSIBLE,
     9, 3, "1900-02-29"},
    {"serial in a plain cell", DATA("<row r=\"5\">" TEXT_CELL("A-2") "<c r=\"C5\"><v>46477</v></c></row>"),
     PROBLEM_DATE_SERIAL, 5, 3, "46477"},
    {"duplicate id", DATA(NOTE_ROW "<row r=\"7\">" TEXT_CELL("Ａ－１") "</row>"), PROBLEM_ID_TWICE, 7, 1, "Ａ－１"},
    {"required", DATA(NOTE_ROW "<row r=\"8\"><c r=\"B8\"><v>1</v></c></row>"), PROBLEM_CELL_REQUIRED, 8, 1, "asset_id"},
    {"error value", DATA("<row r=\"6\">" TEXT_CELL("A-1") "<c t=\"e\"><v>#N/A</v></c></row>"), PROBLEM_CELL_ERROR_VALUE,
     6, 2, "#N/A"},
    {"formula without its result", DATA("<row r=\"6\">" TEXT_CELL("A-1") "<c r=\"C6\"><f>A1</f></c></row>"),
     PROBLEM_CELL_NO_RESULT, 6, 3, ""},
    {"too many cells", DATA("<row r=\"6\">" TEXT_CELL("A-1") "<c r=\"L6\"><v>1</v></c></row>"), PROBLEM_TOO_MANY_CELLS,
     6, 12, "12"},
    {"hidden rows",
     DATA("<row r=\"6\" hidden=\"1\">" TEXT_CELL("A-1") "</row><row r=\"8\" hidden=\"1\">" TEXT_CELL("A-2") "</row>"),
     PROBLEM_ROWS_HIDDEN, 6, 0, "2"},
    {"merged data",
     DATA(NOTE_ROW "<row r=\"5\">" TEXT_CELL("A-2") "</row>") "<mergeCells><mergeCell ref=\"A1:J1\"/><mergeCell "
                                                              "ref=\"A2:A3\"/><mergeCell ref=\"B4:B5\"/></mergeCells>",
     PROBLEM_CELLS_MERGED, 4, 2, "B4:B5"},
    {"ditto",
     DATA("<row r=\"4\">" TEXT_CELL("A-1") TEXT_CELL("x") "</row><row r=\"6\">" TEXT_CELL("A-2")
              TEXT_CELL("〃") "</row>"),
     PROBLEM_DITTO, 6, 2, "〃"},
};

static void test_places(void **state) {
    (void)state;
    mkdir("places", 0777);
    for (size_t i = 0; i < ARRAY_LEN(place_cases); i++) {
        const struct place_case *c = &place_cases[i];
        struct workbook_text text = {
            .sheet = c->sheet,
            .styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>",
        };
        struct diagnostics *diagnostics = diagnostics_new();
        const struct diagnostic_group *group;
        workbook_write("places/a.xlsx", &text);
        inventory_free(read_ledger("places", diagnostics));
        group = problem_group(diagnostics, c->problem);
        if (!group || group->count != 1 || !str_eq(group->file, STR("a.xlsx[機器台帳]")) ||
            group->kept[0].line != c->line || group->kept[0].column != c->column ||
            !str_eq(group->kept[0].args[0], str_from(c->arg0))) {
            fail_msg("%s: %d, line %d, column %d", c->name, group ? (int)group->count : 0,
                     group ? (int)group->kept[0].line : 0, group ? (int)group->kept[0].column : 0);
        }
        diagnostics_free(diagnostics);
    }
}

/* What a workbook that cannot be read does to the ledger. */
static void test_refused(void **state) {
    static const struct {
        const char *name;
        struct str bytes;
        enum problem problem;
    } cases[] = {
        {"old", STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), PROBLEM_WORKBOOK_PROTECTED},
        {"no archive", STR("資産管理番号,ホスト名\n"), PROBLEM_WORKBOOK_DAMAGED},
        {"empty", STR(""), PROBLEM_WORKBOOK_DAMAGED},
    };

    (void)state;
    mkdir("refused", 0777);
    scratch_write("refused/software.csv", STR("資産管理番号,ソフトウェア名,バージョン\nA-1,x,1\n"));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct diagnostics *diagnostics = diagnostics_new();
        struct inventory *inventory;
        const struct inventory_file *files;
        size_t count;
        scratch_write("refused/機器台帳.xlsx", cases[i].bytes);
        inventory = read_ledger("refused", diagnostics);
        files = inventory_files(inventory, &count);
        assert_int_equal(count, 2);
        assert_true(files[1].is_refused && files[1].has_table && files[1].table == TABLE_DEVICES);
        assert_true(inventory_is_refused(inventory, TABLE_DEVICES));
        assert_null(inventory_table(inventory, TABLE_DEVICES));
        assert_int_equal(table_rows(inventory_table(inventory, TABLE_SOFTWARE)), 1);
        if (!problem_group(diagnostics, cases[i].problem)) {
            fail_msg("%s", cases[i].name);
        }
        inventory_free(inventory);
        diagnostics_free(diagnostics);
    }
}

/* A sheet that breaks off in the middle: nothing of it counts. */
static void test_refused_sheet(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory;
    const struct inventory_file *files;
    size_t count;

    (void)state;
    mkdir("sheet", 0777);
    workbook_write("sheet/a.xlsx", &(struct workbook_text){.sheet = DATA(NOTE_ROW "<row r=\"2\"/>")});
    inventory = read_ledger("sheet", diagnostics);
    files = inventory_files(inventory, &count);
    assert_int_equal(count, 1);
    assert_true(files[0].is_refused && str_eq(files[0].name, STR("a.xlsx[機器台帳]")));
    assert_true(inventory_is_refused(inventory, TABLE_DEVICES));
    assert_null(inventory_table(inventory, TABLE_DEVICES));
    assert_non_null(problem_group(diagnostics, PROBLEM_WORKBOOK_DAMAGED));
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

/* Which table a sheet is: by its name, by the workbook's when it is the only one, by its headings. */
static void test_recognised(void **state) {
    static const struct {
        const char *path, *sheet, *other;
        bool is_devices;
        size_t files;
    } cases[] = {
        {"r/x.xlsx", "機器台帳", NULL, true, 1}, {"r/機器台帳.xlsx", "Sheet1", NULL, true, 1},
        {"r/x.xlsx", "Sheet1", NULL, true, 1},   {"r/x.XLSX", "機器台帳", "凡例", true, 2},
        {"r/x.xlsx", "凡例", "メモ", false, 2},
    };

    (void)state;
    mkdir("r", 0777);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct diagnostics *diagnostics = diagnostics_new();
        struct inventory *inventory;
        size_t count;
        lxw_workbook *workbook = workbook_new(cases[i].path);
        lxw_worksheet *sheet = workbook_add_worksheet(workbook, cases[i].sheet);
        worksheet_write_string(sheet, 0, 0, cases[i].is_devices ? "資産管理番号" : "説明", NULL);
        worksheet_write_string(sheet, 0, 1, cases[i].is_devices ? "メーカー" : "例", NULL);
        worksheet_write_string(sheet, 1, 0, "A-1", NULL);
        if (cases[i].other) {
            worksheet_write_string(workbook_add_worksheet(workbook, cases[i].other), 0, 0, "説明", NULL);
        }
        assert_int_equal(workbook_close(workbook), LXW_NO_ERROR);
        inventory = read_ledger("r", diagnostics);
        inventory_files(inventory, &count);
        if ((inventory_table(inventory, TABLE_DEVICES) != NULL) != cases[i].is_devices || count != cases[i].files) {
            fail_msg("case %d: %d files", (int)i, (int)count);
        }
        inventory_free(inventory);
        diagnostics_free(diagnostics);
        unlink(cases[i].path);
    }
}

/* A table that was exported, filled in and saved as a workbook; days are numbers there. */
static void test_edited(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    lxw_workbook *workbook = workbook_new("edited.xlsx");
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, "指摘");
    lxw_format *day = workbook_add_format(workbook);
    char text[11];

    (void)state;
    format_set_num_format(day, "yyyy/m/d");
    worksheet_write_string(sheet, 0, 0, "期限", NULL);
    worksheet_write_string(sheet, 0, 1, "指摘ID", NULL);
    worksheet_write_string(sheet, 0, 2, "担当", NULL);
    worksheet_write_number(sheet, 1, 0, 46538, day);
    worksheet_write_string(sheet, 1, 1, "0123456789abcdef", NULL);
    worksheet_write_string(sheet, 1, 2, "山田", NULL);
    assert_int_equal(workbook_close(workbook), LXW_NO_ERROR);
    assert_int_equal(edited_read("edited.xlsx", TABLE_DISPOSITIONS, &options, diagnostics, &inventory, NULL), ERR_OK);
    const struct table *table = inventory_table(inventory, TABLE_DISPOSITIONS);
    assert_non_null(table);
    assert_int_equal(table_rows(table), 1);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    row_reader_move(reader, 0);
    assert_true(str_eq(row_reader_text(reader, DISPOSITIONS_ID), STR("0123456789abcdef")));
    assert_true(str_eq(row_reader_text(reader, DISPOSITIONS_OWNER), STR("山田")));
    date_format(row_reader_value(reader, DISPOSITIONS_DUE).date, text);
    assert_string_equal(text, "2027-05-31");
    unlink("edited.xlsx");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_csv),   cmocka_unit_test(test_places),     cmocka_unit_test(test_refused),
        cmocka_unit_test(test_refused_sheet), cmocka_unit_test(test_recognised), cmocka_unit_test(test_edited),
    };

    int failed = cmocka_run_group_tests_name("in one piece", tests, scratch_make, scratch_remove);

    /* Sheets are read in pieces like files are, and their rows keep the workbook's numbers. */
    if (pool_new(3, &options.plan.pool, NULL) != ERR_OK) {
        return 1;
    }
    options.plan.bytes = 7;
    failed += cmocka_run_group_tests_name("in pieces", tests, scratch_make, scratch_remove);
    pool_free(options.plan.pool);
    return failed;
}

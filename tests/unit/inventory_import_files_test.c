#include "inventory/import_inventory.h"

#include "inventory/import_files.h"
#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/problems.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/workbook.h"

#include <xlsxwriter.h>

enum { CELLS_MAX = 4, ROWS_MAX = 4, SHEETS_MAX = 4 };

struct sheet {
    const char *title;
    bool is_hidden;
    const char *rows[ROWS_MAX][CELLS_MAX];
};

static void write_book(const char *path, const struct sheet *sheets) {
    lxw_workbook *workbook = workbook_new(path);

    for (size_t i = 0; i < SHEETS_MAX && sheets[i].title; i++) {
        lxw_worksheet *sheet = workbook_add_worksheet(workbook, sheets[i].title);
        for (size_t row = 0; row < ROWS_MAX; row++) {
            for (size_t cell = 0; cell < CELLS_MAX; cell++) {
                if (sheets[i].rows[row][cell]) {
                    worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)cell, sheets[i].rows[row][cell], NULL);
                }
            }
        }
        if (sheets[i].is_hidden) {
            worksheet_hide(sheet);
        }
    }
    assert_int_equal(workbook_close(workbook), LXW_NO_ERROR);
}

/* How often a problem was said of a file; NULL: of any. */
static uint64_t count_of(struct diagnostics *diagnostics, enum problem problem, const char *file) {
    size_t count;
    uint64_t sum = 0;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == problem && (!file || str_eq(groups[i].file, str_from(file)))) {
            sum += groups[i].count;
        }
    }
    return sum;
}

struct book_case {
    const char *what;
    struct sheet sheets[SHEETS_MAX];
    const char *used[SHEETS_MAX]; /* names of the files that come of it */
    unsigned skipped;             /* sheets that are said to list nothing */
    bool is_refused;
};

static const struct book_case cases[] = {
    {"machines and programs",
     {{"機器", false, {{"コンピューター名", "シリアル番号"}, {"PC1", "SN1"}}},
      {"ソフト", false, {{"コンピューター名", "ソフトウェア名"}, {"PC1", "Git"}}}},
     {"a.xlsx[機器]", "a.xlsx[ソフト]"},
     0,
     false},
    {"a cover and a legend that names headings",
     {{"表紙", false, {{"機器一覧"}, {"部署", "情報課"}}},
      {"機器", false, {{"コンピューター名", "シリアル番号"}, {"PC1", "SN1"}}},
      {"凡例", false, {{"コンピューター名", "OSに付けた名前"}, {"シリアル番号", "ラベルの番号"}}}},
     {"a.xlsx[機器]"},
     2,
     false},
    {"one heading, one sheet", {{"Sheet1", false, {{"コンピューター名"}, {"PC1"}}}}, {"a.xlsx[Sheet1]"}, 0, false},
    {"one heading, and what else is there is hidden or empty",
     {{"Sheet1", false, {{"コンピューター名"}, {"PC1"}}}, {"旧", true, {{"コンピューター名"}, {"PC0"}}}},
     {"a.xlsx[Sheet1]"},
     0,
     false},
    {"counts of programs name no machine",
     {{"集計", false, {{"ソフトウェア名", "バージョン"}, {"Git", "2"}}}},
     {NULL},
     1,
     true},
    {"only hidden sheets", {{"空", false, {{NULL}}}, {"旧", true, {{"コンピューター名"}, {"PC0"}}}}, {NULL}, 0, true},
};

static void check_case(const struct book_case *c) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct import_files files = {.arena = arena};
    struct read_options options = {.tmpdir = "."};
    size_t expected = 0;

    print_message("%s\n", c->what);
    write_book("a.xlsx", c->sheets);
    enum err_code code = import_files_add(&files, "a.xlsx", &options, diagnostics, NULL);
    assert_int_equal(code, c->is_refused ? ERR_REFUSED : ERR_OK);
    for (; expected < SHEETS_MAX && c->used[expected]; expected++) {
        assert_true(expected < files.count && str_eq(files.items[expected].name, str_from(c->used[expected])));
    }
    assert_int_equal(files.count, expected);
    assert_int_equal(count_of(diagnostics, PROBLEM_SHEET_NOT_IMPORTED, NULL), c->skipped);
    assert_int_equal(count_of(diagnostics, PROBLEM_COLUMN_MISSING, "a.xlsx"), c->is_refused ? 1 : 0);
    import_files_done(&files);
}

static void test_sheets(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check_case(&cases[i]);
    }
}

/* A cell is reported once, though the sheet is read twice, with Excel's row; a sheet that is skipped tells nothing of
 * its cells. */
static void test_places(void **state) {
    static const struct sheet sheets[SHEETS_MAX] = {
        {"機器",
         false,
         {{"機器の一覧"}, {"コンピューター名", "物理メモリ(GB)", "最終接続日時"}, {"PC1", "沢山", "2027-03-30"}}},
        {"合計", false, {{"ソフトウェア名", "取得日"}, {"Git", "2027-13-01"}}},
    };
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(import_free_cleanup) struct import *import = NULL;
    struct import_options options = {.tmpdir = ".", .tool = STR("tool")};
    const char *const paths[] = {"a.xlsx"};
    size_t count;

    (void)state;
    write_book("a.xlsx", sheets);
    assert_int_equal(import_inventory_read(paths, 1, &options, diagnostics, &import, NULL), ERR_OK);
    assert_true(str_eq(import_machines(import, &count)[0].hostname, STR("PC1")));
    assert_int_equal(count, 1);
    assert_int_equal(count_problems(diagnostics), 2);
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);
    assert_int_equal(groups[0].problem, PROBLEM_SHEET_NOT_IMPORTED);
    assert_int_equal(groups[1].problem, PROBLEM_NUMBER_NOT_READABLE);
    assert_true(str_eq(groups[1].file, STR("a.xlsx[機器]")));
    assert_int_equal(groups[1].kept[0].line, 3);
    assert_int_equal(groups[1].kept[0].column, 2);
}

/* The machines of several sheets and files are one where they share a key; the digest is of the workbook. */
static void test_folded(void **state) {
    static const struct sheet sheets[SHEETS_MAX] = {
        {"本省", false, {{"コンピューター名", "シリアル番号"}, {"PC1", "SN1"}, {"PC2", "SN2"}}},
        {"型番", false, {{"シリアル番号", "メーカー"}, {"SN1", "富士通"}}},
    };
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(import_free_cleanup) struct import *import = NULL;
    struct import_options options = {.tmpdir = ".", .tool = STR("tool"), .has_observed = true};
    const char *const paths[] = {"b.csv", "a.xlsx"};
    size_t count;

    (void)state;
    write_book("a.xlsx", sheets);
    scratch_write("b.csv", STR("コンピューター名,UUID\nPC2,4c4c4544-0046-4810-8057-b3c04f385a31\n"));
    assert_int_equal(import_inventory_read(paths, 2, &options, diagnostics, &import, NULL), ERR_OK);
    const struct import_machine *machines = import_machines(import, &count);
    assert_int_equal(count, 2);
    assert_true(str_eq(machines[0].serial, STR("SN2")));
    assert_int_equal(machines[0].uuid.n, 36);
    assert_true(str_eq(machines[1].manufacturer, STR("富士通")));
    assert_int_equal(count_problems(diagnostics), 0);
}

/* A sheet that cannot be read refuses the import, whatever the others list. */
static void test_damaged(void **state) {
    static const struct workbook_text text = {
        .sheet = "<sheetData><row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"/></sheetData>"};
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct import_files files = {.arena = arena};
    struct read_options options = {.tmpdir = "."};

    (void)state;
    workbook_write("a.xlsx", &text);
    assert_int_equal(import_files_add(&files, "a.xlsx", &options, diagnostics, NULL), ERR_REFUSED);
    assert_int_equal(count_of(diagnostics, PROBLEM_WORKBOOK_DAMAGED, "a.xlsx[機器台帳]"), 1);
    scratch_write("a.xlsx", STR("コンピューター名\nPC1\n"));
    assert_int_equal(import_files_add(&files, "a.xlsx", &options, diagnostics, NULL), ERR_REFUSED);
    assert_int_equal(count_of(diagnostics, PROBLEM_WORKBOOK_DAMAGED, "a.xlsx"), 1);
    assert_int_equal(import_files_add(&files, "none.xlsx", &options, diagnostics, NULL), ERR_NOT_FOUND);
    assert_int_equal(files.count, 0);
    import_files_done(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_folded),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

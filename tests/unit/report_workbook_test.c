#include "base/xlsx_read.h"
#include "report/export/sheet.h"
#include "report/report.h"
#include "report/workbook/check.h"
#include "report/workbook/column.h"
#include "report/workbook/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

/* "1: A=text B=text" and a line end for each row; cells as the reader of workbooks gives them. */
static enum err_code show_row(void *context, const struct xlsx_row *row, struct err *err) {
    struct buffer *out = context;

    (void)err;
    buffer_printf(out, "%u:", row->number);
    for (size_t i = 0; i < row->cell_count; i++) {
        assert_int_equal(row->cells[i].state, XLSX_CELL_TEXT);
        buffer_printf(out, " %c=%.*s", 'A' + (char)row->cells[i].column, STR_FMT(row->cells[i].text));
    }
    buffer_append_char(out, '\n');
    return ERR_OK;
}

/* The sheet NAME of the workbook; NULL where there is none. */
static const char *show_sheet(const char *path, const char *name, struct buffer *out) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    CLEANUP(xlsx_close_cleanup) struct xlsx_workbook *workbook = NULL;
    const struct xlsx_handler handler = {.context = out, .row = show_row};
    bool is_found = false;

    buffer_reset(out);
    assert_int_equal(file_open(AT_FDCWD, path, &file, NULL), ERR_OK);
    assert_int_equal(xlsx_open(file, NULL, &workbook, NULL), ERR_OK);
    for (size_t i = 0; i < xlsx_sheet_count(workbook); i++) {
        if (str_eq(xlsx_sheet_at(workbook, i)->name, str_from(name))) {
            is_found = true;
            assert_int_equal(xlsx_read_sheet(workbook, i, &handler, NULL), ERR_OK);
        }
    }
    buffer_append_char(out, '\0');
    return is_found ? out->p : NULL;
}

/* --- a file --------------------------------------------------------------------------------------------------------
 */

static const struct excel_settings settings = {
    .dir_fd = AT_FDCWD, .name = "book.xlsx", .tmpdir = ".", .title = {"title", 5}};

static void test_cells(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct excel_file *file = NULL;
    struct date day = {0}, early = {0};

    (void)state;
    assert_true(date_from_civil((struct civil){2027, 3, 31}, &day));
    assert_true(date_from_civil((struct civil){1900, 2, 28}, &early));
    assert_int_equal(excel_create(&settings, &file, NULL), ERR_OK);
    struct excel_page *page = excel_add(file, "表"), *other = excel_add(file, "other");
    assert_true(excel_text(page, 0, 0, EXCEL_HEADING, STR("=1+1")));
    excel_text(other, 0, 0, EXCEL_PLAIN, STR("between"));
    excel_number(page, 1, 0, EXCEL_NUMBER, -12345678901234);
    excel_number(page, 1, 1, EXCEL_NUMBER, INT64_MIN);
    excel_date(page, 1, 2, day);
    excel_date(page, 1, 3, early);
    excel_blank(page, 1, 4, EXCEL_PLAIN);
    excel_rate(page, 1, 5, 863);
    excel_number(page, 2, 0, EXCEL_NUMBER, 3);
    excel_link(page, 2, 1, other, 0);
    excel_number(page, 2, 1, EXCEL_LINK_NUMBER, 7);
    excel_sum(page, 3, 0, 1, 2, -12345678901231);
    assert_int_equal(excel_close(file, true, NULL), ERR_OK);
    assert_string_equal(show_sheet("book.xlsx", "表", &out),
                        "1: A==1+1\n"
                        "2: A=-12345678901234 B=-9223372036854775808 C=2027-03-31 D=1900-02-28 F=0.863\n"
                        "3: A=3 B=7\n4: A=-12345678901231\n");
    assert_string_equal(show_sheet("book.xlsx", "other", &out), "1: A=between\n");
}

/* A row or a cell more than there is, or a sheet, was lost on the way. */
static void test_check(void **state) {
    static const struct {
        size_t sheets;
        uint64_t rows, cells;
        enum err_code code;
    } cases[] = {{1, 2, 3, ERR_OK}, {1, 3, 3, ERR_SYSTEM}, {1, 2, 4, ERR_SYSTEM}, {2, 2, 3, ERR_SYSTEM}};
    struct excel_file *file = NULL;

    (void)state;
    assert_int_equal(excel_create(&settings, &file, NULL), ERR_OK);
    struct excel_page *page = excel_add(file, "a");
    excel_text(page, 0, 0, EXCEL_PLAIN, STR("x"));
    excel_text(page, 0, 2, EXCEL_PLAIN, STR("y"));
    excel_number(page, 7, 1, EXCEL_NUMBER, 1);
    excel_blank(page, 8, 1, EXCEL_PLAIN);
    assert_int_equal(excel_close(file, false, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct workbook_counts counts[2] = {{cases[i].rows, cases[i].cells}};
        struct err err = {0};
        assert_int_equal(workbook_check(AT_FDCWD, "book.xlsx", ".", counts, cases[i].sheets, &err), cases[i].code);
        assert_string_equal(err.file, cases[i].code == ERR_OK ? "" : ".");
    }
}

static void test_there_already(void **state) {
    struct excel_file *file = NULL;
    struct err err;

    (void)state;
    scratch_write("book.xlsx", STR("mine"));
    assert_int_equal(excel_create(&settings, &file, &err), ERR_EXISTS);
    assert_string_equal(err.file, "book.xlsx");
    struct str bytes = scratch_read("book.xlsx");
    assert_true(str_eq(bytes, STR("mine")));
    free((void *)(uintptr_t)bytes.p);
}

static void test_no_place(void **state) {
    struct excel_settings elsewhere = settings;
    struct excel_file *file = NULL;
    struct err err;

    (void)state;
    elsewhere.tmpdir = "nowhere";
    assert_int_equal(excel_create(&elsewhere, &file, &err), ERR_NOT_FOUND);
    assert_string_equal(err.file, "nowhere");
    elsewhere = settings;
    elsewhere.name = "nowhere/book.xlsx";
    assert_int_equal(excel_create(&elsewhere, &file, &err), ERR_NOT_FOUND);
    assert_string_equal(err.file, "nowhere/book.xlsx");
}

/* What cannot be packed. */
static void fill_with_noise(struct excel_page *page) {
    uint32_t number = 1;

    for (uint32_t row = 0; row < 40; row++) {
        char text[80];
        for (unsigned i = 0; i < sizeof text; i++) {
            number = number * 1664525 + 1013904223;
            text[i] = (char)('0' + (number >> 24) % 75);
        }
        excel_text(page, row, 0, EXCEL_PLAIN, (struct str){text, sizeof text});
    }
}

/* No file may become larger than the theme, the largest part, and the workbook is larger than that. */
static void test_full(void **state) {
    struct rlimit usual, small;
    struct excel_file *file = NULL;
    struct err err;

    (void)state;
    assert_int_equal(excel_create(&settings, &file, NULL), ERR_OK);
    fill_with_noise(excel_add(file, "a"));
    fill_with_noise(excel_add(file, "b"));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    small = usual;
    small.rlim_cur = 7200;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err_code code = excel_close(file, false, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_int_equal(code, ERR_SYSTEM);
    assert_int_equal(err.os_errno, EFBIG);
    assert_string_equal(err.file, "book.xlsx");
    assert_int_equal(access("book.xlsx", F_OK), -1);
}

/* Of a set whose second sheet finds no descriptor for its rows, the workbook is refused when it is closed. */
static void test_no_descriptor(void **state) {
    static const struct export_settings of_set = {
        .dir_fd = AT_FDCWD, .name = "book", .title = EXPORT_TITLE_HANDOVER, .tmpdir = "."};
    struct rlimit usual, small;
    struct export_set *set = NULL;
    struct err err;

    (void)state;
    assert_int_equal(export_set_new(&of_set, &set, NULL), ERR_OK);
    assert_int_equal(export_sheet_begin(set, &export_reuse, NULL), ERR_OK);
    assert_int_equal(export_sheet_end(set, ERR_OK, NULL), ERR_OK);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
    small = usual;
    int next = dup(STDIN_FILENO);
    close(next);
    small.rlim_cur = (rlim_t)next + 1; /* the table's own file */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
    enum err_code code = export_sheet_begin(set, &export_support, NULL);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
    assert_int_equal(code, ERR_OK);
    assert_int_equal(export_sheet_end(set, ERR_OK, NULL), ERR_OK);
    assert_int_equal(export_set_end(set, &err), ERR_SYSTEM);
    assert_string_equal(err.file, ".");
    assert_int_equal(access("book.xlsx", F_OK), -1);
    export_set_free(set);
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static const struct workbook_sheet reuse_sheet = {
    .name = {"Reuse", "再利用候補"}, .table = &sheet_of_reuse, .marks = {"code"}};

static void take(struct workbook_rows *rows, const char *asset, const char *code) {
    struct str cells[RESULT_COLUMNS_MAX] = {0};

    cells[0] = str_from(asset);
    cells[10] = str_from(code);
    assert_int_equal(workbook_rows_take(rows, cells, NULL), ERR_OK);
}

static void test_left_out(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct workbook_rows rows = {.limit = 2};
    struct excel_file *file = NULL;
    uint32_t row = 0;

    (void)state;
    assert_int_equal(excel_create(&settings, &file, NULL), ERR_OK);
    workbook_rows_begin(&rows, &reuse_sheet, excel_add(file, "Reuse"), LANGUAGE_EN);
    take(&rows, "A-1", "REU-HOLD");
    take(&rows, "A-2", "REU-RETURN");
    take(&rows, "A-3", "REU-RETURN");
    take(&rows, "A-4", "REU-LICENSE");
    workbook_rows_end(&rows, STR("header"), STR("right"));
    assert_int_equal(workbook_rows_written(&rows), 2);
    assert_true(workbook_rows_find(&rows, "code", STR("REU-RETURN"), &row));
    assert_int_equal(row, 2);
    assert_false(workbook_rows_find(&rows, "code", STR("REU-LICENSE"), &row));
    assert_false(workbook_rows_find(&rows, "state", STR("REU-RETURN"), &row));
    workbook_rows_done(&rows);
    assert_int_equal(excel_close(file, false, NULL), ERR_OK);
    const char *shown = show_sheet("book.xlsx", "Reuse", &out);
    assert_non_null(strstr(shown, "\n2: A=A-1 K=REU-HOLD\n3: A=A-2 K=REU-RETURN\n"
                                  "4: A=2 rows are left out here. All are in reuse_candidates.csv\n"));
    assert_null(strstr(shown, "A-3"));
}

/* Each column of each file has its headings and a width. */
static void test_columns(void **state) {
    (void)state;
    for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
        const struct sheet_table *table = workbook_sheets[tab].table;
        for (size_t i = 0; table && i < table->count; i++) {
            const struct workbook_column *column = workbook_column(table->file, table->columns[i].name);
            assert_non_null(column);
            assert_true(column->width >= 5 && column->heading[LANGUAGE_EN] && column->heading[LANGUAGE_JA]);
        }
    }
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static const char summary[] =
    "{\"format\": 1, \"genkyo\": \"9.9\", \"command\": \"audit\", \"as_of\": \"2027-03-31\", \"language\": \"en\","
    " \"findings\": {\"total\": 2, \"by_outcome\": {\"violation\": 1, \"undetermined\": 1, \"notice\": 0},"
    "  \"by_code\": {\"DIF-MISSING\": {\"violation\": 1}, \"DIF-UNVERIFIED\": {\"undetermined\": 1}}},"
    " \"contracts\": {\"active\": 1, \"due\": 2},"
    " \"policy\": {\"renewal_days\": 90, \"maintained_kinds\": [\"server\"]},"
    " \"inputs\": [{\"file\": \"ledger/devices.csv\", \"table\": \"devices\", \"encoding\": \"CP932\", \"rows\": 27,"
    "  \"xxh3_128\": \"00\", \"refused\": true}]}";

#define FINDING(ID, CODE, OUTCOME, SEVERITY, FIELD)                                                                    \
    "{\"id\":\"" ID "\",\"code\":\"" CODE "\",\"outcome\":\"" OUTCOME "\",\"severity\":\"" SEVERITY                    \
    "\",\"viewpoint\":\"difference\",\"subject\":\"A-1\",\"field\":\"" FIELD                                           \
    "\",\"message\":\"=m\",\"remedy\":\"r\",\"status\":\"new\",\"first_seen\":\"2027-03-31\"}\n"

static const char contracts[] = "\xef\xbb\xbfkind,id,title,vendor,start_on,end_on,notice_deadline,days_left,state,next,"
                                "due_on,evidence\r\n"
                                "circuit,N-1,'=1+1,\"a\nb\",2026-04-01,renewing,,-3,due,,2027-03-28,circuits.csv:2\r\n";

static void make_workbook(const char *dir, enum language language) {
    struct result_set *results = NULL;
    struct err err = {0};

    scratch_write("summary.json", str_from(summary));
    scratch_write("findings.jsonl",
                  STR(FINDING("0000000000000001", "DIF-MISSING", "violation", "medium", "hand-check")
                          FINDING("0000000000000002", "DIF-UNVERIFIED", "undetermined", "low", "memory_mb")));
    scratch_write("contracts.csv", str_from(contracts));
    assert_int_equal(mkdir(dir, 0777), 0);
    int dir_fd = open(dir, O_RDONLY | O_DIRECTORY);
    assert_int_equal(result_set_open(".", &results, &err), ERR_OK);
    struct report_request request = {.results = results, .dir_fd = dir_fd, .language = language, .tmpdir = "."};
    assert_int_equal(report_workbook(&request, &err), ERR_OK);
    result_set_free(results);
    close(dir_fd);
}

static void test_workbook(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    make_workbook("ja", LANGUAGE_JA);
    assert_string_equal(
        show_sheet("ja/report.xlsx", "契約", &out),
        "1: A=種別 B=管理番号 C=件名 D=契約先 E=開始日 F=終了日 G=通知期限 H=残日数 I=状態 J=後続の契約 "
        "K=対応期限 L=根拠（ファイル:行）\n"
        "2: A=回線 B=N-1 C==1+1 D=a\nb E=2026-04-01 F=自動更新 H=-3 I=期限接近 K=2027-03-28 "
        "L=circuits.csv:2\n");
    assert_non_null(strstr(show_sheet("ja/report.xlsx", "突合結果", &out),
                           "\n2: A=0000000000000001 B=DIF-MISSING C=違反 D=中 E=A-1 F=実地確認で発見できず I==m J=r "
                           "K=新規 "));
    assert_non_null(strstr(show_sheet("ja/report.xlsx", "確認不能", &out), " F=メモリ "));
    assert_non_null(strstr(show_sheet("ja/report.xlsx", "概要", &out), ": A=期限接近 B=due C=2\n"));
    assert_non_null(strstr(show_sheet("ja/report.xlsx", "概要", &out), ": A=計 C=3\n"));
    assert_non_null(strstr(show_sheet("ja/report.xlsx", "根拠", &out),
                           ": A=ledger/devices.csv B=devices C=CP932 D=27 E=00 F=読込不可\n"));
    assert_null(show_sheet("ja/report.xlsx", "再利用候補", &out));
    make_workbook("en", LANGUAGE_EN);
    assert_non_null(strstr(show_sheet("en/report.xlsx", "Contracts", &out), " F=renews by itself H=-3 I=due "));
}

static void test_same_bytes(void **state) {
    (void)state;
    make_workbook("one", LANGUAGE_JA);
    make_workbook("two", LANGUAGE_JA);
    struct str one = scratch_read("one/report.xlsx"), two = scratch_read("two/report.xlsx");
    assert_true(one.n > 1000 && str_eq(one, two));
    free((void *)(uintptr_t)one.p);
    free((void *)(uintptr_t)two.p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_cells),      SCRATCH_TEST(test_check),       SCRATCH_TEST(test_there_already),
        SCRATCH_TEST(test_no_place),   SCRATCH_TEST(test_full),        SCRATCH_TEST(test_no_descriptor),
        SCRATCH_TEST(test_left_out),   cmocka_unit_test(test_columns), SCRATCH_TEST(test_workbook),
        SCRATCH_TEST(test_same_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

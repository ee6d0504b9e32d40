#include "base/xlsx_read.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/workbook.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

/* "3h: B=text C!1=#N/A" and a line end: row, h when hidden, cells with their state. */
static enum err_code show_row(void *context, const struct xlsx_row *row, struct err *err) {
    struct buffer *out = context;

    (void)err;
    buffer_printf(out, "%u%s:", row->number, row->is_hidden ? "h" : "");
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct xlsx_cell *cell = &row->cells[i];
        char name[XLSX_CELL_NAME_MAX];
        xlsx_cell_name(row->number, cell->column, name);
        name[strcspn(name, "0123456789")] = '\0';
        buffer_printf(out, " %s", name);
        if (cell->state) {
            buffer_printf(out, "!%d", (int)cell->state);
        }
        buffer_printf(out, "=%.*s", STR_FMT(cell->text));
    }
    buffer_append_cstr(out, "\n");
    return ERR_OK;
}

static enum err_code show_merge(void *context, const struct xlsx_merge *merge, struct err *err) {
    char first[XLSX_CELL_NAME_MAX], last[XLSX_CELL_NAME_MAX];

    (void)err;
    xlsx_cell_name(merge->first_row, merge->first_column, first);
    xlsx_cell_name(merge->last_row, merge->last_column, last);
    buffer_printf(context, "%s-%s\n", first, last);
    return ERR_OK;
}

static enum err_code show_sheets(const struct file *file, const struct xlsx_limits *limits, struct buffer *out,
                                 struct err *err) {
    CLEANUP(xlsx_close_cleanup) struct xlsx_workbook *workbook = NULL;
    struct xlsx_handler handler = {.context = out, .row = show_row, .merge = show_merge};
    enum err_code code = xlsx_open(file, limits, &workbook, err);

    for (size_t i = 0; !code && i < xlsx_sheet_count(workbook); i++) {
        const struct xlsx_sheet *sheet = xlsx_sheet_at(workbook, i);
        if (xlsx_sheet_count(workbook) > 1) {
            buffer_printf(out, "[%.*s%s]\n", STR_FMT(sheet->name), sheet->is_hidden ? ", hidden" : "");
        }
        code = xlsx_read_sheet(workbook, i, &handler, err);
    }
    return code;
}

/* Everything in book.xlsx of the working directory. */
static enum err_code show(const struct xlsx_limits *limits, struct buffer *out, struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;

    buffer_reset(out);
    assert_int_equal(file_open(AT_FDCWD, "book.xlsx", &file, NULL), ERR_OK);
    return show_sheets(file, limits, out, err);
}

static void assert_shows(const char *name, const char *expected) {
    struct buffer out = {0};
    struct err err = {0};

    if (show(NULL, &out, &err) != ERR_OK) {
        fail_msg("%s: error %d, %s, %s", name, err.code, err.arg[0], err.arg[1]);
    }
    if (!str_eq(buffer_view(&out), str_from(expected))) {
        fail_msg("%s:\n%.*snot\n%s", name, STR_FMT(buffer_view(&out)), expected);
    }
    buffer_done(&out);
}

/* Styles 0 … 4: a number, a built-in date, a Japanese era, elapsed time, a custom format without a date. */
#define STYLES                                                                                                         \
    "<numFmts count=\"3\"><numFmt numFmtId=\"176\" formatCode=\"[$-411]ggge&quot;年&quot;m&quot;月&quot;d;@\"/>"     \
    "<numFmt numFmtId=\"177\" formatCode=\"[h]:mm\"/><numFmt numFmtId=\"178\" formatCode=\"0&quot;yd&quot;\"/>"        \
    "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>"   \
    "<xf numFmtId=\"176\"/><xf numFmtId=\"177\"/><xf numFmtId=\"178\"/></cellXfs>"                                     \
    "<dxfs><dxf><numFmt numFmtId=\"177\" formatCode=\"yyyy\"/></dxf></dxfs>"
#define STRINGS                                                                                                              \
    "<si><t>資産管理番号</t></si>"                                                                                     \
    "<si><r><t>設置</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 場所</t></r><rPh sb=\"0\" eb=\"2\"><t>セッチ" \
    "</t></rPh><phoneticPr fontId=\"1\"/></si>"                                                                              \
    "<si><t>a_x000D_\nb_x005F_x000D__x3042__xD83D__xDE00__xD83D_x_x0000_</t></si>"                                           \
    "<si><t> trimmed </t></si><si/>"
#define DATA(ROWS) "<sheetData>" ROWS "</sheetData>"

struct sheet_case {
    const char *name;
    bool is_1904;
    const char *sheet, *expected;
};

static const struct sheet_case sheet_cases[] = {
    {"shared strings", false,
     DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>3</v>"
          "</c><c r=\"D1\" t=\"s\"><v>4</v></c></row>"),
     "1: A=資産管理番号 B=設置 場所 C=trimmed\n"},
    {"escapes", false, DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>2</v></c></row>"),
     "1: A=a\r\nb_x000D_あ😀_xD83D_x_x0000_\n"},
    {"inline strings", false,
     DATA("<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><r><t>機</t></r><r><t>器</t></r><rPh><t>キ</t></rPh></is></c>"
          "</row>"),
     "2: B=機器\n"},
    {"places left out", false,
     DATA("<row><c><v>1</v></c><c><v>2</v></c></row><row r=\"5\"><c r=\"C5\"><v>3</v></c><c><v>4</v></c></row><row><c>"
          "<v>5</v></c></row>"),
     "1: A=1 B=2\n5: C=3 D=4\n6: A=5\n"},
    {"blank rows and cells", false,
     DATA("<row r=\"1\"/><row r=\"2\"><c r=\"A2\" s=\"1\"/><c r=\"B2\"><v></v></c></row><row r=\"1048576\"><c "
          "r=\"XFD1048576\"><v>1</v></c></row>"),
     "1048576: XFD=1\n"},
    {"dates", false,
     DATA("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46477</v></c><c r=\"B1\" s=\"2\"><v>46477.5</v></c><c r=\"C1\" "
          "s=\"3\"><v>1.5</v></c><c r=\"D1\" s=\"4\"><v>46477</v></c><c r=\"E1\" s=\"99\"><v>46477</v></c><c r=\"F1\" "
          "t=\"d\"><v>2027-03-31T00:00:00</v></c><c r=\"G1\" t=\"n\" s=\"1\"><v>60</v></c></row>"),
     "1: A=2027-03-31 B=2027-03-31 12:00:00 C=1.5 D=46477 E=46477 F=2027-03-31 G=1900-02-29\n"},
    {"dates from 1904", true, DATA("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45015</v></c></row>"), "1: A=2027-03-31\n"},
    {"booleans, errors, formulas", false,
     DATA("<row r=\"1\"><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c><c "
          "t=\"str\"><f>A1</f><v>x_x000A_y</v></c><c><f>1+1</f><v>2</v></c><c><f>SUM(A1)</f></c><c><f>X</f><v/></c><c "
          "t=\"str\"><f>A9</f><v></v></c></row>"),
     "1: A=true B=false C!1=#DIV/0! D=x\ny E=2 F!2= G!2=\n"},
    {"hidden rows", false,
     DATA("<row r=\"1\" hidden=\"1\"><c><v>1</v></c></row><row r=\"2\" hidden=\"true\"><c><v>2</v></c></row><row "
          "r=\"3\" hidden=\"0\"><c><v>3</v></c></row>"),
     "1h: A=1\n2h: A=2\n3: A=3\n"},
    {"rows hidden unless they say", false,
     "<sheetFormatPr zeroHeight=\"1\"/>" DATA("<row r=\"1\"><c><v>1</v></c></row><row r=\"2\" hidden=\"0\"><c><v>2</v>"
                                              "</c></row>"),
     "1h: A=1\n2: A=2\n"},
    {"merged cells", false,
     DATA("<row r=\"1\"><c><v>1</v></c></row>") "<mergeCells count=\"2\"><mergeCell ref=\"A1:H1\"/><mergeCell "
                                                "ref=\"B3:B5\"/></mergeCells>",
     "1: A=1\nA1-H1\nB3-B5\n"},
    {"other vocabularies", false,
     "<x:extra xmlns:x=\"urn:x\"><row r=\"9\"><c><v>9</v></c></row><sheetData " WORKBOOK_MAIN
     "><row><c><v>8</v></c></row></sheetData></x:extra>" DATA("<row r=\"1\" xmlns:x=\"urn:x\" x:hidden=\"1\"><x:c/><c>"
                                                              "<v>1</v></c></row>"),
     "1: A=1\n"},
    {"a prefix", false,
     "<s:sheetData xmlns:s=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><s:row><s:c><s:v>1</s:v></s:c></s:row>"
     "</s:sheetData>",
     "1: A=1\n"},
    {"no rows", false, DATA(""), ""},
    {"nothing", false, "", ""},
};

static void test_sheets(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sheet_cases); i++) {
        const struct sheet_case *c = &sheet_cases[i];
        struct workbook_text text = {.strings = STRINGS, .styles = STYLES, .sheet = c->sheet, .is_1904 = c->is_1904};
        workbook_write("book.xlsx", &text);
        assert_shows(c->name, c->expected);
    }
}

struct refused_case {
    const char *name;
    struct workbook_text text;
    const char *what, *part;
};

#define SHEET_PART "xl/worksheets/sheet1.xml"

static const struct refused_case refused_cases[] = {
    {"row of no number", {.sheet = DATA("<row r=\"x\"/>")}, "row", SHEET_PART},
    {"row 0", {.sheet = DATA("<row r=\"0\"/>")}, "row", SHEET_PART},
    {"row past the last", {.sheet = DATA("<row r=\"1048577\"/>")}, "row", SHEET_PART},
    {"row behind the last", {.sheet = DATA("<row r=\"1048576\"/><row/>")}, "row", SHEET_PART},
    {"rows out of order", {.sheet = DATA("<row r=\"2\"/><row r=\"1\"/>")}, "row", SHEET_PART},
    {"row in a row", {.sheet = DATA("<row><row/></row>")}, "row", SHEET_PART},
    {"cell of another row", {.sheet = DATA("<row r=\"1\"><c r=\"A2\"/></row>")}, "A2", SHEET_PART},
    {"cells out of order", {.sheet = DATA("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>")}, "A1", SHEET_PART},
    {"cell twice", {.sheet = DATA("<row r=\"1\"><c r=\"B1\"/><c r=\"B1\"/></row>")}, "B1", SHEET_PART},
    {"column past the last", {.sheet = DATA("<row r=\"1\"><c r=\"XFE1\"/></row>")}, "XFE1", SHEET_PART},
    {"column behind the last", {.sheet = DATA("<row r=\"1\"><c r=\"XFD1\"/><c/></row>")}, "c", SHEET_PART},
    {"cell in a cell", {.sheet = DATA("<row><c><c/></c></row>")}, "c", SHEET_PART},
    {"unknown type", {.sheet = DATA("<row><c t=\"z\"/></row>")}, "c", SHEET_PART},
    {"unknown string", {.sheet = DATA("<row><c t=\"s\"><v>0</v></c></row>")}, "shared string", SHEET_PART},
    {"string of no number",
     {.sheet = DATA("<row><c t=\"s\"><v>-1</v></c></row>"), .strings = STRINGS},
     "shared string",
     SHEET_PART},
    {"merge of nothing", {.sheet = "<mergeCells><mergeCell/></mergeCells>"}, "mergeCell", SHEET_PART},
    {"merge backwards", {.sheet = "<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>"}, "mergeCell", SHEET_PART},
    {"not well-formed", {.sheet = "<sheetData>"}, "mismatched tag", SHEET_PART},
    {"string in a string", {.strings = "<si><si/></si>"}, "si", "xl/sharedStrings.xml"},
    {"format of no number", {.styles = "<numFmts><numFmt/></numFmts>"}, "numFmt", "xl/styles.xml"},
    {"DOCTYPE",
     {.workbook = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><workbook " WORKBOOK_MAIN ">&a;</workbook>"},
     "DOCTYPE",
     "xl/workbook.xml"},
    {"another document", {.workbook = "<worksheet " WORKBOOK_MAIN "/>"}, "workbook", "xl/workbook.xml"},
    {"no vocabulary", {.workbook = "<workbook/>"}, "workbook", "xl/workbook.xml"},
    {"unknown relationship",
     {.workbook = "<workbook " WORKBOOK_MAIN " " WORKBOOK_RELATIONS "><sheets><sheet name=\"a\" r:id=\"rId9\"/>"
                  "</sheets></workbook>"},
     "sheet",
     "xl/workbook.xml"},
    {"path as a name",
     {.workbook = "<workbook " WORKBOOK_MAIN " " WORKBOOK_RELATIONS "><sheets><sheet name=\"../../a\" r:id=\"rId1\"/>"
                  "</sheets></workbook>"},
     "sheet name",
     "xl/workbook.xml"},
};

static void test_refused(void **state) {
    struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused_cases); i++) {
        const struct refused_case *c = &refused_cases[i];
        struct err err = {0};
        workbook_write("book.xlsx", &c->text);
        if (show(NULL, &out, &err) != ERR_SYNTAX || strcmp(err.arg[0], c->what) != 0 ||
            strcmp(err.arg[1], c->part) != 0 || err.line == 0 || strcmp(err.file, "book.xlsx") != 0) {
            fail_msg("%s: error %d, %s, %s, line %d", c->name, err.code, err.arg[0], err.arg[1], (int)err.line);
        }
    }
    buffer_done(&out);
}

static char *repeat(const char *text, size_t count, const char *before, const char *behind) {
    size_t n = strlen(text), head = strlen(before), tail = strlen(behind);
    char *whole = malloc(head + n * count + tail + 1);

    assert_non_null(whole);
    memcpy(whole, before, head);
    for (size_t i = 0; i < count; i++) {
        memcpy(whole + head + i * n, text, n);
    }
    memcpy(whole + head + n * count, behind, tail + 1);
    return whole;
}

static void test_depth(void **state) {
    char *open = repeat("<a>", 100, "", ""), *sheet = repeat("</a>", 100, open, "");
    struct buffer out = {0};
    struct err err;

    (void)state;
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = sheet});
    assert_int_equal(show(NULL, &out, &err), ERR_SYNTAX);
    assert_string_equal(err.arg[0], "too deep");
    free(open);
    free(sheet);
    buffer_done(&out);
}

static void test_long_text(void **state) {
    char *fits = repeat("あ", 32767, "<sheetData><row><c t=\"inlineStr\"><is><t>", "</t></is></c></row></sheetData>");
    char *long_one =
        repeat("あ", 32768, "<sheetData><row><c t=\"inlineStr\"><is><t>", "</t></is></c></row></sheetData>");
    /* 16,384 characters outside of the BMP are 32,768 units of UTF-16 */
    char *pairs = repeat("😀", 16384, "<sheetData><row><c t=\"inlineStr\"><is><t>", "</t></is></c></row></sheetData>");
    struct buffer out = {0};

    (void)state;
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = fits});
    assert_int_equal(show(NULL, &out, NULL), ERR_OK);
    assert_int_equal(out.n, strlen("1: A=\n") + 3 * 32767);
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = long_one});
    assert_shows("too long", "1: A!3=\n");
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = pairs});
    assert_shows("too long", "1: A!3=\n");
    free(fits);
    free(long_one);
    free(pairs);
    buffer_done(&out);
}

static void test_limits(void **state) {
    /* 32 MiB of blanks pack to some 32 KiB */
    char *bomb = repeat("                                ", 1 << 20, "<sheetData>", "</sheetData>");
    char *cells = repeat("<c t=\"s\"><v>0</v></c>", 1000, "<sheetData><row>", "</row></sheetData>");
    char *text = repeat("x", 30000, "<si><t>", "</t></si>");
    struct xlsx_limits limits = XLSX_LIMITS_DEFAULT;
    struct buffer out = {0};

    (void)state;
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = bomb});
    assert_int_equal(show(&limits, &out, NULL), ERR_TOO_LARGE);
    limits.ratio = 100000;
    assert_int_equal(show(&limits, &out, NULL), ERR_OK);
    limits.unpacked_bytes = 30 << 20;
    assert_int_equal(show(&limits, &out, NULL), ERR_TOO_LARGE);
    /* 1,000 cells that share one long text */
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = cells, .strings = text});
    assert_int_equal(show(&limits, &out, NULL), ERR_OK);
    limits.unpacked_bytes = 28 << 20;
    assert_int_equal(show(&limits, &out, NULL), ERR_TOO_LARGE);
    limits.unpacked_bytes = 30 << 20;
    limits.string_bytes = 20000;
    assert_int_equal(show(&limits, &out, NULL), ERR_TOO_LARGE);
    free(bomb);
    free(cells);
    free(text);
    buffer_done(&out);
}

static void test_no_workbooks(void **state) {
    static const struct workbook_part no_parts[] = {{"a.txt", {"x", 1}}, {NULL, {NULL, 0}}};
    struct buffer out = {0};
    struct err err;
    struct str bytes;

    (void)state;
    scratch_write("book.xlsx", STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old"));
    assert_int_equal(show(NULL, &out, &err), ERR_UNSUPPORTED);
    scratch_write("book.xlsx", STR(""));
    assert_int_equal(show(NULL, &out, &err), ERR_SYNTAX);
    scratch_write("book.xlsx", STR("資産管理番号,ホスト名\n"));
    assert_int_equal(show(NULL, &out, &err), ERR_SYNTAX);
    workbook_zip("book.xlsx", no_parts, NULL);
    assert_int_equal(show(NULL, &out, &err), ERR_SYNTAX);
    assert_string_equal(err.arg[0], "no workbook");
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = DATA("<row><c><v>1</v></c></row>")});
    bytes = scratch_read("book.xlsx");
    scratch_write("book.xlsx", str_sub(bytes, 0, bytes.n - 10));
    assert_int_equal(show(NULL, &out, &err), ERR_SYNTAX);
    free((char *)(uintptr_t)bytes.p);
    buffer_done(&out);
}

static void test_damaged_part(void **state) {
    struct buffer out = {0};
    struct err err;
    struct str bytes;
    ptrdiff_t name;

    (void)state;
    workbook_write("book.xlsx", &(struct workbook_text){.sheet = DATA("<row><c><v>12345</v></c></row>")});
    bytes = scratch_read("book.xlsx");
    name = str_find(bytes, STR("xl/worksheets/sheet1.xml"));
    assert_true(name > 0);
    ((char *)(uintptr_t)bytes.p)[name + 60] ^= 0x55;
    scratch_write("book.xlsx", bytes);
    assert_int_equal(show(NULL, &out, &err), ERR_SYNTAX);
    assert_string_equal(err.arg[1], "xl/worksheets/sheet1.xml");
    free((char *)(uintptr_t)bytes.p);
    buffer_done(&out);
}

static void test_encrypted_parts(void **state) {
    static const struct workbook_part parts[] = {{"_rels/.rels", {"<x/>", 4}}, {NULL, {NULL, 0}}};
    struct buffer out = {0};

    (void)state;
    workbook_zip("book.xlsx", parts, "secret");
    assert_int_equal(show(NULL, &out, NULL), ERR_UNSUPPORTED);
    buffer_done(&out);
}

/* What a program writes: libxlsxwriter, with shared strings, styles and a chart sheet. */
static void write_real(const char *path) {
    lxw_workbook *workbook = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(workbook, "機器台帳");
    lxw_worksheet *hidden = workbook_add_worksheet(workbook, "作業用");
    lxw_format *date = workbook_add_format(workbook), *era = workbook_add_format(workbook);
    lxw_chart *chart = workbook_add_chart(workbook, LXW_CHART_COLUMN);
    lxw_row_col_options hide = {.hidden = 1};

    format_set_num_format(date, "yyyy/m/d");
    format_set_num_format_index(era, 57);
    worksheet_merge_range(sheet, 0, 0, 0, 3, "機器台帳　令和９年", NULL);
    worksheet_write_string(sheet, 1, 0, "資産管理番号", NULL);
    worksheet_write_number(sheet, 2, 1, 16384, NULL);
    worksheet_write_number(sheet, 2, 2, 46477, date);
    worksheet_write_number(sheet, 2, 3, 46477, era);
    worksheet_write_boolean(sheet, 2, 4, 1, NULL);
    worksheet_write_formula_num(sheet, 2, 5, "=0.1+0.2", NULL, 0.1 + 0.2);
    worksheet_write_string(sheet, 3, 0, "A<&>\"1\"\nx\x1By", NULL);
    worksheet_set_row_opt(sheet, 3, LXW_DEF_ROW_HEIGHT, NULL, &hide);
    worksheet_write_number(hidden, 0, 0, 1, NULL);
    worksheet_hide(hidden);
    chart_add_series(chart, NULL, "='機器台帳'!$B$3:$B$4");
    chartsheet_set_chart(workbook_add_chartsheet(workbook, "図"), chart);
    assert_int_equal(workbook_close(workbook), LXW_NO_ERROR);
}

static void test_real_workbook(void **state) {
    (void)state;
    write_real("book.xlsx");
    assert_shows("real", "[機器台帳]\n1: A=機器台帳　令和９年\n2: A=資産管理番号\n"
                         "3: B=16384 C=2027-03-31 D=2027-03-31 E=true F=0.3\n4h: A=A<&>\"1\"\nx\x1By\nA1-D1\n"
                         "[作業用, hidden]\n1: A=1\n");
}

static void test_cell_names(void **state) {
    static const struct {
        const char *name;
        uint32_t row, column;
    } cases[] = {{"A1", 1, 0},   {"Z9", 9, 25},   {"AA10", 10, 26}, {"AZ1", 1, 51},
                 {"BA1", 1, 52}, {"ZZ1", 1, 701}, {"AAA1", 1, 702}, {"XFD1048576", 1048576, 16383}};
    static const char *const wrong[] = {"", "A", "1", "A0", "A1048577", "XFE1", "AAAA1", "A-1", "$A$1", "A1 "};
    char name[XLSX_CELL_NAME_MAX];
    uint32_t row, column;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        xlsx_cell_name(cases[i].row, cases[i].column, name);
        assert_string_equal(name, cases[i].name);
        assert_true(xlsx_cell_place(str_from(name), &row, &column));
        assert_int_equal(row, cases[i].row);
        assert_int_equal(column, cases[i].column);
    }
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        assert_false(xlsx_cell_place(str_from(wrong[i]), &row, &column));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sheets),        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_depth),         cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_limits),        cmocka_unit_test(test_no_workbooks),
        cmocka_unit_test(test_damaged_part),  cmocka_unit_test(test_encrypted_parts),
        cmocka_unit_test(test_real_workbook), cmocka_unit_test(test_cell_names),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

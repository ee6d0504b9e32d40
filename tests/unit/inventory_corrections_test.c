#include "inventory/corrections.h"

#include "inventory/file_copy.h"
#include "inventory/problem.h"
#include "inventory/raw_row.h"
#include "inventory/table_build.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 2, ROWS_MAX = 64 };

static const struct read_options options = {.tmpdir = "/tmp"};

static unsigned random_below(unsigned n) {
    return (unsigned)rand() % n;
}

/* --- reading and writing ---------------------------------------------------------------------------------------------
 */

static struct inventory *read_directory(const char *path) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory = NULL;

    assert_int_equal(ledger_read(path, &options, diagnostics, &inventory, NULL), ERR_OK);
    assert_non_null(inventory_table(inventory, TABLE_DEVICES));
    return inventory;
}

static void write_in(const char *directory, const char *name, struct str bytes) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    scratch_write(path, bytes);
}

static struct str read_in(const char *directory, const char *name) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return scratch_read(path);
}

static bool exists_in(const char *directory, const char *name) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

static void remove_in(const char *directory, const char *name) {
    char path[256];

    snprintf(path, sizeof path, "%s/%s", directory, name);
    (void)!unlink(path);
}

/* Writes the corrections of the sink into "out". */
static struct corrections_count apply(const struct inventory *ledger, struct correction_sink *sink,
                                      struct diagnostics *diagnostics) {
    struct corrections_count count = {0};
    int fd = open("out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(correction_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(corrections_write(ledger, sink, fd, false, diagnostics, &count, NULL), ERR_OK);
    close(fd);
    return count;
}

static struct correction_sink *new_sink(void) {
    struct correction_sink *sink = NULL;

    assert_int_equal(correction_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    return sink;
}

static void add(struct correction_sink *sink, uint32_t row, unsigned column, const char *text) {
    struct correction correction = {TABLE_DEVICES, row, column, str_from(text)};

    assert_int_equal(correction_sink_add(sink, 0, &correction, NULL), ERR_OK);
}

/* --- written by hand -------------------------------------------------------------------------------------------------
 */

struct example {
    const char *what;
    const char *encoding; /* of iconv; NULL: UTF-8 */
    const char *ledger;
    unsigned column;
    uint32_t row;
    const char *text;
    const char *corrected; /* NULL: no file */
};

static const struct example examples[] = {
    {"plain", NULL, "管理番号,ホスト名,独自\r\nHW-1,old,\" x \"\r\n", DEVICES_HOSTNAME, 0, "new",
     "管理番号,ホスト名,独自\r\nHW-1,new,\" x \"\r\n"},
    {"quotes stay", NULL, "管理番号,ホスト名\nHW-1,\"old\"\n", DEVICES_HOSTNAME, 0, "new",
     "管理番号,ホスト名\nHW-1,\"new\"\n"},
    {"quotes needed", NULL, "管理番号,OS\nHW-1,old\n", DEVICES_OS_NAME, 0, "a, \"b\"",
     "管理番号,OS\nHW-1,\"a, \"\"b\"\"\"\n"},
    {"formula", NULL, "管理番号,OS,備考\nHW-1,old,=1+1\n", DEVICES_OS_NAME, 0, "=cmd",
     "管理番号,OS,備考\nHW-1,'=cmd,=1+1\n"},
    {"short row, no line end", NULL, "管理番号,備考,備考2,OS\nHW-1", DEVICES_OS_NAME, 0, "Debian 12",
     "管理番号,備考,備考2,OS\nHW-1,,,Debian 12"},
    {"nothing new", NULL, "管理番号,OS\nHW-1,same\n", DEVICES_OS_NAME, 0, "same", NULL},
    {"no such column", NULL, "管理番号,備考\nHW-1,x\n", DEVICES_OS_NAME, 0, "Debian", NULL},
    {"ditto below", NULL, "管理番号,OS\nHW-1,a\nHW-2,〃\nHW-3,〃\n", DEVICES_OS_NAME, 0, "b",
     "管理番号,OS\nHW-1,b\nHW-2,a\nHW-3,〃\n"},
    {"ditto itself", NULL, "管理番号,OS\nHW-1,a\nHW-2,〃\nHW-3,〃\n", DEVICES_OS_NAME, 1, "b",
     "管理番号,OS\nHW-1,a\nHW-2,b\nHW-3,a\n"},
    {"heading's unit", NULL, "管理番号,メモリ(GB)\nHW-1,16\n", DEVICES_MEMORY_MB, 0, "32017",
     "管理番号,メモリ(GB)\nHW-1,32\n"},
    {"CP932", "CP932", "管理番号,ホスト名,独自\r\nHW-1,old,ソ表\r\n", DEVICES_HOSTNAME, 0, "噂",
     "管理番号,ホスト名,独自\r\nHW-1,噂,ソ表\r\n"},
    {"UTF-16", "UTF-16LE", "\xEF\xBB\xBF管理番号,ホスト名,独自\r\nHW-1,old,ソ表\r\n", DEVICES_HOSTNAME, 0, "噂",
     "\xEF\xBB\xBF管理番号,ホスト名,独自\r\nHW-1,噂,ソ表\r\n"},
    {"TSV with commas", NULL, "管理番号\tOS\tx\nHW-1\told\ta,b\n", DEVICES_OS_NAME, 0, "a,b",
     "管理番号\tOS\tx\nHW-1\ta,b\ta,b\n"},
};

static struct str encode(const char *encoding, const char *text) {
    return scratch_encode(encoding ? encoding : "UTF-8", str_from(text));
}

static void check_example(const struct example *example) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();
    struct str bytes = encode(example->encoding, example->ledger);

    write_in("ledger", "devices.csv", bytes);
    free((char *)(uintptr_t)bytes.p);
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    add(sink, example->row, example->column, example->text);
    struct corrections_count count = apply(ledger, sink, diagnostics);
    assert_int_equal(count.refused_files, 0);
    assert_int_equal(count.cells, example->corrected ? 1 : 0);
    assert_int_equal(exists_in("out", "corrections"), example->corrected != NULL);
    if (example->corrected) {
        struct str expected = encode(example->encoding, example->corrected);
        struct str written = read_in("out/corrections", "devices.csv");
        if (!str_eq(expected, written)) {
            fail_msg("%s: %.*s", example->what, STR_FMT(written));
        }
        free((char *)(uintptr_t)expected.p);
        free((char *)(uintptr_t)written.p);
        remove_in("out/corrections", "devices.csv");
        assert_int_equal(rmdir("out/corrections"), 0);
    }
}

static void corrects_cells(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
        check_example(&examples[i]);
    }
}

static void refuses_what_cannot_be_encoded(void **state) {
    (void)state;
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();
    struct str bytes = encode("CP932", "管理番号,ホスト名,OS\nHW-1,a,b\nHW-2,c,d\n");
    size_t group_count;

    write_in("ledger", "devices.csv", bytes);
    free((char *)(uintptr_t)bytes.p);
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    add(sink, 0, DEVICES_HOSTNAME, "fine");
    add(sink, 1, DEVICES_OS_NAME, "한글");
    struct corrections_count count = apply(ledger, sink, diagnostics);
    assert_int_equal(count.files, 0);
    assert_int_equal(count.refused_files, 1);
    assert_false(exists_in("out", "corrections"));
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);
    assert_int_equal(group_count, 1);
    assert_int_equal(groups[0].problem, PROBLEM_CORRECTION_NOT_ENCODABLE);
    assert_int_equal(groups[0].kept[0].line, 3);
    assert_true(str_eq(groups[0].kept[0].heading, STR("OS")));
    assert_true(str_eq(groups[0].kept[0].args[1], STR("CP932")));
}

/* --- random ledgers --------------------------------------------------------------------------------------------------
 */

enum layout { LAYOUT_UTF8, LAYOUT_UTF8_BOM, LAYOUT_CP932, LAYOUT_UTF16LE, LAYOUT_UTF16BE, LAYOUT_COUNT };

static const char *const layout_encodings[] = {"UTF-8", "UTF-8", "CP932", "UTF-16LE", "UTF-16BE"};

static const char *const headings[] = {"管理番号", "ホスト名", "OS", "設置場所", "独自項目", "備考", "取得日"};
enum { HEADING_COUNT = ARRAY_LEN(headings) };

static const char *const cell_texts[] = {
    "",          "",         "〃",  "同上",       "ソース表",     "x",
    "本省 ３階", "R9.3.31",  "a,b", "say \"hi\"", "改行\r\nあり", "  blank  ",
    "=1+1",      "㈱東京ｶﾅ", "-",   "\t",         "tail\\",
};

static void append_cell(const char *text, struct buffer *out) {
    bool needs_quotes = strpbrk(text, ",\"\r\n") != NULL;

    if (!needs_quotes && random_below(4)) {
        buffer_append_cstr(out, text);
        return;
    }
    buffer_append_char(out, '"');
    for (const char *p = text; *p; p++) {
        buffer_append_cstr(out, *p == '"' ? "\"" : "");
        buffer_append_char(out, *p);
    }
    buffer_append_char(out, '"');
}

static void append_row(const unsigned *order, unsigned number, const char *line_end, struct buffer *out) {
    unsigned cells = random_below(6) ? HEADING_COUNT : 1 + random_below(HEADING_COUNT);
    char id[16];

    snprintf(id, sizeof id, "HW-%u", number);
    for (unsigned i = 0; i < cells; i++) {
        buffer_append_cstr(out, i ? "," : "");
        append_cell(order[i] == 0 ? id : cell_texts[random_below(ARRAY_LEN(cell_texts))], out);
    }
    buffer_append_cstr(out, line_end);
}

/* Rows that are none: blank lines, comments, totals. */
static void append_noise(const char *line_end, struct buffer *out) {
    static const char *const noise[] = {"", "# コメント,x", "合計,,\"5\""};

    if (random_below(5) == 0) {
        buffer_append_cstr(out, noise[random_below(ARRAY_LEN(noise))]);
        buffer_append_cstr(out, line_end);
    }
}

static void random_file(const char *name, unsigned first_number) {
    struct buffer text = {0};
    /* a line of totals may turn out to be a row, where the id happens to stand below the right heading */
    unsigned order[HEADING_COUNT], rows = 1 + random_below(ROWS_MAX / FILES_MAX / 2);
    enum layout layout = (enum layout)random_below(LAYOUT_COUNT);
    const char *line_end = random_below(2) ? "\r\n" : "\n";

    buffer_append_cstr(&text, layout == LAYOUT_UTF8 || layout == LAYOUT_CP932 ? "" : "\xEF\xBB\xBF");
    for (unsigned i = 0; i < HEADING_COUNT; i++) {
        unsigned at = random_below(i + 1);
        order[i] = order[at];
        order[at] = i;
    }
    for (unsigned i = 0; i < HEADING_COUNT; i++) {
        buffer_append_cstr(&text, i ? "," : "");
        buffer_append_cstr(&text, headings[order[i]]);
    }
    buffer_append_cstr(&text, line_end);
    for (unsigned i = 0; i < rows; i++) {
        append_noise(line_end, &text);
        append_row(order, first_number + i, i + 1 == rows && random_below(2) ? "" : line_end, &text);
    }
    assert_false(text.failed);
    struct str bytes = scratch_encode(layout_encodings[layout], buffer_view(&text));
    write_in("ledger", name, bytes);
    free((char *)(uintptr_t)bytes.p);
    buffer_done(&text);
}

/* What each cell is to say after correcting; the test's own memory of it. */
struct expectation {
    char *texts[ROWS_MAX][DEVICES_COLUMN_COUNT];
    bool is_changed[ROWS_MAX][DEVICES_COLUMN_COUNT];
};

/* Slices have no NUL behind them, as strndup may expect. */
static char *copy_of(struct str text) {
    char *copy = calloc(text.n + 1, 1);

    assert_non_null(copy);
    if (text.n) {
        memcpy(copy, text.p, text.n);
    }
    return copy;
}

static void expect_all(const struct table *table, struct expectation *expected) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    assert_true(table_rows(table) <= ROWS_MAX);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            struct str text = row_reader_text(reader, column);
            expected->texts[row][column] = copy_of(text);
        }
    }
}

static void expectation_done(struct expectation *expected) {
    for (size_t row = 0; row < ROWS_MAX; row++) {
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            free(expected->texts[row][column]);
        }
    }
}

/* Texts that no correction brings into another form; all characters are in every encoding. */
static void random_text(char *to, size_t size) {
    static const char *const starts[] = {"=", "+", "@", "-", "", "", "宮崎"};
    static const char *const pieces[] = {"ソ", "a", "\"", ",", " ", "表", "\n", "'", "\\", "7"};
    size_t n = (size_t)snprintf(to, size, "%sx", starts[random_below(ARRAY_LEN(starts))]);

    for (unsigned i = random_below(8); i > 0; i--) {
        n += (size_t)snprintf(to + n, size - n, "%s", pieces[random_below(ARRAY_LEN(pieces))]);
    }
    snprintf(to + n, size - n, "z");
}

static void random_corrections(const struct table *table, struct correction_sink *sink, struct expectation *expected) {
    static const unsigned columns[] = {DEVICES_OS_NAME, DEVICES_LOCATION, DEVICES_NOTE};
    char text[128];

    for (uint32_t row = 0; row < table_rows(table); row++) {
        unsigned column = columns[random_below(ARRAY_LEN(columns))];
        if (random_below(3)) {
            continue;
        }
        random_text(text, sizeof text);
        add(sink, row, column, text);
        if (!table_source_of(table, row)->columns[column].cell) {
            continue;
        }
        free(expected->texts[row][column]);
        char marked[160];
        snprintf(marked, sizeof marked, "%s%s", strchr("=+-@", text[0]) ? "'" : "", text);
        expected->texts[row][column] = strdup(marked);
        expected->is_changed[row][column] = true;
    }
}

static void compare_texts(const struct table *table, const struct expectation *expected) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            struct str text = row_reader_text(reader, column);
            if (!str_eq(text, str_from(expected->texts[row][column]))) {
                fail_msg("row %u, %s: “%.*s”, expected “%s”", row, schema_column(TABLE_DEVICES, column)->name,
                         STR_FMT(text), expected->texts[row][column]);
            }
        }
    }
}

/* May the cell's bytes differ? It was corrected, or is a ditto of a corrected one. */
static bool may_differ(const struct table *table, const struct expectation *expected, uint32_t row, size_t cell) {
    const struct table_source *source = table_source_of(table, row);

    for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
        if (source->columns[column].cell == cell + 1) {
            return expected->is_changed[row][column] ||
                   (row > 0 && expected->is_changed[row - 1][column] && table_ditto_at(table, column, row));
        }
    }
    return false;
}

/* Cells that were not to change hold the same bytes, those of unknown columns above all. */
static void compare_bytes(const struct table *before, const struct table *after, const struct expectation *expected) {
    CLEANUP(raw_row_reader_free_cleanup) struct raw_row_reader *left = NULL, *right = NULL;
    struct raw_row a, b;

    assert_int_equal(raw_row_reader_new(before, &left, NULL), ERR_OK);
    assert_int_equal(raw_row_reader_new(after, &right, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(before); row++) {
        assert_int_equal(raw_row_read(left, row, &a, NULL), ERR_OK);
        assert_int_equal(raw_row_read(right, row, &b, NULL), ERR_OK);
        assert_true(b.cell_count >= a.cell_count);
        for (size_t i = 0; i < a.cell_count; i++) {
            struct str x = str_sub(a.bytes, a.cells[i].begin, a.cells[i].end - a.cells[i].begin);
            struct str y = str_sub(b.bytes, b.cells[i].begin, b.cells[i].end - b.cells[i].begin);
            if (!may_differ(before, expected, row, i)) {
                assert_true(str_eq(x, y));
            }
        }
    }
}

/* Headings, comments, totals, blank lines, line ends: the file without its rows. */
static struct str outside_of_rows(const struct table *table, size_t source, struct buffer *out) {
    const struct table_source *from = &table->sources[source];
    uint32_t end = source + 1 < table->source_count ? table->sources[source + 1].first_row : table->rows;
    uint64_t size = file_size(from->file), offset = 0;
    char *bytes = malloc(size + 1);

    assert_non_null(bytes);
    assert_int_equal(file_read_at(from->file, 0, size, bytes, NULL), ERR_OK);
    buffer_reset(out);
    for (uint32_t row = from->first_row; row < end; row++) {
        struct row_place place = table_place(table, row);
        buffer_append(out, (struct str){bytes + offset, place.offset - offset});
        offset = place.offset + place.length;
    }
    buffer_append(out, (struct str){bytes + offset, size - offset});
    free(bytes);
    return buffer_view(out);
}

static void compare_outside(const struct table *before, const struct table *after) {
    struct buffer left = {0}, right = {0};

    assert_int_equal(before->source_count, after->source_count);
    for (size_t i = 0; i < before->source_count; i++) {
        assert_true(str_eq(outside_of_rows(before, i, &left), outside_of_rows(after, i, &right)));
    }
    buffer_done(&left);
    buffer_done(&right);
}

static const char *const names[FILES_MAX] = {"devices.csv", "devices2.csv"};

static void check_identity(const struct inventory *ledger) {
    const struct table *table = inventory_table(ledger, TABLE_DEVICES);
    size_t file_count;
    const struct inventory_file *files = inventory_files(ledger, &file_count);
    int fd = open("copies", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(fd >= 0);
    for (size_t i = 0; i < file_count; i++) {
        struct file_copy *copy = NULL;
        assert_int_equal(file_copy_begin(table->sources[i].file, files[i].encoding, fd, files[i].name, &copy, NULL),
                         ERR_OK);
        assert_int_equal(file_copy_end(copy, false, NULL), ERR_OK);
        struct str from = read_in("ledger", names[i]), to = read_in("copies", names[i]);
        assert_true(str_eq(from, to));
        free((char *)(uintptr_t)from.p);
        free((char *)(uintptr_t)to.p);
        assert_int_equal(file_copy_remove(fd, files[i].name, NULL), ERR_OK);
    }
    close(fd);
}

/* A file without a correction stands as it was. */
static void complete(size_t file_count) {
    (void)!mkdir("out/corrections", 0777);
    for (size_t i = 0; i < file_count; i++) {
        if (!exists_in("out/corrections", names[i])) {
            struct str bytes = read_in("ledger", names[i]);
            write_in("out/corrections", names[i], bytes);
            free((char *)(uintptr_t)bytes.p);
        }
    }
}

static void check_random_ledger(void) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();
    CLEANUP(expectation_done) struct expectation expected = {0};
    size_t file_count = 1 + random_below(FILES_MAX);

    for (size_t i = 0; i < FILES_MAX; i++) {
        remove_in("ledger", names[i]);
        if (i < file_count) {
            random_file(names[i], (unsigned)i * 100 + 1);
        }
    }
    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    const struct table *before = inventory_table(ledger, TABLE_DEVICES);
    check_identity(ledger);
    expect_all(before, &expected);
    random_corrections(before, sink, &expected);
    struct corrections_count count = apply(ledger, sink, diagnostics);
    assert_int_equal(count.refused_files, 0);
    complete(file_count);
    CLEANUP(inventory_free_cleanup) struct inventory *corrected = read_directory("out/corrections");
    const struct table *after = inventory_table(corrected, TABLE_DEVICES);
    assert_int_equal(table_rows(before), table_rows(after));
    compare_texts(after, &expected);
    compare_bytes(before, after, &expected);
    compare_outside(before, after);
    for (size_t i = 0; i < FILES_MAX; i++) {
        remove_in("out/corrections", names[i]);
    }
    assert_int_equal(rmdir("out/corrections"), 0);
}

static void random_ledgers(void **state) {
    (void)state;
    srand((unsigned)test_seed());
    for (long i = test_count("corrections_random"); i > 0; i--) {
        check_random_ledger();
    }
}

static int setup(void **state) {
    return scratch_make(state) || mkdir("ledger", 0777) || mkdir("out", 0777) || mkdir("copies", 0777);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corrects_cells),
        cmocka_unit_test(refuses_what_cannot_be_encoded),
        cmocka_unit_test(random_ledgers),
    };
    return cmocka_run_group_tests(tests, setup, scratch_remove);
}

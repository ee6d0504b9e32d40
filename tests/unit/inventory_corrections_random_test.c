/* Corrections of random ledgers, in all layouts of files. */

#include "inventory/corrections.h"

#include "inventory/file_copy.h"
#include "inventory/problem.h"
#include "inventory/raw_row.h"
#include "inventory/table_build.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/corrected.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/layout.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 2, ROWS_MAX = 64 };

static unsigned random_below(unsigned n) {
    return (unsigned)rand() % n;
}

static const char *const headings[] = {"管理番号", "ホスト名", "OS", "設置場所", "独自項目", "備考", "取得日"};
enum { HEADING_COUNT = ARRAY_LEN(headings) };

/* All characters are in every encoding. */
static const char *const cell_texts[] = {
    "",    "",           "〃",           "同上",      "ソース表", "x", "本省 ３階", "R9.3.31",
    "a,b", "say \"hi\"", "改行\r\nあり", "  blank  ", "=1+1",     "-", "\t",        "tail\\",
};

/* A file that is being made up. */
struct random_file {
    const struct layout *layout;
    const char *line_end;
    struct buffer bytes;
};

static void append(struct random_file *file, const char *utf8) {
    layout_append(file->layout, utf8, &file->bytes);
}

static void append_text_cell(struct random_file *file, const char *text) {
    struct buffer quoted = {0};
    bool needs_quotes = strpbrk(text, ",\"\r\n") != NULL;

    if (!needs_quotes && random_below(4)) {
        append(file, text);
        return;
    }
    buffer_append_char(&quoted, '"');
    for (const char *p = text; *p; p++) {
        buffer_append_cstr(&quoted, *p == '"' ? "\"" : "");
        buffer_append_char(&quoted, *p);
    }
    buffer_append(&quoted, (struct str){"\"", 2});
    assert_false(quoted.failed);
    append(file, quoted.p);
    buffer_done(&quoted);
}

static void append_cell(struct random_file *file) {
    if (random_below(4) == 0) {
        buffer_append(&file->bytes, file->layout->own[random_below((unsigned)file->layout->own_count)]);
    } else {
        append_text_cell(file, cell_texts[random_below(ARRAY_LEN(cell_texts))]);
    }
}

static void append_row(struct random_file *file, const unsigned *order, unsigned number, bool has_end) {
    unsigned cells = random_below(6) ? HEADING_COUNT : 1 + random_below(HEADING_COUNT);
    char id[16];

    /* Not before the id: a row of nothing but dittos of blanks, once they are written out, would be a blank line. */
    for (unsigned i = cells; i < HEADING_COUNT; i++) {
        cells = order[i] == 0 ? i + 1 : cells;
    }
    snprintf(id, sizeof id, "HW-%u", number);
    for (unsigned i = 0; i < cells; i++) {
        append(file, i ? "," : "");
        if (order[i] == 0) {
            append_text_cell(file, id);
        } else {
            append_cell(file);
        }
    }
    append(file, has_end ? file->line_end : "");
}

/* Rows that are none: blank lines, comments, totals. */
static void append_noise(struct random_file *file) {
    static const char *const noise[] = {"", "# コメント,x", "合計,,\"5\""};

    if (random_below(5) == 0) {
        append(file, noise[random_below(ARRAY_LEN(noise))]);
        append(file, file->line_end);
    }
}

static void append_headings(struct random_file *file, unsigned *order) {
    for (unsigned i = 0; i < HEADING_COUNT; i++) {
        unsigned at = random_below(i + 1);
        order[i] = order[at];
        order[at] = i;
    }
    for (unsigned i = 0; i < HEADING_COUNT; i++) {
        append(file, i ? "," : "");
        append(file, headings[order[i]]);
    }
    append(file, file->line_end);
}

static const struct layout *random_file(const char *name, unsigned first_number) {
    struct random_file file = {.layout = &layouts[random_below(LAYOUT_COUNT)],
                               .line_end = random_below(2) ? "\r\n" : "\n"};
    /* a line of totals may turn out to be a row, where the id happens to stand below the right heading */
    unsigned order[HEADING_COUNT], rows = 1 + random_below(ROWS_MAX / FILES_MAX / 2);

    buffer_append(&file.bytes, file.layout->mark);
    append_headings(&file, order);
    for (unsigned i = 0; i < rows; i++) {
        append_noise(&file);
        append_row(&file, order, first_number + i, i + 1 < rows || random_below(2));
    }
    assert_false(file.bytes.failed);
    write_in("ledger", name, buffer_view(&file.bytes));
    buffer_done(&file.bytes);
    return file.layout;
}

static const char *const names[FILES_MAX] = {"devices.csv", "devices2.csv"};

/* Random files, with a ledger.yaml if their encodings must be said. */
struct random_ledger {
    size_t file_count;
    const struct layout *layouts[FILES_MAX];
    struct buffer settings;
};

static struct random_ledger write_ledger(void) {
    struct random_ledger ledger = {.file_count = 1 + random_below(FILES_MAX)};

    buffer_append_cstr(&ledger.settings, "files:\n");
    for (size_t i = 0; i < FILES_MAX; i++) {
        remove_in("ledger", names[i]);
        if (i < ledger.file_count) {
            ledger.layouts[i] = random_file(names[i], (unsigned)i * 100 + 1);
            layout_append_setting(ledger.layouts[i], names[i], &ledger.settings);
        }
    }
    if (!ledger.layouts[0]->said && (ledger.file_count == 1 || !ledger.layouts[1]->said)) {
        buffer_reset(&ledger.settings);
        buffer_append_cstr(&ledger.settings, "country: JP\n");
    }
    write_in("ledger", "ledger.yaml", buffer_view(&ledger.settings));
    return ledger;
}

static void random_ledger_done(struct random_ledger *ledger) {
    buffer_done(&ledger->settings);
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

/* The row of the table that starts on the line of the source; UINT32_MAX: none does. */
static uint32_t row_on_line(const struct table *table, size_t source, uint64_t line) {
    uint32_t row = table->sources[source].first_row;

    while (row < table_rows(table) && table_source_of(table, row) == &table->sources[source]) {
        if (table_line(table, row) == line) {
            return row;
        }
        row++;
    }
    return UINT32_MAX;
}

/* The same of the file's own bytes, split by the test: no cell but the corrected ones has others, rows that are none
 * are as they were. */
static void compare_file(const struct table *before, size_t source, const struct layout *layout,
                         const struct expectation *expected) {
    struct str from = read_in("ledger", names[source]), to = read_in("out/corrections", names[source]);
    struct layout_cells left = layout_split(layout, from), right = layout_split(layout, to);
    size_t at = 0;

    for (size_t i = 0; i < left.count; i++, at++) {
        const struct layout_cell *cell = &left.cells[i];
        uint32_t row = row_on_line(before, source, cell->line);
        while (cell->number == 0 && at < right.count && right.cells[at].number) {
            at++; /* cells added to the row before, which was short */
        }
        assert_true(at < right.count);
        assert_int_equal(right.cells[at].number, cell->number);
        if (row == UINT32_MAX || !may_differ(before, expected, row, cell->number)) {
            assert_true(str_eq(cell->bytes, right.cells[at].bytes));
        }
    }
    layout_cells_done(&left);
    layout_cells_done(&right);
    free((char *)(uintptr_t)from.p);
    free((char *)(uintptr_t)to.p);
}

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
static void complete(const struct random_ledger *ledger) {
    (void)!mkdir("out/corrections", 0777);
    for (size_t i = 0; i < ledger->file_count; i++) {
        if (!exists_in("out/corrections", names[i])) {
            struct str bytes = read_in("ledger", names[i]);
            write_in("out/corrections", names[i], bytes);
            free((char *)(uintptr_t)bytes.p);
        }
    }
    write_in("out/corrections", "ledger.yaml", buffer_view(&ledger->settings));
}

static void remove_corrections(void) {
    for (size_t i = 0; i < FILES_MAX; i++) {
        remove_in("out/corrections", names[i]);
    }
    remove_in("out/corrections", "ledger.yaml");
    assert_int_equal(rmdir("out/corrections"), 0);
}

static void check_random_ledger(void) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(correction_sink_free_cleanup) struct correction_sink *sink = new_sink();
    CLEANUP(expectation_done) struct expectation expected = {0};
    CLEANUP(random_ledger_done) struct random_ledger made = write_ledger();

    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    const struct table *before = inventory_table(ledger, TABLE_DEVICES);
    check_identity(ledger);
    expect_all(before, &expected);
    random_corrections(before, sink, &expected);
    struct corrections_count count = apply(ledger, sink, diagnostics);
    assert_int_equal(count.refused_files, 0);
    complete(&made);
    CLEANUP(inventory_free_cleanup) struct inventory *corrected = read_directory("out/corrections");
    const struct table *after = inventory_table(corrected, TABLE_DEVICES);
    assert_int_equal(table_rows(before), table_rows(after));
    compare_texts(after, &expected);
    compare_bytes(before, after, &expected);
    compare_outside(before, after);
    for (size_t i = 0; i < made.file_count; i++) {
        if (made.layouts[i]->is_split) {
            compare_file(before, i, made.layouts[i], &expected);
        }
    }
    remove_corrections();
}

static void random_ledgers(void **state) {
    (void)state;
    srand((unsigned)test_seed());
    for (long i = test_count("corrections_random"); i > 0; i--) {
        check_random_ledger();
    }
}

/* Longer than any piece that is decoded or copied at once, and no line end where a piece could be cut. Only what has to
 * be transcoded is read in such pieces. */
static void check_long_cell(const struct layout *layout) {
    enum { CHARACTERS = (2 << 20) + 100 };
    struct buffer file = {0}, settings = {0}, text = {0};
    struct str cell = scratch_encode(layout->iconv_name, STR("日"));
    size_t mark = layout->is_stateful ? 3 : 0; /* an escape sequence at either end */

    buffer_append(&file, layout->mark);
    layout_append(layout, "管理番号,備考\nHW-1,x", &file);
    for (size_t i = 0; i < CHARACTERS; i++) {
        bool is_first = i == 0, is_last = i + 1 == CHARACTERS;
        buffer_append(&file, str_range(cell.p + (is_first ? 0 : mark), cell.p + cell.n - (is_last ? 0 : mark)));
        buffer_append_cstr(&text, "日");
    }
    layout_append(layout, "\nHW-2,表\n", &file);
    write_in("ledger", names[0], buffer_view(&file));
    remove_in("ledger", names[1]);
    buffer_append_cstr(&settings, "files:\n");
    layout_append_setting(layout, names[0], &settings);
    write_in("ledger", "ledger.yaml", layout->said ? buffer_view(&settings) : STR("country: JP\n"));

    CLEANUP(inventory_free_cleanup) struct inventory *ledger = read_directory("ledger");
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    assert_int_equal(row_reader_new(inventory_table(ledger, TABLE_DEVICES), &reader, NULL), ERR_OK);
    row_reader_move(reader, 0);
    struct str note = row_reader_text(reader, DEVICES_NOTE);
    assert_true(str_starts_with(note, STR("x")) && str_eq(str_sub(note, 1, SIZE_MAX), buffer_view(&text)));
    row_reader_move(reader, 1);
    assert_true(str_eq(row_reader_text(reader, DEVICES_NOTE), STR("表")));
    check_identity(ledger);
    free((char *)(uintptr_t)cell.p);
    buffer_done(&file);
    buffer_done(&settings);
    buffer_done(&text);
}

static void cuts_no_character(void **state) {
    (void)state;
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        if (layouts[i].is_stateful || !layouts[i].is_split) {
            check_long_cell(&layouts[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_ledgers),
        cmocka_unit_test(cuts_no_character),
    };

    return cmocka_run_group_tests(tests, corrected_make, scratch_remove);
}

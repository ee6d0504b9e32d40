#include "base/csv_write.h"

#include "base/buffer.h"
#include "base/csv_read.h"
#include "base/file.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct output *start_output(void) {
    struct output *output = NULL;

    assert_int_equal(output_create(AT_FDCWD, "out", &output, NULL), ERR_OK);
    return output;
}

/* Closes the output and gives its content. */
static struct str take_output(struct output *output, struct arena *arena) {
    struct str bytes = STR_NONE;

    assert_int_equal(output_close(output, false, NULL, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "out", 1 << 20, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlink("out"), 0);
    return bytes;
}

struct cell_case {
    const char *cell, *canonical, *for_people;
};

static const struct cell_case cell_cases[] = {
    {"abc", "abc", "abc"},
    {"", "\"\"", "\"\""}, /* alone in its row */
    {"a,b", "\"a,b\"", "\"a,b\""},
    {"a\"b", "\"a\"\"b\"", "\"a\"\"b\""},
    {"\"", "\"\"\"\"", "\"\"\"\""},
    {"\"\"", "\"\"\"\"\"\"", "\"\"\"\"\"\""},
    {"a\nb", "\"a\nb\"", "\"a\nb\""},
    {"a\rb", "\"a\rb\"", "\"a\rb\""},
    {"a b", "a b", "a b"},
    {" a", "\" a\"", "\" a\""},
    {"a ", "\"a \"", "\"a \""},
    {"a\tb", "a\tb", "a\tb"},
    {"a\t", "\"a\t\"", "\"a\t\""},
    {"台帳", "台帳", "台帳"},
    {"=1+1", "=1+1", "'=1+1"},
    {"+81", "+81", "'+81"},
    {"-", "-", "'-"},
    {"@x", "@x", "'@x"},
    {"\tx", "\"\tx\"", "\"'\tx\""},
    {"\rx", "\"\rx\"", "\"'\rx\""},
    {"=a,b", "\"=a,b\"", "\"'=a,b\""},
    {"a=b", "a=b", "a=b"},
    {"'=", "'=", "'="},
};

static void check_cell(const char *cell, enum csv_style style, const char *expected, const char *bom,
                       const char *line_end) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct output *output = start_output();
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *writer = csv_writer_new(output, style);
    struct str row;

    csv_write_cstr(writer, cell);
    csv_end_row(writer);
    row = arena_printf(arena, "%s%s%s", bom, expected, line_end);
    assert_string_equal(take_output(output, arena).p, row.p);
}

static void test_cells(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cell_cases); i++) {
        const struct cell_case *test = &cell_cases[i];
        check_cell(test->cell, CSV_CANONICAL, test->canonical, "", "\n");
        check_cell(test->cell, CSV_FOR_PEOPLE, test->for_people, "\xef\xbb\xbf", "\r\n");
        check_cell(test->cell, CSV_NO_BOM, test->canonical, "", "\r\n");
    }
}

static void test_rows(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct output *output = start_output();
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *writer = csv_writer_new(output, CSV_FOR_PEOPLE);

    (void)state;
    csv_write_cstr(writer, "");
    csv_write_cstr(writer, "");
    csv_end_row(writer);
    csv_write_number(writer, INT64_MIN);
    csv_write_number(writer, 0);
    csv_end_row(writer);
    csv_write_cstr(writer, "");
    csv_end_row(writer);
    csv_write_number(writer, -5);
    csv_end_row(writer);
    assert_string_equal(take_output(output, arena).p, "\xef\xbb\xbf,\r\n-9223372036854775808,0\r\n\"\"\r\n-5\r\n");
}

#define ROWS_MAX  5
#define CELLS_MAX 4

/* A random table, and how far reading it back has come. */
struct table {
    size_t row_count;
    size_t cell_count;
    struct str cells[ROWS_MAX][CELLS_MAX];
    size_t rows_read;
};

static struct str random_cell(struct arena *arena) {
    static const char *const alphabet[] = {",", "\"", "\r", "\n", " ", "\t", "a", "機", "=", "\x1a"};
    struct str cell = STR("");
    int length = rand() % 5;

    for (int i = 0; i < length; i++)
        cell = arena_printf(arena, "%.*s%s", STR_FMT(cell), alphabet[(size_t)rand() % ARRAY_LEN(alphabet)]);
    return cell;
}

static void fill_table(struct table *table, struct arena *arena) {
    table->rows_read = 0;
    table->row_count = 1 + (size_t)rand() % ROWS_MAX;
    table->cell_count = 1 + (size_t)rand() % CELLS_MAX;
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t cell = 0; cell < table->cell_count; cell++)
            table->cells[row][cell] = random_cell(arena);
    }
}

static bool compare_row(void *context, const struct csv_row *row) {
    struct table *table = context;

    assert_true(table->rows_read < table->row_count);
    assert_int_equal(row->cell_count, table->cell_count);
    for (size_t cell = 0; cell < row->cell_count; cell++)
        assert_true(str_eq(row->cells[cell].text, table->cells[table->rows_read][cell]));
    table->rows_read++;
    return true;
}

static void refuse_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                           uint64_t line_offset) {
    (void)context, (void)line, (void)line_offset;
    fail_msg("problem %d at %lu", (int)problem, (unsigned long)offset);
}

static struct str write_table(const struct table *table, enum csv_style style, struct arena *arena) {
    struct output *output = start_output();
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *writer = csv_writer_new(output, style);

    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t cell = 0; cell < table->cell_count; cell++)
            csv_write_cell(writer, table->cells[row][cell]);
        csv_end_row(writer);
    }
    return take_output(output, arena);
}

static void read_back(struct table *table, struct str bytes) {
    const struct csv_options options = {.delimiter = ','};
    const struct csv_handler handler = {table, compare_row, refuse_problem};
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *reader = NULL;

    assert_int_equal(csv_reader_new(&options, &handler, &reader, NULL), ERR_OK);
    assert_int_equal(csv_feed(reader, bytes, NULL), ERR_OK);
    assert_int_equal(csv_finish(reader, NULL), ERR_OK);
    assert_int_equal(table->rows_read, table->row_count);
}

static void test_reads_back(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    long rounds = test_count("csv_write_reads_back");

    (void)state;
    srand((unsigned)test_seed());
    for (long round = 0; round < rounds; round++) {
        struct table table;
        arena_reset(arena);
        fill_table(&table, arena);
        read_back(&table, write_table(&table, round % 2 ? CSV_CANONICAL : CSV_NO_BOM, arena));
    }
}

/* The rule of csv_write.h, one byte at a time. */
static void append_as_ruled(struct buffer *out, const char *cell, size_t n) {
    bool is_quoted = n && (cell[0] == ' ' || cell[0] == '\t' || cell[n - 1] == ' ' || cell[n - 1] == '\t');

    for (size_t i = 0; i < n; i++) {
        is_quoted = is_quoted || cell[i] == ',' || cell[i] == '"' || cell[i] == '\r' || cell[i] == '\n';
    }
    buffer_append_cstr(out, is_quoted ? "\"" : "");
    for (size_t i = 0; i < n; i++) {
        buffer_append_cstr(out, cell[i] == '"' ? "\"" : "");
        buffer_append_char(out, cell[i]);
    }
    buffer_append_cstr(out, is_quoted ? "\"" : "");
}

/* Every byte at every place of cells of every length around the eight bytes that are looked at together; and lengths
 * around what is copied at once. */
static void test_every_place(void **state) {
    static const size_t lengths[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 32751, 32752, 32753, 40000};
    static char cell[40000];
    CLEANUP(buffer_done) struct buffer expected = {0};
    struct output *output = NULL;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *writer = csv_writer_continue(output, CSV_CANONICAL);
    assert_non_null(writer);
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        size_t n = lengths[i];
        for (size_t place = 0; place<n; place += n> 100 && place > 2 && place + 20 < n ? 9001 : 1) {
            memset(cell, 'x', n);
            for (unsigned byte = 1; byte<256; byte += n> 100 ? 10 : 1) {
                cell[place] = (char)byte;
                csv_write_cell(writer, (struct str){cell, n});
                csv_write_cell(writer, (struct str){cell, n});
                csv_end_row(writer);
                buffer_reset(&expected);
                append_as_ruled(&expected, cell, n);
                buffer_append_char(&expected, ',');
                append_as_ruled(&expected, cell, n);
                buffer_append_char(&expected, '\n');
                assert_true(str_eq(output_bytes(output), buffer_view(&expected)));
                output_reset(output);
            }
        }
    }
    output_abandon(output);
}

static void test_numbers(void **state) {
    struct output *output = NULL;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    CLEANUP(csv_writer_free_cleanup) struct csv_writer *writer = csv_writer_continue(output, CSV_FOR_PEOPLE);
    csv_write_number(writer, 0);
    csv_write_number(writer, -7);
    csv_write_number(writer, INT64_MAX);
    csv_write_number(writer, INT64_MIN);
    csv_end_row(writer);
    assert_true(str_eq(output_bytes(output), STR("0,-7,9223372036854775807,-9223372036854775808\r\n")));
    output_abandon(output);
}

static void test_appended_cells(void **state) {
    static const struct {
        const char *prefix, *text;
        char delimiter;
        bool is_quoted;
        const char *expected;
    } cases[] = {
        {"", "", ',', false, ""},
        {"", "", ',', true, "\"\""},
        {"", "a b", ',', false, "a b"},
        {"", "a b", ',', true, "\"a b\""},
        {"", " a", ',', false, "\" a\""},
        {"", "a\t", ',', false, "\"a\t\""},
        {"", "a,b", ',', false, "\"a,b\""},
        {"", "a,b", ';', false, "a,b"},
        {"", "a;b", ';', false, "\"a;b\""},
        {"", "a\nb", ';', false, "\"a\nb\""},
        {"", "a\rb", ';', false, "\"a\rb\""},
        {"'", "=1", ',', false, "'=1"},
        {"'", "=\"1\"", ',', false, "\"'=\"\"1\"\"\""},
        {"", "\"", ',', false, "\"\"\"\""},
    };
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buffer_reset(&out);
        csv_append_cell(cases[i].prefix, str_from(cases[i].text), cases[i].delimiter, cases[i].is_quoted, &out);
        if (!str_eq(buffer_view(&out), str_from(cases[i].expected))) {
            fail_msg("%s: %.*s, not %s", cases[i].text, STR_FMT(buffer_view(&out)), cases[i].expected);
        }
    }
}

static void test_formulas(void **state) {
    (void)state;
    for (unsigned byte = 1; byte < 256; byte++) {
        const char guarded[] = {'\'', (char)byte, '1', '\0'};
        bool is_formula = strchr("=+-@\t\r", (int)byte) != NULL;

        assert_int_equal(csv_starts_formula(str_from(guarded + 1)), is_formula);
        assert_true(str_eq(csv_unguarded(str_from(guarded)), str_from(is_formula ? guarded + 1 : guarded)));
    }
    assert_false(csv_starts_formula(STR("")));
    assert_true(str_eq(csv_unguarded(STR("'")), STR("'")));
    assert_true(str_eq(csv_unguarded(STR("=1")), STR("=1")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),    cmocka_unit_test(test_rows),       cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_reads_back), cmocka_unit_test(test_appended_cells),
        cmocka_unit_test(test_formulas),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

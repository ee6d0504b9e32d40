#include "base/csv_read.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <inttypes.h>
#include <stdlib.h>

/* Events are compared as text, one a line:
 *   row OFFSET+LENGTH LINE: START[CELL] START"CELL" …    quoted cells in quotes
 *   NAME OFFSET LINE LINE_OFFSET                          problems
 * CR and LF in cells are shown as \r and \n. */

static const char *const problem_names[] = {
    [CSV_PROBLEM_QUOTE_IN_CELL] = "quote-in-cell",
    [CSV_PROBLEM_TEXT_AFTER_QUOTE] = "text-after-quote",
    [CSV_PROBLEM_UNCLOSED_QUOTE] = "unclosed-quote",
    [CSV_PROBLEM_STRAY_CR] = "stray-cr",
    [CSV_PROBLEM_NUL] = "nul",
    [CSV_PROBLEM_ROW_TOO_LONG] = "row-too-long",
    [CSV_PROBLEM_CTRL_Z] = "ctrl-z",
};

static void show_text(struct buffer *log, struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\r')
            buffer_append_cstr(log, "\\r");
        else if (text.p[i] == '\n')
            buffer_append_cstr(log, "\\n");
        else
            buffer_append_char(log, text.p[i]);
    }
}

static bool log_row(void *context, const struct csv_row *row) {
    struct buffer *log = context;

    buffer_printf(log, "row %" PRIu64 "+%" PRIu64 " %" PRIu64 ":", row->offset, row->length, row->line);
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct csv_cell *cell = &row->cells[i];
        buffer_printf(log, " %" PRIu32 "%s", cell->start, cell->quoted ? "\"" : "[");
        show_text(log, cell->text);
        buffer_append_cstr(log, cell->quoted ? "\"" : "]");
    }
    buffer_append_cstr(log, "\n");
    return true;
}

static void log_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line, uint64_t line_offset) {
    buffer_printf(context, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", problem_names[problem], offset, line,
                  line_offset);
}

static struct csv_reader *new_reader(const struct csv_options *options, struct buffer *log) {
    const struct csv_handler handler = {log, log_row, log_problem};
    struct csv_reader *reader = NULL;

    assert_int_equal(csv_reader_new(options, &handler, &reader, NULL), ERR_OK);
    return reader;
}

/* Feeds INPUT in pieces of at most MAX_PIECE bytes: all of that size, or of random sizes. */
static void feed_pieces(struct csv_reader *reader, struct str input, size_t max_piece, bool at_random,
                        struct buffer *log) {
    while (input.n > 0) {
        size_t piece = at_random ? (size_t)rand() % (max_piece + 1) : max_piece;
        /* A copy of the exact size, so that a reader's step outside is seen by the sanitizer. */
        struct str part = str_sub(input, 0, piece);
        char *copy = malloc(part.n + 1);
        assert_non_null(copy);
        memcpy(copy, part.p, part.n);
        copy = realloc(copy, part.n ? part.n : 1);
        assert_int_equal(csv_feed(reader, (struct str){copy, part.n}, NULL), ERR_OK);
        free(copy);
        input = str_sub(input, part.n, SIZE_MAX);
    }
    assert_int_equal(csv_finish(reader, NULL), ERR_OK);
    buffer_append_char(log, '\0');
}

struct dialect_case {
    const char *name;
    struct str input;
    const char *events;
    struct csv_options options;
};

static const struct dialect_case dialect_cases[] = {
    {"nothing", STR(""), "", {0}},
    {"LF", STR("a,b\nc,d\n"), "row 0+3 1: 0[a] 2[b]\nrow 4+3 2: 0[c] 2[d]\n", {0}},
    {"CRLF", STR("a,b\r\nc,d\r\n"), "row 0+3 1: 0[a] 2[b]\nrow 5+3 2: 0[c] 2[d]\n", {0}},
    {"CR", STR("a,b\rc,d\r"), "row 0+3 1: 0[a] 2[b]\nrow 4+3 2: 0[c] 2[d]\n", {0}},
    {"LF in a CR file", STR("a\rb\nc\r"), "row 0+1 1: 0[a]\nrow 2+1 2: 0[b]\nrow 4+1 3: 0[c]\n", {0}},
    {"LF and CRLF mixed", STR("a\nb\r\nc\n"), "row 0+1 1: 0[a]\nrow 2+1 2: 0[b]\nrow 5+1 3: 0[c]\n", {0}},
    {"no last line end", STR("a\nb,c"), "row 0+1 1: 0[a]\nrow 2+3 2: 0[b] 2[c]\n", {0}},
    {"ends behind a delimiter", STR("a,"), "row 0+2 1: 0[a] 2[]\n", {0}},
    {"empty cells", STR(",,\n"), "row 0+2 1: 0[] 1[] 2[]\n", {0}},
    {"blanks are text", STR(" a ,\tb\n"), "row 0+6 1: 0[ a ] 4[\tb]\n", {0}},
    {"a line of blanks is a row", STR(" \n"), "row 0+1 1: 0[ ]\n", {0}},
    {"blank lines", STR("\na\n\n\nb\n\n"), "row 1+1 2: 0[a]\nrow 5+1 5: 0[b]\n", {0}},
    {"blank CRLF lines", STR("a\r\n\r\nb\r\n"), "row 0+1 1: 0[a]\nrow 5+1 3: 0[b]\n", {0}},
    {"blank CR line first", STR("\ra\rb"), "row 1+1 2: 0[a]\nrow 3+1 3: 0[b]\n", {0}},
    {"quoted", STR("\"a\",\"b,c\",\"\"\n"), "row 0+12 1: 0\"a\" 4\"b,c\" 10\"\"\n", {0}},
    {"quotes in quotes", STR("\"a\"\"b\",\"\"\"\"\n"), "row 0+11 1: 0\"a\"b\" 7\"\"\"\n", {0}},
    {"quoted at the end", STR("a,\"b\""), "row 0+5 1: 0[a] 2\"b\"\n", {0}},
    {"a quoted empty cell is a row", STR("\"\"\n"), "row 0+2 1: 0\"\"\n", {0}},
    {"LF in quotes", STR("\"a\nb\",c\nd\n"), "row 0+7 1: 0\"a\\nb\" 6[c]\nrow 8+1 3: 0[d]\n", {0}},
    {"CRLF in quotes", STR("\"a\r\nb\"\nd\n"), "row 0+6 1: 0\"a\\r\\nb\"\nrow 7+1 3: 0[d]\n", {0}},
    {"CR in quotes", STR("\"a\rb\"\nd\n"), "row 0+5 1: 0\"a\\rb\"\nrow 6+1 3: 0[d]\n", {0}},
    {"CR CR LF LF in quotes", STR("\"\r\r\n\n\"\nd"), "row 0+6 1: 0\"\\r\\r\\n\\n\"\nrow 7+1 5: 0[d]\n", {0}},
    {"CR in quotes says nothing of the file",
     STR("\"\r\"\na\rb\nc\n"),
     "row 0+3 1: 0\"\\r\"\nstray-cr 5 3 4\nrow 8+1 5: 0[c]\n",
     {0}},
    {"tab", STR("a,b\tc\n"), "row 0+5 1: 0[a,b] 4[c]\n", {.delimiter = '\t'}},
    {"semicolon", STR("a,b;\"c;d\"\n"), "row 0+9 1: 0[a,b] 4\"c;d\"\n", {.delimiter = ';'}},
    {"positions start behind a BOM", STR("a\n\"b\"c\n"), "row 3+1 1: 0[a]\ntext-after-quote 8 2 5\n", {.offset = 3}},
    {"CP932 trail bytes 5C and 7C", STR("\x83\x5c,\x81\x7c\n"), "row 0+5 1: 0[\x83\x5c] 3[\x81\x7c]\n", {0}},

    {"quote in a cell", STR("a,b\"c\nd\n"), "quote-in-cell 3 1 0\nrow 6+1 2: 0[d]\n", {0}},
    {"quote behind a blank", STR("a, \"b\"\nd\n"), "quote-in-cell 3 1 0\nrow 7+1 2: 0[d]\n", {0}},
    {"text after a quote", STR("x\n\"a\"b,c\nd\n"), "row 0+1 1: 0[x]\ntext-after-quote 5 2 2\nrow 9+1 3: 0[d]\n", {0}},
    {"blank after a quote", STR("\"a\" ,b\nd\n"), "text-after-quote 3 1 0\nrow 7+1 2: 0[d]\n", {0}},
    {"tab after a quote", STR("\"a\"\t\nd\n"), "text-after-quote 3 1 0\nrow 5+1 2: 0[d]\n", {0}},
    {"text after a quote on a later line",
     STR("\"a\r\nb\"c\r\nd\r\n"),
     "text-after-quote 6 2 4\nrow 9+1 3: 0[d]\n",
     {0}},
    {"unclosed quote", STR("a\nb,\"c\nd\ne"), "row 0+1 1: 0[a]\nunclosed-quote 4 2 2\n", {0}},
    {"unclosed quote on a row's later line", STR("\"\n\",\"x\n"), "unclosed-quote 4 2 2\n", {0}},
    {"a quote and nothing else", STR("\""), "unclosed-quote 0 1 0\n", {0}},
    {"stray CR", STR("a\nb\rc\nd\n"), "row 0+1 1: 0[a]\nstray-cr 3 2 2\nrow 6+1 4: 0[d]\n", {0}},
    {"stray CR in a CRLF file", STR("a\r\nb\rc\r\nd\r\n"), "row 0+1 1: 0[a]\nstray-cr 4 2 3\nrow 8+1 4: 0[d]\n", {0}},
    {"stray CR before CRLF", STR("a\nb\r\r\nd\n"), "row 0+1 1: 0[a]\nstray-cr 3 2 2\nrow 6+1 4: 0[d]\n", {0}},
    {"stray CR at the end", STR("a\nb\r"), "row 0+1 1: 0[a]\nstray-cr 3 2 2\n", {0}},
    {"stray CR behind a closing quote",
     STR("a\n\"b\"\r,c\nd"),
     "row 0+1 1: 0[a]\nstray-cr 5 2 2\nrow 9+1 4: 0[d]\n",
     {0}},
    {"a broken row's line end gives the style",
     STR("a\"\r\nb\rc\r\nd"),
     "quote-in-cell 1 1 0\nstray-cr 5 2 4\nrow 9+1 4: 0[d]\n",
     {0}},
    {"one problem per row", STR("a\"b\"c\0\"\nd\n"), "quote-in-cell 1 1 0\nrow 8+1 2: 0[d]\n", {0}},
    {"a broken row counts the lines it skips",
     STR("a\nb\"\rc\nd\"\n"),
     "row 0+1 1: 0[a]\nquote-in-cell 3 2 2\nquote-in-cell 8 4 7\n",
     {0}},
    {"NUL", STR("a\nb\0c,d\ne\n"), "row 0+1 1: 0[a]\nnul 3 2 2\nrow 8+1 3: 0[e]\n", {0}},
    {"NUL as a cell", STR("a,\0,b\ne\n"), "nul 2 1 0\nrow 6+1 2: 0[e]\n", {0}},
    {"NUL in quotes", STR("\"a\0b\"\ne\n"), "nul 2 1 0\nrow 6+1 2: 0[e]\n", {0}},
    {"NUL behind a closing quote", STR("\"a\"\0\ne\n"), "nul 3 1 0\nrow 5+1 2: 0[e]\n", {0}},

    {"^Z behind the last line end", STR("a\n\x1a"), "row 0+1 1: 0[a]\nctrl-z 2 2 2\n", {0}},
    {"^Z behind the last row", STR("a,b\x1a"), "row 0+3 1: 0[a] 2[b]\nctrl-z 3 1 0\n", {0}},
    {"^Z behind CR", STR("a\rb\r\x1a"), "row 0+1 1: 0[a]\nrow 2+1 2: 0[b]\nctrl-z 4 3 4\n", {0}},
    {"^Z behind a quote", STR("\"a\"\x1a"), "row 0+3 1: 0\"a\"\nctrl-z 3 1 0\n", {0}},
    {"^Z alone", STR("\x1a"), "ctrl-z 0 1 0\n", {0}},
    {"only the last ^Z goes", STR("a\n\x1a\x1a"), "row 0+1 1: 0[a]\nrow 2+1 2: 0[\x1a]\nctrl-z 3 2 2\n", {0}},
    {"^Z elsewhere is text", STR("a\x1a\n\x1a,b\n"), "row 0+2 1: 0[a\x1a]\nrow 3+3 2: 0[\x1a] 2[b]\n", {0}},
    {"^Z in an unclosed quote", STR("\"a\n\x1a"), "unclosed-quote 0 1 0\nctrl-z 3 2 3\n", {0}},

    {"row of the longest length", STR("a,bc\nd\n"), "row 0+4 1: 0[a] 2[bc]\nrow 5+1 2: 0[d]\n", {.max_row = 4}},
    {"row one byte longer",
     STR("x\na,bcd\nd\n"),
     "row 0+1 1: 0[x]\nrow-too-long 2 2 2\nrow 8+1 3: 0[d]\n",
     {.max_row = 4}},
    {"row one delimiter longer", STR("abcd,\nd\n"), "row-too-long 0 1 0\nrow 6+1 2: 0[d]\n", {.max_row = 4}},
    {"quoted row one line end longer",
     STR("\"abc\nd\"\ne\n"),
     "row-too-long 0 1 0\nquote-in-cell 6 2 5\nrow 8+1 3: 0[e]\n",
     {.max_row = 4}},
    {"row broken inside a quoted CRLF",
     STR("\"ab\r\nc\nd\n"),
     "row-too-long 0 1 0\nrow 5+1 2: 0[c]\nrow 7+1 3: 0[d]\n",
     {.max_row = 4}},
    {"longest row and CRLF", STR("abcd\r\n\"cd\"\r\n"), "row 0+4 1: 0[abcd]\nrow 6+4 2: 0\"cd\"\n", {.max_row = 4}},
    {"an earlier problem comes first", STR("a\"cdefg\nd\n"), "quote-in-cell 1 1 0\nrow 8+1 2: 0[d]\n", {.max_row = 4}},
};

static void check_case(const struct dialect_case *test, size_t max_piece, bool at_random) {
    struct csv_options options = test->options;
    struct buffer log = {0};
    struct csv_reader *reader;

    if (!options.delimiter)
        options.delimiter = ',';
    reader = new_reader(&options, &log);
    feed_pieces(reader, test->input, max_piece, at_random, &log);
    if (strcmp(log.p, test->events) != 0)
        print_error("case: %s, pieces of %zu\n", test->name, max_piece);
    assert_string_equal(log.p, test->events);
    csv_reader_free(reader);
    buffer_done(&log);
}

static void test_dialect(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(dialect_cases); i++) {
        check_case(&dialect_cases[i], SIZE_MAX, false);
        check_case(&dialect_cases[i], 1, false);
        check_case(&dialect_cases[i], 2, false);
        check_case(&dialect_cases[i], 3, false);
    }
}

static void test_random_splits(void **state) {
    static const char alphabet[] = {'a', ',', '"', '"', '\r', '\n', '\n', '\0', '\x1a', ' ', '\xe3'};
    const struct csv_options options = {.delimiter = ',', .max_row = 24, .offset = 3};
    long rounds = test_count("csv_read_splits");
    struct buffer whole = {0}, split = {0};
    struct csv_reader *reader[2] = {new_reader(&options, &whole), new_reader(&options, &split)};

    (void)state;
    srand((unsigned)test_seed());
    for (long round = 0; round < rounds; round++) {
        char input[64];
        size_t n = (size_t)rand() % sizeof input;
        for (size_t i = 0; i < n; i++)
            input[i] = alphabet[(size_t)rand() % sizeof alphabet];
        buffer_reset(&whole);
        buffer_reset(&split);
        csv_reset(reader[0], options.offset);
        csv_reset(reader[1], options.offset);
        feed_pieces(reader[0], (struct str){input, n}, SIZE_MAX, false, &whole);
        feed_pieces(reader[1], (struct str){input, n}, 7, true, &split);
        assert_string_equal(whole.p, split.p);
    }
    csv_reader_free(reader[0]);
    csv_reader_free(reader[1]);
    buffer_done(&whole);
    buffer_done(&split);
}

/* Whatever state an input left behind, a reset forgets it. */
static void test_reset(void **state) {
    static const struct str left_behind[] = {
        STR("a\r"),   STR("a\rb"),        STR("a\n\n"), STR("a\nb\x1a"),
        STR("\"a\r"), STR("a\"\n\"b\"c"), STR("a,b"),   STR("\"a\""),
    };
    const struct csv_options options = {.delimiter = ',', .offset = 3};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(left_behind); i++) {
        struct buffer log = {0};
        struct csv_reader *reader = new_reader(&options, &log);
        assert_int_equal(csv_feed(reader, left_behind[i], NULL), ERR_OK);
        csv_reset(reader, 10);
        buffer_reset(&log);
        feed_pieces(reader, STR("\nx,y\rz\n"), SIZE_MAX, false, &log);
        assert_string_equal(log.p, "stray-cr 14 2 11\n");
        csv_reader_free(reader);
        buffer_done(&log);
    }
}

/* A reader of its own for well-formed rows: every row's bytes, read again alone, must give the same cells. */
struct reopening {
    struct str input;
    struct csv_reader *second;
    struct buffer first_log, second_log;
    size_t rows;
};

static bool reopen_row(void *context, const struct csv_row *row) {
    struct reopening *reopening = context;
    struct csv_row expected = *row;

    buffer_reset(&reopening->first_log);
    buffer_reset(&reopening->second_log);
    expected.line = 1;
    log_row(&reopening->first_log, &expected);
    csv_reset(reopening->second, row->offset);
    assert_int_equal(csv_feed(reopening->second, str_sub(reopening->input, row->offset, row->length), NULL), ERR_OK);
    assert_int_equal(csv_feed(reopening->second, STR("\n"), NULL), ERR_OK);
    assert_int_equal(csv_finish(reopening->second, NULL), ERR_OK);
    assert_true(str_eq(buffer_view(&reopening->first_log), buffer_view(&reopening->second_log)));
    reopening->rows++;
    return true;
}

static void test_rows_reopen(void **state) {
    struct reopening reopening = {.input = STR("a,\"b\r\nc\",\xe5\x8f\xb0\n\"\"\n\n,,\"x\"\"y\"\nz\x1a\nlast\n")};
    const struct csv_handler handler = {&reopening, reopen_row, log_problem};
    const struct csv_options options = {.delimiter = ','};
    struct csv_reader *reader;

    (void)state;
    reopening.second = new_reader(&options, &reopening.second_log);
    assert_int_equal(csv_reader_new(&options, &handler, &reader, NULL), ERR_OK);
    assert_int_equal(csv_feed(reader, reopening.input, NULL), ERR_OK);
    assert_int_equal(csv_finish(reader, NULL), ERR_OK);
    assert_int_equal(reopening.rows, 5);
    csv_reader_free(reader);
    csv_reader_free(reopening.second);
    buffer_done(&reopening.first_log);
    buffer_done(&reopening.second_log);
}

static bool stop_at_row(void *context, const struct csv_row *row) {
    (void)row;
    return ++*(int *)context < 2;
}

static void ignore_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                           uint64_t line_offset) {
    (void)context, (void)problem, (void)offset, (void)line, (void)line_offset;
}

static void test_handler_stops(void **state) {
    int rows = 0;
    const struct csv_handler handler = {&rows, stop_at_row, ignore_problem};
    const struct csv_options options = {.delimiter = ','};
    struct err err = {.code = ERR_USAGE};
    struct csv_reader *reader;

    (void)state;
    assert_int_equal(csv_reader_new(&options, &handler, &reader, NULL), ERR_OK);
    assert_int_equal(csv_feed(reader, STR("a\nb\nc\nd\n"), &err), ERR_REFUSED);
    assert_int_equal(csv_feed(reader, STR("e\n"), &err), ERR_REFUSED);
    assert_int_equal(csv_finish(reader, &err), ERR_REFUSED);
    assert_int_equal(err.code, ERR_USAGE);
    assert_int_equal(rows, 2);
    rows = 0;
    csv_reset(reader, 0);
    assert_int_equal(csv_feed(reader, STR("a\n"), &err), ERR_OK);
    assert_int_equal(csv_finish(reader, &err), ERR_OK);
    assert_int_equal(rows, 1);
    csv_reader_free(reader);
}

static bool note_cells(void *context, const struct csv_row *row) {
    *(size_t *)context = row->cell_count;
    return true;
}

/* A row of COUNT cells, the last one quoted with a comma in it. */
static size_t read_wide_row(size_t count) {
    size_t cells = 0;
    const struct csv_handler handler = {&cells, note_cells, ignore_problem};
    const struct csv_options options = {.delimiter = ','};
    struct csv_reader *reader;
    struct buffer row = {0};

    for (size_t i = 1; i < count; i++)
        buffer_append_cstr(&row, "x,");
    buffer_append_cstr(&row, "\"a,b\"\n");
    assert_int_equal(csv_reader_new(&options, &handler, &reader, NULL), ERR_OK);
    assert_int_equal(csv_feed(reader, buffer_view(&row), NULL), ERR_OK);
    assert_int_equal(csv_finish(reader, NULL), ERR_OK);
    csv_reader_free(reader);
    buffer_done(&row);
    return cells;
}

static void test_cell_limit(void **state) {
    (void)state;
    assert_int_equal(read_wide_row(CSV_CELLS_MAX), CSV_CELLS_MAX);
    assert_int_equal(read_wide_row(CSV_CELLS_MAX + 1), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dialect),     cmocka_unit_test(test_random_splits), cmocka_unit_test(test_reset),
        cmocka_unit_test(test_rows_reopen), cmocka_unit_test(test_handler_stops), cmocka_unit_test(test_cell_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

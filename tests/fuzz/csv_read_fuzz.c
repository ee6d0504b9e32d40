/* CSV reading. What must hold for any bytes: pieces of any size give the same events as the whole; rows and problems
 * lie inside the input, rows in order; positions agree with a plain count of line ends; a row read again by itself
 * gives the same cells. */

#include "base/hash.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/csv_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One reading of the input. */
struct reading {
    struct str input;
    char delimiter;
    struct buffer log; /* the events, as bytes to compare */
    uint64_t end;      /* of the row before */
    uint64_t counted;  /* bytes whose line ends are in `line` */
    uint64_t line;
};

/* The line of the byte at OFFSET, by counting. */
static uint64_t count_line(struct reading *reading, uint64_t offset) {
    if (offset < reading->counted) {
        reading->counted = 0;
        reading->line = 1;
    }
    for (; reading->counted < offset; reading->counted++) {
        char c = reading->input.p[reading->counted];
        bool first_half =
            c == '\r' && reading->counted + 1 < reading->input.n && reading->input.p[reading->counted + 1] == '\n';
        reading->line += c == '\n' || (c == '\r' && !first_half);
    }
    return reading->line;
}

static bool log_reopened(void *context, const struct csv_row *row) {
    CHECK(row->line == 1);
    log_cells(context, row);
    return true;
}

/* A row that was delivered has none: this makes the logs differ. */
static void log_reopened_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                                 uint64_t line_offset) {
    (void)offset, (void)line, (void)line_offset;
    buffer_printf(context, "problem %d", (int)problem);
}

static void check_reopened(struct reading *reading, const struct csv_row *row) {
    struct buffer again = {0}, first = {0};
    struct csv_handler handler = {&again, log_reopened, log_reopened_problem};
    struct csv_options options = {.delimiter = reading->delimiter, .offset = row->offset};
    struct csv_reader *reader;

    CHECK(csv_reader_new(&options, &handler, &reader, NULL) == ERR_OK);
    log_cells(&first, row);
    CHECK(csv_feed(reader, str_sub(reading->input, row->offset, row->length), NULL) == ERR_OK);
    CHECK(csv_feed(reader, STR("\n"), NULL) == ERR_OK);
    CHECK(csv_finish(reader, NULL) == ERR_OK);
    CHECK(str_eq(buffer_view(&first), buffer_view(&again)));
    csv_reader_free(reader);
    buffer_done(&again);
    buffer_done(&first);
}

static bool take_row(void *context, const struct csv_row *row) {
    struct reading *reading = context;

    CHECK(row->length > 0 && row->cell_count > 0);
    CHECK(row->offset >= reading->end && row->offset + row->length <= reading->input.n);
    CHECK(row->line == count_line(reading, row->offset));
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct csv_cell *cell = &row->cells[i];
        uint64_t next = i + 1 < row->cell_count ? row->cells[i + 1].start : row->length + 1;
        CHECK(i > 0 || cell->start == 0);
        CHECK(cell->start < next && cell->text.n < next - cell->start);
    }
    reading->end = row->offset + row->length;
    log_number(&reading->log, row->offset);
    log_number(&reading->log, row->length);
    log_cells(&reading->log, row);
    return true;
}

static bool take_and_reopen_row(void *context, const struct csv_row *row) {
    take_row(context, row);
    check_reopened(context, row);
    return true;
}

static void take_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                         uint64_t line_offset) {
    struct reading *reading = context;

    CHECK(offset < reading->input.n && line_offset <= offset);
    CHECK(line == count_line(reading, offset) && line == count_line(reading, line_offset));
    log_number(&reading->log, problem);
    log_number(&reading->log, offset);
    log_number(&reading->log, line_offset);
}

/* SEED 0: in one piece. */
static void read_all(struct reading *reading, uint64_t max_row, uint64_t seed) {
    struct csv_options options = {.delimiter = reading->delimiter, .max_row = max_row};
    struct csv_handler handler = {reading, seed ? take_row : take_and_reopen_row, take_problem};
    struct csv_reader *reader;
    struct str rest = reading->input;

    reading->line = 1;
    CHECK(csv_reader_new(&options, &handler, &reader, NULL) == ERR_OK);
    while (rest.n > 0) {
        size_t n = seed ? (size_t)((seed >> 32) % 9) : rest.n;
        struct str piece = str_sub(rest, 0, n);
        seed *= 6364136223846793005u;
        seed += seed != 0;
        CHECK(csv_feed(reader, piece, NULL) == ERR_OK);
        rest = str_sub(rest, piece.n, SIZE_MAX);
    }
    CHECK(csv_finish(reader, NULL) == ERR_OK);
    csv_reader_free(reader);
}

static void compare_readings(struct str input, char delimiter, uint64_t max_row) {
    struct reading whole = {.input = input, .delimiter = delimiter};
    struct reading split = whole;

    read_all(&whole, max_row, 0);
    read_all(&split, max_row, hash64(input) | 1);
    CHECK(str_eq(buffer_view(&whole.log), buffer_view(&split.log)));
    buffer_done(&whole.log);
    buffer_done(&split.log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str input = {(const char *)data, size};

    compare_readings(input, ',', 0);
    compare_readings(input, ',', 1 + hash64(input) % 40);
    compare_readings(input, '\t', 0);
    compare_readings(input, ';', 0);
    return 0;
}

#include "base/csv_read.h"

#include "base/buffer.h"

#include <assert.h>
#include <csv.h>
#include <stdlib.h>

/* libcsv judges quoting and takes the quotes off; it knows neither positions nor lines, skips blank lines and accepts
 * NUL and any CR. So the bytes are cut here, at every delimiter, CR, LF and NUL, and libcsv is given one piece at a
 * time: when it closes a cell we know the exact extent. Line ends outside quotes are held back until their kind is
 * known and then given to libcsv as a single LF. A cell without any quote has nothing to judge: libcsv does not get to
 * see it, and stays where it was, between two cells.
 *
 *            piece … delimiter                     line end
 *      ┌──▶ ROW ───────────────▶ (next cell) ──────────────▶ row delivered, next ROW
 *      │     │ problem
 *      │     ▼
 *      └── SKIPPING: nothing reaches libcsv until the next line end */

#define ROW_BYTES_DEFAULT  ((uint64_t)256 << 20)
#define LIBCSV_OPTIONS     (CSV_STRICT | CSV_EMPTY_IS_NULL)
#define LIBCSV_BUFFER_STEP 4096
#define CTRL_Z             '\x1a'

/* What a byte means to the cutting; BYTE_QUOTE is 1 so that quotes can be counted by adding kinds. */
enum byte_kind { BYTE_PLAIN = 0, BYTE_QUOTE = 1, BYTE_DELIMITER, BYTE_LINE_END, BYTE_NUL };

struct csv_reader {
    struct csv_handler handler;
    struct csv_parser libcsv;
    uint64_t max_row;
    unsigned char kinds[256];

    enum err_code failure; /* sticky until csv_reset */
    enum csv_lines style;
    bool skipping;    /* the row is broken */
    bool cr_pending;  /* the last byte was a CR outside quotes, not yet known as CRLF or lone */
    bool ctrl_z_held; /* the last byte was a ^Z, not yet known to be the input's last; `offset` is its own */
    uint64_t offset;  /* of the next byte */
    uint64_t line;    /* that the next byte is on */
    uint64_t line_offset;
    uint64_t cr_end; /* offset behind the last CR inside quotes */

    uint64_t row_offset;
    uint64_t row_line;
    struct buffer text; /* the row's cells one after the other */
    struct csv_cell *cells;
    size_t cell_count;
    size_t cell_capacity;

    uint64_t cell_offset;
    uint64_t cell_line;
    uint64_t cell_line_offset;
    bool cell_quoted;
    uint64_t cell_quotes; /* quotes met in the cell; odd in a quoted cell means inside */
    bool cell_taken;      /* without libcsv; only its line end is still to come */
};

static int never_space(unsigned char c) {
    (void)c;
    return 0;
}

static bool inside_quotes(const struct csv_reader *reader) {
    return reader->cell_quoted && reader->cell_quotes % 2 == 1;
}

static bool grow_cells(struct csv_reader *reader) {
    size_t capacity = reader->cell_capacity ? reader->cell_capacity * 2 : 64;
    struct csv_cell *cells = realloc(reader->cells, capacity * sizeof *cells);

    if (!cells)
        return false;
    reader->cells = cells;
    reader->cell_capacity = capacity;
    return true;
}

/* libcsv's field callback. The text's pointer is set when the row is complete, as the buffer may move until then. */
static void take_cell(void *bytes, size_t n, void *context) {
    struct csv_reader *reader = context;

    assert(bytes || !reader->cell_quoted);
    buffer_append(&reader->text, (struct str){bytes, n});
    if (reader->text.failed || (reader->cell_count == reader->cell_capacity && !grow_cells(reader))) {
        reader->failure = ERR_NO_MEMORY;
        return;
    }
    reader->cells[reader->cell_count++] = (struct csv_cell){
        .text = {NULL, n},
        .start = (uint32_t)(reader->cell_offset - reader->row_offset),
        .quoted = reader->cell_quoted,
    };
}

static void start_cell(struct csv_reader *reader) {
    reader->cell_offset = reader->offset;
    reader->cell_line = reader->line;
    reader->cell_line_offset = reader->line_offset;
    reader->cell_quoted = false;
    reader->cell_quotes = 0;
    reader->cell_taken = false;
}

/* Rows start on a line's first byte, so `line_offset` is `offset` here. */
static void start_row(struct csv_reader *reader) {
    reader->row_offset = reader->offset;
    reader->row_line = reader->line;
    reader->skipping = false;
    reader->cell_count = 0;
    buffer_reset(&reader->text);
    start_cell(reader);
}

static void next_line(struct csv_reader *reader) {
    reader->line++;
    reader->line_offset = reader->offset;
}

/* Without CSV_STRICT_FINI csv_fini always succeeds and takes libcsv back to the start of a row. */
static void reset_libcsv(struct csv_reader *reader) {
    csv_set_opts(&reader->libcsv, LIBCSV_OPTIONS);
    csv_fini(&reader->libcsv, NULL, NULL, NULL);
    csv_set_opts(&reader->libcsv, LIBCSV_OPTIONS | CSV_STRICT_FINI);
}

static void report(struct csv_reader *reader, enum csv_problem problem, uint64_t offset, uint64_t line,
                   uint64_t line_offset) {
    reader->handler.problem(reader->handler.context, problem, offset, line, line_offset);
}

static void break_row(struct csv_reader *reader) {
    reset_libcsv(reader);
    reader->skipping = true;
}

/* At the next byte. */
static void break_row_here(struct csv_reader *reader, enum csv_problem problem) {
    report(reader, problem, reader->offset, reader->line, reader->line_offset);
    break_row(reader);
}

static void break_long_row(struct csv_reader *reader) {
    report(reader, CSV_PROBLEM_ROW_TOO_LONG, reader->row_offset, reader->row_line, reader->row_offset);
    break_row(reader);
}

/* Gives BYTES to libcsv; returns how many it took, fewer only after a failure or a problem. */
static size_t feed_libcsv(struct csv_reader *reader, struct str bytes) {
    size_t taken;

    if (bytes.n == 0)
        return 0;
    taken = csv_parse(&reader->libcsv, bytes.p, bytes.n, take_cell, NULL, reader);
    if (taken < bytes.n && csv_error(&reader->libcsv) != CSV_EPARSE)
        reader->failure = ERR_NO_MEMORY;
    return taken;
}

static void deliver_row(struct csv_reader *reader, uint64_t row_end) {
    struct csv_row row = {
        .offset = reader->row_offset,
        .length = row_end - reader->row_offset,
        .line = reader->row_line,
        .cells = reader->cells,
        .cell_count = reader->cell_count,
    };
    const char *p = reader->text.p;

    if (reader->failure)
        return;
    for (size_t i = 0; i < reader->cell_count; i++) {
        reader->cells[i].text.p = p;
        if (p)
            p += reader->cells[i].text.n;
    }
    if (!reader->handler.row(reader->handler.context, &row))
        reader->failure = ERR_REFUSED;
}

/* A line end outside quotes that ended at `offset`; the line's content ended at ROW_END. */
static void end_line(struct csv_reader *reader, uint64_t row_end, enum csv_lines style) {
    if (reader->style == CSV_LINES_UNKNOWN)
        reader->style = style;
    if (!reader->skipping && row_end != reader->row_offset) { /* not a blank line */
        if (!reader->cell_taken)
            feed_libcsv(reader, STR("\n"));
        deliver_row(reader, row_end);
    }
    next_line(reader);
    start_row(reader);
}

/* The CR before `offset` was alone. */
static void take_lone_cr(struct csv_reader *reader) {
    uint64_t at = reader->offset - 1;

    reader->cr_pending = false;
    if (reader->style != CSV_LINES_LF) {
        end_line(reader, at, CSV_LINES_CR);
        return;
    }
    if (!reader->skipping) {
        report(reader, CSV_PROBLEM_STRAY_CR, at, reader->line, reader->line_offset);
        break_row(reader);
    }
    next_line(reader);
}

/* An LF, or a CR whose kind the next byte tells, outside quotes. When the row broke between a CR and an LF inside
 * quotes (it became too long there), the line is counted already. */
static void take_line_end(struct csv_reader *reader, char c) {
    if (c == '\n' && reader->offset == reader->cr_end)
        reader->line--;
    reader->offset++;
    if (c == '\r')
        reader->cr_pending = true;
    else
        end_line(reader, reader->offset - 1, CSV_LINES_LF);
}

static void count_quoted_line_end(struct csv_reader *reader, char c) {
    bool second_half = c == '\n' && reader->offset == reader->cr_end;

    reader->offset++;
    if (c == '\r')
        reader->cr_end = reader->offset;
    if (second_half)
        reader->line_offset = reader->offset;
    else
        next_line(reader);
}

static size_t skip_broken_row(struct csv_reader *reader, struct str bytes) {
    size_t n = 0;

    while (n < bytes.n && reader->kinds[(unsigned char)bytes.p[n]] != BYTE_LINE_END)
        n++;
    reader->offset += n;
    if (n == bytes.n)
        return n;
    take_line_end(reader, bytes.p[n]);
    return n + 1;
}

/* Length of the piece before the next byte that the cutting must look at, at most LIMIT; counts its quotes. */
static size_t measure_piece(struct csv_reader *reader, struct str bytes, uint64_t limit) {
    size_t end = bytes.n < limit ? bytes.n : (size_t)limit;
    size_t n = 0;

    if (end > 0 && reader->offset == reader->cell_offset)
        reader->cell_quoted = bytes.p[0] == '"';
    for (; n < end; n++) {
        unsigned char kind = reader->kinds[(unsigned char)bytes.p[n]];
        if (kind > BYTE_QUOTE)
            break;
        reader->cell_quotes += kind;
    }
    return n;
}

/* The byte behind a piece that is part of the row: a delimiter, or a line end inside quotes. */
static void take_row_byte(struct csv_reader *reader, struct str byte) {
    bool inside = inside_quotes(reader);

    feed_libcsv(reader, byte);
    if (reader->kinds[(unsigned char)byte.p[0]] == BYTE_LINE_END) {
        count_quoted_line_end(reader, byte.p[0]);
        return;
    }
    reader->offset++;
    if (!inside)
        start_cell(reader);
}

/* The N bytes are a cell, and the byte behind them ends it. */
static size_t take_bare_cell(struct csv_reader *reader, struct str bytes, size_t n) {
    char *p = (char *)(uintptr_t)bytes.p; /* libcsv's callback has no const */

    take_cell(p, n, reader);
    reader->offset += n;
    if (reader->kinds[(unsigned char)bytes.p[n]] == BYTE_LINE_END) {
        reader->cell_taken = true;
        take_line_end(reader, bytes.p[n]);
    } else {
        reader->offset++;
        start_cell(reader);
    }
    return n + 1;
}

/* Are the N bytes, the first of which comes next, a whole cell without quotes in a row that may have it? */
static bool is_bare_cell(const struct csv_reader *reader, struct str bytes, size_t n, uint64_t room) {
    unsigned char kind = n < bytes.n ? reader->kinds[(unsigned char)bytes.p[n]] : BYTE_PLAIN;

    return reader->offset == reader->cell_offset && reader->cell_quotes == 0 &&
           (kind == BYTE_LINE_END || (kind == BYTE_DELIMITER && n < room && reader->cell_count + 1 < CSV_CELLS_MAX));
}

/* One piece of the row and the byte that ended it; returns the bytes used up. */
static size_t take_piece(struct csv_reader *reader, struct str bytes) {
    uint64_t room = reader->max_row - (reader->offset - reader->row_offset);
    size_t n = measure_piece(reader, bytes, room), taken;
    unsigned char kind;

    if (is_bare_cell(reader, bytes, n, room))
        return take_bare_cell(reader, bytes, n);
    taken = feed_libcsv(reader, str_sub(bytes, 0, n));
    reader->offset += taken;
    if (taken < n) {
        if (!reader->failure)
            break_row_here(reader, reader->cell_quoted ? CSV_PROBLEM_TEXT_AFTER_QUOTE : CSV_PROBLEM_QUOTE_IN_CELL);
        return taken;
    }
    if (n == bytes.n)
        return n;
    kind = reader->kinds[(unsigned char)bytes.p[n]];
    if (kind == BYTE_LINE_END && !inside_quotes(reader)) {
        take_line_end(reader, bytes.p[n]);
        return n + 1;
    }
    if (n == room || (kind == BYTE_DELIMITER && !inside_quotes(reader) && reader->cell_count + 1 >= CSV_CELLS_MAX)) {
        break_long_row(reader);
        return n;
    }
    if (kind == BYTE_NUL) {
        break_row_here(reader, CSV_PROBLEM_NUL);
        return n;
    }
    take_row_byte(reader, str_sub(bytes, n, 1));
    return n + 1;
}

static void consume(struct csv_reader *reader, struct str bytes) {
    while (bytes.n > 0 && !reader->failure) {
        size_t used = 0;
        if (reader->cr_pending && bytes.p[0] == '\n') {
            reader->cr_pending = false;
            reader->offset++;
            used = 1;
            end_line(reader, reader->offset - 2, CSV_LINES_LF);
        } else if (reader->cr_pending) {
            take_lone_cr(reader);
        } else if (reader->skipping) {
            used = skip_broken_row(reader, bytes);
        } else {
            used = take_piece(reader, bytes);
        }
        bytes = str_sub(bytes, used, SIZE_MAX);
    }
}

static enum err_code outcome(const struct csv_reader *reader, struct err *err) {
    return reader->failure == ERR_NO_MEMORY ? err_no_memory(err) : reader->failure;
}

enum err_code csv_reader_new(const struct csv_options *options, const struct csv_handler *handler,
                             struct csv_reader **ret_reader, struct err *err) {
    uint64_t max_row = options->max_row ? options->max_row : ROW_BYTES_DEFAULT;
    struct csv_reader *reader = calloc(1, sizeof *reader);

    assert(csv_is_delimiter(options->delimiter));
    if (!reader)
        return err_no_memory(err);
    reader->handler = *handler;
    reader->max_row = max_row < UINT32_MAX ? max_row : UINT32_MAX; /* csv_cell.start has 32 bits */
    reader->kinds[(unsigned char)'"'] = BYTE_QUOTE;
    reader->kinds[(unsigned char)options->delimiter] = BYTE_DELIMITER;
    reader->kinds[(unsigned char)'\r'] = BYTE_LINE_END;
    reader->kinds[(unsigned char)'\n'] = BYTE_LINE_END;
    reader->kinds[0] = BYTE_NUL;
    csv_init(&reader->libcsv, LIBCSV_OPTIONS | CSV_STRICT_FINI); /* fails on a NULL parser only */
    csv_set_delim(&reader->libcsv, (unsigned char)options->delimiter);
    csv_set_space_func(&reader->libcsv, never_space);
    csv_set_blk_size(&reader->libcsv, LIBCSV_BUFFER_STEP);
    csv_reset(reader, options->offset);
    reader->line = reader->row_line = reader->cell_line = options->line ? options->line : 1;
    reader->style = options->lines;
    *ret_reader = reader;
    return ERR_OK;
}

void csv_reader_free(struct csv_reader *reader) {
    if (!reader)
        return;
    csv_free(&reader->libcsv);
    buffer_done(&reader->text);
    free(reader->cells);
    free(reader);
}

enum err_code csv_feed(struct csv_reader *reader, struct str bytes, struct err *err) {
    static const char held[] = {CTRL_Z};

    if (bytes.n == 0)
        return outcome(reader, err);
    if (reader->ctrl_z_held) {
        reader->ctrl_z_held = false;
        consume(reader, (struct str){held, sizeof held});
    }
    if (bytes.p[bytes.n - 1] == CTRL_Z) {
        reader->ctrl_z_held = true;
        bytes.n--;
    }
    consume(reader, bytes);
    return outcome(reader, err);
}

static void finish_row(struct csv_reader *reader) {
    if (reader->skipping || reader->offset == reader->row_offset)
        return;
    if (reader->offset == reader->cell_offset) {
        take_cell(NULL, 0, reader);
        deliver_row(reader, reader->offset);
        return;
    }
    if (csv_fini(&reader->libcsv, take_cell, NULL, reader) == 0) {
        deliver_row(reader, reader->offset);
        return;
    }
    report(reader, CSV_PROBLEM_UNCLOSED_QUOTE, reader->cell_offset, reader->cell_line, reader->cell_line_offset);
    break_row(reader);
}

enum err_code csv_finish(struct csv_reader *reader, struct err *err) {
    if (reader->cr_pending && !reader->failure)
        take_lone_cr(reader);
    if (!reader->failure)
        finish_row(reader);
    if (reader->ctrl_z_held && !reader->failure)
        report(reader, CSV_PROBLEM_CTRL_Z, reader->offset, reader->line, reader->line_offset);
    return outcome(reader, err);
}

enum csv_lines csv_lines(const struct csv_reader *reader) {
    return reader->style;
}

void csv_reset(struct csv_reader *reader, uint64_t offset) {
    reset_libcsv(reader);
    reader->failure = ERR_OK;
    reader->style = CSV_LINES_UNKNOWN;
    reader->cr_pending = false;
    reader->ctrl_z_held = false;
    reader->cr_end = UINT64_MAX;
    reader->offset = offset;
    reader->line = 1;
    reader->line_offset = offset;
    start_row(reader);
}

struct library_version csv_read_library(void) {
    return library_version_of(LIBRARY_NUMBER(CSV_MAJOR) "." LIBRARY_NUMBER(CSV_MINOR) "." LIBRARY_NUMBER(CSV_RELEASE),
                              NULL);
}

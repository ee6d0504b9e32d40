#include "base/csv_write.h"

#include "base/byte_vector.h"

#include <assert.h>
#include <stdlib.h>

struct csv_writer {
    struct output *output; /* borrowed */
    const char *line_end;
    bool neutralise;       /* put a ' before what could start a formula */
    unsigned other_firsts; /* enum first: cells that begin so do not stand as they are */
    size_t cells;          /* written in the row */
    bool row_is_bare;      /* the row's cells so far took no bytes */
};

/* What a byte at the start of a cell asks for. */
enum first { FIRST_BLANK = 1, FIRST_FORMULA = 2 };
static const unsigned char firsts[256] = {
    [' '] = FIRST_BLANK,    ['\t'] = FIRST_BLANK | FIRST_FORMULA,
    ['\r'] = FIRST_FORMULA, ['='] = FIRST_FORMULA,
    ['+'] = FIRST_FORMULA,  ['-'] = FIRST_FORMULA,
    ['@'] = FIRST_FORMULA,
};

bool csv_starts_formula(struct str text) {
    return text.n > 0 && firsts[(unsigned char)text.p[0]] & FIRST_FORMULA;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static inline byte_vector find_structure(byte_vector bytes) {
    return (byte_vector)((bytes == ',') | (bytes == '"') | (bytes == '\r') | (bytes == '\n'));
}

static bool needs_quotes(struct str text, char delimiter) {
    if (text.n == 0) {
        return false;
    }
    if (is_blank(text.p[0]) || is_blank(text.p[text.n - 1])) {
        return true;
    }
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == delimiter || c == '"' || c == '\r' || c == '\n') {
            return true;
        }
    }
    return false;
}

void csv_append_cell(const char *prefix, struct str text, char delimiter, bool is_quoted, struct buffer *out) {
    bool has_quotes = is_quoted || needs_quotes(text, delimiter);
    struct str part;

    buffer_append_cstr(out, has_quotes ? "\"" : "");
    buffer_append_cstr(out, prefix);
    for (bool is_first = true; str_cut(&text, '"', &part); is_first = false) {
        buffer_append_cstr(out, is_first ? "" : "\"\"");
        buffer_append(out, part);
    }
    buffer_append_cstr(out, has_quotes ? "\"" : "");
}

static void write_quoted(struct output *output, const char *prefix, struct str text) {
    struct str part;

    output_cstr(output, "\"");
    output_cstr(output, prefix);
    for (bool first = true; str_cut(&text, '"', &part); first = false) {
        if (!first)
            output_cstr(output, "\"\"");
        output_write(output, part);
    }
    output_cstr(output, "\"");
}

static void start_cell(struct csv_writer *writer) {
    if (writer->cells++ > 0) {
        output_cstr(writer->output, ",");
        writer->row_is_bare = false;
    }
}

struct csv_writer *csv_writer_continue(struct output *output, enum csv_style style) {
    struct csv_writer *writer = calloc(1, sizeof *writer);

    if (!writer)
        return NULL;
    writer->output = output;
    writer->line_end = style == CSV_CANONICAL ? "\n" : "\r\n";
    writer->neutralise = style == CSV_FOR_PEOPLE;
    writer->other_firsts = writer->neutralise ? FIRST_BLANK | FIRST_FORMULA : FIRST_BLANK;
    writer->row_is_bare = true;
    return writer;
}

struct csv_writer *csv_writer_new(struct output *output, enum csv_style style) {
    struct csv_writer *writer = csv_writer_continue(output, style);

    if (writer && style == CSV_FOR_PEOPLE)
        output_cstr(output, "\xef\xbb\xbf");
    return writer;
}

void csv_writer_free(struct csv_writer *writer) {
    free(writer);
}

/* Puts a cell that is not empty at TO, where there must be room; false when it cannot stand as it is. */
static bool put_plain(const struct csv_writer *writer, struct str text, char *to) {
    unsigned first = firsts[(unsigned char)text.p[0]];

    return !(first & writer->other_firsts) && !is_blank(text.p[text.n - 1]) &&
           !byte_vector_any(byte_vector_copy(to, text, find_structure));
}

static void write_other(struct csv_writer *writer, struct str text) {
    const char *prefix = writer->neutralise && csv_starts_formula(text) ? "'" : "";

    start_cell(writer);
    if (text.n == 0)
        return;
    writer->row_is_bare = false;
    if (needs_quotes(text, ',')) {
        write_quoted(writer->output, prefix, text);
    } else {
        output_cstr(writer->output, prefix);
        output_write(writer->output, text);
    }
}

/* As many of the cells as can stand as they are, in one go; returns how many. */
static size_t write_plain_cells(struct csv_writer *writer, const struct str *cells, size_t count) {
    size_t size = count, done = 0;
    char *room, *to;

    for (size_t i = 0; i < count; i++) {
        size += cells[i].n;
    }
    room = to = size <= OUTPUT_ROOM ? output_room(writer->output, size) : NULL;
    for (; room && done < count; done++) {
        char *cell = to;
        if (writer->cells + done)
            *cell++ = ',';
        if (cells[done].n && !put_plain(writer, cells[done], cell))
            break;
        to = cell + cells[done].n;
    }
    if (to != room) {
        output_advance(writer->output, (size_t)(to - room));
        writer->row_is_bare = false;
    }
    writer->cells += done;
    return done;
}

void csv_write_cell(struct csv_writer *writer, struct str text) {
    if (!write_plain_cells(writer, &text, 1))
        write_other(writer, text);
}

void csv_write_row(struct csv_writer *writer, const struct str *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        i += write_plain_cells(writer, cells + i, count - i);
        if (i < count)
            write_other(writer, cells[i]);
    }
    csv_end_row(writer);
}

void csv_write_cstr(struct csv_writer *writer, const char *text) {
    csv_write_cell(writer, str_from(text));
}

void csv_write_number(struct csv_writer *writer, int64_t number) {
    char text[STR_I64_SIZE];

    /* Not through csv_write_cell: a negative number is no formula. */
    start_cell(writer);
    writer->row_is_bare = false;
    output_write(writer->output, str_format_i64(number, text));
}

void csv_end_row(struct csv_writer *writer) {
    assert(writer->cells > 0);
    /* One empty cell would be a blank line, which readers skip. */
    if (writer->row_is_bare)
        output_cstr(writer->output, "\"\"");
    output_cstr(writer->output, writer->line_end);
    writer->cells = 0;
    writer->row_is_bare = true;
}

struct str csv_unguarded(struct str text) {
    bool is_guarded = text.n > 0 && text.p[0] == '\'' && csv_starts_formula(str_sub(text, 1, SIZE_MAX));

    return is_guarded ? str_sub(text, 1, SIZE_MAX) : text;
}

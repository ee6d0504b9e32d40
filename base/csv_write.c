#include "base/csv_write.h"

#include "base/byte_words.h"

#include <assert.h>
#include <stdlib.h>

struct csv_writer {
    struct output *output; /* borrowed */
    const char *line_end;
    bool neutralise;  /* put a ' before what could start a formula */
    size_t cells;     /* written in the row */
    bool row_is_bare; /* the row's cells so far took no bytes */
};

/* Cells of up to so many bytes are copied to their place first, with the zeros behind them that the last word of the
 * search then reads, and searched there. */
#define WORD       sizeof(uint64_t)
#define CELL_SHORT (OUTPUT_ROOM - 2 * WORD)

static bool starts_formula(struct str text) {
    return text.n > 0 && text.p[0] != '\0' && strchr("=+-@\t\r", text.p[0]);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* Quotes for a comma, a quote, CR, LF. TEXT has eight zeros behind it. */
static bool has_structure(struct str text) {
    uint64_t found = 0;

    for (size_t i = 0; i < text.n; i += WORD) {
        uint64_t word = byte_word_load(text.p + i);
        found |= byte_word_has(word, ',') | byte_word_has(word, '"') | byte_word_has(word, '\r') |
                 byte_word_has(word, '\n');
    }
    return found;
}

static bool has_structure_anywhere(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n')
            return true;
    }
    return false;
}

static bool has_blank_end(struct str text) {
    return text.n && (is_blank(text.p[0]) || is_blank(text.p[text.n - 1]));
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

/* A comma before it unless it is the first, and the cell as it is. False, and nothing written, when it cannot stand as
 * it is. */
static bool write_plain(struct csv_writer *writer, struct str text) {
    char *room = output_room(writer->output, text.n + 2 * WORD), *to = room;

    if (!room)
        return true;
    if (writer->cells)
        *to++ = ',';
    memcpy(to, text.p, text.n);
    memset(to + text.n, 0, WORD);
    if (has_structure((struct str){to, text.n}))
        return false;
    output_advance(writer->output, (size_t)(to - room) + text.n);
    writer->cells++;
    writer->row_is_bare = false;
    return true;
}

void csv_write_cell(struct csv_writer *writer, struct str text) {
    bool is_formula = writer->neutralise && starts_formula(text);
    const char *prefix = is_formula ? "'" : "";

    if (text.n && text.n <= CELL_SHORT && !is_formula && !has_blank_end(text) && write_plain(writer, text))
        return;
    start_cell(writer);
    if (text.n == 0)
        return;
    writer->row_is_bare = false;
    if (has_blank_end(text) || has_structure_anywhere(text)) {
        write_quoted(writer->output, prefix, text);
    } else {
        output_cstr(writer->output, prefix);
        output_write(writer->output, text);
    }
}

void csv_write_cstr(struct csv_writer *writer, const char *text) {
    csv_write_cell(writer, str_from(text));
}

void csv_write_number(struct csv_writer *writer, int64_t number) {
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    char text[24], *begin = text + sizeof text;

    do {
        *--begin = (char)('0' + rest % 10);
    } while (rest /= 10);
    if (number < 0)
        *--begin = '-';
    /* Not through csv_write_cell: a negative number is no formula. */
    start_cell(writer);
    writer->row_is_bare = false;
    output_write(writer->output, str_range(begin, text + sizeof text));
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

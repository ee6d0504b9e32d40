#include "base/csv_write.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct csv_writer {
    struct output *output; /* borrowed */
    const char *line_end;
    bool neutralise;  /* put a ' before what could start a formula */
    size_t cells;     /* written in the row */
    bool row_is_bare; /* the row's cells so far took no bytes */
};

static bool starts_formula(struct str text) {
    return text.n > 0 && text.p[0] != '\0' && strchr("=+-@\t\r", text.p[0]);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool needs_quotes(struct str text) {
    if (text.n == 0)
        return false;
    if (is_blank(text.p[0]) || is_blank(text.p[text.n - 1]))
        return true;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ',' || c == '"' || c == '\r' || c == '\n')
            return true;
    }
    return false;
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

struct csv_writer *csv_writer_new(struct output *output, enum csv_style style) {
    struct csv_writer *writer = calloc(1, sizeof *writer);

    if (!writer)
        return NULL;
    writer->output = output;
    writer->line_end = style == CSV_CANONICAL ? "\n" : "\r\n";
    writer->neutralise = style == CSV_FOR_PEOPLE;
    writer->row_is_bare = true;
    if (style == CSV_FOR_PEOPLE)
        output_cstr(output, "\xef\xbb\xbf");
    return writer;
}

void csv_writer_free(struct csv_writer *writer) {
    free(writer);
}

void csv_write_cell(struct csv_writer *writer, struct str text) {
    const char *prefix = writer->neutralise && starts_formula(text) ? "'" : "";

    start_cell(writer);
    if (text.n == 0)
        return;
    writer->row_is_bare = false;
    if (needs_quotes(text)) {
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
    char text[24];

    /* Not through csv_write_cell: a negative number is no formula. */
    snprintf(text, sizeof text, "%" PRId64, number);
    start_cell(writer);
    writer->row_is_bare = false;
    output_cstr(writer->output, text);
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

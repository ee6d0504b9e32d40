#include "report/ical_write.h"

#include <stdio.h>

/* Octets of a line without its end (RFC 5545, 3.1); and of a text here. */
enum { LINE_MAX_OCTETS = 75, TEXT_MAX = 1000 };

void ical_writer_done(struct ical_writer *writer) {
    buffer_done(&writer->line);
}

/* Where the character that begins at or before AT begins: UTF-8 goes on with at most three bytes 10xxxxxx. In what is
 * no UTF-8, AT. */
static size_t character_start(struct str text, size_t at) {
    size_t start = at;

    while (start > 0 && at - start < 4 && start < text.n && ((unsigned char)text.p[start] & 0xC0) == 0x80) {
        start--;
    }
    return start > 0 && at - start < 4 ? start : at;
}

/* The blank that a folded line goes on with is one of its octets. */
static void write_line(struct ical_writer *writer) {
    struct str rest = buffer_view(&writer->line);
    size_t room = LINE_MAX_OCTETS;

    writer->has_failed |= writer->line.failed;
    while (rest.n > room) {
        size_t n = character_start(rest, room);
        output_write(writer->output, str_sub(rest, 0, n));
        output_cstr(writer->output, "\r\n ");
        rest = str_sub(rest, n, rest.n - n);
        room = LINE_MAX_OCTETS - 1;
    }
    output_write(writer->output, rest);
    output_cstr(writer->output, "\r\n");
}

void ical_write(struct ical_writer *writer, const char *name, const char *value) {
    buffer_reset(&writer->line);
    buffer_append_cstr(&writer->line, name);
    buffer_append_char(&writer->line, ':');
    buffer_append_cstr(&writer->line, value);
    write_line(writer);
}

static void append_escaped(struct buffer *line, char c) {
    if (c == '\n') {
        buffer_append_cstr(line, "\\n");
    } else if (c == '\\' || c == ';' || c == ',') {
        buffer_append_char(line, '\\');
        buffer_append_char(line, c);
    } else {
        buffer_append_char(line, ((unsigned char)c < 0x20 && c != '\t') || c == 0x7F ? ' ' : c);
    }
}

void ical_write_text(struct ical_writer *writer, const char *name, struct str text) {
    bool is_cut = text.n > TEXT_MAX;

    if (is_cut) {
        text = str_sub(text, 0, character_start(text, TEXT_MAX));
    }
    buffer_reset(&writer->line);
    buffer_append_cstr(&writer->line, name);
    buffer_append_char(&writer->line, ':');
    for (size_t i = 0; i < text.n; i++) {
        append_escaped(&writer->line, text.p[i]);
    }
    if (is_cut) {
        buffer_append_cstr(&writer->line, "…");
    }
    write_line(writer);
}

static void write_day(struct ical_writer *writer, const char *name, struct date day, const char *time) {
    struct civil civil = date_to_civil(day);
    char value[64];

    snprintf(value, sizeof value, "%04d%02d%02d%s", civil.year, civil.month, civil.day, time);
    ical_write(writer, name, value);
}

void ical_write_date(struct ical_writer *writer, const char *name, struct date day) {
    write_day(writer, name, day, "");
}

void ical_write_midnight(struct ical_writer *writer, const char *name, struct date day) {
    write_day(writer, name, day, "T000000Z");
}

enum err_code ical_writer_error(const struct ical_writer *writer, struct err *err) {
    return writer->has_failed ? err_no_memory(err) : output_error(writer->output, err);
}

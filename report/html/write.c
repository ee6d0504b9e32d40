#include "report/html/write.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

void html_init(struct html *html, struct output *output) {
    *html = (struct html){.output = output};
}

void html_done(struct html *html) {
    buffer_done(&html->scratch);
}

void html_raw(struct html *html, const char *markup) {
    output_cstr(html->output, markup);
}

void html_printf(struct html *html, const char *format, ...) {
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0) {
        output_write(html->output, (struct str){text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1});
    }
}

/* Writes TEXT with the bytes that ESCAPE_OF knows replaced. */
static void write_escaped(struct output *output, struct str text, const char *(*escape_of)(char c)) {
    size_t done = 0;

    for (size_t i = 0; i < text.n; i++) {
        const char *escape = escape_of(text.p[i]);
        if (escape) {
            output_write(output, str_sub(text, done, i - done));
            output_cstr(output, escape);
            done = i + 1;
        }
    }
    output_write(output, str_sub(text, done, SIZE_MAX));
}

static const char *entity_of(char c) {
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* These three occur in texts of JSON only. */
static const char *json_escape_of(char c) {
    switch (c) {
    case '<':
        return "\\u003c";
    case '>':
        return "\\u003e";
    case '&':
        return "\\u0026";
    default:
        return NULL;
    }
}

void html_value(struct html *html, struct str value) {
    buffer_reset(&html->scratch);
    html_visible(value, &html->scratch);
    write_escaped(html->output, buffer_view(&html->scratch), entity_of);
}

void html_cstr(struct html *html, const char *text) {
    html_value(html, str_from(text));
}

void html_count(struct html *html, uint64_t count) {
    buffer_reset(&html->scratch);
    html_count_append(count, &html->scratch);
    output_write(html->output, buffer_view(&html->scratch));
}

#define LINE_SEPARATOR      "\xe2\x80\xa8"
#define PARAGRAPH_SEPARATOR "\xe2\x80\xa9"

void html_json(struct html *html, struct str json) {
    for (;;) {
        ptrdiff_t line = str_find(json, STR(LINE_SEPARATOR)), paragraph = str_find(json, STR(PARAGRAPH_SEPARATOR));
        bool is_line = line >= 0 && (paragraph < 0 || line < paragraph);
        ptrdiff_t at = is_line ? line : paragraph;
        write_escaped(html->output, str_sub(json, 0, at < 0 ? SIZE_MAX : (size_t)at), json_escape_of);
        if (at < 0) {
            return;
        }
        output_cstr(html->output, is_line ? "\\u2028" : "\\u2029");
        json = str_sub(json, (size_t)at + 3, SIZE_MAX);
    }
}

static bool is_plain(struct str value) {
    if (value.n > HTML_VALUE_MAX || !text_is_ascii(value)) {
        return false;
    }
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] < ' ' || value.p[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

/* Of one line; returns how many characters are left. */
static size_t append_line(struct str line, size_t left, struct buffer *out) {
    struct str part;
    bool is_first = true;

    str_drop_suffix(&line, STR("\r"));
    while (left && str_cut(&line, '\t', &part)) {
        if (!is_first) {
            buffer_append_char(out, '\t');
            left--;
        }
        size_t before = out->n;
        text_for_terminal(part, left, out);
        size_t count = text_count((struct str){out->p + before, out->n - before});
        left = count < left ? left - count : 0;
        is_first = false;
    }
    return left;
}

void html_visible(struct str value, struct buffer *out) {
    struct str line;
    size_t left = HTML_VALUE_MAX;
    bool is_first = true;

    if (is_plain(value)) {
        buffer_append(out, value);
        return;
    }
    while (left && str_cut(&value, '\n', &line)) {
        if (!is_first) {
            buffer_append_char(out, '\n');
            left--;
        }
        left = append_line(line, left, out);
        is_first = false;
    }
    if (value.n) { /* cut between lines */
        buffer_append_cstr(out, "…");
    }
}

void html_count_append(uint64_t count, struct buffer *out) {
    char text[STR_U64_SIZE];
    struct str digits = str_format_u64(count, text);

    for (size_t i = 0; i < digits.n; i++) {
        if (i && (digits.n - i) % 3 == 0) {
            buffer_append_char(out, ',');
        }
        buffer_append_char(out, digits.p[i]);
    }
}

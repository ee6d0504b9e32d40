#pragma once
/* Writing HTML over an output: markup of ours as it is, and what came from elsewhere escaped, so that no value can be
 * anything but text. Values show what they are: control characters, and those that turn the direction of text, become
 * visible escapes (\x1b, \u202e); line ends and tabs stay. One thread at a time; errors stay in the output. */

#include "base/buffer.h"
#include "base/output.h"

struct html {
    struct output *output;
    struct buffer scratch;
};

/* Longer values are cut, with … behind: those of people are far from it. In characters. */
#define HTML_VALUE_MAX 2000

void html_init(struct html *html, struct output *output);
/* Not the output. */
void html_done(struct html *html);

/* Markup, as it is: literals, and what other functions made. */
void html_raw(struct html *html, const char *markup);
/* The same with figures and names of ours put in. */
void html_printf(struct html *html, const char *format, ...) PRINTF_LIKE(2, 3);
/* A value, in text as well as in a quoted attribute. */
void html_value(struct html *html, struct str value);
void html_cstr(struct html *html, const char *text);
/* 1,234,567 */
void html_count(struct html *html, uint64_t count);
/* JSON that stands in a script element: it is the same to who reads JSON, and cannot end the element. */
void html_json(struct html *html, struct str json);

/* Appends the value as it is shown, not escaped: visible, and cut. */
void html_visible(struct str value, struct buffer *out);
/* Appends 1,234,567. */
void html_count_append(uint64_t count, struct buffer *out);

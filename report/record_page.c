#include "report/record.h"
#include "report/record_assets.h"

#include "base/fill.h"

#include <stdarg.h>
#include <stdio.h>

void record_say_values(struct record *record, enum export_text text, const struct str *values, size_t count) {
    CLEANUP(buffer_done) struct buffer sentence = {0};

    fill_append(export_text(text, record->language), values, count, &sentence);
    html_value(&record->html, buffer_view(&sentence));
}

void record_say(struct record *record, enum export_text text) {
    record_say_values(record, text, NULL, 0);
}

void record_word(struct record *record, struct str word) {
    html_value(&record->html, message_word(word, record->language));
}

void record_day(struct record *record, struct date day) {
    char text[11], era[48];

    date_format(day, text);
    html_cstr(&record->html, text);
    if (record->language == LANGUAGE_JA) {
        date_format_wareki(day, era);
        html_printf(&record->html, "（%s）", era);
    }
}

/* --- the page ------------------------------------------------------------------------------------------------------
 */

void record_begin(struct record *record, enum export_text title, struct str subtitle) {
    struct html *html = &record->html;

    html_printf(html, "<!DOCTYPE html>\n<html lang=%s>\n<head>\n<meta charset=utf-8>\n",
                record->language == LANGUAGE_JA ? "ja" : "en");
    html_printf(html,
                "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'sha256-%s'; "
                "base-uri 'none'; form-action 'none'\">\n",
                record_style_digest);
    html_raw(html, "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=referrer content=no-referrer>\n<title>");
    record_say(record, title);
    html_raw(html, "</title>\n<style>");
    output_write(html->output, record_style);
    html_raw(html, "</style>\n</head>\n<body>\n<h1>");
    record_say(record, title);
    html_raw(html, "</h1>\n<p class=system>");
    html_value(html, subtitle);
    html_raw(html, "</p>\n");
}

void record_end(struct record *record) {
    html_raw(&record->html, "</body>\n</html>\n");
}

void record_note(struct record *record, enum export_text text, const struct str *values, size_t count) {
    html_raw(&record->html, "<p class=note>");
    record_say_values(record, text, values, count);
    html_raw(&record->html, "</p>\n");
}

void record_heading(struct record *record, enum export_text text) {
    html_raw(&record->html, "<h2>");
    record_say(record, text);
    html_raw(&record->html, "</h2>\n");
}

void record_subheading(struct record *record, enum export_text text) {
    html_raw(&record->html, "<h3>");
    record_say(record, text);
    html_raw(&record->html, "</h3>\n");
}

/* --- tables --------------------------------------------------------------------------------------------------------
 */

static void begin_table(struct record *record, const char *class) {
    html_raw(&record->html, "<table");
    if (class) {
        html_printf(&record->html, " class=%s", class);
    }
    html_raw(&record->html, ">\n");
}

void record_table(struct record *record, const char *class, const enum export_text *headings, size_t count,
                  size_t numbers) {
    begin_table(record, class);
    html_raw(&record->html, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        html_raw(&record->html, i > 0 && i <= numbers ? "<th class=n>" : "<th>");
        record_say(record, headings[i]);
        html_raw(&record->html, "</th>");
    }
    html_raw(&record->html, "</tr></thead>\n<tbody>\n");
}

void record_table_end(struct record *record) {
    html_raw(&record->html, "</tbody></table>\n");
}

void record_row(struct record *record, bool is_sum) {
    html_raw(&record->html, is_sum ? "<tr class=sum>" : "<tr>");
}

void record_row_end(struct record *record) {
    html_raw(&record->html, "</tr>\n");
}

void record_head_cell(struct record *record, struct str text) {
    html_raw(&record->html, "<th>");
    html_value(&record->html, text);
    html_raw(&record->html, "</th>");
}

void record_cell(struct record *record, const char *class, struct str text) {
    html_raw(&record->html, "<td");
    if (class) {
        html_printf(&record->html, " class=%s", class);
    }
    html_raw(&record->html, ">");
    html_value(&record->html, text);
    html_raw(&record->html, "</td>");
}

void record_number(struct record *record, uint64_t number) {
    html_raw(&record->html, "<td class=n>");
    html_count(&record->html, number);
    html_raw(&record->html, "</td>");
}

void record_source(struct record *record, const char *format, ...) {
    char text[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    record_cell(record, "source", str_from(text));
}

void record_facts(struct record *record) {
    begin_table(record, "facts");
    html_raw(&record->html, "<tbody>\n");
}

void record_fact(struct record *record, enum export_text label, struct str value) {
    record_row(record, false);
    record_head_cell(record, str_from(export_text(label, record->language)));
    record_cell(record, NULL, value.n ? value : STR("—"));
    record_row_end(record);
}

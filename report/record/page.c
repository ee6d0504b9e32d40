#include "report/record/assets.h"
#include "report/record/record.h"

#include "base/fill.h"
#include "findings/summary.h"

#include <stdio.h>

/* --- the same as lines of a workbook -------------------------------------------------------------------------------
 */

static void next_line(struct record *record) {
    record->row++;
    record->column = 0;
}

static void line_of(struct record *record, enum export_grid_style style, struct str text) {
    export_grid_text(record->workbook, record->row, 0, style, text);
    next_line(record);
}

static void cell(struct record *record, enum export_grid_style style, struct str text) {
    export_grid_text(record->workbook, record->row, record->column++, style, text);
}

/* --- the page ------------------------------------------------------------------------------------------------------
 */

static void write_head(struct record *record, const char *title) {
    struct html *html = &record->html;

    html_printf(html, "<!DOCTYPE html>\n<html lang=%s>\n<head>\n<meta charset=utf-8>\n",
                record->language == LANGUAGE_JA ? "ja" : "en");
    html_printf(html,
                "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'sha256-%s'; "
                "base-uri 'none'; form-action 'none'\">\n",
                record_style_digest);
    html_raw(html, "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=referrer content=no-referrer>\n<title>");
    html_cstr(html, title);
    html_raw(html, "</title>\n<style>");
    output_write(html->output, record_style);
    html_raw(html, "</style>\n</head>\n");
}

/* "許認可申請システム　基準日 2027-03-31" */
static void append_subtitle(const struct record *record, const struct str *values, size_t count, struct buffer *out) {
    struct str system = record->request->settings.system;

    if (system.n) {
        buffer_append(out, system);
        buffer_append_cstr(out, record->language == LANGUAGE_JA ? "　" : " · ");
    }
    fill_append(export_text(record->page->subtitle, record->language), values, count, out);
}

enum err_code record_begin(struct record *record, const struct str *values, size_t count, struct err *err) {
    CLEANUP(buffer_done) struct buffer subtitle = {0};
    const struct record_page *page = record->page;
    const char *title = export_text(page->title, record->language);
    struct html *html = &record->html;
    struct output *output = NULL;
    enum err_code code = export_set_workbook(record->set, &record->workbook, err);

    if (code == ERR_OK) {
        code = export_file_begin(record->set, page->file, &output, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    export_grid_begin(record->workbook, page->sheet[record->language]);
    html_init(html, output);
    write_head(record, title);
    html_printf(html, page->body_class ? "<body class=%s>\n<h1>" : "<body>\n<h1>", page->body_class);
    html_cstr(html, title);
    html_raw(html, "</h1>\n<p class=system>");
    append_subtitle(record, values, count, &subtitle);
    html_value(html, buffer_view(&subtitle));
    html_raw(html, "</p>\n");
    line_of(record, GRID_TITLE, str_from(title));
    line_of(record, GRID_NOTE, buffer_view(&subtitle));
    return ERR_OK;
}

enum err_code record_end(struct record *record, enum err_code code, struct err *err) {
    html_raw(&record->html, "</body>\n</html>\n");
    html_done(&record->html);
    return export_file_end(record->set, record->page->file, record->page->about, record->html.output, code, err);
}

static void write_text(struct record *record, const char *tag, const char *class, enum export_grid_style style,
                       struct str text) {
    html_printf(&record->html, class ? "<%s class=%s>" : "<%s>", tag, class);
    html_value(&record->html, text);
    html_printf(&record->html, "</%s>\n", tag);
    line_of(record, style, text);
}

static void write_sentence(struct record *record, const char *class, enum export_text text, const struct str *values,
                           size_t count) {
    CLEANUP(buffer_done) struct buffer sentence = {0};

    fill_append(export_text(text, record->language), values, count, &sentence);
    write_text(record, "p", class, GRID_NOTE, buffer_view(&sentence));
}

void record_paragraph(struct record *record, enum export_text text, const struct str *values, size_t count) {
    write_sentence(record, NULL, text, values, count);
}

void record_note(struct record *record, enum export_text text, const struct str *values, size_t count) {
    write_sentence(record, "note", text, values, count);
}

void record_heading(struct record *record, enum export_text text) {
    next_line(record);
    write_text(record, "h2", NULL, GRID_SECTION, str_from(export_text(text, record->language)));
}

void record_subheading(struct record *record, enum export_text text) {
    next_line(record);
    write_text(record, "h3", NULL, GRID_TEXT, str_from(export_text(text, record->language)));
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
        html_cstr(&record->html, export_text(headings[i], record->language));
        html_raw(&record->html, "</th>");
        cell(record, GRID_HEADING, str_from(export_text(headings[i], record->language)));
    }
    html_raw(&record->html, "</tr></thead>\n<tbody>\n");
    next_line(record);
}

void record_table_end(struct record *record) {
    html_raw(&record->html, "</tbody></table>\n");
}

void record_row(struct record *record, bool is_sum) {
    html_raw(&record->html, is_sum ? "<tr class=sum>" : "<tr>");
    record->is_sum = is_sum;
}

void record_row_end(struct record *record) {
    html_raw(&record->html, "</tr>\n");
    next_line(record);
}

void record_head_cell(struct record *record, struct str text) {
    html_raw(&record->html, "<th>");
    html_value(&record->html, text);
    html_raw(&record->html, "</th>");
    cell(record, record->is_sum ? GRID_TOTAL : GRID_TEXT, text);
}

void record_cell(struct record *record, const char *class, struct str text) {
    html_raw(&record->html, "<td");
    if (class) {
        html_printf(&record->html, " class=%s", class);
    }
    html_raw(&record->html, ">");
    html_value(&record->html, text);
    html_raw(&record->html, "</td>");
    cell(record, record->is_sum ? GRID_TOTAL : GRID_TEXT, text);
}

void record_number(struct record *record, uint64_t number) {
    html_raw(&record->html, "<td class=n>");
    html_count(&record->html, number);
    html_raw(&record->html, "</td>");
    export_grid_number(record->workbook, record->row, record->column++, (int64_t)number);
}

void record_blank(struct record *record, const char *class) {
    record_cell(record, class, STR_NONE);
}

void record_rate(struct record *record, uint64_t part, uint64_t whole) {
    unsigned permille = coverage_permille(part, whole);
    char text[24] = "—"; /* of nothing there is no share */

    if (whole) {
        snprintf(text, sizeof text, "%u.%u %%", permille / 10, permille % 10);
    }
    record_cell(record, "n", str_from(text));
}

void record_source(struct record *record, const char *filter, struct str word) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_append_cstr(&text, filter);
    buffer_append(&text, word);
    record_cell(record, "source", buffer_view(&text));
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

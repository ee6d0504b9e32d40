#include "report/html/finding_row.h"

#include "report/html/text.h"

/* --- for the script -------------------------------------------------------------------------------------------------
 */

struct row_writing {
    struct json_writer *json;
    struct html_strings *strings;
    struct buffer text;
    enum err_code code;
    struct err *err;
};

static struct str visible(struct row_writing *row, struct str value) {
    buffer_reset(&row->text);
    html_visible(value, &row->text);
    return buffer_view(&row->text);
}

/* 0 stands for nothing. */
static void write_text(struct row_writing *row, struct str value) {
    if (value.n) {
        json_write_string(row->json, visible(row, value));
    } else {
        json_write_number(row->json, 0);
    }
}

/* 1 stands for the subject, which is most often one of the ids. */
static void write_id(struct row_writing *row, struct str value, struct str subject) {
    if (value.n && str_eq(value, subject)) {
        json_write_number(row->json, 1);
    } else {
        write_text(row, value);
    }
}

static void write_shared(struct row_writing *row, struct str value) {
    struct str text = visible(row, value);

    if (row->code == ERR_OK) {
        row->code = html_strings_write(row->strings, row->json, text, row->err);
    }
}

/* A fixed word as people read it, or a column as they know it. */
static struct str field_text(struct str field, enum language language) {
    struct str word = message_word(field, language);

    return str_eq(word, field) ? message_field(field, language) : word;
}

static void write_cells(struct row_writing *row, const struct result_finding *result, enum language language) {
    const struct finding *finding = &result->finding;

    json_write_string(row->json, result->id);
    json_write_number(row->json, finding->code);
    json_write_number(row->json, finding->outcome);
    json_write_number(row->json, result->severity);
    json_write_number(row->json, result->status);
    write_text(row, finding->subject);
    write_id(row, finding->asset_id, finding->subject);
    write_id(row, finding->device_id, finding->subject);
    write_text(row, finding->hostname);
    write_shared(row, finding->system);
    write_shared(row, finding->department);
    write_shared(row, finding->location);
    write_shared(row, field_text(finding->field, language));
    write_text(row, finding->documented);
    write_text(row, finding->observed);
    write_text(row, result->message);
    write_shared(row, result->remedy);
    write_text(row, finding->ledger_evidence);
    write_text(row, finding->snapshot_evidence);
    write_shared(row, result->first_seen);
    write_shared(row, result->last_seen);
}

enum err_code html_finding_json(struct output *output, const struct result_finding *result, enum language language,
                                struct html_strings *strings, struct err *err) {
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = json_writer_new(output, 0);
    struct row_writing row = {.json = json, .strings = strings, .err = err};

    if (!json) {
        return err_no_memory(err);
    }
    json_begin_array(json);
    write_cells(&row, result, language);
    json_end_array(json);
    if (row.text.failed && row.code == ERR_OK) {
        row.code = err_no_memory(err);
    }
    buffer_done(&row.text);
    return row.code == ERR_OK ? output_error(output, err) : row.code;
}

/* --- for readers ----------------------------------------------------------------------------------------------------
 */

static void write_line(struct html *html, struct str text) {
    if (text.n) {
        html_raw(html, "<br>");
        html_value(html, text);
    }
}

void html_finding_row(struct html *html, const struct result_finding *result, enum language language) {
    const struct finding *finding = &result->finding;
    const struct code_def *code = code_def(finding->code);
    const char *outcome = outcome_name(finding->outcome);

    html_printf(html, "<tr><td><span class=\"sign %s\">", outcome);
    html_value(html, message_word(str_from(outcome), language));
    html_raw(html, "</span>");
    write_line(html, message_word(str_from(severity_name(result->severity)), language));
    html_printf(html, "</td><td>%s<br>", code->name);
    html_cstr(html, code->title[language]);
    html_raw(html, "</td><td>");
    html_value(html, finding->subject);
    write_line(html, finding->hostname);
    write_line(html, finding->department);
    html_raw(html, "</td><td>");
    html_value(html, result->message);
    html_raw(html, "<br><span class=note>");
    html_value(html, result->remedy);
    html_raw(html, "</span></td><td>");
    html_value(html, finding->ledger_evidence);
    write_line(html, finding->snapshot_evidence);
    html_raw(html, "</td></tr>\n\x1e");
}

/* What all figures rest on, and who signs for them. */

#include "report/record/record.h"
#include "report/result/summary.h"

static void write_input(struct record *record, const struct json_node *input) {
    record_row(record, false);
    record_head_cell(record, json_text(json_get(input, "file")));
    record_number(record, summary_count(input, "rows"));
    record_cell(record, "digest", json_text(json_get(input, "xxh3_128")));
    record_cell(record, NULL,
                json_node_is_true(json_get(input, "refused"))
                    ? str_from(export_text(EXPORT_INPUT_REFUSED, record->language))
                    : STR_NONE);
    record_row_end(record);
}

void record_basis(struct record *record) {
    static const enum export_text headings[] = {EXPORT_HEAD_FILE, EXPORT_HEAD_ROWS, EXPORT_HEAD_DIGEST,
                                                EXPORT_HEAD_REMARK};
    const struct json_node *inputs = json_get(record->summary, "inputs");

    record_heading(record, EXPORT_BASIS);
    record_facts(record);
    record_fact(record, EXPORT_PROGRAM, json_text(json_get(record->summary, "genkyo")));
    record_fact(record, EXPORT_COMMAND, json_text(json_get(record->summary, "command")));
    record_table_end(record);
    record_table(record, "files", headings, ARRAY_LEN(headings), 1);
    for (size_t i = 0; i < json_length(inputs); i++) {
        write_input(record, json_at(inputs, i));
    }
    record_table_end(record);
    record_note(record, EXPORT_BASIS_NOTE, NULL, 0);
}

void record_sign(struct record *record, enum export_text heading, enum export_text statement,
                 const enum export_text *roles, size_t count) {
    static const enum export_text headings[] = {EXPORT_HEAD_ROLE, EXPORT_HEAD_POST, EXPORT_HEAD_NAME,
                                                EXPORT_HEAD_SIGNED_ON, EXPORT_HEAD_SIGNATURE};

    html_raw(&record->html, "<div class=sign>\n");
    record_heading(record, heading);
    record_paragraph(record, statement, NULL, 0);
    record_table(record, "signature", headings, ARRAY_LEN(headings), 0);
    for (size_t i = 0; i < count; i++) {
        record_row(record, false);
        record_head_cell(record, str_from(export_text(roles[i], record->language)));
        for (size_t column = 1; column < ARRAY_LEN(headings); column++) {
            record_blank(record, NULL);
        }
        record_row_end(record);
    }
    record_table_end(record);
    html_raw(&record->html, "</div>\n");
}

void record_signatures(struct record *record) {
    static const enum export_text roles[] = {EXPORT_ROLE_OPERATOR, EXPORT_ROLE_MAINTAINER, EXPORT_ROLE_PJMO,
                                             EXPORT_ROLE_PJMO_HEAD};

    record_sign(record, EXPORT_SIGNATURES, EXPORT_STATEMENT, roles, ARRAY_LEN(roles));
}

/* The sheet 根拠: what the run was made of. */

#include "report/workbook/workbook.h"

static struct str label(const struct workbook_lines *lines, enum workbook_label id) {
    return workbook_label(id, lines->workbook->language);
}

static void write_period(struct workbook_lines *lines, enum workbook_label id, const char *member) {
    const struct json_node *snapshot = json_get(lines->workbook->summary, member);
    CLEANUP(buffer_done) struct buffer period = {0};

    if (snapshot) {
        buffer_append(&period, json_text(json_get(snapshot, "started")));
        buffer_append_cstr(&period, " – ");
        buffer_append(&period, json_text(json_get(snapshot, "ended")));
        workbook_fact_text(lines, label(lines, id), buffer_view(&period));
        workbook_fact(lines, label(lines, LABEL_SCANNER), json_get(snapshot, "scanner"));
    }
}

/* The texts of an array, in a line, as they are. */
static void append_list(const struct json_node *array, struct buffer *out) {
    for (size_t i = 0; i < json_length(array); i++) {
        buffer_append_cstr(out, i ? ", " : "");
        buffer_append(out, json_text(json_at(array, i)));
    }
}

static void write_run(struct workbook_lines *lines) {
    const struct json_node *summary = lines->workbook->summary, *ledger = json_get(summary, "ledger");
    CLEANUP(buffer_done) struct buffer reasons = {0};

    workbook_section(lines, LABEL_RUN);
    workbook_fact_text(lines, label(lines, LABEL_AS_OF), lines->workbook->as_of);
    workbook_fact(lines, label(lines, LABEL_COMMAND), json_get(summary, "command"));
    workbook_fact(lines, label(lines, LABEL_VERSION), json_get(summary, "genkyo"));
    workbook_fact(lines, label(lines, LABEL_LANGUAGE), json_get(summary, "language"));
    write_period(lines, LABEL_SNAPSHOT, "snapshot");
    write_period(lines, LABEL_EARLIER, "earlier");
    workbook_fact(lines, label(lines, LABEL_LEDGER_COUNTRY), json_get(ledger, "country"));
    workbook_fact(lines, label(lines, LABEL_LEDGER_YEAR), json_get(ledger, "fiscal_year"));
    append_list(json_get(json_get(summary, "exit"), "reasons"), &reasons);
    workbook_fact_text(lines, label(lines, LABEL_EXIT), buffer_view(&reasons));
}

static void write_policy(struct workbook_lines *lines) {
    static const struct {
        const char *member;
        enum workbook_label label;
    } settings[] = {
        {"renewal_days", LABEL_RENEWAL_DAYS},
        {"support_days", LABEL_SUPPORT_DAYS},
        {"idle_days", LABEL_IDLE_DAYS},
        {"unseen_days", LABEL_UNSEEN_DAYS},
        {"usage_days", LABEL_USAGE_DAYS},
        {"reuse_min_days", LABEL_REUSE_MIN_DAYS},
        {"support_max_age_days", LABEL_SUPPORT_MAX_AGE_DAYS},
        {"snapshot_max_age_days", LABEL_SNAPSHOT_MAX_AGE_DAYS},
        {"coverage_min", LABEL_COVERAGE_MIN},
        {"timezone", LABEL_TIMEZONE},
        {"country", LABEL_COUNTRY},
        {"maintained_kinds", LABEL_MAINTAINED_KINDS},
    };
    const struct json_node *policy = json_get(lines->workbook->summary, "policy"), *value;
    struct str key;

    workbook_section(lines, LABEL_POLICY);
    for (size_t i = 0; json_member(policy, i, &key, &value); i++) {
        CLEANUP(buffer_done) struct buffer list = {0};
        struct str shown = key;
        for (size_t at = 0; at < ARRAY_LEN(settings); at++) {
            shown = str_eq(key, str_from(settings[at].member)) ? label(lines, settings[at].label) : shown;
        }
        excel_text(lines->page, lines->row, 2, EXCEL_PLAIN, key);
        if (json_node_kind(value) == JSON_NODE_ARRAY) {
            append_list(value, &list);
            workbook_fact_text(lines, shown, buffer_view(&list));
        } else {
            workbook_fact(lines, shown, value);
        }
    }
}

static void write_input(struct workbook_lines *lines, const struct json_node *input) {
    static const char *const members[] = {"file", "table", "encoding"};
    int64_t rows;

    for (size_t i = 0; i < ARRAY_LEN(members); i++) {
        excel_text(lines->page, lines->row, (uint16_t)i, EXCEL_WRAPPED, json_text(json_get(input, members[i])));
    }
    if (json_to_integer(json_get(input, "rows"), &rows)) {
        excel_number(lines->page, lines->row, 3, EXCEL_NUMBER, rows);
    }
    excel_text(lines->page, lines->row, 4, EXCEL_PLAIN, json_text(json_get(input, "xxh3_128")));
    excel_blank(lines->page, lines->row, 5, EXCEL_PLAIN);
    if (json_node_is_true(json_get(input, "refused"))) {
        excel_text(lines->page, lines->row, 5, EXCEL_NOTE, label(lines, LABEL_REFUSED));
    }
    lines->row++;
}

static void write_inputs(struct workbook_lines *lines) {
    static const enum workbook_label headings[] = {LABEL_FILE_READ, LABEL_TABLE,  LABEL_ENCODING,
                                                   LABEL_ROWS,      LABEL_DIGEST, LABEL_REFUSED};
    const struct json_node *inputs = json_get(lines->workbook->summary, "inputs");

    workbook_section(lines, LABEL_INPUTS);
    workbook_headings(lines, headings, ARRAY_LEN(headings));
    for (size_t i = 0; i < json_length(inputs); i++) {
        write_input(lines, json_at(inputs, i));
    }
}

void workbook_evidence(struct workbook *workbook) {
    static const double widths[] = {38, WORKBOOK_VALUE_WIDTH, 24, 9, 36, 10};
    struct workbook_lines lines = {.workbook = workbook, .page = workbook->pages[TAB_EVIDENCE]};

    for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
        excel_set_width(lines.page, (uint16_t)i, (uint16_t)i, widths[i]);
    }
    excel_text(lines.page, 0, 0, EXCEL_TITLE, str_from(workbook_sheets[TAB_EVIDENCE].name[workbook->language]));
    excel_set_height(lines.page, 0, 2);
    write_run(&lines);
    write_policy(&lines);
    write_inputs(&lines);
    workbook_lines_end(&lines);
}

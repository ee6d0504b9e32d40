/* What was corrected, what is open, and what somebody answers for. */

#include "report/record/record.h"

#include "report/result/summary.h"

/* Rows on a page; the annex has all. */
enum { ROWS_MAX = 300 };

struct listing {
    struct record *record;
    const struct record_list *list;
    uint64_t count;
};

bool record_list_holds(uint64_t number) {
    return number <= ROWS_MAX;
}

void record_list_end(struct record *record, uint64_t count, const char *annex) {
    char count_text[STR_U64_SIZE], left_text[STR_U64_SIZE];
    uint64_t left = count > ROWS_MAX ? count - ROWS_MAX : 0;
    const struct str values[] = {str_format_u64(count, count_text), str_from(annex), str_format_u64(left, left_text)};

    if (count) {
        record_table_end(record);
    }
    record_note(record, left ? EXPORT_ITEMS_LEFT : EXPORT_ITEMS_ALL, values, ARRAY_LEN(values));
}

static enum err_code take(void *context, const struct export_finding *finding, struct err *err) {
    struct listing *listing = context;
    const struct record_list *list = listing->list;
    struct export_finding_cells cells;

    (void)err;
    if (!list->keeps(finding)) {
        return ERR_OK;
    }
    if (listing->count++ == 0) {
        record_table(listing->record, "items", list->headings, list->heading_count, 0);
    }
    if (record_list_holds(listing->count)) {
        export_finding_fill(finding, listing->record->language, &cells);
        record_row(listing->record, false);
        list->write(listing->record, &cells);
        record_row_end(listing->record);
    }
    return ERR_OK;
}

enum err_code record_list(struct record *record, const struct record_list *list, struct err *err) {
    struct listing listing = {.record = record, .list = list};
    enum err_code code = export_findings_each(record->findings, take, &listing, err);

    record_list_end(record, listing.count, list->annex);
    return code;
}

/* "HW-0001 srv-db01" */
static void write_subject(struct record *record, const struct export_finding_cells *cells) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_append(&text, cells->subject);
    if (cells->hostname.n && !str_eq(cells->hostname, cells->subject)) {
        buffer_append_cstr(&text, " ");
        buffer_append(&text, cells->hostname);
    }
    record_cell(record, NULL, buffer_view(&text));
}

void record_finding(struct record *record, const struct export_finding_cells *cells) {
    record_cell(record, NULL, cells->code);
    write_subject(record, cells);
    record_cell(record, NULL, cells->message);
}

static void write_correction(struct record *record, const struct export_finding_cells *cells) {
    record_finding(record, cells);
    record_cell(record, "day", cells->resolved_on);
    record_cell(record, NULL, cells->decided.cause);
    record_cell(record, NULL, cells->decided.prevention);
}

static void write_open(struct record *record, const struct export_finding_cells *cells) {
    record_finding(record, cells);
    record_cell(record, NULL, cells->decided.cause);
    record_cell(record, NULL, cells->decided.prevention);
    record_cell(record, NULL, cells->decided.action);
    record_cell(record, NULL, cells->decided.owner);
    record_cell(record, "day", cells->decided.due);
}

static void write_waiver(struct record *record, const struct export_finding_cells *cells) {
    record_finding(record, cells);
    record_cell(record, NULL, cells->decided.waived_by);
    record_cell(record, NULL, cells->decided.waive_why);
    record_cell(record, "day", cells->decided.waived_until);
}

static bool is_open_violation(const struct export_finding *finding) {
    return export_finding_is_open(finding) && finding->result->finding.outcome == OUTCOME_VIOLATION;
}

/* How far people are with the violations. */
static void write_progress(struct record *record) {
    static const enum export_text headings[] = {EXPORT_HEAD_ITEM, EXPORT_HEAD_COUNT, EXPORT_HEAD_SOURCE};
    const struct record_counts *counts = record->counts;
    const struct json_node *by_status = json_get(json_get(record->summary, "findings"), "by_status");
    const struct {
        enum export_text label;
        uint64_t count;
        const char *source;
    } lines[] = {
        {EXPORT_PROGRESS_ALL, counts->violations, "findings.csv: outcome=violation, status=new/continuing"},
        {EXPORT_PROGRESS_CAUSE, counts->with_cause, "findings.csv: outcome=violation, cause≠\"\""},
        {EXPORT_PROGRESS_PREVENTION, counts->with_prevention, "findings.csv: outcome=violation, prevention≠\"\""},
        {EXPORT_PROGRESS_OWNER, counts->with_owner, "findings.csv: outcome=violation, owner≠\"\", due≠\"\""},
        {EXPORT_PROGRESS_OVERDUE, counts->overdue,
         "findings.csv: outcome=violation, owner≠\"\", due<as_of, state≠done"},
    };

    record_table(record, NULL, headings, ARRAY_LEN(headings), 1);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        record_row(record, false);
        record_head_cell(record, str_from(export_text(lines[i].label, record->language)));
        record_number(record, lines[i].count);
        record_source(record, lines[i].source, STR_NONE);
        record_row_end(record);
    }
    if (by_status) { /* only a store knows of earlier runs */
        record_row(record, false);
        record_head_cell(record, str_from(export_text(EXPORT_PROGRESS_NOT_EXAMINED, record->language)));
        record_number(record, summary_count(by_status, "not_examined"));
        record_source(record, "summary.json: findings.by_status.not_examined", STR_NONE);
        record_row_end(record);
    }
    record_table_end(record);
}

enum err_code record_corrections(struct record *record, struct err *err) {
    static const enum export_text headings[] = {EXPORT_HEAD_CODE,        EXPORT_HEAD_SUBJECT, EXPORT_HEAD_FINDING,
                                                EXPORT_HEAD_RESOLVED_ON, EXPORT_HEAD_REASON,  EXPORT_HEAD_PREVENTION};
    const struct record_list list = {.keeps = export_is_resolved,
                                     .headings = headings,
                                     .heading_count = ARRAY_LEN(headings),
                                     .write = write_correction,
                                     .annex = "corrections.csv"};

    record_heading(record, EXPORT_CORRECTIONS);
    record_note(record, record->findings->store ? EXPORT_CORRECTIONS_NOTE : EXPORT_CORRECTIONS_NO_STORE, NULL, 0);
    return record_list(record, &list, err);
}

enum err_code record_open_items(struct record *record, struct err *err) {
    static const enum export_text headings[] = {EXPORT_HEAD_CODE,   EXPORT_HEAD_SUBJECT,    EXPORT_HEAD_FINDING,
                                                EXPORT_HEAD_REASON, EXPORT_HEAD_PREVENTION, EXPORT_HEAD_ACTION,
                                                EXPORT_HEAD_OWNER,  EXPORT_HEAD_DUE};
    const struct record_list list = {.keeps = is_open_violation,
                                     .headings = headings,
                                     .heading_count = ARRAY_LEN(headings),
                                     .write = write_open,
                                     .annex = "findings.csv"};

    record_heading(record, EXPORT_OPEN_ITEMS);
    write_progress(record);
    record_subheading(record, EXPORT_OPEN_VIOLATIONS);
    return record_list(record, &list, err);
}

enum err_code record_waivers(struct record *record, struct err *err) {
    static const enum export_text headings[] = {EXPORT_HEAD_CODE,      EXPORT_HEAD_SUBJECT,   EXPORT_HEAD_FINDING,
                                                EXPORT_HEAD_WAIVED_BY, EXPORT_HEAD_WAIVE_WHY, EXPORT_HEAD_WAIVED_UNTIL};
    const struct record_list list = {.keeps = export_is_waived,
                                     .headings = headings,
                                     .heading_count = ARRAY_LEN(headings),
                                     .write = write_waiver,
                                     .annex = "waivers.csv"};

    record_heading(record, EXPORT_WAIVERS);
    return record_list(record, &list, err);
}

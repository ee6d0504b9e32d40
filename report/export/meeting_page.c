/* The page of the operations meeting. */

#include "report/export/meeting.h"

#include "report/export/sheet.h"
#include "report/result/read.h"
#include "report/workbook/column.h"

static const struct record_page meeting_html = {
    .file = "meeting.html",
    .sheet = {[LANGUAGE_EN] = "Meeting", [LANGUAGE_JA] = "会議資料"},
    .title = EXPORT_TITLE_MEETING,
    .subtitle = EXPORT_SUBTITLE_SINCE,
    .about = EXPORT_ABOUT_MEETING,
};

struct page {
    struct record record;
    const struct meeting *meeting;
};

/* --- in figures ----------------------------------------------------------------------------------------------------
 */

static void write_figures(struct page *page) {
    static const enum export_text headings[] = {EXPORT_HEAD_ITEM, EXPORT_HEAD_COUNT, EXPORT_HEAD_SOURCE};
    const struct meeting *meeting = page->meeting;
    const struct {
        enum export_text label;
        uint64_t count;
        const char *source;
    } figures[] = {
        {EXPORT_FIGURE_NEW, meeting->fresh, "findings.csv: status=new / first_seen≥"},
        {EXPORT_FIGURE_RESOLVED, meeting->resolved, "genkyo.db: resolved_on≥"},
        {EXPORT_FIGURE_ACTIONS, meeting->actions.count, "genkyo.db: dispositions, state≠done"},
        {EXPORT_FIGURE_OVERDUE, meeting->actions.overdue, "genkyo.db: dispositions, state≠done, due<as_of"},
        {EXPORT_FIGURE_LICENSES, meeting->licenses.count, "license_position.csv"},
        {EXPORT_FIGURE_UPDATES, meeting->updates, "findings.csv: code=SUP-PATCH"},
    };

    record_heading(&page->record, EXPORT_MEETING_FIGURES);
    record_table(&page->record, NULL, headings, ARRAY_LEN(headings), 1);
    for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
        bool has_day = str_contains(str_from(figures[i].source), STR("≥"));
        if ((figures[i].label == EXPORT_FIGURE_LICENSES && !meeting->request->before) ||
            (figures[i].label == EXPORT_FIGURE_UPDATES && !meeting->is_audited)) {
            continue;
        }
        record_row(&page->record, false);
        record_head_cell(&page->record, str_from(export_text(figures[i].label, page->record.language)));
        record_number(&page->record, figures[i].count);
        record_source(&page->record, figures[i].source, has_day ? str_from(meeting->since) : STR_NONE);
        record_row_end(&page->record);
    }
    record_table_end(&page->record);
}

/* --- licences ------------------------------------------------------------------------------------------------------
 */

/* "10 → 12", or the one where both say the same. */
static void write_step(struct record *record, struct str before, struct str after) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_append(&text, before.n ? message_word(before, record->language) : STR("—"));
    if (!str_eq(before, after)) {
        buffer_append_cstr(&text, " → ");
        buffer_append(&text, after.n ? message_word(after, record->language) : STR("—"));
    }
    record_cell(record, NULL, buffer_view(&text));
}

static void write_license(struct record *record, const struct license_change *change) {
    CLEANUP(buffer_done) struct buffer product = {0};

    buffer_append(&product, change->product);
    buffer_append_cstr(&product, change->edition.n ? " " : "");
    buffer_append(&product, change->edition);
    record_row(record, false);
    record_head_cell(record, buffer_view(&product));
    record_cell(record, NULL, message_word(change->metric, record->language));
    write_step(record, change->entitled_before, change->entitled_after);
    write_step(record, change->effective_before, change->effective_after);
    write_step(record, change->need_before, change->need_after);
    write_step(record, change->outcome_before, change->outcome_after);
    record_row_end(record);
}

static void write_licenses(struct page *page) {
    static const enum export_text headings[] = {EXPORT_HEAD_PRODUCT,  EXPORT_HEAD_METRIC, EXPORT_HEAD_HELD,
                                                EXPORT_HEAD_IN_FORCE, EXPORT_HEAD_NEED,   EXPORT_HEAD_JUDGEMENT};
    struct record *record = &page->record;
    const struct license_changes *changes = &page->meeting->licenses;

    record_heading(record, EXPORT_MEETING_LICENSES);
    if (!page->meeting->request->before) {
        record_paragraph(record, EXPORT_MEETING_NO_BEFORE, NULL, 0);
        return;
    }
    record_note(record, EXPORT_MEETING_LICENSES_NOTE, NULL, 0);
    for (uint32_t i = 0; i < changes->count && record_list_holds(i + 1); i++) {
        if (i == 0) {
            record_table(record, NULL, headings, ARRAY_LEN(headings), 0);
        }
        write_license(record, &changes->items[i]);
    }
    record_list_end(record, changes->count, "license_changes.csv");
}

/* --- rows of results -----------------------------------------------------------------------------------------------
 */

enum { SHOWN_MAX = 8 };

struct shown_rows {
    const struct export_sheet *sheet;
    const char *columns[SHOWN_MAX]; /* of the sheet's table */
    enum export_text headings[SHOWN_MAX];
    size_t count;
    meeting_keeps *keeps; /* NULL: all */
};

struct row_listing {
    struct page *page;
    const struct shown_rows *shown;
    uint64_t count;
    struct buffer text;
};

static void write_row(struct row_listing *listing, const struct str *cells) {
    const struct shown_rows *shown = listing->shown;
    struct record *record = &listing->page->record;

    record_row(record, false);
    for (size_t i = 0; i < shown->count; i++) {
        size_t at = export_column(shown->sheet, shown->columns[i]);
        const struct sheet_column *column = &shown->sheet->sheet.table->columns[at];
        bool is_day = column->cell == SHEET_DATE || column->cell == SHEET_MILESTONE;
        buffer_reset(&listing->text);
        if (cells[at].n) {
            workbook_shown(column, cells[at], record->language, &listing->text);
        }
        record_cell(record, is_day ? "day" : NULL, buffer_view(&listing->text));
    }
    record_row_end(record);
}

static enum err_code take_row(void *context, const struct str *cells, struct err *err) {
    struct row_listing *listing = context;
    const struct shown_rows *shown = listing->shown;

    if (shown->keeps && !shown->keeps(listing->page->meeting, cells)) {
        return ERR_OK;
    }
    if (listing->count++ == 0) {
        record_table(&listing->page->record, "rows", shown->headings, shown->count, 0);
    }
    if (record_list_holds(listing->count)) {
        write_row(listing, cells);
    }
    return listing->text.failed ? err_no_memory(err) : ERR_OK;
}

static enum err_code write_rows(struct page *page, const struct result_set *results, const struct shown_rows *shown,
                                struct err *err) {
    const struct sheet_table *table = shown->sheet->sheet.table;
    struct row_listing listing = {.page = page, .shown = shown};
    const char *columns[RESULT_COLUMNS_MAX];
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < table->count; i++) {
        columns[i] = table->columns[i].name;
    }
    if (result_set_has(results, table->file)) {
        code = result_read_rows(result_set_fd(results), table->file, columns, table->count, take_row, &listing, err);
    }
    record_list_end(&page->record, listing.count, table->file);
    buffer_done(&listing.text);
    return code;
}

static enum err_code write_drift(struct page *page, struct err *err) {
    static const struct shown_rows shown = {
        .sheet = &export_drift,
        .columns = {"hostname", "asset_id", "what", "field", "before", "after", "change_id", "state"},
        .headings = {EXPORT_HEAD_SUBJECT, EXPORT_HEAD_ASSET, EXPORT_HEAD_WHAT, EXPORT_HEAD_ITEM, EXPORT_HEAD_BEFORE,
                     EXPORT_HEAD_AFTER, EXPORT_HEAD_CHANGE, EXPORT_HEAD_STATE},
        .count = 8,
    };
    const struct result_set *drift = page->meeting->request->drift;

    record_heading(&page->record, EXPORT_MEETING_CHANGES);
    if (!drift) {
        record_paragraph(&page->record, EXPORT_MEETING_NO_DRIFT, NULL, 0);
        return ERR_OK;
    }
    return write_rows(page, drift, &shown, err);
}

static enum err_code write_due(struct page *page, struct err *err) {
    static const struct shown_rows support = {
        .sheet = &export_support,
        .columns = {"product", "version", "count", "class", "effective_end", "planned_end", "decision"},
        .headings = {EXPORT_HEAD_PRODUCT, EXPORT_HEAD_VERSION, EXPORT_HEAD_MACHINES, EXPORT_HEAD_CLASS, EXPORT_HEAD_END,
                     EXPORT_HEAD_PLANNED, EXPORT_HEAD_ACTION},
        .count = 7,
        .keeps = meeting_keeps_support,
    };
    static const struct shown_rows contracts = {
        .sheet = &export_contracts,
        .columns = {"id", "title", "kind", "vendor", "end_on", "notice_deadline", "due_on", "state"},
        .headings = {EXPORT_HEAD_SUBJECT, EXPORT_HEAD_TITLE, EXPORT_HEAD_WHAT, EXPORT_HEAD_VENDOR, EXPORT_HEAD_END,
                     EXPORT_HEAD_NOTICE, EXPORT_HEAD_DUE, EXPORT_HEAD_STATE},
        .count = 8,
        .keeps = meeting_keeps_contract,
    };
    const struct result_set *results = page->meeting->request->results;

    const struct str horizon = str_from(page->meeting->horizon);

    record_heading(&page->record, EXPORT_MEETING_DUE);
    if (!page->meeting->is_audited) {
        record_paragraph(&page->record, EXPORT_MEETING_NOT_AUDITED, NULL, 0);
        return ERR_OK;
    }
    record_note(&page->record, page->meeting->is_horizon_of_run ? EXPORT_MEETING_UNTIL_RUN : EXPORT_MEETING_UNTIL,
                &horizon, 1);
    record_subheading(&page->record, EXPORT_MEETING_SUPPORT);
    enum err_code code = write_rows(page, results, &support, err);
    record_subheading(&page->record, EXPORT_MEETING_CONTRACTS);
    return code == ERR_OK ? write_rows(page, results, &contracts, err) : code;
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

static void write_update(struct record *record, const struct export_finding_cells *cells) {
    record_finding(record, cells);
    record_cell(record, NULL, cells->remedy);
    record_cell(record, NULL, cells->decided.owner);
    record_cell(record, "day", cells->decided.due);
}

static enum err_code write_updates(struct page *page, struct err *err) {
    static const enum export_text headings[] = {EXPORT_HEAD_CODE,   EXPORT_HEAD_SUBJECT, EXPORT_HEAD_FINDING,
                                                EXPORT_HEAD_REMEDY, EXPORT_HEAD_OWNER,   EXPORT_HEAD_DUE};
    const struct record_list list = {.keeps = meeting_keeps_update,
                                     .headings = headings,
                                     .heading_count = ARRAY_LEN(headings),
                                     .write = write_update,
                                     .annex = "updates.csv"};

    record_heading(&page->record, EXPORT_MEETING_UPDATES);
    if (!page->meeting->is_audited) {
        record_paragraph(&page->record, EXPORT_MEETING_NOT_AUDITED, NULL, 0);
        return ERR_OK;
    }
    return record_list(&page->record, &list, err);
}

static void write_action(struct record *record, const struct export_finding_cells *cells, bool is_late) {
    record_row(record, false);
    record_finding(record, cells);
    record_cell(record, NULL, cells->decided.action);
    record_cell(record, NULL, message_word(cells->decided.disposition_state, record->language));
    record_cell(record, NULL, cells->decided.owner);
    record_cell(record, is_late ? "violation" : "day", cells->decided.due);
    record_row_end(record);
}

static void write_actions(struct page *page) {
    static const enum export_text headings[] = {EXPORT_HEAD_CODE,   EXPORT_HEAD_SUBJECT, EXPORT_HEAD_FINDING,
                                                EXPORT_HEAD_ACTION, EXPORT_HEAD_STATE,   EXPORT_HEAD_OWNER,
                                                EXPORT_HEAD_DUE};
    const struct export_actions *actions = &page->meeting->actions;

    record_heading(&page->record, EXPORT_MEETING_ACTIONS);
    for (uint32_t i = 0; i < actions->count && record_list_holds(i + 1); i++) {
        if (i == 0) {
            record_table(&page->record, "items", headings, ARRAY_LEN(headings), 0);
        }
        write_action(&page->record, &actions->items[i], i < actions->overdue);
    }
    record_list_end(&page->record, actions->count, "actions.csv");
}

static enum err_code write_parts(struct page *page, struct err *err) {
    write_figures(page);
    write_licenses(page);
    enum err_code code = write_drift(page, err);
    if (code == ERR_OK) {
        code = write_due(page, err);
    }
    if (code == ERR_OK) {
        code = write_updates(page, err);
    }
    write_actions(page);
    return code;
}

enum err_code meeting_page(struct export_set *set, const struct meeting *meeting, struct err *err) {
    const struct export_request *request = meeting->request;
    struct page page = {.record = {.page = &meeting_html,
                                   .set = set,
                                   .request = request,
                                   .findings = meeting->findings,
                                   .language = request->settings.language,
                                   .summary = result_set_summary(request->results)},
                        .meeting = meeting};
    char as_of[11];

    date_format(request->settings.as_of, as_of);
    const struct str values[] = {str_from(meeting->since), str_from(as_of)};
    enum err_code code = record_begin(&page.record, values, ARRAY_LEN(values), err);
    return code == ERR_OK ? record_end(&page.record, write_parts(&page, err), err) : code;
}

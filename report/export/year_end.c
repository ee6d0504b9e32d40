/* The record of the year-end check (2.3)): a page to be signed, and what it rests on. */

#include "report/export/export.h"
#include "report/export/rows.h"
#include "report/export/sheet.h"
#include "report/record/record.h"

#include "base/fill.h"

#include <stdio.h>

#define PAGE "record.html"

static const char *const names[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "Record", [LANGUAGE_JA] = "実施記録"};

/* "令和8年度": fiscal years are called after the era in which they begin. */
static struct str fiscal_year_in_era(int year, char era[48]) {
    struct str text;
    ptrdiff_t end;

    date_format_wareki(fiscal_year_first(year), era);
    text = str_from(era);
    end = str_find(text, STR("年"));
    if (end < 0) {
        return text;
    }
    memcpy(era + end, "年度", sizeof "年度");
    return str_from(era);
}

/* "許認可申請システム 令和8年度（2026年度） 基準日 2027-03-31" */
static void append_subtitle(const struct export_request *request, struct buffer *subtitle) {
    const struct export_settings *settings = &request->settings;
    int year = date_fiscal_year(settings->as_of);
    char day[11], year_text[8], era[48];

    date_format(settings->as_of, day);
    snprintf(year_text, sizeof year_text, "%d", year);
    const struct str values[] = {str_from(year_text), str_from(day), fiscal_year_in_era(year, era)};
    if (settings->system.n) {
        buffer_append(subtitle, settings->system);
        buffer_append_cstr(subtitle, settings->language == LANGUAGE_JA ? "　" : " · ");
    }
    fill_append(export_text(EXPORT_SUBTITLE_YEAR, settings->language), values, ARRAY_LEN(values), subtitle);
}

static enum err_code write_parts(struct record *record, struct err *err) {
    record_scope(record);
    record_method(record);
    record_coverage(record);
    record_cases(record);
    enum err_code code = record_corrections(record, err);
    if (code == ERR_OK) {
        code = record_open_items(record, err);
    }
    if (code == ERR_OK) {
        code = record_waivers(record, err);
    }
    record_basis(record);
    record_signatures(record);
    return code;
}

static enum err_code write_page(struct export_set *set, const struct export_request *request,
                                const struct export_findings *findings, const struct record_counts *counts,
                                struct err *err) {
    CLEANUP(buffer_done) struct buffer subtitle = {0};
    struct record record = {.request = request,
                            .findings = findings,
                            .language = request->settings.language,
                            .summary = result_set_summary(request->results),
                            .counts = counts};
    struct output *output = NULL;
    enum err_code code = export_file_begin(set, PAGE, &output, err);

    if (code != ERR_OK) {
        return code;
    }
    append_subtitle(request, &subtitle);
    html_init(&record.html, output);
    code = record_begin(&record, set, names[record.language], EXPORT_TITLE_YEAR_END, buffer_view(&subtitle), err);
    if (code == ERR_OK) {
        code = write_parts(&record, err);
    }
    record_end(&record);
    html_done(&record.html);
    return export_file_end(set, PAGE, EXPORT_ABOUT_RECORD, output, code, err);
}

static enum err_code write_annexes(struct export_set *set, const struct export_request *request,
                                   const struct export_findings *findings, struct err *err) {
    static const struct {
        const struct export_sheet *sheet;
        export_keeps_finding *keeps;
    } of_findings[] = {
        {&export_open_findings, export_finding_is_open},
        {&export_corrections, export_is_resolved},
        {&export_waivers, export_is_waived},
    };
    static const struct export_sheet *const of_results[] = {&export_assets, &export_positions, &export_support,
                                                            &export_contracts, &export_reuse};
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < ARRAY_LEN(of_findings) && code == ERR_OK; i++) {
        code = export_findings_sheet(set, findings, of_findings[i].sheet, of_findings[i].keeps, NULL, err);
    }
    for (size_t i = 0; i < ARRAY_LEN(of_results) && code == ERR_OK; i++) {
        code = export_result(set, request->results, of_results[i], NULL, NULL, err);
    }
    return code;
}

static enum err_code write_set(struct export_set *set, const struct export_request *request, struct err *err) {
    const struct export_settings *settings = &request->settings;
    const struct export_findings findings = {.results = request->results,
                                             .store = request->store,
                                             .as_of = settings->as_of,
                                             .since = fiscal_year_first(date_fiscal_year(settings->as_of)),
                                             .language = settings->language};
    struct record_counts counts;
    enum err_code code = record_count(&findings, &counts, err);

    if (code == ERR_OK) {
        code = write_page(set, request, &findings, &counts, err);
    }
    if (code == ERR_OK) {
        code = write_annexes(set, request, &findings, err);
    }
    return code == ERR_OK ? export_set_end(set, err) : code;
}

enum err_code export_year_end(const struct export_request *request, struct export_set **ret_set, struct err *err) {
    CLEANUP(export_set_free_cleanup) struct export_set *set = NULL;
    enum err_code code = export_set_new(&request->settings, &set, err);

    if (code == ERR_OK) {
        code = write_set(set, request, err);
    }
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(set);
    }
    return code;
}

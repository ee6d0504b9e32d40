/* The record of the year-end check (2.3)): a page to be signed, and what it rests on. */

#include "report/export/export.h"
#include "report/export/rows.h"
#include "report/export/sheet.h"
#include "report/record/record.h"

static const struct record_page page = {
    .file = "record.html",
    .sheet = {[LANGUAGE_EN] = "Record", [LANGUAGE_JA] = "実施記録"},
    .title = EXPORT_TITLE_YEAR_END,
    .subtitle = EXPORT_SUBTITLE_YEAR,
    .about = EXPORT_ABOUT_RECORD,
};

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
    struct record record = {.page = &page,
                            .set = set,
                            .request = request,
                            .findings = findings,
                            .language = request->settings.language,
                            .summary = result_set_summary(request->results),
                            .counts = counts};
    int year = date_fiscal_year(request->settings.as_of);
    char day[11], year_text[STR_I64_SIZE], era[48];

    date_format(request->settings.as_of, day);
    const struct str values[] = {str_format_i64(year, year_text), str_from(day), fiscal_year_in_era(year, era)};
    enum err_code code = record_begin(&record, values, ARRAY_LEN(values), err);
    return code == ERR_OK ? record_end(&record, write_parts(&record, err), err) : code;
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
        code = export_findings_sheet(set, findings, of_findings[i].sheet, of_findings[i].keeps, err);
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
    struct export_settings settings = request->settings;

    settings.horizon = json_text(json_get(result_set_summary(request->results), "horizon"));
    enum err_code code = export_set_new(&settings, &set, err);

    if (code == ERR_OK) {
        code = write_set(set, request, err);
    }
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(set);
    }
    return code;
}

#include "report/workbook/workbook.h"

#include "report/result/finding.h"
#include "report/workbook/column.h"

#define FILE_NAME "report.xlsx"

/* --- findings ------------------------------------------------------------------------------------------------------
 */

/* The members of a line have the names of the columns. */
static enum err_code take_finding(void *context, const struct result_finding *finding, struct err *err) {
    struct workbook *workbook = context;
    bool is_open = finding->finding.outcome == OUTCOME_UNDETERMINED;
    struct workbook_rows *rows = &workbook->rows[is_open ? TAB_UNDETERMINED : TAB_FINDINGS];
    struct str cells[RESULT_COLUMNS_MAX];

    for (size_t i = 0; i < sheet_of_findings.count; i++) {
        const char *name = sheet_of_findings.columns[i].name;
        cells[i] = json_text(json_get(finding->line, name));
        if (strcmp(name, "message") == 0) {
            cells[i] = finding->message;
        } else if (strcmp(name, "remedy") == 0) {
            cells[i] = finding->remedy;
        }
    }
    return workbook_rows_take(rows, cells, err);
}

static enum err_code fill_findings(struct workbook *workbook, struct err *err) {
    return result_read_findings(result_set_fd(workbook->request->results), workbook->language, take_finding, workbook,
                                err);
}

/* --- rows of other files -------------------------------------------------------------------------------------------
 */

static enum err_code take_row(void *context, const struct str *cells, struct err *err) {
    return workbook_rows_take(context, cells, err);
}

static enum err_code fill_rows(struct workbook *workbook, enum workbook_tab tab, struct err *err) {
    const struct sheet_table *table = workbook_sheets[tab].table;
    const char *names[RESULT_COLUMNS_MAX];

    for (size_t i = 0; i < table->count; i++) {
        names[i] = table->columns[i].name;
    }
    return result_read_rows(result_set_fd(workbook->request->results), table->file, names, table->count, take_row,
                            &workbook->rows[tab], err);
}

static enum err_code fill_sheet(struct workbook *workbook, enum workbook_tab tab, struct err *err) {
    bool is_filled = !workbook->pages[tab] || !workbook_sheets[tab].table || tab == TAB_UNDETERMINED;

    if (is_filled) {
        return ERR_OK;
    }
    return tab == TAB_FINDINGS ? fill_findings(workbook, err) : fill_rows(workbook, tab, err);
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

/* Only of files that there are. */
static void add_sheets(struct workbook *workbook) {
    const struct result_set *results = workbook->request->results;

    for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
        const struct workbook_sheet *sheet = &workbook_sheets[tab];
        bool is_of_findings = sheet->table == &sheet_of_findings;
        const char *file = is_of_findings ? RESULT_FINDINGS : sheet->table ? sheet->table->file : NULL;
        if (file && !result_set_has(results, file)) {
            continue;
        }
        workbook->pages[tab] = excel_add(workbook->file, sheet->name[workbook->language]);
        if (sheet->table) {
            workbook_rows_begin(&workbook->rows[tab], sheet, workbook->pages[tab], workbook->language);
        }
    }
}

static enum err_code fill(struct workbook *workbook, struct err *err) {
    enum err_code code = ERR_OK;

    add_sheets(workbook);
    for (unsigned tab = 0; tab < TAB_COUNT && code == ERR_OK; tab++) {
        code = fill_sheet(workbook, (enum workbook_tab)tab, err);
    }
    for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
        if (workbook->pages[tab] && workbook_sheets[tab].table) {
            workbook_rows_end(&workbook->rows[tab], workbook->header, workbook->right);
        }
    }
    workbook_summary(workbook);
    workbook_evidence(workbook);
    return code;
}

static enum err_code write_file(struct workbook *workbook, struct err *err) {
    enum err_code code = fill(workbook, err);

    if (code != ERR_OK) {
        excel_abandon(workbook->file);
        return code;
    }
    return excel_close(workbook->file, workbook->request->sync, err);
}

static enum err_code create(struct workbook *workbook, struct err *err) {
    const struct report_request *request = workbook->request;
    struct excel_settings settings = {.dir_fd = request->dir_fd,
                                      .name = FILE_NAME,
                                      .tmpdir = request->tmpdir,
                                      .language = workbook->language,
                                      .title = workbook->header};

    if (!workbook_day(workbook->as_of, &settings.date)) {
        return err_set(err, ERR_VALUE, "summary.json", STR("as_of"), STR("YYYY-MM-DD"));
    }
    return excel_create(&settings, &workbook->file, err);
}

enum err_code report_workbook(const struct report_request *request, struct err *err) {
    CLEANUP(buffer_done) struct buffer right = {0};
    struct workbook workbook = {
        .request = request, .summary = result_set_summary(request->results), .language = request->language};

    workbook.header = workbook_label(LABEL_REPORT, request->language);
    workbook.as_of = json_text(json_get(workbook.summary, "as_of"));
    buffer_append(&right, workbook_label(LABEL_AS_OF, request->language));
    buffer_append_cstr(&right, " ");
    buffer_append(&right, workbook.as_of);
    if (right.failed) {
        return err_no_memory(err);
    }
    workbook.right = buffer_view(&right);
    enum err_code code = create(&workbook, err);
    if (code == ERR_OK) {
        code = write_file(&workbook, err);
    }
    for (unsigned tab = 0; tab < TAB_COUNT; tab++) {
        workbook_rows_done(&workbook.rows[tab]);
    }
    return code;
}

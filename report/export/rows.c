#include "report/export/rows.h"

#include "report/result/read.h"

#include <assert.h>

static const struct sheet_table *table_of(const struct export_sheet *sheet) {
    return sheet->sheet.table;
}

enum err_code export_record(struct export_set *set, const void *record, struct err *err) {
    const struct sheet_table *table = table_of(export_set_sheet(set));
    struct str cells[RESULT_COLUMNS_MAX];

    for (size_t i = 0; i < table->count; i++) {
        cells[i] = *(const struct str *)((const char *)record + table->columns[i].offset);
    }
    return export_sheet_row(set, cells, err);
}

size_t export_column(const struct export_sheet *sheet, const char *name) {
    const struct sheet_table *table = table_of(sheet);
    size_t at = 0;

    while (strcmp(table->columns[at].name, name) != 0) {
        at++;
        assert(at < table->count);
    }
    return at;
}

/* --- rows of result files ------------------------------------------------------------------------------------------
 */

struct result_rows {
    struct export_set *set;
    export_keeps *keeps;
    const void *context;
};

static enum err_code take_row(void *context, const struct str *cells, struct err *err) {
    const struct result_rows *rows = context;

    return rows->keeps && !rows->keeps(rows->context, cells) ? ERR_OK : export_sheet_row(rows->set, cells, err);
}

enum err_code export_result(struct export_set *set, const struct result_set *results, const struct export_sheet *sheet,
                            export_keeps *keeps, const void *context, struct err *err) {
    const struct sheet_table *table = table_of(sheet);
    struct result_rows rows = {set, keeps, context};
    const char *names[RESULT_COLUMNS_MAX];

    if (!result_set_has(results, table->file)) {
        return ERR_OK;
    }
    for (size_t i = 0; i < table->count; i++) {
        names[i] = table->columns[i].name;
    }
    enum err_code code = export_sheet_begin(set, sheet, err);
    if (code == ERR_OK) {
        code = result_read_rows(result_set_fd(results), table->file, names, table->count, take_row, &rows, err);
    }
    return export_sheet_end(set, code, err);
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

bool export_is_waived(const struct export_finding *finding) {
    return finding->status == FINDING_WAIVED;
}

bool export_is_resolved(const struct export_finding *finding) {
    return finding->status == FINDING_RESOLVED;
}

struct finding_rows {
    struct export_set *set;
    export_keeps_finding *keeps;
    enum language language;
};

static enum err_code take_finding(void *context, const struct export_finding *finding, struct err *err) {
    const struct finding_rows *rows = context;
    struct export_finding_cells cells;

    if (!rows->keeps(finding)) {
        return ERR_OK;
    }
    export_finding_fill(finding, rows->language, &cells);
    return export_record(rows->set, &cells, err);
}

enum err_code export_findings_sheet(struct export_set *set, const struct export_findings *findings,
                                    const struct export_sheet *sheet, export_keeps_finding *keeps, struct err *err) {
    struct finding_rows rows = {set, keeps, findings->language};
    enum err_code code = export_sheet_begin(set, sheet, err);

    if (code == ERR_OK) {
        code = export_findings_each(findings, take_finding, &rows, err);
    }
    return export_sheet_end(set, code, err);
}

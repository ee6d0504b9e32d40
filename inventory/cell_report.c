#include "inventory/cell_report.h"

#include "inventory/raw_row.h"
#include "inventory/table_build.h"

#include <stdlib.h>

#define ARGUMENT_MAX 200

struct cell_report {
    const struct table *table;
    struct diagnostics *diagnostics;
    struct raw_row_reader *rows;
    const struct table_source *source;          /* that the counts are of */
    uint8_t counts[COLUMNS_MAX][PROBLEM_COUNT]; /* up to DIAGNOSTICS_KEPT */
    /* the cell located last */
    uint32_t row;
    unsigned column;
    uint64_t line, place;
};

enum err_code cell_report_new(const struct table *table, struct diagnostics *diagnostics,
                              struct cell_report **ret_report, struct err *err) {
    struct cell_report *report = calloc(1, sizeof *report);

    if (!report) {
        return err_no_memory(err);
    }
    report->table = table;
    report->diagnostics = diagnostics;
    report->row = UINT32_MAX;
    enum err_code code = raw_row_reader_new(table, &report->rows, err);
    if (code) {
        free(report);
        return code;
    }
    *ret_report = report;
    return ERR_OK;
}

void cell_report_free(struct cell_report *report) {
    if (report) {
        raw_row_reader_free(report->rows);
        free(report);
    }
}

static enum err_code locate(struct cell_report *report, uint32_t row, unsigned column, struct err *err) {
    enum err_code code = ERR_OK;

    if (report->row != row || report->column != column) {
        code = raw_row_locate(report->rows, row, column, &report->line, &report->place, err);
        report->row = row;
        report->column = column;
    }
    return code;
}

enum err_code cell_report_add(struct cell_report *report, uint32_t row, unsigned column, enum problem problem,
                              struct str arg0, struct str arg1, struct err *err) {
    const struct table_source *source = table_source_of(report->table, row);

    if (report->source != source) {
        report->source = source;
        memset(report->counts, 0, sizeof report->counts);
    }
    uint8_t *count = &report->counts[column][problem];
    struct diagnostic diagnostic = {
        .problem = problem,
        .file = source->name,
        .line = table_line(report->table, row),
        .heading = table_heading(report->table, row, column),
        .args = {cell_clip(arg0, ARGUMENT_MAX), cell_clip(arg1, ARGUMENT_MAX)},
    };
    if (*count < DIAGNOSTICS_KEPT || report->row == row) {
        *count = (uint8_t)(*count + (*count < DIAGNOSTICS_KEPT));
        enum err_code code = locate(report, row, column, err);
        if (code) {
            return code;
        }
        diagnostic.line = report->line;
        diagnostic.column = report->place;
    }
    diagnostics_add(report->diagnostics, &diagnostic);
    return ERR_OK;
}

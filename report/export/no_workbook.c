/* In builds without libxlsxwriter sets have no workbook. */

#include "report/export/workbook.h"

enum err_code export_workbook_new(const struct export_settings *settings, const struct workbook_sheet *index,
                                  struct export_workbook **ret_workbook, struct err *err) {
    (void)settings;
    (void)index;
    (void)err;
    *ret_workbook = NULL;
    return ERR_OK;
}

void export_workbook_free(struct export_workbook *workbook) {
    (void)workbook;
}

const char *export_workbook_file(const struct export_workbook *workbook) {
    (void)workbook;
    return NULL;
}

void export_workbook_add(struct export_workbook *workbook, const struct workbook_sheet *sheet) {
    (void)workbook;
    (void)sheet;
}

enum err_code export_workbook_row(struct export_workbook *workbook, const struct str *cells, struct err *err) {
    (void)workbook;
    (void)cells;
    (void)err;
    return ERR_OK;
}

void export_grid_begin(struct export_workbook *workbook, const char *name) {
    (void)workbook;
    (void)name;
}

void export_grid_text(struct export_workbook *workbook, uint32_t row, uint16_t column, enum export_grid_style style,
                      struct str text) {
    (void)workbook;
    (void)row;
    (void)column;
    (void)style;
    (void)text;
}

void export_grid_number(struct export_workbook *workbook, uint32_t row, uint16_t column, int64_t number) {
    (void)workbook;
    (void)row;
    (void)column;
    (void)number;
}

enum err_code export_workbook_list(struct export_workbook *workbook, const struct str *cells, struct err *err) {
    return export_workbook_row(workbook, cells, err);
}

enum err_code export_workbook_close(struct export_workbook *workbook, struct err *err) {
    (void)workbook;
    (void)err;
    return ERR_OK;
}

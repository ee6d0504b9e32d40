#pragma once
/* The tables of a set as sheets of one workbook, behind a sheet that lists them. In builds without libxlsxwriter there
 * is none, and all functions do nothing. Internal to report/. One thread at a time. */

#include "report/export/set.h"

struct export_workbook;
/* INDEX is the first sheet. *RET_WORKBOOK is NULL where workbooks are not built in. */
MUST_CHECK enum err_code export_workbook_new(const struct export_settings *settings, const struct workbook_sheet *index,
                                             struct export_workbook **ret_workbook, struct err *err);
void export_workbook_free(struct export_workbook *workbook);
/* "handover.xlsx" */
const char *export_workbook_file(const struct export_workbook *workbook);
/* A sheet behind the others, for rows until the next is added. What fails is told by export_workbook_close. */
void export_workbook_add(struct export_workbook *workbook, const struct workbook_sheet *sheet);
MUST_CHECK enum err_code export_workbook_row(struct export_workbook *workbook, const struct str *cells,
                                             struct err *err);
/* A sheet of lines, for texts and tables one below the other; ends with the next sheet that is added. WORKBOOK may be
 * NULL for all that follow: nothing is done. Rows and columns count from 0, rows are filled in order. */
enum export_grid_style { GRID_TEXT, GRID_TITLE, GRID_SECTION, GRID_HEADING, GRID_NOTE, GRID_TOTAL };
void export_grid_begin(struct export_workbook *workbook, const char *name);
void export_grid_text(struct export_workbook *workbook, uint32_t row, uint16_t column, enum export_grid_style style,
                      struct str text);
void export_grid_number(struct export_workbook *workbook, uint32_t row, uint16_t column, int64_t number);
/* A row of the first sheet. */
MUST_CHECK enum err_code export_workbook_list(struct export_workbook *workbook, const struct str *cells,
                                              struct err *err);
MUST_CHECK enum err_code export_workbook_close(struct export_workbook *workbook, struct err *err);

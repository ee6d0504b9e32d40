#pragma once
/* A sheet of a workbook as CSV text in a temporary file. Cells that have no text that counts (error values, formulas
 * without a result, text that is too long) are reported and left blank; hidden rows are counted. */

#include "base/diagnostic.h"
#include "base/xlsx_read.h"
#include "inventory/intake_sheet.h"

/* Merged cells of more than one row that are kept. */
#define SHEET_MERGES_MAX ((size_t)1 << 20)

struct sheet_text {
    struct intake_sheet sheet;
    uint32_t last_row;         /* that has text; 0: the sheet is empty */
    struct xlsx_merge *merges; /* of more than one row */
    size_t merge_count, merge_capacity;
};

/* NAME is how diagnostics call the sheet. */
MUST_CHECK enum err_code sheet_text_read(struct xlsx_workbook *workbook, size_t index, const char *name,
                                         const char *tmpdir, struct diagnostics *diagnostics,
                                         struct sheet_text *ret_text, struct err *err);
void sheet_text_done(struct sheet_text *text);
/* Reports the merged cells among the rows below the headings: only the first row of each has the value. */
void sheet_text_report_merges(const struct sheet_text *text, struct str name, struct diagnostics *diagnostics);

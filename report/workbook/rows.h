#pragma once
/* A sheet that is the rows of a result file. One thread at a time. */

#include "report/result/read.h"
#include "report/workbook/excel_write.h"
#include "report/workbook/sheet.h"

/* Rows of a sheet, at most: what is beyond is left out, and both the sheet and the summary say so. Excel has 1,048,576
 * with the headings. */
#define WORKBOOK_ROWS_MAX 1000000
/* Further rows are as high as one line. */
#define WORKBOOK_WRAPPED_ROWS 20000

struct workbook_mark;
struct workbook_mark_columns {
    uint8_t columns[2]; /* of the file */
    unsigned count;
};

struct workbook_rows {
    const struct workbook_sheet *sheet;
    struct excel_page *page;
    enum language language;
    uint8_t columns[RESULT_COLUMNS_MAX]; /* of the file, in the order in which the sheet has them */
    uint16_t main_count;                 /* of these are printed */
    uint64_t limit;                      /* WORKBOOK_ROWS_MAX, unless a test has less */
    uint64_t rows;                       /* that there are */
    uint64_t texts_cut;
    unsigned lines; /* of the row that is being written */
    struct workbook_mark_columns mark_columns[WORKBOOK_MARKS];
    struct workbook_mark *marks;
    size_t mark_count, mark_capacity;
    struct buffer shown, key;
};

/* Headings and widths; ROWS is zero before, but for a limit. */
void workbook_rows_begin(struct workbook_rows *rows, const struct workbook_sheet *sheet, struct excel_page *page,
                         enum language language);
/* CELLS: in the order of the file's columns. */
MUST_CHECK enum err_code workbook_rows_take(struct workbook_rows *rows, const struct str *cells, struct err *err);
/* Filters, colours and print set-up. */
void workbook_rows_end(struct workbook_rows *rows, struct str header, struct str right);
void workbook_rows_done(struct workbook_rows *rows);
/* Rows on the sheet. */
uint64_t workbook_rows_written(const struct workbook_rows *rows);
/* The first row that has VALUE (two values have a blank between) in the mark's column; false when none has. */
bool workbook_rows_find(const struct workbook_rows *rows, const char *mark, struct str value, uint32_t *ret_row);

#pragma once
/* A sheet of a workbook on its way into a table: its rows as CSV, and where they stand in the workbook. */

#include "inventory/intake_source.h"

/* A row of the CSV text: its offset there, its number in the workbook. */
struct sheet_line {
    uint64_t offset;
    uint32_t row;
};

struct intake_sheet {
    struct file *file;        /* UTF-8, a comma, LF; taken by the table that gets the rows */
    uint64_t bytes;           /* of the workbook */
    struct hash128 digest;    /* of the workbook */
    struct sheet_line *lines; /* in order; owned */
    size_t line_count, line_capacity;
    uint32_t heading_row; /* the workbook's number of the row of headings; 0 until it is found */
};

void intake_sheet_done(struct intake_sheet *sheet);
/* False when memory is out. */
MUST_CHECK bool intake_sheet_add_line(struct intake_sheet *sheet, uint64_t offset, uint32_t row);
/* The sheet as a source; the sheet's file is the source's from then on. */
struct intake_source intake_sheet_take(struct intake_sheet *sheet);
/* The workbook's number of the row that starts at OFFSET of the CSV text. */
uint32_t intake_sheet_row(const struct intake_sheet *sheet, uint64_t offset);

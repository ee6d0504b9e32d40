#pragma once
/* How columns of result files look in a workbook (report/workbook/column.def), and which words in them stand out.
 * Constant data; any thread. */

#include "report/workbook/excel_write.h"
#include "report/workbook/sheet.h"

struct workbook_column {
    const char *file; /* NULL: any */
    const char *name;
    double width; /* characters */
    bool is_main; /* comes first, and is printed */
    const char *heading[LANGUAGE_COUNT];
};
/* Of the column NAME of FILE; NULL when none is known. */
const struct workbook_column *workbook_column(const char *file, const char *name);

/* Of the column of the sheet's table; NULL when none is known, as of most columns of ledgers. */
const struct workbook_column *workbook_look(const struct workbook_sheet *sheet, size_t column);
/* What people call it. */
struct str workbook_heading(const struct workbook_sheet *sheet, size_t column, enum language language);

struct workbook_word {
    const char *word; /* as result files have it */
    enum excel_tone tone;
};
/* Words that stand out in the column; NULL past the last. */
const struct workbook_word *workbook_word(const char *file, const char *name, size_t index);

/* Appends what a cell of the column says, as people read it in the language: words and names of columns translated, all
 * else as it is. */
void workbook_shown(const struct sheet_column *column, struct str text, enum language language, struct buffer *out);
/* A day as result files write it, YYYY-MM-DD; false on anything else. */
bool workbook_day(struct str text, struct date *ret_date);

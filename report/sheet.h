#pragma once
/* CSV files of records: a table of columns says what of a record stands in which cell. One thread at a time. */

#include "report/result_files.h"

enum sheet_cell {
    SHEET_TEXT,      /* struct str */
    SHEET_NUMBER,    /* int64_t */
    SHEET_COUNT,     /* struct unit_count: empty where nobody knows, "unlimited" */
    SHEET_FLAG,      /* bool: yes or no */
    SHEET_DATE,      /* struct date; empty where there is none */
    SHEET_MILESTONE, /* struct milestone: the day, or the word that stands for it */
    SHEET_WORD,      /* whatever the column's function makes a word of */
};

struct sheet_column {
    const char *name;
    enum sheet_cell cell;
    size_t offset; /* in the record */
    union {
        bool (*has)(const void *record);         /* of NUMBER: does this one have any? NULL: all do */
        const char *(*word)(const void *member); /* of WORD */
    };
};

struct sheet {
    const struct sheet_column *columns;
    size_t count;
    struct output *output;
    struct csv_writer *csv;
};

/* Creates the file with its headings. COLUMNS are borrowed. */
MUST_CHECK enum err_code sheet_begin(const struct report_context *context, const char *name,
                                     const struct sheet_column *columns, size_t count, struct sheet *ret_sheet,
                                     struct err *err);
void sheet_write(struct sheet *sheet, const void *record);
/* Closes the file; given another CODE than ERR_OK, which it returns, it leaves it. */
MUST_CHECK enum err_code sheet_end(struct sheet *sheet, enum err_code code, const struct report_context *context,
                                   struct err *err);

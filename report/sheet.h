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
    SHEET_NAME,      /* struct str: the name of a column, a fixed word, or some other name */
    SHEET_NAMES,     /* struct str: several, separated by blanks */
};

struct sheet_column {
    const char *name;
    enum sheet_cell cell;
    size_t offset; /* in the record; 0 in tables whose files are not made of records */
    union {
        bool (*has)(const void *record);         /* of NUMBER: does this one have any? NULL: all do */
        const char *(*word)(const void *member); /* of WORD */
    };
};

/* A file with its columns, in their order. */
struct sheet_table {
    const char *file; /* "support.csv" */
    const struct sheet_column *columns;
    size_t count;
};
extern const struct sheet_table sheet_of_findings, sheet_of_assets, sheet_of_positions, sheet_of_allocations,
    sheet_of_demands, sheet_of_support, sheet_of_contracts, sheet_of_reuse, sheet_of_drift;

struct sheet {
    const struct sheet_table *table;
    struct output *output;
    struct csv_writer *csv;
};

/* The first row of a file whose other rows go on where it ends (csv_writer_continue). */
MUST_CHECK enum err_code sheet_write_headings(const struct sheet_table *table, struct output *output, struct err *err);
/* Creates the file with its headings. */
MUST_CHECK enum err_code sheet_begin(const struct report_context *context, const struct sheet_table *table,
                                     struct sheet *ret_sheet, struct err *err);
void sheet_write(struct sheet *sheet, const void *record);
/* Closes the file; given another CODE than ERR_OK, which it returns, it leaves it. */
MUST_CHECK enum err_code sheet_end(struct sheet *sheet, enum err_code code, const struct report_context *context,
                                   struct err *err);

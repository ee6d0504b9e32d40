#pragma once
/* The rows of one file: which of them are data, what each cell is, and what is wrong with it. One thread at a time. */

#include "inventory/intake_header.h"

/* All borrowed. */
struct intake_rows_options {
    struct table *table;        /* or a part of it; its source must have been begun */
    const struct table *before; /* the table with the rows above, where the part's first rows may repeat their cells */
    const struct intake_header *header;
    struct intake_report *report;
    struct cell_decoder *cells;
    bool is_ledger; /* comments, notes, totals and empty rows are skipped, and mandatory cells asked for */
    bool is_import; /* another tool's export: no cell is asked for, and times are the importer's to read */
};

struct intake_rows;
MUST_CHECK enum err_code intake_rows_new(const struct intake_rows_options *options, struct intake_rows **ret_rows,
                                         struct err *err);
void intake_rows_free(struct intake_rows *rows);
DEFINE_CLEANUP(intake_rows, intake_rows_free)
/* Consecutive rows, any number at a time. ERR_REFUSED: see intake_rows_need_above. */
MUST_CHECK enum err_code intake_rows_add(struct intake_rows *rows, const struct csv_row *all, size_t count,
                                         struct err *err);
/* The first rows of the part repeat cells of rows above, of which none were given: read them again once those are. */
bool intake_rows_need_above(const struct intake_rows *rows);

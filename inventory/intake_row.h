#pragma once
/* The rows of one file: which of them are data, what each cell is, and what is wrong with it. One thread at a time. */

#include "inventory/intake_header.h"

struct intake_rows;
/* All borrowed. The source must have been begun. IS_LEDGER: comments, totals and empty rows are skipped, and mandatory
 * cells asked for. */
MUST_CHECK enum err_code intake_rows_new(struct table *table, const struct intake_header *header, bool is_ledger,
                                         struct intake_report *report, struct cell_decoder *cells,
                                         struct intake_rows **ret_rows, struct err *err);
/* The rows of another tool's export: no cell is asked for, ids may repeat, and times are the importer's to read. */
void intake_rows_set_import(struct intake_rows *rows);
void intake_rows_free(struct intake_rows *rows);
DEFINE_CLEANUP(intake_rows, intake_rows_free)
MUST_CHECK enum err_code intake_rows_add(struct intake_rows *rows, const struct csv_row *row, struct err *err);

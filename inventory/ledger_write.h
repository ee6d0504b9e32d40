#pragma once
/* Writing ledger files that people go on with in Excel: Japanese or English headings, UTF-8 with BOM or another
 * encoding that can be split at its delimiters (encoding_is_splittable), CRLF. Cells that Excel would take for formulas
 * get a leading '. One thread at a time. */

#include "base/encoding.h"
#include "inventory/schema.h"

enum heading_language { HEADINGS_ENGLISH, HEADINGS_JAPANESE };

struct ledger_writer;

/* Creates <table>.csv in the directory and writes the headings of every column a ledger may have. */
MUST_CHECK enum err_code ledger_writer_new(int dir_fd, enum table_id table, enum heading_language language,
                                           enum encoding encoding, struct ledger_writer **ret_writer, struct err *err);
/* CELLS: one slice a column of the schema; those of observed-only columns are passed over. Words of value lists are
 * written in the language. A cell that the encoding cannot hold is ERR_ENCODING. */
MUST_CHECK enum err_code ledger_writer_row(struct ledger_writer *writer, const struct str *cells, struct err *err);
/* One plausible row to write over, as a comment: its first cell begins with #, which reading skips. */
MUST_CHECK enum err_code ledger_writer_example(struct ledger_writer *writer, struct err *err);
/* Syncs, closes and frees. */
MUST_CHECK enum err_code ledger_writer_close(struct ledger_writer *writer, struct err *err);
/* Drops a writer without reporting; NULL is fine. */
void ledger_writer_abandon(struct ledger_writer *writer);

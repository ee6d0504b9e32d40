#pragma once
/* A finding as a row of the store's table: what is written to it, and read back. One thread at a time. */

#include "base/buffer.h"
#include "history/findings.h"

/* The columns of a finding's content in the order in which they are selected and bound. */
#define FINDING_ROW_COLUMNS                                                                                            \
    "id, key, ordinal, code, outcome, severity, message, arguments, asset_id, device_id, hostname, system,"            \
    " department, location, documented, observed, ledger_evidence, snapshot_evidence"
/* How many these are; what a statement selects besides stands behind them. */
enum { FINDING_ROW_COLUMN_COUNT = 18 };

/* Room for the texts that are made of a finding, or out of a row. Zero-initialise. */
struct finding_row {
    struct buffer key, texts;
    struct finding finding; /* when read: borrows from here and from the statement's present row */
};
void finding_row_done(struct finding_row *row);
/* Sets the values 1 to FINDING_ROW_COLUMN_COUNT, which are borrowed from FINDING and ROW until the statement has run.
 * False when memory is out. */
bool finding_row_put(struct finding_row *row, const struct finding *finding, struct statement *statement);
/* Reads the present row. *RET_KNOWN false: its code is none that this program has. False when memory is out. */
bool finding_row_get(struct finding_row *row, struct statement *statement, bool *ret_known);
/* The key of the finding that was read, with its ordinal. Borrowed until the next. False when memory is out. */
bool finding_row_key(struct finding_row *row, struct str *ret_key);

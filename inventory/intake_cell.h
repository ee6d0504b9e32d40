#pragma once
/* The cells of some rows on their way into a table: what each says, and what is wrong with it. Internal to the intake.
 * One thread at a time a batch. */

#include "inventory/cell_key.h"
#include "inventory/intake_header.h"

/* Rows that are read together, column by column. All borrowed but what intake_batch_init makes. */
struct intake_batch {
    struct table *table;        /* or a part, that gets the rows */
    const struct table *before; /* holds the rows above those of a part; NULL: they are not known yet */
    const struct intake_header *header;
    struct intake_report *report;
    struct cell_decoder *cells;
    bool is_ledger;        /* mandatory cells are asked for */
    bool is_import;        /* no cell is asked for, and times are the importer's to read */
    bool needs_rows_above; /* a cell repeats the one above it, in a row that is not known: nothing was read for good */

    const struct csv_row *rows[DICTIONARY_BATCH];
    size_t count;
    uint32_t codes[COLUMNS_MAX][DICTIONARY_BATCH];
    uint64_t *keys[COLUMNS_MAX]; /* DICTIONARY_BATCH of each column that keeps keys, or NULL */

    struct row_reader *above; /* made when first needed */
    struct buffer above_text;
    struct cell_keys maker;
};

/* On failure the batch is to be released all the same. */
MUST_CHECK enum err_code intake_batch_init(struct intake_batch *batch, struct err *err);
void intake_batch_done(struct intake_batch *batch);
/* Reads a column of the batch's rows, which the file must have: sets their codes and keys. */
MUST_CHECK enum err_code intake_batch_read(struct intake_batch *batch, unsigned column, struct err *err);

#pragma once
/* A table of the ledger as a sheet: what the ledger says in its own words, a row each, under the headings of the
 * language, and beside it what else is known of the row. Columns that no row fills are left out, and secrets always.
 * Internal to report/. One thread. */

#include "inventory/table.h"
#include "report/export/set.h"

struct ledger_sheet {
    enum table_id table;
    const char *file; /* "licenses.csv" */
    const char *name[LANGUAGE_COUNT];
    enum export_text about;
    const unsigned *first; /* columns of the ledger that come first, filled or not */
    size_t first_count;
    const struct sheet_column *joined; /* behind these: columns that are a struct str of the record that JOIN fills */
    size_t joined_count;
    size_t record_size;
    /* Texts are kept until the next call. */
    enum err_code (*join)(void *context, const struct table *table, uint32_t row, struct row_reader *reader,
                          void *record, struct err *err);
};

/* The whole sheet; nothing where LEDGER has no such table. */
MUST_CHECK enum err_code export_ledger_rows(struct export_set *set, const struct table *table,
                                            const struct ledger_sheet *spec, void *context, struct arena *arena,
                                            struct err *err);

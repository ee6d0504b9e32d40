#pragma once
/* An inventory: the tables of a ledger (documented) or of a snapshot (observed), in memory. Constant once read; any
 * thread. */

#include "base/diagnostic.h"
#include "base/hash.h"
#include "inventory/table.h"

struct inventory;

/* A file that was read, or refused. */
struct inventory_file {
    struct str name; /* relative to the directory */
    bool has_table;  /* it was recognised */
    enum table_id table;
    enum encoding encoding;
    bool is_refused; /* the diagnostics say why; its rows are not in the table */
    uint64_t bytes;
    uint64_t rows;
    struct hash128 digest; /* XXH3-128 of the bytes */
};

void inventory_free(struct inventory *inventory);
DEFINE_CLEANUP(inventory, inventory_free)
/* NULL when there is no usable file of that table. */
const struct table *inventory_table(const struct inventory *inventory, enum table_id table);
/* A file of that table was there but refused. */
bool inventory_is_refused(const struct inventory *inventory, enum table_id table);
/* In order of name; owned by the inventory. */
const struct inventory_file *inventory_files(const struct inventory *inventory, size_t *ret_count);

struct read_options {
    const char *tmpdir; /* for transcoded text */
};

/* Reads every *.csv and *.tsv of a ledger directory. Files are recognised by name, then by headings. Problems in the
 * data go to DIAGNOSTICS; a table that is refused is left out and marked. Errors are only those of the system. */
MUST_CHECK enum err_code ledger_read(const char *directory, const struct read_options *options,
                                     struct diagnostics *diagnostics, struct inventory **ret_inventory,
                                     struct err *err);

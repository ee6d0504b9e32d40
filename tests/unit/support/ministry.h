#pragma once
/* A small ledger and a small snapshot of it, for tests that compare the two: CSV text goes in, both inventories come
 * out, read from real files in a directory of their own. Cells hold no commas and no quotes. Anything that goes wrong
 * ends the test program. */

#include "base/compiler.h"
#include "inventory/inventory.h"

/* Any other table of either side. */
struct ministry_table {
    bool is_observed;
    enum table_id table;
    const char *text;
};

/* CSV with canonical headings and LF; NULL: no such file, in the snapshot no rows. */
struct ministry_text {
    const char *assets, *listed;                          /* the ledger's devices and software */
    const char *devices, *installed, *probes, *neighbors; /* the snapshot's */
    const char *places, *connections;                     /* the ledger's */
    const char *interfaces, *guests;                      /* the snapshot's */
    const char *clusters;                                 /* the ledger's */
    const struct ministry_table *others;
    size_t other_count;
};

struct ministry;
struct ministry *ministry_new(const struct ministry_text *text);
void ministry_free(struct ministry *ministry);
DEFINE_CLEANUP(ministry, ministry_free)
const struct inventory *ministry_ledger(const struct ministry *ministry);
const struct inventory *ministry_snapshot(const struct ministry *ministry);
const struct table *ministry_assets(const struct ministry *ministry);
const struct table *ministry_devices(const struct ministry *ministry);
/* Copies a cell of a table to TO. */
void ministry_cell(const struct table *table, uint32_t row, unsigned column, char *to, size_t size);

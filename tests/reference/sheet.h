#pragma once
/* A table with all of its cells in memory, for the reference: it should be simple to read, whatever it costs. Failures
 * end the test program. One thread at a time. */

#include "base/arena.h"
#include "inventory/table.h"

struct sheet_cell {
    struct str text;
    struct value value;
};

struct sheet {
    const struct table *table; /* NULL: there is none, and so no rows */
    uint32_t rows;
    unsigned columns;
    struct sheet_cell *cells;  /* row by row */
    struct row_reader *reader; /* NULL without a table */
};

/* Cells live in ARENA. TABLE may be NULL. */
struct sheet sheet_read(const struct table *table, struct arena *arena);
void sheet_done(struct sheet *sheet);
struct str sheet_text(const struct sheet *sheet, uint32_t row, unsigned column);
struct value sheet_value(const struct sheet *sheet, uint32_t row, unsigned column);
/* The parts of a list cell, in their order; *RET_PARTS lives in ARENA. */
size_t sheet_parts(const struct sheet *sheet, uint32_t row, unsigned column, struct arena *arena,
                   struct str **ret_parts);
/* "devices.csv:17" */
struct str sheet_evidence(const struct sheet *sheet, uint32_t row, struct arena *arena);
/* Standing on the row, for rules that read a row themselves. */
struct row_reader *sheet_reader(const struct sheet *sheet, uint32_t row);

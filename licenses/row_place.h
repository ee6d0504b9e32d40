#pragma once
/* The rows of a ledger in an order that owes nothing to how they stand in the file: by what a column says, folded, and
 * rows that agree in that by all that they say. Any thread; a reader is one thread's. */

#include "base/arena.h"
#include "inventory/table.h"

struct row_place {
    struct str id; /* the folded cell, in the arena; empty when blank */
    uint64_t hash; /* of the row */
    uint32_t row;
};

/* A hash of all cells of the row but secrets, the same wherever the row stands. Moves the reader to the row. */
MUST_CHECK enum err_code row_hash(const struct table *table, struct row_reader *reader, uint32_t row,
                                  uint64_t *ret_hash, struct err *err);
/* As many places as the table has rows, in the arena. */
MUST_CHECK enum err_code row_places_find(const struct table *table, struct row_reader *reader, unsigned column,
                                         struct arena *arena, struct row_place **ret_places, struct err *err);

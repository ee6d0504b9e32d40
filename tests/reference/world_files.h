#pragma once
/* How ledgers of random inventories are written: columns in any order under any of their headings, delimiters, line
 * ends, encodings, dittos, and what is wrong with rows. Internal to tests/reference/. */

#include "tests/reference/world_parts.h"

/* Another file for the rows; of four columns that a ledger need not have it keeps so many. */
void add_file(struct rows *rows, const unsigned *columns, size_t count, unsigned keeps);
/* What is wrong with a row may change what its cells say. */
void damage_rows(struct rows *rows);
void write_file(const struct rows *rows, unsigned number, const char *directory);

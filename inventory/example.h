#pragma once
/* Example cells for ledger templates: one plausible row a table, made of an example per type and of what single columns
 * say better (inventory/example.def). Constant data; any thread. */

#include "inventory/schema.h"

/* UTF-8 that CP932 can hold; empty where a plausible row leaves the cell blank. Words of value lists are canonical. */
struct str example_cell(enum table_id table, unsigned column, bool is_japanese);

#pragma once
/* Headings of other inventory tools' exports. What such tools call their columns is in inventory/import_alias.def; all
 * else is read as in a ledger (inventory/heading.h). Unlike in a ledger, columns that only an observation has (when a
 * machine was last seen, who logged in) are known. Pure functions; any thread. */

#include "inventory/heading.h"

/* One heading cell, UTF-8, against the columns of a table. */
struct heading import_heading_read(enum table_id table, struct str utf8);
/* All heading cells of a file. Exports have more columns than anyone asked for: where several headings stand for one
 * column, the best one has it (an alias before a ledger's heading, then in the order they are defined, then by place in
 * the file), and each other one is HEADING_SECOND, never an error. */
void import_heading_read_all(enum table_id table, const struct str *cells, size_t count, struct heading *ret_headings);
/* How many cells of a row are headings of the table. */
unsigned import_heading_hits(enum table_id table, const struct str *cells, size_t count);

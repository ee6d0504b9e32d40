#pragma once
/* What rows say, kept in an arena beyond the reader's next move, and lists of parts in their cells. The caller looks
 * whether the arena failed. A reader is one thread's. */

#include "base/arena.h"
#include "inventory/table.h"

/* The cell's text; empty without a reader (NULL). */
struct str row_reader_dup(struct row_reader *reader, unsigned column, struct arena *arena);
/* Where the row stands: "people.csv:4". */
struct str row_evidence(const struct table *table, uint32_t row, struct arena *arena);
/* Is the part one of the cell, a list of parts, of the row of TABLE that the reader stands on? */
bool row_reader_has_part(struct row_reader *reader, enum table_id table, unsigned column, struct str part);
/* Was that section ("packages") of the device that the reader stands on read to its end? */
bool device_section_is_read(struct row_reader *device, struct str section);
/* The section that says which software there is. */
#define SECTION_OF_SOFTWARE STR("packages")

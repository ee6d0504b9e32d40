#pragma once
/* What the cells of a row say in the forms in which most ask: without a reader (NULL) they are blank. Texts are kept in
 * an arena beyond the reader's next move; the caller looks whether the arena failed. A reader is one thread's. */

#include "base/arena.h"
#include "inventory/table.h"
#include "inventory/words.h"

/* A day, or DATE_NONE, and the number of a word, or WORD_BLANK, where the cell is blank or not readable. */
struct date row_reader_date(struct row_reader *reader, unsigned column);
int row_reader_word(struct row_reader *reader, unsigned column);
struct str row_reader_dup(struct row_reader *reader, unsigned column, struct arena *arena);
/* Where the row stands: "people.csv:4". */
struct str row_evidence(const struct table *table, uint32_t row, struct arena *arena);
/* Is the part one of the cell, a list of parts, of the row of TABLE that the reader stands on? */
bool row_reader_has_part(struct row_reader *reader, enum table_id table, unsigned column, struct str part);
/* Is the machine of the devices row, of either side, a virtual one, by its kind, or by what is said of it? */
bool device_is_guest(struct row_reader *device);
/* Was that section ("packages") of the device that the reader stands on read to its end? */
bool device_section_is_read(struct row_reader *device, struct str section);
/* The section that says which software there is. */
#define SECTION_OF_SOFTWARE STR("packages")

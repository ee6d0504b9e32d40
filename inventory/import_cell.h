#pragma once
/* Cells of other tools' exports as a snapshot writes them: canonical words, RFC 3339 instants, plain figures. Pure
 * functions; any thread. */

#include "inventory/table.h"

/* When something was seen, as tools write it: an RFC 3339 instant, or a date (base/date_read.h) with or without a time
 * of day behind it, which is then one UTC_OFFSET seconds east of UTC; without a time the first moment of the day.
 * PROBLEM_NONE, or why it cannot be read. Nothing but zeros, as databases write what never was, is blank: the instant
 * is not set and *ret_is_set false. */
enum problem import_cell_time(struct str utf8, int32_t utc_offset, struct instant *ret_instant, bool *ret_is_set);

/* Appends the canonical text of a cell of the row that the reader stands on; nothing when it cannot be read. */
void import_cell_append(enum table_id table, unsigned column, struct row_reader *reader, int32_t utc_offset,
                        struct buffer *out);

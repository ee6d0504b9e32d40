#pragma once
/* An observed value in the form in which people keep it: sizes in the unit of the old cell or of the heading, lists
 * with the separator the cell had, yes and no in the cell's words. Pure; any thread. */

#include "base/buffer.h"
#include "inventory/value.h"

/* Appends what the cell should say instead of OLD (empty: it was blank). UNIT is the heading's. What is appended reads
 * as OBSERVED does. */
void correction_form(const struct column_def *column, enum unit unit, struct str old, struct str observed,
                     struct buffer *out);

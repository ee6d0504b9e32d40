#pragma once
/* Days, periods of days and moments in cells: what stands around and in place of the plain dates of base/date_read.h.
 * Pure functions; any thread. */

#include "inventory/value.h"

/* The day of a DATE, MILESTONE or EXPIRY cell, or the word in its place, into VALUE. With UNIT_FROM or UNIT_TO the cell
 * is a period (2026-04-01～2027-03-31, R8.4.1から) and that half of it is read; a half that is left open is unset,
 * without a problem. FOLDED: folded text (base/text.h), trimmed, not empty. */
void value_read_day(enum column_type type, enum unit unit, struct str folded, struct value *value);

/* A day and a time: 2027-03-31T09:00:00+09:00, 2027/3/31 9:00, 令和9年3月31日 9時30分. Without an offset it is local.
 */
void value_read_moment(struct str folded, struct value *value);

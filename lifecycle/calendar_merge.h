#pragma once
/* What the ledger says of a release over what was imported, date by date. Pure. Internal to lifecycle/. */

#include "lifecycle/calendar_rows.h"

/* IMPORTED may be NULL: the row as it is. Texts are borrowed, but for the evidence of both, which is in the arena. */
struct calendar_release calendar_merge(const struct calendar_row *row, const struct calendar_release *imported,
                                       struct arena *arena);
/* Do both have the same dates, and the same extension? */
bool calendar_dates_are_same(const struct calendar_release *a, const struct calendar_release *b);

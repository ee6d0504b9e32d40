#pragma once
/* The fiscal year that a ledger is kept for (ledger.yaml), against the days that it is looked at. */

#include "base/calendar.h"
#include "inventory/inventory.h"

/* Adds a notice, where ledger.yaml has the year, if the day on which the machines were OBSERVED or the day AS_OF which
 * they are judged lies outside it; one at most, of OBSERVED first. Either may be DATE_NONE. */
void fiscal_year_check(const struct inventory *ledger, struct date as_of, struct date observed,
                       struct diagnostics *diagnostics);

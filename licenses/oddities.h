#pragma once
/* LIC-INCOMPLETE, as notices: rows that lack nothing and yet look as if they did not say what was meant. A quantity of
 * 9999 or 99999; a number without limit, and no agreement, site or department that bounds it; a suite of which a part
 * is no known product, or that is a part of itself. */

#include "licenses/ledger_check.h"

MUST_CHECK enum err_code oddities_report(const struct ledger_check *check, struct err *err);

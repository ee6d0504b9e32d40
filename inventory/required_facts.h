#pragma once
/* Facts that each row of a ledger should say, beyond the cells without which a row is no entry: what the standard
 * guideline (table 9-10) wants handed over for every licence. A row that lacks one is INP-REQUIRED. */

#include "inventory/inventory.h"

MUST_CHECK enum err_code required_facts_check(const struct inventory *ledger, struct diagnostics *diagnostics,
                                              struct err *err);

#pragma once
/* Ids that stand twice in a ledger's table whose rows are one thing each: INP-DUPLICATE at the second row and those
 * after it, with the place of the first. Ids are compared folded. */

#include "inventory/inventory.h"

MUST_CHECK enum err_code duplicate_ids_check(const struct inventory *ledger, struct pool *pool,
                                             struct diagnostics *diagnostics, struct err *err);

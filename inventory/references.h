#pragma once
/* What the ledgers say of each other: software on a device that no ledger has, a licence under an unknown contract, a
 * contract for a machine that is gone (INP-REFERENCE). Which column refers to which is data, a table in the source.
 *
 * Names are compared as pairing compares them: folded, host names by their first label. A ledger that is not there, or
 * was refused, says nothing about what refers to it. Time and memory grow with the rows and the distinct references. */

#include "inventory/inventory.h"

MUST_CHECK enum err_code references_check(const struct inventory *ledger, struct diagnostics *diagnostics,
                                          struct err *err);

/* The table of references, for tests and documentation: does every name in it stand in the schema? The first that does
 * not goes to *RET_NAME. */
bool references_are_known(struct str *ret_name);

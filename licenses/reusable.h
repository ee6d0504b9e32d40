#pragma once
/* Rights that can be put to another use (R4): perpetual, free to be given to others, and not tied to a machine.
 * Internal to licenses/. */

#include "licenses/plan.h"

/* Is what nothing needs of the right of use elsewhere? TERM_BLANK: the ledger does not say, in *RET_COLUMN of licenses.
 * What says that it may be reassigned says as well that it did not come with a machine. */
enum term right_is_reusable(const struct entitlement *entitlement, struct date day, unsigned *ret_column);

/* Tells of a right, by the name of its product, of which UNITS (above 0) are not needed. */
MUST_CHECK enum err_code reusable_tell(const struct plan *plan, const struct right *right, struct str product,
                                       int64_t units, struct err *err);

#pragma once
/* Rights that can be put to another use (R4): perpetual, free to be given to others, and not tied to a machine.
 * Internal to licenses/. */

#include "licenses/plan.h"

/* Tells of a right, by the name of its product, of which UNITS (above 0) are not needed. */
MUST_CHECK enum err_code reusable_tell(const struct plan *plan, const struct right *right, struct str product,
                                       int64_t units, struct err *err);

#pragma once
/* Whether a problem is one that allocation.h speaks of. */

#include "licenses/allocation.h"

/* ERR_USAGE: it is not. */
MUST_CHECK enum err_code allocation_check(const struct allocation_problem *problem, struct err *err);

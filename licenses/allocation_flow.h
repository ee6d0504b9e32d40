#pragma once
/* Parts of an allocation that are a flow: every option covers one demand with one unit, and every demand has one
 * option. */

#include "licenses/allocation_counts.h"

/* Fills COUNTS for the part. */
MUST_CHECK enum err_code allocation_solve_flow(const struct allocation_part *part, struct allocation_counts *counts,
                                               struct err *err);

#pragma once
/* Parts of an allocation that are more than a flow, as integer programs (allocation_model.h). */

#include "licenses/allocation_counts.h"

/* Fills COUNTS for the part, which comes after those that have been solved. ERR_UNSUPPORTED: genkyo was built without
 * the solver. */
MUST_CHECK enum err_code allocation_solve_program(const struct allocation_part *part, struct allocation_counts *counts,
                                                  struct err *err);

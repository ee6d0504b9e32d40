#pragma once
/* From the variables of a program to the numbers of an allocation. What was not proven may use an option where others
 * cover all of its demands; such uses are left out. */

#include "licenses/allocation_model.h"

/* VALUES are by variable of the program. */
MUST_CHECK enum err_code allocation_take(const struct allocation_model *model, const int64_t *values,
                                         struct allocation_counts *counts, struct err *err);
/* An allocation, though hardly a good one, for when no other was found: at all sites of a block the first options that
 * cover its demands, each given what its first lots have left. */
MUST_CHECK enum err_code allocation_take_any(const struct allocation_model *model, struct allocation_counts *counts,
                                             struct err *err);

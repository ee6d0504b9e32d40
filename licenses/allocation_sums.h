#pragma once
/* Sums of variables that cost the same at every level of allocation.h: what is missing to options of one price, what is
 * given from one lot, how many sites are not complete. Levels and lots have few terms when they speak of sums; and what
 * a solution comes to depends on sums alone, so that a search that makes these whole before anything else finds out
 * soon what cannot be had. Internal to licenses/. */

#include "licenses/allocation_model.h"

#define ALLOCATION_NO_SUM UINT32_MAX       /* the variable speaks for itself */
#define ALLOCATION_IN_SUM (UINT32_MAX - 1) /* an earlier one speaks for it; others are the number of the sum */

/* Adds the sums of all pieces to the program, once these have their variables. */
MUST_CHECK enum err_code allocation_sums_add(struct allocation_model *model, struct err *err);

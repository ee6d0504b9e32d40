#pragma once
/* What is certain of a part of a program whose variables are within a box (bounds for each of them): all of it is
 * computed in integers, whatever the numbers it starts from. Pure functions. */

#include "licenses/program_part.h"

struct box {
    int64_t *lower; /* by variable of the part */
    int64_t *upper;
};

/* Takes out of BOX what no solution can be, as far as single rows tell. False: there is no solution in it. True where
 * every variable was fixed before: this is a solution. */
bool box_tighten(const struct part *part, struct box *box);

/* Are all rows kept by VALUES? */
bool part_is_kept(const struct part *part, const int64_t *values);
/* The value of a row. */
__int128 part_value(const struct part *part, uint32_t row, const int64_t *values);

#define BOX_SCALE ((int64_t)5040 << 20) /* multipliers are rounded to this part of one; small fractions are exact */

/* A lower bound by multipliers, one a row, times BOX_SCALE. For any of them, good or bad: with y_i ≥ 0 where row i is
 * taken at its lower bound and y_i ≤ 0 where at its upper,
 *
 *     c·x = Σ y_i·(A x)_i + (c − yA)·x  ≥  Σ y_i·(lower_i or upper_i) + Σ_j min over the box of (c − yA)_j·x_j.
 *
 * Multipliers of the best relaxed solution give its value; wrong ones give less. */
struct box_bound {
    bool is_known; /* false: the numbers are too large for 128 bits */
    __int128 value;
};

/* For the form of row OBJECTIVE, or 0 for UINT32_MAX: a bound above 0 of nothing says that the box has no solution.
 * REST is filled with (c − yA), times BOX_SCALE, by variable of the part. */
struct box_bound box_bound_by(const struct part *part, const struct box *box, uint32_t objective,
                              const double *multipliers, __int128 *rest);
/* With REST and the BOUND that belongs to it, takes out of BOX what has more than MOST in the objective. */
void box_tighten_by_costs(const struct part *part, struct box *box, const struct box_bound *bound, const __int128 *rest,
                          int64_t most);

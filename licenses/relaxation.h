#pragma once
/* The linear relaxation of a part of a program: the form of one row minimised over all real numbers within a box and
 * the part's rows. It is solved in floating point by a library, so that its answers are hints, no proofs: program_box.h
 * makes proofs of them. One thread at a time for each; different ones are independent. */

#include "base/library_version.h"
#include "licenses/program_box.h"

struct relaxation;

struct relaxation_answer {
    bool is_infeasible;        /* it says so, and REASON may prove it */
    const double *values;      /* by variable of the part */
    const double *multipliers; /* by row */
    const double *reason;      /* by row: multipliers that prove infeasibility, up to their sign; NULL: none */
};

/* PART is borrowed. ERR_UNSUPPORTED: built without the library. */
MUST_CHECK enum err_code relaxation_new(const struct part *part, struct relaxation **ret_relaxation, struct err *err);
void relaxation_free(struct relaxation *relaxation);
DEFINE_CLEANUP(relaxation, relaxation_free)

/* What to minimise: the form of row OBJECTIVE, or nothing for UINT32_MAX. */
void relaxation_set_objective(struct relaxation *relaxation, uint32_t objective);
/* The bounds of ROW were changed in the part. */
void relaxation_update_row(struct relaxation *relaxation, uint32_t row);
/* The answer's arrays are valid until the next call. It goes on from where the last one ended. */
void relaxation_solve(struct relaxation *relaxation, const struct box *box, struct relaxation_answer *ret_answer);
/* Of Clp; not there in builds without it. */
struct library_version relaxation_library(void);

#pragma once
/* What would have covered the units that are missing, but for one thing: a right that has ended, that is bound to
 * another machine, that is not for this version. Each such unit gets exactly one reason. Rights are given out to
 * missing units as they are to needs, so that two units are not both told that one ended right would do; one unit of a
 * suite would do for all of its products on one machine, or of one user. Internal to licenses/.
 */

#include "licenses/plan_solve.h"

/* What stands in the way, the first being what is said where several do. */
enum closing {
    CLOSING_ENDED,
    CLOSING_NOT_BEGUN,
    CLOSING_OEM,         /* it came with another machine */
    CLOSING_NODE,        /* it is bound to another machine */
    CLOSING_NAMED,       /* it is not assigned here */
    CLOSING_SIZE,        /* the edition must not be used on so large a machine */
    CLOSING_VIRTUAL,     /* a virtual machine by itself takes maintenance, and there is none */
    CLOSING_MAINTENANCE, /* the version came out after maintenance had ended */
    CLOSING_VERSION,
    CLOSING_EDITION,
    CLOSING_NONE, /* there is no such right */
};

struct plan_closing {
    enum closing closing;
    const struct right *right; /* NULL with CLOSING_NONE */
};

/* What a right could give if nothing stood in the way: all of it if it is not in force, else what is left beside the
 * units that are GIVEN. What is not counted by what is installed gives without limit. */
int64_t plan_closing_units(const struct right *right, int64_t given);

/* By grant of the solution; of those with missing units. In the plan's arena. */
MUST_CHECK enum err_code plan_close(struct plan *plan, const struct plan_solution *solution,
                                    struct plan_closing **ret_closings, struct err *err);

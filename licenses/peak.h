#pragma once
/* How many sessions were open at once: the peak in a window of time, and when it was. A session is half open, [start,
 * end): at the moment it ends it is no longer there, so that one that starts when another ends adds nothing. The window
 * is half open as well, and what lies outside of it is cut off. Instants are any 64-bit numbers of one unit, seconds as
 * a rule.
 *
 * Sessions come in any order and are kept as two numbers each, within the budget; finding the peak sorts them, O(n log
 * n). One thread at a time. */

#include "base/budget.h"

#include <stdbool.h>
#include <stdint.h>

struct peak_session {
    int64_t start, end;
    bool has_start; /* without: it had begun before the window */
    bool has_end;   /* without: nobody knows when it ended, or it has not */
};

/* May it have been open at some time in [FROM, TO)? Not one that ends no later than it starts. */
bool peak_session_is_in(const struct peak_session *session, int64_t from, int64_t to);

struct peak {
    uint64_t least;   /* the peak if only sessions with an end count: what is certain */
    int64_t least_at; /* when so many surely were, for the first time; 0 when LEAST is 0 */
    uint64_t most;    /* the peak if those without one last until the window ends */
};

struct peak_sweep;
/* [FROM, TO), not empty. BUDGET is borrowed, and may be NULL. */
MUST_CHECK enum err_code peak_sweep_new(struct budget *budget, int64_t from, int64_t to, struct peak_sweep **ret_sweep,
                                        struct err *err);
void peak_sweep_free(struct peak_sweep *sweep);
DEFINE_CLEANUP(peak_sweep, peak_sweep_free)

/* One that is not in the window is left out. ERR_NO_MEMORY alone. */
MUST_CHECK enum err_code peak_sweep_add(struct peak_sweep *sweep, struct peak_session session, struct err *err);
/* Of all sessions so far; more may follow. */
struct peak peak_sweep_find(struct peak_sweep *sweep);

#pragma once
/* The assignments of one right as units that went from hand to hand (licenses/reassignment.h): which of them were made
 * too soon, by the interval that the right asks for. Pure; any thread. */

#include "licenses/assignments.h"

struct assignment_move {
    uint32_t assignment; /* its number in the list */
    int32_t days;        /* at most so many after the move before */
};

struct assignment_moves {
    struct assignment_move *items; /* those that were surely too soon, by their days */
    uint32_t count;
    bool is_open; /* there may be others: it hangs on which unit was whose, or on a cell that is blank or unreadable */
};

/* None where the right asks for no interval. What happened after AS_OF is left out. *RET_MOVES is the caller's. */
MUST_CHECK enum err_code assignment_moves_find(const struct assignments *assignments,
                                               const struct entitlements *entitlements, uint32_t entitlement,
                                               struct date as_of, struct assignment_moves *ret_moves, struct err *err);
void assignment_moves_done(struct assignment_moves *moves);

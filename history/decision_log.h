#pragma once
/* How waivers and dispositions came about: who changed what of them, when, and what it said before. Only added to.
 * One thread at a time. */

#include "history/store.h"

/* One member that was changed. */
struct decision {
    uint64_t id; /* of the finding */
    struct str who;
    struct date on;
    struct str member;        /* "cause", "waive_until" … */
    struct str before, after; /* as people read them; empty: there was nothing, there is nothing any more */
};
/* Within the caller's transaction; nothing where BEFORE and AFTER are the same. */
MUST_CHECK enum err_code decision_add(struct history *history, const struct decision *decision, struct err *err);

typedef enum err_code decision_visit(void *context, const struct decision *decision, struct err *err);
/* Those of a finding in the order in which they were made; texts are borrowed for the call. */
MUST_CHECK enum err_code decisions_each(struct history *history, uint64_t id, decision_visit *visit, void *context,
                                        struct err *err);

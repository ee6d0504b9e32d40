#pragma once
/* What people decided about a finding: why paper and reality differ (相違理由), how it is kept from happening again
 * (再発防止策), what is done (対応方針), by whom and when. Each change is kept (history/decision_log.h). One thread at
 * a time. */

#include "base/arena.h"
#include "history/findings.h"

enum disposition_state { DISPOSITION_OPEN, DISPOSITION_IN_PROGRESS, DISPOSITION_DONE, DISPOSITION_STATE_COUNT };
const char *disposition_state_name(enum disposition_state state); /* "open" */

struct disposition {
    uint64_t id; /* of the finding */
    struct str cause, prevention, action, owner;
    struct date due; /* DATE_NONE: none */
    enum disposition_state state;
    struct str changed_by;
    struct date changed_on;
};
/* Do both say the same, whoever said so, and when? */
bool disposition_equals(const struct disposition *a, const struct disposition *b);
/* Within the caller's transaction. What says nothing is removed; what says the same as before changes nothing.
 * ERR_NOT_FOUND: no run ever had the finding. */
MUST_CHECK enum err_code disposition_set(struct history *history, const struct disposition *disposition,
                                         struct err *err);
/* *RET_FOUND false: there is none, and *RET_DISPOSITION says nothing. Texts are copied to ARENA. */
MUST_CHECK enum err_code disposition_get(struct history *history, uint64_t id, struct arena *arena,
                                         struct disposition *ret_disposition, bool *ret_found, struct err *err);

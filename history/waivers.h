#pragma once
/* Waivers: findings that somebody answers for until a day. One is carried from run to run; from the day after its last
 * one the finding counts again, and the run says so (RUN-WAIVER). Each change is kept (history/decision_log.h). One
 * thread at a time. */

#include "base/arena.h"
#include "history/findings.h"

/* Texts are borrowed for the call. All are needed. */
struct waiver {
    uint64_t id; /* of the finding */
    struct str who, why;
    struct date until; /* the last day on which it holds */
    struct date given_on;
};
/* Is it in force on the day? */
static inline bool waiver_holds(const struct waiver *waiver, struct date on) {
    return on.days <= waiver->until.days;
}
/* Within the caller's transaction. The finding is waived at once, unless it is resolved. Replaces an earlier one of the
 * finding; one that says the same changes nothing. ERR_NOT_FOUND: no run ever had the finding; ERR_USAGE: a blank, or a
 * last day before GIVEN_ON. */
MUST_CHECK enum err_code waiver_give(struct history *history, const struct waiver *waiver, struct err *err);
/* Within the caller's transaction. The finding goes on at once, unless it is resolved. ERR_NOT_FOUND: it has none. */
MUST_CHECK enum err_code waiver_take_back(struct history *history, uint64_t id, struct str who, struct date on,
                                          struct err *err);
/* *RET_FOUND false: there is none. Texts are copied to ARENA. */
MUST_CHECK enum err_code waiver_get(struct history *history, uint64_t id, struct arena *arena,
                                    struct waiver *ret_waiver, bool *ret_found, struct err *err);
/* Adds what a run has to say of waivers to NOTICES, RUN-WAIVER: one for each that has expired while its finding goes
 * on, or is in force while the finding is over. FOUND has all else that the run found; it is finished, and read from
 * the first one on. Before history_join, with the same LOOK. */
MUST_CHECK enum err_code waivers_report(struct history *history, const struct history_look *look,
                                        struct finding_sink *found, struct finding_sink *notices, struct err *err);

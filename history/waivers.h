#pragma once
/* Waivers: findings that somebody answers for until a day. One is carried from run to run; from the day after its last
 * one the finding counts again, and the run says so (RUN-WAIVER). One thread at a time. */

#include "history/findings.h"

/* Texts are borrowed for the call. All are needed. */
struct waiver {
    uint64_t id; /* of the finding */
    struct str who, why;
    struct date until;
    struct date given_on;
};
/* Replaces an earlier one of the finding. ERR_NOT_FOUND: no run ever had the finding; ERR_USAGE: a blank, or a day in
 * the past. */
MUST_CHECK enum err_code waiver_give(struct history *history, const struct waiver *waiver, struct err *err);
/* ERR_NOT_FOUND: it has none. */
MUST_CHECK enum err_code waiver_take_back(struct history *history, uint64_t id, struct date on, struct err *err);
typedef enum err_code waiver_visit(void *context, const struct waiver *waiver, bool is_expired, bool is_matched,
                                   struct err *err);
/* Those in force or expired on the day, with whether the latest complete run had their finding. */
MUST_CHECK enum err_code waivers_each(struct history *history, struct date on, waiver_visit *visit, void *context,
                                      struct err *err);
/* Adds RUN-WAIVER to the findings of a run: one for each that has expired, or whose finding no complete run has any
 * more. */
MUST_CHECK enum err_code waivers_report(struct history *history, struct date on, struct finding_sink *findings,
                                        unsigned lane, struct err *err);

#pragma once
/* What the ledger of assignments says by itself (LIC-ASSIGNMENT, of the licence but for the first):
 *   left           P1: still assigned to somebody who left before the as-of date, a notice; used after the last day
 *                  there, a violation: of the person
 *   interval       M33: moved too soon after it had been moved before (licenses/reassignment.h)
 *   over-assigned  V2: more units assigned than the ledger of licences has, whatever its period; only where units are
 *                  what is assigned, and to such holders as the metric counts
 * An assignee or a licence that no ledger has is INP-REFERENCE, and not told again here. One thread a lane. */

#include "findings/finding_sink.h"
#include "licenses/assignments.h"

struct assignment_checks {
    const struct entitlements *entitlements;
    const struct people *people;
    const struct assignments *assignments;
    struct date as_of;
    struct finding_sink *sink;
    unsigned lane;
    /* The last day on which use of what is assigned was observed, by whom it is assigned to; DATE_NONE: none was.
     * Appends the row of the snapshot that shows it. NULL: what the ledger says is all. */
    struct date (*last_used)(const void *context, const struct assignment *assignment, struct buffer *evidence);
    const void *context;
};

/* Of all of them. */
MUST_CHECK enum err_code assignment_checks_run(const struct assignment_checks *checks, struct err *err);

/* Are units of the right used up by it? TERM_BLANK: perhaps. */
enum term assignment_takes_units(const struct entitlement *entitlement, const struct assignment *assignment);

/* Units of one right that are assigned on a day: surely, and at most. */
struct assigned_units {
    struct units least, most;
};
struct assigned_units assigned_units_on(const struct assignments *assignments, const struct entitlements *entitlements,
                                        uint32_t entitlement, struct date day);

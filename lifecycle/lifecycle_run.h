#pragma once
/* What the parts of lifecycle/ share during one audit. Constant while they run, but for the sinks, to which each thread
 * adds in a lane of its own. Internal to lifecycle/. */

#include "lifecycle/calendar.h"
#include "lifecycle/lifecycle.h"

struct lifecycle_run {
    const struct lifecycle_input *input;
    struct calendar *calendar;
    struct pool *pool;
    struct finding_sink *findings;
    struct lifecycle_records *records;
};

/* SUP-…: lifecycle/support.c */
MUST_CHECK enum err_code support_audit(const struct lifecycle_run *run, struct err *err);
/* CON-…: lifecycle/contracts.c */
MUST_CHECK enum err_code contracts_audit(const struct lifecycle_run *run, struct err *err);
/* REU-…: lifecycle/reuse.c */
MUST_CHECK enum err_code reuse_audit(const struct lifecycle_run *run, struct err *err);

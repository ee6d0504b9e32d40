#pragma once
/* What is to be done by whom: open findings with a disposition that is not done, the earliest day first. Internal to
 * report/. One thread. */

#include "report/export/finding.h"

struct export_actions {
    struct arena *arena;
    struct export_finding_cells *items; /* in order of days, those without one last */
    uint32_t count, capacity;
    uint64_t overdue;
};
/* ARENA keeps the texts. */
MUST_CHECK enum err_code export_actions_read(const struct export_findings *findings, struct arena *arena,
                                             struct export_actions *ret_actions, struct err *err);

#pragma once
/* What the operations meeting looks at, as it is gathered for the page and for the tables. Internal to report/. */

#include "report/export/actions.h"
#include "report/export/license_changes.h"
#include "report/record/record.h"

struct meeting {
    const struct export_request *request;
    const struct export_findings *findings;
    struct export_actions actions;
    struct license_changes licenses; /* none where there is nothing to compare with */
    bool is_audited;                 /* others do not look at support, contracts and updates */
    char since[11], horizon[11];     /* YYYY-MM-DD; what comes due until the latter */
    bool is_horizon_of_run;          /* of which the results have no more, and not of the policy */
    uint64_t fresh, resolved, updates;
};

/* Does the row of support.csv, or contracts.csv, come due? CELLS in the order of the file's columns. */
typedef bool meeting_keeps(const struct meeting *meeting, const struct str *cells);
meeting_keeps meeting_keeps_support, meeting_keeps_contract;
export_keeps_finding meeting_keeps_update;

/* meeting.html; MEETING must be filled in. */
MUST_CHECK enum err_code meeting_page(struct export_set *set, const struct meeting *meeting, struct err *err);

#pragma once
/* Findings of results with what people decided about them: as the results have it, or as a store has it since then. One
 * thread at a time. */

#include "report/export/set.h"
#include "report/result/finding.h"
#include "report/result/set.h"

/* Texts are empty where nothing was decided; days are YYYY-MM-DD. */
struct export_decided {
    struct str cause, prevention, action, owner, due;
    struct str disposition_state; /* "open", "in-progress", "done" */
    struct str waived_by, waive_why, waived_until;
};
struct export_decision {
    bool has_disposition, has_waiver;
    struct export_decided texts;
};

/* Texts are borrowed for the call. */
struct export_finding {
    const struct result_finding *result;
    enum finding_status status; /* waived if a waiver is in force on the as-of date */
    struct str resolved_on;     /* empty unless the store says when */
    struct export_decision decision;
};
typedef enum err_code export_finding_take(void *context, const struct export_finding *finding, struct err *err);

/* Who knows what was decided since the results were made. */
struct export_store {
    void *context;
    /* Borrowed until the next call. */
    enum err_code (*decision_of)(void *context, struct str id, struct export_decision *ret_decision, struct err *err);
    /* Those that were resolved from the day SINCE on, by runs until the day UNTIL. */
    enum err_code (*each_resolved)(void *context, struct date since, struct date until, enum language language,
                                   export_finding_take *take, void *taker, struct err *err);
};

struct export_findings {
    const struct result_set *results;
    const struct export_store *store; /* may be NULL */
    struct date as_of;
    struct date since; /* resolved ones from here on; those of the results where there is no store */
    enum language language;
};
/* Findings of the results in their order; then, of the store, those that are resolved. */
MUST_CHECK enum err_code export_findings_each(const struct export_findings *findings, export_finding_take *take,
                                              void *context, struct err *err);
/* Neither waived nor resolved? */
bool export_finding_is_open(const struct export_finding *finding);

/* What the columns of sheets of findings hold (report/export/sheet.h): texts alone. */
struct export_finding_cells {
    struct str id, code, title, outcome, severity, status;
    struct str asset_id, device_id, hostname, system, department, location, subject, field, documented, observed;
    struct str message, remedy, ledger_evidence, snapshot_evidence, guideline;
    struct str first_seen, last_seen, resolved_on;
    struct export_decided decided;
};
void export_finding_fill(const struct export_finding *finding, enum language language,
                         struct export_finding_cells *ret_cells);

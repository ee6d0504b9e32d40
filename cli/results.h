#pragma once
/* What the comparing commands leave behind: the result files, the summary on the screen, the exit status. */

#include "cli/inputs.h"
#include "cli/reports.h"
#include "findings/finding_sink.h"
#include "findings/license_records.h"
#include "findings/lifecycle_records.h"
#include "findings/title_list.h"
#include "findings/verdict.h"
#include "inventory/corrections.h"
#include "reconciler/drift.h"

struct run_record;

struct results {
    struct finding_sink *findings;
    struct verdict_sink *verdicts;       /* NULL: two snapshots were compared, which gives none */
    struct title_list *unknown_titles;   /* NULL likewise */
    struct correction_sink *corrections; /* NULL: no correction files */
    struct corrections_count corrected;
    struct license_records *licenses;    /* NULL: licences were not audited */
    struct lifecycle_records *lifecycle; /* NULL: support, contracts and reuse were not */
    struct drift_records *drift;         /* NULL: there was only one snapshot */
    struct drift_count drift_count;
    struct coverage coverage;
};

struct results_options {
    const char *command;  /* "reconcile" */
    const char *out;      /* directory */
    enum outcome fail_on; /* status 1 from this outcome on */
    bool fails;           /* false: never status 1 */
    bool sync;
    bool has_horizon; /* of support, contracts and deadlines only what comes due until then */
    struct date horizon;
    struct reports_wanted reports;
    struct run_record *record; /* the store that the run is kept in, not finished by this; NULL: none */
};

MUST_CHECK enum err_code results_init(const struct cli *cli, const struct inputs *inputs, bool with_corrections,
                                      struct results *ret_results, struct err *err);
/* Of two snapshots. */
MUST_CHECK enum err_code results_init_drift(const struct cli *cli, const struct inputs *inputs,
                                            struct results *ret_results, struct err *err);
void results_done(struct results *results);
/* Finishes the sinks, joins the findings with the store, writes the directory whole or not at all, makes the run
 * complete in the store and prints the summary unless quiet. On failure what is wrong has been printed; EXIT_PARTIAL
 * then means that the results are there and the store does not have them. */
MUST_CHECK enum exit_status results_publish(const struct cli *cli, const struct inputs *inputs, struct results *results,
                                            const struct results_options *options);

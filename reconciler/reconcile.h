#pragma once
/* Compares paper with reality: for every documented asset and every observed device a verdict, and a finding for each
 * difference (DIF-…). Rules: silence is never absence; a section that was not read completely is unknown, never empty;
 * a distribution's packages are counted, not listed one by one; values are compared by meaning and shown as written.
 *
 * The result depends on the inputs, the policy and the options only, not on the order of rows or the number of threads.
 */

#include "base/parallel.h"
#include "findings/finding_sink.h"
#include "findings/summary.h"
#include "findings/title_list.h"
#include "findings/verdict.h"
#include "inventory/correction_sink.h"
#include "inventory/snapshot.h"
#include "pairing/pairing.h"
#include "products/rules.h"

struct reconcile_input {
    const struct inventory *ledger; /* with a devices table */
    const struct inventory *snapshot;
    const struct pairing *pairing; /* of their devices tables */
    const struct policy *policy;
    const struct snapshot_info *info;    /* of the snapshot; NULL: nothing is declared complete */
    struct date observed_on;             /* the day the snapshot ended, in the policy's time zone */
    const struct title_rules *rules;     /* what titles are which products; NULL: nothing is known */
    struct diagnostics *rule_problems;   /* takes what matching finds wrong with the rules; may be NULL */
    struct title_list *unknown_titles;   /* takes titles that nobody has classified; NULL: not wanted */
    bool all_software;                   /* list every title, packages of the distribution as well */
    struct correction_sink *corrections; /* takes the cells that should read otherwise; NULL: not wanted */
};

/* FINDINGS and VERDICTS, and the corrections, are added to, in a lane for each of the pool's threads; *COVERAGE is
 * filled. */
MUST_CHECK enum err_code reconcile(const struct reconcile_input *input, struct pool *pool,
                                   struct finding_sink *findings, struct verdict_sink *verdicts,
                                   struct coverage *coverage, struct err *err);

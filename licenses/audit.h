#pragma once
/* The licence audit: what is used against what may be used, from the six viewpoints of the guideline. Findings (LIC-…)
 * say what exceeds or contradicts what, and on which rows that rests; positions, allocations and demands show how every
 * figure was reached. Missing facts leave a judgement open, and never turn into zero or into "unlimited".
 *
 * The result depends on the inputs, the policy and the as-of date only, not on the order of rows or the number of
 * threads. */

#include "base/parallel.h"
#include "findings/finding_sink.h"
#include "findings/license_records.h"
#include "findings/lifecycle_records.h"
#include "findings/policy.h"
#include "inventory/snapshot.h"
#include "pairing/pairing.h"
#include "products/rules.h"

struct audit_input {
    const struct inventory *ledger; /* with a devices table */
    const struct inventory *snapshot;
    const struct pairing *pairing; /* of their devices tables */
    const struct policy *policy;
    const struct title_rules *rules;   /* what titles are which products; NULL: nothing is known */
    struct diagnostics *rule_problems; /* takes what is wrong with rule tables; may be NULL */
    struct date as_of;
    struct date observed_on;             /* the day the snapshot ended, in the policy's time zone */
    struct lifecycle_records *lifecycle; /* takes the rights that could be reused; NULL: not wanted */
};

/* FINDINGS and RECORDS, and input->lifecycle, are added to, in a lane for each of the pool's threads. */
MUST_CHECK enum err_code licenses_audit(const struct audit_input *input, struct pool *pool,
                                        struct finding_sink *findings, struct license_records *records,
                                        struct err *err);

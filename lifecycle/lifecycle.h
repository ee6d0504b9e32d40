#pragma once
/* What loses support before it is stopped, which contract must be renewed by when, and what stopped hardware could
 * serve again: cases [3] and [4] of the guideline, and 表9-7[7]. Findings SUP-…, CON-…, REU-… say it, on which rows it
 * rests; records show all that has an end.
 *
 * The result depends on the inputs, the policy and the as-of date only, not on the order of rows or the number of
 * threads, nor on the day on which it is run. */

#include "base/parallel.h"
#include "findings/finding_sink.h"
#include "findings/lifecycle_records.h"
#include "findings/policy.h"
#include "inventory/snapshot.h"
#include "pairing/pairing.h"
#include "products/rules.h"

struct relation_machines; /* pairing/relation_machines.h */
struct relation_records;  /* findings/relation_records.h */

struct lifecycle_input {
    const struct inventory *ledger; /* with a devices table */
    const struct inventory *snapshot;
    const struct inventory *state; /* imported support data; NULL: none */
    const struct pairing *pairing; /* of the devices tables */
    const struct policy *policy;
    const struct title_rules *rules; /* what titles are which products; NULL: nothing is known */
    struct date as_of;
    struct date observed_on;                  /* the day the snapshot ended, in the policy's time zone */
    const struct relation_machines *machines; /* with RELATIONS, which takes what contracts are for; NULL: not wanted */
    struct relation_records *relations;
};

/* FINDINGS and RECORDS are added to, in a lane for each of the pool's threads. */
MUST_CHECK enum err_code lifecycle_audit(const struct lifecycle_input *input, struct pool *pool,
                                         struct finding_sink *findings, struct lifecycle_records *records,
                                         struct err *err);

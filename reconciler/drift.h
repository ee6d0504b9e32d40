#pragma once
/* What changed between two snapshots, and whether an approved change explains it (CHG-…). Machines of the two are the
 * same by their device_id, which ids carried over keep equal, else by the keys by which assets are found. Only what
 * both snapshots say of a machine is compared: what one of them could not read is unknown, and never added or removed;
 * a machine that was not seen again says nothing.
 *
 * The result depends on the inputs and the options only, not on the order of rows or the number of threads. */

#include "base/parallel.h"
#include "findings/drift_records.h"
#include "findings/finding_sink.h"
#include "inventory/inventory.h"
#include "pairing/pairing.h"
#include "products/rules.h"

struct drift_input {
    const struct inventory *ledger;          /* with the register of changes; NULL: none */
    const struct inventory *earlier, *later; /* the snapshots */
    const struct pairing *pairing;     /* of the ledger's devices and the later snapshot's; NULL: no asset is known */
    struct date earlier_on, later_on;  /* the days on which the snapshots ended, in the policy's time zone */
    const struct title_rules *rules;   /* what titles are which products; NULL: nothing is known */
    struct diagnostics *rule_problems; /* takes what matching finds wrong with the rules; may be NULL */
    bool all_software;                 /* judge packages of a distribution and unknown titles as well */
};

struct drift_count {
    uint64_t machines;   /* in both snapshots */
    uint64_t first_seen; /* only in the later one */
    uint64_t not_seen;   /* only in the earlier one */
    uint64_t changed;    /* machines of which something changed */
};

/* FINDINGS and RECORDS are added to, in a lane for each of the pool's threads. */
MUST_CHECK enum err_code drift(const struct drift_input *input, struct pool *pool, struct finding_sink *findings,
                               struct drift_records *records, struct drift_count *ret_count, struct err *err);

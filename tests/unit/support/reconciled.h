#pragma once
/* A small ministry that was reconciled with what was seen of it on 2027-03-30. Anything that goes wrong fails the test.
 */

#include "base/compiler.h"
#include "reconciler/reconcile.h"
#include "tests/unit/support/ministry.h"

struct reconciled {
    struct pairing *pairing;
    struct finding_sink *findings; /* finished */
    struct verdict_sink *verdicts; /* as reconcile left them */
    struct coverage coverage;
};

/* In so many threads; 0: without a pool. POLICY NULL: the defaults. */
struct reconciled reconciled_of(const struct ministry *ministry, unsigned threads, bool all_software,
                                const struct policy *policy);
void reconciled_done(struct reconciled *reconciled);

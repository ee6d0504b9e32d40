#pragma once
/* What is to be said of the ledger of licences by itself, whatever is in use: facts that are missing or contradict each
 * other (LIC-INCOMPLETE), rights and maintenance that end soon (LIC-RENEWAL), numbers that certificates do not bear out
 * (LIC-PROOF), maintenance of a part where it must be of all (LIC-QUANTITY, field maintenance).
 *
 * A right that was disposed of is off the ledger: nothing is said of it. One that has ended still lacks what it lacks,
 * as somebody may use it, but neither its maintenance nor its certificates count any more. */

#include "findings/finding_sink.h"
#include "findings/policy.h"
#include "licenses/entitlement.h"

struct ledger_checks_input {
    const struct entitlements *entitlements;
    const struct supply *supplies; /* entitlements_supply on the day */
    const struct policy *policy;
    struct date as_of;
    const bool *exceeds_proof;       /* by entitlement: more of it is needed than is certified (licenses/proof.h), so
                                        that the difference decides; NULL: of none */
    const bool *is_known;            /* by entitlement: its product is known without a rule; NULL: of none */
    const struct title_rules *rules; /* what components of suites may be; NULL: nobody knows */
};

MUST_CHECK enum err_code ledger_checks_report(const struct ledger_checks_input *input, struct finding_sink *findings,
                                              unsigned lane, struct err *err);

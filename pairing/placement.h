#pragma once
/* Where the ledger says its machines are: a virtual machine runs on a host, hardware stands in a facility, and no
 * machine hosts itself, be it through others. What the ledger does not keep it is not asked for: hosts where its
 * devices have no such column, facilities where it lists none. INP-REFERENCE, undetermined. */

#include "base/calendar.h"
#include "findings/finding_sink.h"
#include "findings/policy.h"
#include "inventory/inventory.h"
#include "pairing/pairing.h"

struct placement_input {
    const struct inventory *ledger;
    const struct inventory *snapshot; /* what hosts list, and machines say of their hosts */
    const struct pairing *pairing;    /* of their devices tables */
    const struct policy *policy;      /* the kinds of hardware that must stand in a facility */
    struct date observed_on;          /* only machines in use on that day are asked for */
};

/* Adds to the first lane of FINDINGS; one thread. Time grows with the rows of the ledger's devices. */
MUST_CHECK enum err_code placement_check(const struct placement_input *input, struct finding_sink *findings,
                                         struct err *err);

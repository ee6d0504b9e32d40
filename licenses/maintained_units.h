#pragma once
/* How many units of a right are under maintenance, where the ledger says that it is for a part of them. What only
 * maintenance permits (later versions, some earlier ones, virtual machines by themselves) these alone give. Pure
 * functions; any thread. */

#include "licenses/entitlement.h"
#include "licenses/supply.h"

/* Some of the licences, but not all: neither counted in packs nor in the units that these hold. */
bool maintenance_is_partial(const struct entitlement *entitlement);

struct maintained_units {
    int64_t least, most; /* not the same where it is open which units are left, or whether packs are meant */
};
/* Of what a right with a partial maintenance gives. Units that it does not give, since they are another's or nobody
 * knows of them, are at least maintained ones, and at most others. */
struct maintained_units maintained_units_of(const struct entitlement *entitlement, const struct supply *supply);

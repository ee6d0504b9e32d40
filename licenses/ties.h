#pragma once
/* Which rights are assigned to which machine and which user on the as-of date. Constant once built: any thread. */

#include "licenses/assignments.h"
#include "licenses/estate.h"

struct ties;
MUST_CHECK enum err_code ties_new(const struct entitlements *entitlements, const struct assignments *assignments,
                                  const struct estate *estate, struct date day, struct ties **ret_ties,
                                  struct err *err);
void ties_free(struct ties *ties);
DEFINE_CLEANUP(ties, ties_free)

/* The entitlements that are assigned to an asset, or to a user of the estate: numbers, in order. */
struct tie_list {
    const uint32_t *items;
    uint32_t count;
};
struct tie_list ties_of_asset(const struct ties *ties, uint32_t asset);
struct tie_list ties_of_user(const struct ties *ties, uint32_t user);
/* Is there any assignment of the entitlement on the day? */
bool ties_has_any(const struct ties *ties, uint32_t entitlement);
/* Is it assigned to something that is neither a machine nor a user, such as a department? Nobody knows to whom, then.
 */
bool ties_has_unplaced(const struct ties *ties, uint32_t entitlement);

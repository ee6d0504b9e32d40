#pragma once
/* The rights on record as the audit uses them: each entitlement with what it gives on the as-of date and the products
 * it is for, and the groups of products that must be looked at together. Two families (licenses/catalog.h) are in one
 * group when a suite has both; what is decided for one group has nothing to do with any other. Constant once built: any
 * thread. */

#include "licenses/catalog.h"
#include "licenses/eligibility.h"

struct right {
    const struct entitlement *entitlement;
    uint32_t number; /* of the entitlement; the order of rights */
    struct supply supply;
    uint32_t product;                  /* of the catalog */
    const struct eligible_part *parts; /* of a suite its components, and last itself */
    uint32_t part_count;
    bool is_suite;
};

/* Families and rights by number, in order. A family that no right is for is a group of its own. */
struct product_group {
    const uint32_t *families;
    uint32_t family_count;
    const struct right *const *rights;
    uint32_t right_count;
};

struct rights;
/* Adds the products of all rights to the catalog. ENTITLEMENTS is borrowed. */
MUST_CHECK enum err_code rights_new(const struct entitlements *entitlements, struct catalog *catalog, struct date day,
                                    struct rights **ret_rights, struct err *err);
void rights_free(struct rights *rights);
DEFINE_CLEANUP(rights, rights_free)
uint32_t rights_count(const struct rights *rights);
const struct right *rights_get(const struct rights *rights, uint32_t number);
const struct supply *rights_supplies(const struct rights *rights);
/* Is it, or a part of it, of the family? */
bool right_has_family(const struct right *right, const struct catalog *catalog, uint32_t family);
/* It gives nothing, as if it had been disposed of. */
void rights_end(struct rights *rights, uint32_t number);

/* Once the catalog is complete. Groups stand in the order of the names of their first products by name, so that it owes
 * nothing to the order of rows. */
MUST_CHECK enum err_code rights_group(struct rights *rights, const struct catalog *catalog, struct err *err);
uint32_t rights_group_count(const struct rights *rights);
const struct product_group *rights_group_get(const struct rights *rights, uint32_t number);

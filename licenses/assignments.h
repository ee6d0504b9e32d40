#pragma once
/* The ledger of assignments: which right is whose, on the as-of date and before. Constant once read: any thread. */

#include "licenses/entitlement.h"
#include "licenses/people.h"

struct assignment {
    uint32_t entitlement;  /* ENTITLEMENT_NONE: the id is of no right on record, or of several */
    struct str license_id; /* as written */
    int kind;              /* enum assignee_kind; told by what the assignee is where the ledger is silent; WORD_BLANK:
                              it may be both a device and somebody, and is taken for neither */
    uint32_t asset;        /* row of the devices table; UINT32_MAX: none */
    uint32_t person;       /* PERSON_NONE: none */
    struct str assignee;   /* as written */
    int64_t quantity;      /* 1 where the ledger is silent */
    /* Something stands in the cell, and it is not what should: the quantity is one or more, the days could be any. */
    bool is_quantity_unclear, is_assigned_unclear, is_released_unclear;
    struct date assigned_on, released_on, last_used_on;
    enum term is_primary;
    struct str evidence;
    uint32_t row;
};

struct assignments;
struct asset_names; /* pairing/asset_names.h */
/* TABLE may be NULL: none. NAMES may be NULL: no asset is known. */
MUST_CHECK enum err_code assignments_read(const struct table *table, const struct entitlements *entitlements,
                                          const struct people *people, const struct asset_names *names,
                                          struct assignments **ret_assignments, struct err *err);
void assignments_free(struct assignments *assignments);
DEFINE_CLEANUP(assignments, assignments_free)
/* By entitlement, kind, folded assignee, day of assignment, then by what they say. */
uint32_t assignments_count(const struct assignments *assignments);
const struct assignment *assignments_get(const struct assignments *assignments, uint32_t number);
/* Those of one entitlement, one behind the other. */
void assignments_of(const struct assignments *assignments, uint32_t entitlement, uint32_t *ret_first,
                    uint32_t *ret_count);
/* Is anything assigned to somebody? */
bool assignments_have_users(const struct assignments *assignments);
/* assigned_on ≤ DAY (or blank), and not yet released: the day of the release is the last one. */
bool assignment_is_active(const struct assignment *assignment, struct date day);
/* Is that sure? TERM_BLANK where it hangs on a day that cannot be read. */
enum term assignment_state(const struct assignment *assignment, struct date day);

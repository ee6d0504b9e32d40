#pragma once
/* Rights that are bound to one machine (bound_to): by its asset number, serial number, UUID, MAC address or name, in
 * any of the ways in which these are written. Placeholders ("不明") are bound to nobody knows what. Addresses that tell
 * no machine from another elsewhere, those of virtual machines, count here: the right names them. Constant once built:
 * any thread. */

#include "licenses/estate.h"
#include "licenses/rights.h"

struct bindings;
/* RIGHTS is borrowed. */
MUST_CHECK enum err_code bindings_new(const struct rights *rights, struct bindings **ret_bindings, struct err *err);
void bindings_free(struct bindings *bindings);
DEFINE_CLEANUP(bindings, bindings_free)

/* Is the right bound to a machine at all? */
static inline bool right_is_bound(const struct right *right) {
    return right->entitlement->bound_to.n > 0;
}
/* Does the ledger say which machine it is? */
bool bindings_tell(const struct bindings *bindings, const struct right *right);
/* Is no right bound to any machine? */
bool bindings_are_none(const struct bindings *bindings);
/* The numbers of the rights that are bound to a machine, in order; in ARENA. */
struct right_numbers {
    const uint32_t *items;
    uint32_t count;
};
struct right_numbers bindings_of(const struct bindings *bindings, const struct machine *machine, struct arena *arena);

#pragma once
/* Which right an upgrade is an upgrade of. A base is named by its id; else by its product as the ledger writes it, or
 * its SKU, where one other right has that. */

#include "base/arena.h"
#include "licenses/entitlement.h"

/* Sets base and the facts about it of ITEMS, which stand in the order of their folded IDS, and fills *ret_order with
 * their numbers, bases before their upgrades, else in that order. */
MUST_CHECK enum err_code upgrade_chains_link(struct entitlement *items, const struct str *ids, uint32_t count,
                                             uint32_t *ret_order, struct err *err);

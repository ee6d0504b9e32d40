#pragma once
/* Which asset a reference of another ledger means: an asset number, else the first label of a host name. Where several
 * assets have the name, those not yet disposed of or returned come first; a name of several of them means none.
 * Constant once built; any thread. */

#include "inventory/table.h"

struct asset_names;

MUST_CHECK enum err_code asset_names_build(const struct table *assets, struct asset_names **ret_names, struct err *err);
void asset_names_free(struct asset_names *names);
DEFINE_CLEANUP(asset_names, asset_names_free)
/* The row of the asset; PAIRING_NONE for none. */
uint32_t asset_names_find(const struct asset_names *names, struct str reference);

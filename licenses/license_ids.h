#pragma once
/* Which right on record an id means. Any thread. */

#include "licenses/entitlement.h"

/* However it is spelt; ENTITLEMENT_NONE for an id of no right, or of several. ERR_NO_MEMORY alone. */
MUST_CHECK enum err_code license_ids_find(const struct entitlements *entitlements, struct str id, uint32_t *ret_number,
                                          struct err *err);

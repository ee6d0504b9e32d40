#pragma once
/* Serial numbers of parts of machines: a member of a stack of switches, an expansion unit or a monitor may be an asset
 * of its own and yet be seen only as a part of another device. Constant once built; any thread. Internal to
 * reconciler/. */

#include "reconciler/run.h"

struct parts;
/* Looks for the serial numbers of the assets that have no device. *RET_PARTS is NULL when there are none. */
MUST_CHECK enum err_code parts_build(const struct run *run, struct pool *pool, struct parts **ret_parts,
                                     struct err *err);
void parts_free(struct parts *parts);
DEFINE_CLEANUP(parts, parts_free)
/* Has a part of a device the serial number of that asset without a device? PARTS may be NULL: none has. */
bool parts_have_serial(const struct parts *parts, struct str serial);

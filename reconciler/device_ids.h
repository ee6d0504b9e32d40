#pragma once
/* Device ids tell the machines of a snapshot apart. A scan gives each its own; a snapshot that was made otherwise may
 * not, and nothing could be said of such machines. */

#include "reconciler/run.h"

/* ERR_ID_TWICE when two devices have one id. */
MUST_CHECK enum err_code device_ids_check(const struct table *devices, struct pool *pool, struct err *err);

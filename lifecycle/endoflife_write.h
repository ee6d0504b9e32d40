#pragma once
/* Support data as the state's directory: calendar.csv and calendar_ids.csv (inventory/schema.h). */

#include "lifecycle/endoflife_read.h"

/* Writes DIRECTORY, which appears whole or not at all; one that an earlier import wrote is replaced. Products stand by
 * their names, their releases as they came. */
MUST_CHECK enum err_code endoflife_write(const struct endoflife *endoflife, const char *directory, bool sync,
                                         struct err *err);

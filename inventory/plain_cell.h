#pragma once
/* A quick yes for cells that are written in the one usual way, so that the full recognition, which folds the text and
 * tries every spelling, is spared. A no says nothing. Pure functions; any thread. */

#include "inventory/schema.h"

/* Is the cell one MAC address, IPv4 address or UUID in its plainest form? False for all other types. */
bool plain_cell_is_good(enum column_type type, struct str text);

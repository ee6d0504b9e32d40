#pragma once
/* macOS, the section "receipts": pkgutil --pkg-info of each receipt that is not Apple's.
 * Sets: a software row for each receipt. */

#include "scanner/collect/observation.h"

void collect_pkgutil(struct str body, struct observation *observation);

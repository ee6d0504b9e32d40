#pragma once
/* The section "snap": what snap list prints. What snaps run on (bases, snapd itself) is no software of its own.
 * Sets: a software row for each other snap. */

#include "scanner/collect/observation.h"

void collect_snap(struct str body, struct observation *observation);

#pragma once
/* The section "guests_xen": what xl list -v prints. Those that are off are not among them. Sets: rows of guests. */

#include "scanner/collect/observation.h"

void collect_guests_xen(struct str body, struct observation *observation);

#pragma once
/* The section "guests_libvirt": of each guest the lines of its XML that are wanted, in front of them the state of one
 * that runs where they come from a file; or paused=UUID of those that virsh calls so. Sets: rows of guests. */

#include "scanner/collect/observation.h"

void collect_guests_libvirt(struct str body, struct observation *observation);

#pragma once
/* Another machine in an asset's place: the one positive proof of a scan that the asset itself is gone. Internal to
 * reconciler/. */

#include "reconciler/run.h"

/* Is the asset itself, which has no partner and on which the asset reader stands, among what was observed: by its
 * label, serial number, UUID or MAC address on any device, or by its serial number on a part of one, as a member of a
 * stack of switches? */
bool successor_is_asset_seen(struct worker *worker, uint32_t asset);
/* When another machine, completely read, answers at a name or fixed address that is the asset's alone, and nothing
 * tells of the asset itself: adds the finding and gives the fixed word for it; else empty. */
struct str successor_check(struct worker *worker, uint32_t asset);

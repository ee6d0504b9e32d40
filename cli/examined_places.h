#pragma once
/* Addresses and names at which a scan met somebody, for findings about whoever answered there and could not be read: is
 * it known of this run what became of them? One thread at a time. */

#include "inventory/table.h"

struct examined_places;
struct budget;
/* Either table, the ledger's devices and the snapshot's probes, may be NULL. */
MUST_CHECK enum err_code examined_places_new(const struct table *ledger, const struct table *probes,
                                             struct budget *budget, struct examined_places **ret_places,
                                             struct err *err);
void examined_places_free(struct examined_places *places);
DEFINE_CLEANUP(examined_places, examined_places_free)
/* Is PLACE, the subject of a finding, on paper now, or did somebody answer there, or was it left out of the scan?
 * Silence says nothing. */
bool examined_places_settled(const struct examined_places *places, struct str place);

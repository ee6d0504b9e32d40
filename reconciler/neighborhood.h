#pragma once
/* What was seen from outside: sightings by neighbours, with what the ledger says of places and connections beside them.
 * There is none without rows of `neighbors`, and then nothing here costs anything. Constant once built; any thread.
 * Internal to reconciler/. */

#include "pairing/places.h"
#include "reconciler/connections.h"
#include "reconciler/reconcile.h"

struct neighborhood {
    struct sightings *sightings;
    struct places *places;           /* NULL: the ledger has no such table */
    struct connections *connections; /* NULL: the same */
    uint32_t *place_of_seer;         /* by number of the device id; NULL without places */
};

/* *RET_NEIGHBORHOOD is NULL when there is nothing to go by. */
MUST_CHECK enum err_code neighborhood_build(const struct reconcile_input *input, struct pool *pool,
                                            struct neighborhood **ret_neighborhood, struct err *err);
void neighborhood_free(struct neighborhood *neighborhood);
DEFINE_CLEANUP(neighborhood, neighborhood_free)

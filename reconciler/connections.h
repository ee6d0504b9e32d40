#pragma once
/* The ledger's table `connections`: to which port of which asset an asset is said to be connected. A row says it of
 * both of its ends. Constant once resolved; any thread. Internal to reconciler/. */

#include "reconciler/sightings.h"

/* One end as seen from the other. */
struct connection {
    uint32_t asset, peer;       /* rows of the ledger's devices */
    struct str peer_name, port; /* of the peer, as written; the port may be blank */
    uint32_t row;
};

struct connections;
/* Reads the table, and adds the names of its machines to those whose owners SIGHTINGS will look for. */
MUST_CHECK enum err_code connections_read(const struct table *table, struct sightings *sightings,
                                          struct connections **ret_connections, struct err *err);
/* Once the owners were found. What names no asset, or several, is left out. */
MUST_CHECK enum err_code connections_resolve(struct connections *connections, const struct sightings *sightings,
                                             struct err *err);
void connections_free(struct connections *connections);
DEFINE_CLEANUP(connections, connections_free)
/* Those of an asset, ordered by what they say. */
const struct connection *connections_of(const struct connections *connections, uint32_t asset, size_t *ret_count);
const struct table *connections_table(const struct connections *connections);

/* Names by which an asset or device may be meant: an asset number, or a host name. */
struct machine_names {
    uint32_t asset_id, hostname; /* of SIGHTINGS; SIGHTING_NONE */
};
struct machine_names machine_names_add(struct sightings *sightings, struct str text, bool *ret_failed);
/* Without adding any. */
struct machine_names machine_names_find(const struct sightings *sightings, struct str text);
/* The asset: by its number, else by its name; assets still with us first. SIGHTING_NONE for none or several. */
uint32_t machine_names_asset(const struct sightings *sightings, struct machine_names names);

/* Are they names of one port? Gi1/0/12 is GigabitEthernet1/0/12 and 1/0/12: the figures are the same, and the letters
 * before them begin alike. */
bool port_names_agree(struct str a, struct str b);

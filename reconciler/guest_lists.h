#pragma once
/* What hypervisors list: the rows of the snapshot's table `guests` with the machines that they are, which hosts were
 * read completely, and between which hosts the ledger lets guests move. There is none where no host told of guests, and
 * then nothing here costs anything. Constant once built; any thread. Internal to reconciler/. */

#include "reconciler/reconcile.h"
#include "reconciler/sightings.h"

/* A host is of a cluster. */
struct cluster_member {
    uint32_t cluster, asset; /* SIGHTING_NONE: no asset has that number or name */
};

struct guest_lists {
    struct sightings *sightings;    /* the rows of guests; who saw them are the hosts */
    bool *is_read;                  /* by device: its guests were all read */
    struct intern *clusters;        /* names, folded */
    bool *is_whole;                 /* by cluster: all of its hosts were read */
    struct cluster_member *members; /* by asset and cluster */
    size_t member_count;
};

/* *RET_LISTS is NULL when there is nothing to go by. */
MUST_CHECK enum err_code guest_lists_build(const struct reconcile_input *input, struct pool *pool,
                                           struct guest_lists **ret_lists, struct err *err);
void guest_lists_free(struct guest_lists *lists);
DEFINE_CLEANUP(guest_lists, guest_lists_free)
/* What neighbours saw of guests' addresses is nobody's stranger: who the guests are is said of them themselves. LISTS
 * and SEEN may be NULL. */
void guest_lists_make_known(const struct guest_lists *lists, struct sightings *seen);

/* Who is meant by a cell `virtual_host`. */
struct guest_host {
    uint32_t asset, device; /* SIGHTING_NONE */
};
struct guest_host guest_lists_host(const struct guest_lists *lists, const struct pairing *pairing, struct str text);
/* Was every host read to which a guest of that host, with that cell `cluster`, may have moved? A cluster of which no
 * host is known was not. */
bool guest_lists_cover(const struct guest_lists *lists, struct guest_host host, struct str cluster);
/* May a guest with that cell `cluster` move from one of the assets to the other? */
bool guest_lists_share_cluster(const struct guest_lists *lists, uint32_t a, uint32_t b, struct str cluster);

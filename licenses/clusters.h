#pragma once
/* Which hosts are of one cluster, and whether virtual machines move between them by themselves: the table clusters, and
 * the column cluster of hosts, which says nothing of that. Rows that differ about one host leave it open. Constant once
 * read: any thread. */

#include "licenses/cluster_rule.h"
#include "licenses/estate.h"

#define CLUSTER_NONE UINT32_MAX

struct clusters_place {
    uint32_t machine;         /* the host */
    struct cluster_host rule; /* without the number of machines; lists of hosts are places in the cluster */
};
struct cluster {
    const struct clusters_place *hosts; /* in the order of results */
    uint32_t count;
    bool has_unknown_host; /* one that is no machine of the ledger */
    bool may_move;         /* from one at least of the hosts */
};

struct clusters_input {
    const struct table *clusters; /* may be NULL */
    const struct table *assets;
};

/* Marks the hosts, before the estate is read. */
MUST_CHECK enum err_code clusters_mark(const struct clusters_input *input, struct estate *estate, struct err *err);

struct clusters;
/* Once it is. */
MUST_CHECK enum err_code clusters_read(const struct clusters_input *input, const struct estate *estate,
                                       struct clusters **ret_clusters, struct err *err);
void clusters_free(struct clusters *clusters);
DEFINE_CLEANUP(clusters, clusters_free)
uint32_t clusters_count(const struct clusters *clusters);
const struct cluster *clusters_get(const struct clusters *clusters, uint32_t number);
/* The cluster of a host, or of a virtual machine: that of its host, else the one it is said to be in. CLUSTER_NONE also
 * where no machine leaves its host. */
uint32_t clusters_of_machine(const struct clusters *clusters, const struct estate *estate,
                             const struct machine *machine);

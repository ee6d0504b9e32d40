#pragma once
/* How many virtual machines may land on each host of a cluster: where machines move by themselves, a host must be
 * licensed for the most that can come to it, not for those that are there now. Pure functions; any thread.
 *
 * The column clusters.affinity of a host is about the machines that are on it:
 *
 *   blank, なし, none                         no rule: they may move to any host of the cluster
 *   固定, 固定配置, 移動不可, pinned, fixed      they stay where they are
 *   HOST [; HOST …]                          they stay among these hosts and the one they are on
 *
 * Names of hosts, or asset ids, are separated by ; , 、 or new lines. A name that is of no host of the cluster makes
 * the cell unreadable; who resolves names says so. */

#include "base/error.h"
#include "base/str.h"
#include "inventory/term.h"

enum affinity {
    AFFINITY_NONE,
    AFFINITY_PINNED,
    AFFINITY_HOSTS,
    AFFINITY_UNREADABLE, /* nobody knows */
};
enum affinity affinity_read(struct str text);
/* Takes the next name off REST, which is the cell; false when there is none left. Blank ones are passed over. */
bool affinity_next_host(struct str *rest, struct str *ret_name);

struct cluster_host {
    int64_t machines;         /* that are on it now; below 0: not known */
    enum term live_migration; /* do machines move from it and to it by themselves? */
    enum affinity affinity;
    const uint32_t *hosts; /* AFFINITY_HOSTS: numbers in the cluster; one may stand there twice */
    uint32_t host_count;
};

/* The largest number of machines that can be on a host at a time. What is not on record leaves it open: without a word
 * on live migration it is between those that are there and all that could come. */
struct landing {
    int64_t least, most;
    bool is_known; /* MOST is set */
};

/* ROAMING machines are somewhere in the cluster, nobody knows on which host; below 0: nobody knows how many. They count
 * for sure on hosts only if every machine of the cluster may go anywhere. To RET_LANDINGS as many as there are hosts.
 * ERR_USAGE: a host that is not there is named. */
MUST_CHECK enum err_code cluster_landings(const struct cluster_host *hosts, uint32_t count, int64_t roaming,
                                          struct landing *ret_landings, struct err *err);

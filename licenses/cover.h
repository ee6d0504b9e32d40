#pragma once
/* Access licences: users reach a server from devices, and each pair of a user and a device must be covered by a licence
 * of the user or by one of the device. The cheapest choice is a minimum weighted vertex cover of a bipartite graph,
 * which is a minimum cut (König, Egerváry): exact, by one maximum flow (flow.h). Twenty users of one kiosk need one
 * device licence.
 *
 * Weights are prices. A licence that is held for a certain user or device has the weight 0.
 *
 * Held licences that may be given to anybody, so many of each kind, are not weights: how few must be bought in addition
 * is a vertex cover with at most so many users and so many devices, which is NP-complete (Kuo and Fuchs 1987, for spare
 * rows and columns of memory chips). No cut tells it; that is for an integer program. This cover is the answer when
 * nothing is held, and when as many are held of each kind as it takes: then nothing need be bought.
 *
 * Users of the same devices may be one class with the sum of their weights, if none of these is 0, and devices
 * likewise: a smallest cover holds all of them or none. At most FLOW_RANKS on each side, FLOW_ARCS_MAX pairs,
 * FLOW_TOTAL_MAX for all weights of a side. Any thread. */

#include "licenses/flow.h"

struct cover_pair {
    uint32_t user, device;
};

struct cover_problem {
    const int64_t *user_weights; /* 0 and more; NULL: all 1 */
    size_t user_count;
    const int64_t *device_weights; /* likewise */
    size_t device_count;
    const struct cover_pair *pairs; /* in any order; repeated ones count once */
    size_t pair_count;
};

struct cover {
    bool *has_user; /* licensed by user; likewise by device */
    bool *has_device;
    int64_t user_weight, device_weight; /* of those */
    int64_t bound;                      /* no cover weighs less: the value of the flow */
};

/* Of all smallest covers the one with the fewest users: each of them is in every smallest cover. A device of the weight
 * 0 is taken where one of its users is not. ERR_USAGE: the problem is outside of what is said above. */
MUST_CHECK enum err_code cover_find(const struct cover_problem *problem, struct cover **ret_cover, struct err *err);
void cover_free(struct cover *cover);
DEFINE_CLEANUP(cover, cover_free)

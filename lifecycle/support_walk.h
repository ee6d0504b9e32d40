#pragma once
/* All uses of a group machine by machine, whichever of its items they are of: a machine with two versions of a release
 * is one that has it. One thread's. Internal to lifecycle/support*.c. */

#include "lifecycle/support_audit.h"

struct support_walk {
    const struct support_audit *audit;
    struct support_walk_head *heads; /* the next use of each item that has any left, as a heap: the first one on top */
    uint32_t count;
};

/* Takes memory of the arena. False when that is out. */
bool support_walk_begin(const struct support_audit *audit, const struct support_group *group, struct arena *arena,
                        struct support_walk *ret_walk);
/* False at the end. */
bool support_walk_next(struct support_walk *walk, struct support_use *ret_use);

/* How many machines a walk has come across, of those that are added to it. Rows of the ledger may stand for several;
 * devices that no asset claims are first of all those. */
struct support_machine_count {
    int64_t all, certain; /* the latter: at least one of their uses is, of which somebody knows the machine */
    int64_t assets, beyond, unclaimed; /* of all: rows, what they stand for beyond one machine, devices of no row */
    uint32_t machine;                  /* the last one */
    bool is_certain;                   /* and whether it was counted as certain */
};
void support_machine_count_add(struct support_machine_count *count, const struct support_use *use);

#pragma once
/* Equal numbers among millions: which rows of some columns have the same 64-bit key. Keys are spread over partitions
 * that fit into the cache, and each partition is searched by one thread; memory for the spreading is bounded, as
 * partitions are gone through in several rounds where there are many rows, or where the budget is small.
 *
 * Keys are hashes as a rule: their upper bits must be evenly spread, and whether equal keys are equal things is the
 * caller's to find out. */

#include "base/budget.h"
#include "base/parallel.h"

/* Keys below this one are none. */
#define KEY_GROUPS_FIRST UINT64_C(2)

struct key_column {
    const uint64_t *keys;
    const uint32_t *rows; /* of the keys; NULL: row i has keys[i] */
    size_t count;
    uint64_t passed_over; /* keys with one of these bits count as none */
    unsigned side;        /* given back with each member */
};

struct key_member {
    uint64_t key;
    uint32_t row;
    unsigned side;
};

/* What is done with groups: any order, any thread. */
struct key_group_handler {
    void *context;
    /* The rows that have one key, at least two, in the order of the columns, and of rows within a column; borrowed
     * until the call returns. */
    void (*take)(void *context, unsigned worker, const struct key_member *members, size_t count);
    /* A row that may soon be in a group: what TAKE will look at comes into the cache meanwhile. NULL: nothing to do. */
    void (*expect)(void *context, const struct key_member *member);
};

/* BUDGET may be NULL. */
MUST_CHECK enum err_code key_groups_find(struct pool *pool, struct budget *budget, const struct key_column *columns,
                                         size_t column_count, const struct key_group_handler *handler, struct err *err);

#pragma once
/* An allocation problem taken apart, in an order that does not depend on the one in which it was given.
 *
 *   block   demands of one group that options connect, and these options: sites of different blocks have nothing to do
 *           with each other but for lots
 *   part    blocks that compete for lots. A lot that has all that could ever be asked of it connects nothing
 *
 * Options have no ranks. Those of a block are ordered by what is said of them, and by what they have to do with other
 * options (allocation_order.h). */

#include "licenses/allocation.h"

struct arena;

struct allocation_block {
    uint32_t group;
    const uint32_t *options; /* in their order */
    uint32_t option_count;
};

struct allocation_part {
    const struct allocation_block *blocks; /* by the rank of their groups */
    size_t block_count;
    const uint32_t *lots; /* all that its options may be given from, by rank */
    size_t lot_count;
    bool is_flow; /* each block has one option, for one demand and one unit */
};

struct allocation_parts {
    const struct allocation_problem *problem;
    struct allocation_part *parts;
    size_t count;
    struct allocation_block *blocks; /* of all parts */
    size_t block_count;
    uint32_t *options;                 /* of all blocks */
    struct allocation_source *sources; /* of each option by the rank of the lots: sources[first_source[option]] … */
    size_t *first_source;              /* by option, and one more */
    bool *is_certain;                  /* by option: it covers a demand that is */
    int64_t *capacities;               /* by lot: what it has, and no more than could be asked of it */
    bool *is_scarce;                   /* by lot: it has something, and less than could be asked */
};

/* All of it belongs to ARENA. */
MUST_CHECK enum err_code allocation_parts_build(const struct allocation_problem *problem, struct arena *arena,
                                                struct allocation_parts *ret_parts, struct err *err);

static inline const uint32_t *allocation_demands_of(const struct allocation_problem *problem, uint32_t option) {
    return problem->option_demands + problem->options[option].first_demand;
}

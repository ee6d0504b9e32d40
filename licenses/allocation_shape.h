#pragma once
/* What options of a block that cover several demands are like, and with that, how numbers of sites become sites.
 *
 *   nested   two of them have no demand in common, or one has all of the other's: numbers are enough. Laid out one
 *            behind the other, the largest first, what is smaller behind what it is a part of, each demand is covered
 *            as often as the numbers of its options say
 *   few      they cross, and there are few sets of them that are used together. Of each set it is told at how many
 *            sites it is used. Only sets without an option whose demands the others of it cover are needed: whatever is
 *            best can do without that option
 *   many     they cross, and the sites must be told apart */

#include "licenses/allocation_parts.h"

enum allocation_shape_kind { ALLOCATION_NESTED, ALLOCATION_FEW, ALLOCATION_MANY };

#define ALLOCATION_SETS_MAX 256

struct allocation_shape {
    enum allocation_shape_kind kind;
    const uint32_t *several; /* options that cover several demands, as places in the block: the largest first */
    uint32_t several_count;
    const uint64_t *sets; /* FEW: bits are places in the array above */
    uint32_t set_count;
};

/* All of it belongs to ARENA. NUMBERS are by demand of the problem, all 0 before and after. */
MUST_CHECK enum err_code allocation_shape_of(const struct allocation_problem *problem,
                                             const struct allocation_block *block, uint32_t *numbers,
                                             struct arena *arena, struct allocation_shape *ret_shape, struct err *err);

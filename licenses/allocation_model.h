#pragma once
/* A part of an allocation as an integer program. The sites of a block are one piece, unless its numbers would be too
 * large for the program, or its sites must be told apart; what comes of the pieces is added up.
 *
 *   for each option of a piece      uses        sites at which it is used. Of an option of one unit for one demand
 *                                               that is what is given and missing, and there is no variable
 *                                   given       units from each of its sources, over all sites
 *                                   missing     Σ given + missing = units · uses
 *                                   incomplete  sites where it is not complete: missing ≤ units · incomplete. With
 *                                               options of one unit that is what is missing
 *   for each set of a FEW piece     sites at which just these options of several demands are used: Σ = the sites;
 *                                   their uses are sums of these
 *   for each demand                 Σ uses of options that cover it ≥ the sites
 *   for each scarce lot             Σ given ≤ its units
 *   for variables of equal cost     their sum (allocation_sums.h), of which levels and lots then speak
 *
 * Behind the levels of allocation.h there are four that decide what is equal: as few uses as will do, so that nothing
 * is given that covers nothing; lots of lower ranks are used first; what is missing is missing to groups of higher
 * ranks; lower ranks cover lower ranks (the last two as in flow.h). */

#include "licenses/allocation_counts.h"
#include "licenses/allocation_shape.h"
#include "licenses/program.h"

enum allocation_tie {
    ALLOCATION_TIE_USES = ALLOCATION_LEVELS,
    ALLOCATION_TIE_LOTS,
    ALLOCATION_TIE_GROUPS,
    ALLOCATION_TIE_BOTH,
    ALLOCATION_TIES_END
};

#define ALLOCATION_NO_USES UINT32_MAX

/* The variables of an option. */
struct allocation_column {
    uint32_t uses, missing, incomplete, first_given;
};

struct allocation_piece {
    const struct allocation_block *block;
    const struct allocation_shape *shape;
    uint32_t sites;
    uint32_t group_place;              /* of the group, by rank, in the part */
    uint32_t first_set;                /* the variables of FEW sets */
    struct allocation_column *columns; /* by place of the option in the block */
};

struct allocation_model {
    const struct allocation_parts *parts;
    const struct allocation_part *part;
    struct arena *arena;
    uint32_t *places;  /* by lot of the problem: its place in the part */
    uint32_t *numbers; /* two by demand of the problem, all 0: to work with */
    struct program *program;
    struct allocation_shape *shapes; /* by block of the part */
    struct allocation_piece *pieces; /* in the order of the blocks */
    size_t piece_count;
    uint32_t group_count;
    uint32_t *sums;                       /* by variable: licenses/allocation_sums.h */
    unsigned levels[ALLOCATION_TIES_END]; /* which level those of the program are */
};

/* MODEL with its first five members set: fills the others. Fails as programs do. */
MUST_CHECK enum err_code allocation_model_build(struct allocation_model *model, struct err *err);

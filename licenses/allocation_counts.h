#pragma once
/* An allocation as numbers, before it is laid out site by site: at how many sites each option is used, and what it is
 * given from each of its sources for all of them together. What that leaves of its units is missing, at the last of
 * its sites. */

#include "licenses/allocation_parts.h"

/* The levels of allocation.h, one cost each. */
enum allocation_level {
    ALLOCATION_CERTAIN,
    ALLOCATION_PRICE,
    ALLOCATION_FURTHER,
    ALLOCATION_INCOMPLETE,
    ALLOCATION_BREACHES,
    ALLOCATION_RIGHTS,
    ALLOCATION_MOVES,
    ALLOCATION_WIDTH,
    ALLOCATION_WORTH,
    ALLOCATION_LEVELS
};

/* Sites in a row at which an option that covers several demands is used. */
struct allocation_run {
    uint32_t option, first_site, site_count;
};

/* Levels before the first one that is open are closed; what it cannot be less than. */
struct allocation_proof {
    unsigned closed;
    int64_t bound;
};

struct allocation_counts {
    const struct allocation_parts *parts;
    int64_t *uses;               /* by option: sites */
    int64_t *given;              /* by the parts' sources: units */
    struct allocation_run *runs; /* of options that cover several demands: their uses, by block and site */
    size_t run_count, run_room;
    size_t *first_run;               /* by block; up to its run_counts */
    size_t *run_counts;              /* by block */
    struct allocation_proof *proofs; /* by part */
    uint64_t nodes;
    uint32_t *places;  /* by lot of the problem: its place in the part that is being solved */
    uint32_t *numbers; /* two for each demand of the problem, to work with: all 0 between uses */
};

/* The runs are the heap's, everything else is ARENA's. */
MUST_CHECK enum err_code allocation_counts_init(struct allocation_counts *counts, const struct allocation_parts *parts,
                                                struct arena *arena, struct err *err);
void allocation_counts_done(struct allocation_counts *counts);
/* Appends one to those of BLOCK, which is the last that has any; runs of no site are none. */
MUST_CHECK enum err_code allocation_add_run(struct allocation_counts *counts, const struct allocation_block *block,
                                            struct allocation_run run, struct err *err);

/* Of all uses of OPTION: given from all sources. */
int64_t allocation_given_to(const struct allocation_counts *counts, uint32_t option);
/* Leaves USES, or as many as there are: first those that miss something go, then those of the last sources. */
void allocation_trim(struct allocation_counts *counts, uint32_t option, int64_t uses);

/* What a missing unit of OPTION costs at LEVEL, and a unit given from SOURCE. Sites that are not complete cost 1 at
 * theirs; with options of one unit that is the missing unit. */
int64_t allocation_missing_cost(const struct allocation_parts *parts, uint32_t option, unsigned level);
int64_t allocation_given_cost(const struct allocation_parts *parts, const struct allocation_source *source,
                              unsigned level);
/* What PART comes to. */
int64_t allocation_part_value(const struct allocation_counts *counts, const struct allocation_part *part,
                              unsigned level);

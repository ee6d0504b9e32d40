#pragma once
/* Which right covers which use, exactly. What it is all about is not known here:
 *
 *   lot      a right: so many units
 *   group    so many equal sites: machines, users, or hosts with their virtual machines. Sites have nothing to do with
 *            each other but for the lots that they share
 *   demand   something at each site of a group that must be covered
 *   option   a way to cover some of the demands of one site, for so many units: a suite on a machine, all cores of a
 *            host for its virtual machines, a user for all of the user's machines
 *   source   a lot from which units of an option may be taken. The units of one option may come from all of its
 *            sources, and what they do not give is missing
 *
 * Every demand is covered by an option at each site; the units that no lot gives are what is short. Every demand must
 * be in at least one option, which may be one without sources.
 *
 * What is best is decided level by level, each among what is best in all levels before it:
 *   1. the price of missing units in options that cover a certain demand; then of all missing units; then how many
 *      further products these leave uncovered: a suite that is missing is worse than a part of it, if they cost the
 *      same
 *   2. sites of options that are not complete
 *   3. breaches
 *   4. those that few rights could cover are served first: the missing units, each weighed by rights, the more the
 *      better
 *   5. moves: assignments that are not kept
 *   6. narrow rights before wide ones: the width of the units given
 *   7. the rest is of use: the worth of the units given
 * What is equal even then is decided by the ranks of lots and groups: as few options as will do, lots of lower ranks
 * used first, groups of lower ranks served first, lower ranks covering lower ranks. The result is a function of what is
 * there and never of the order in which it is given; options that are alike in all that is said here are exchangeable.
 *
 * Problems that are a flow (every option covers one demand with one unit, every demand has one option) are solved as
 * one (licenses/flow.h), all others as integer programs (licenses/program.h), connected parts apart: what is connected
 * are demands of one option, and options of one lot that has less than could be asked of it. A part is proven or it has
 * reached the node limit, and then says how far it may be from the best: nothing is ever said to be optimal that was
 * not proved.
 *
 * Groups whose options that cover several demands are nested or apart are solved as a whole: laid out one behind the
 * other, the largest first, options then cover what they should, and those of one demand fill what is left. Of groups
 * with options that cross it is solved at how many sites which of these are used together; where there are too many
 * such sets, site by site.
 *
 * Pure functions; any thread. */

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define ALLOCATION_UNLIMITED INT64_MAX
#define ALLOCATION_MISSING   UINT32_MAX /* in place of a lot */
#define ALLOCATION_COST_MAX                                                                                            \
    1000000 /* of a price, rights, further products, breaches, moves, width, worth; none is below 0 */
#define ALLOCATION_UNITS_MAX 1000000 /* of an option, and sites of a group */

struct allocation_lot {
    int64_t units; /* 0 and more, or ALLOCATION_UNLIMITED */
    uint32_t rank; /* no two lots have the same */
    int64_t width; /* how much it could be used for */
    int64_t worth; /* how much use what is left of it would be */
};

struct allocation_group {
    uint32_t sites; /* 1 and more */
    uint32_t rank;  /* no two groups have the same */
};

struct allocation_demand {
    uint32_t group;
    bool is_certain; /* else it may not exist: served after those that do */
};

/* Its demands and its sources stand one behind the other in the problem's arrays: each demand and each lot once. */
struct allocation_option {
    uint32_t group;
    size_t first_demand;
    uint32_t demand_count; /* 1 and more */
    size_t first_source;
    uint32_t source_count;
    int64_t units;   /* 1 and more */
    int64_t price;   /* of a missing unit: 1 and more */
    int64_t rights;  /* how many rights could serve it, those that have ended included */
    int64_t further; /* how many products it covers besides the first */
};

struct allocation_source {
    uint32_t lot;
    int64_t breaches, moves; /* of a unit given */
};

struct allocation_problem {
    const struct allocation_lot *lots;
    size_t lot_count;
    const struct allocation_group *groups;
    size_t group_count;
    const struct allocation_demand *demands;
    size_t demand_count;
    const struct allocation_option *options;
    size_t option_count;
    const uint32_t *option_demands; /* what options' first_demand points into: numbers of demands of the same group */
    const struct allocation_source *sources;
    uint64_t nodes; /* the limit of a search: at least 1 */
};

/* UNITS of LOT (or missing) are given for OPTION at one site of its group. An option that is used at a site has at
 * least one placement there. */
struct allocation_placement {
    uint32_t group, site; /* 0 … sites - 1 */
    uint32_t option;
    uint32_t lot;
    int64_t units;
};

struct allocation {
    /* In the order of the groups' ranks, sites, options as given, lots by rank, missing last. Of a group the sites
     * with missing units are the last ones, where they can be. */
    struct allocation_placement *placements;
    size_t placement_count;
    int64_t *given; /* by lot */
    /* Of the first level that was not proven, or 0: what it came to, and what it cannot be less than. */
    bool is_proven;
    int64_t value, bound;
    uint64_t nodes; /* that were needed */
};

/* ERR_USAGE: the problem is outside of what is said above, or beyond what flows and programs take: 2^20 lots or demands
 * in a part that is a flow, 2^24 variables in one that is not, 2^62 for the sum of all units of all options at all
 * sites, each times its costs. ERR_UNSUPPORTED: it is more than a flow, and genkyo was built without the solver. The
 * result is the caller's. */
MUST_CHECK enum err_code allocation_solve(const struct allocation_problem *problem, struct allocation **ret_allocation,
                                          struct err *err);
void allocation_free(struct allocation *allocation);
DEFINE_CLEANUP(allocation, allocation_free)

/* Why units are missing: what the demands of a part need can only be had from its lots, and all of these are used up
 * within the part. From the options with missing units one gets to their lots, from there to the demands that these
 * lots serve, and so on. */
struct allocation_shortage {
    const uint32_t *demands; /* numbers, by the rank of their groups */
    size_t demand_count;
    const uint32_t *lots; /* likewise; may be none */
    size_t lot_count;
    int64_t missing; /* units */
};
struct allocation_shortages {
    struct allocation_shortage *parts; /* by their first demands; no two have a demand or a lot in common */
    size_t count;
    uint32_t *numbers; /* what the parts point to */
};
MUST_CHECK enum err_code allocation_shortages_find(const struct allocation_problem *problem,
                                                   const struct allocation *allocation,
                                                   struct allocation_shortages **ret_shortages, struct err *err);
void allocation_shortages_free(struct allocation_shortages *shortages);
DEFINE_CLEANUP(allocation_shortages, allocation_shortages_free)

#include "licenses/plan_close.h"

#include "inventory/words.h"
#include "licenses/plan_capacity.h"
#include "licenses/plan_gaps.h"

#include <stdlib.h>

enum { NODES = 1000 };

struct closing_search {
    struct plan *plan;
    const struct plan_solution *solution;
    struct plan_gaps gaps;
    struct allocation_group *groups;
    struct allocation_demand *demands;
    struct allocation_option *options;
    uint32_t *option_demands;
    struct allocation_lot *lots; /* by place in plan->rights */
    struct allocation_source *sources;
    size_t source_count, source_capacity;
};

/* --- what stands in the way ----------------------------------------------------------------------------------------
 */

static enum closing closing_of_bar(const struct right *right, enum eligibility_bar bar) {
    switch (bar) {
    case BAR_EDITION:
        return CLOSING_EDITION;
    case BAR_VERSION:
        return CLOSING_VERSION;
    case BAR_MAINTENANCE:
        return CLOSING_MAINTENANCE;
    case BAR_SIZE:
        return CLOSING_SIZE;
    case BAR_BOUND:
        return entitlement_comes_with_device(right->entitlement) ? CLOSING_OEM : CLOSING_NODE;
    case BAR_NAMED:
        return CLOSING_NAMED;
    case BAR_NONE:
    case BAR_PRODUCT:
    case BAR_COUNT:
        break;
    }
    return CLOSING_NONE;
}

/* The worst bar to any of the demands; BAR_PRODUCT when there is one that the right has nothing to do with. BOUND are
 * the rights that are bound to the machine of each. */
static enum eligibility_bar bar_of(struct plan *plan, uint32_t right, const struct plan_option *option,
                                   const struct plan_demand *demands, const struct right_numbers *bound) {
    enum eligibility_bar bar = BAR_NONE;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        struct plan_fit fit = plan_fit_demand(plan, right, &demands[option->demands[i]], &bound[i]);
        if (fit.is_allowed != TERM_NO) {
            continue;
        }
        if (fit.bar == BAR_PRODUCT) {
            return BAR_PRODUCT;
        }
        bar = fit.bar > bar ? (enum eligibility_bar)fit.bar : bar;
    }
    return bar;
}

/* A right that is counted by size, and not for a machine like this one: which is too large for the edition, or virtual.
 */
static enum closing closing_of_machine(struct plan *plan, uint32_t right, const struct plan_option *option,
                                       const struct plan_demand *demands) {
    const struct plan_demand *demand = &demands[option->demands[0]];
    const struct right *given = plan->rights[right];

    if (shape_of_metric(given->entitlement->metric) != SHAPE_CAPACITY ||
        plan_capacity_of_machine(plan, given, demand->use->product, demand->machine).is_allowed != TERM_NO) {
        return CLOSING_NONE;
    }
    bool is_unmaintained = entitlement_is_maintained(given->entitlement, plan->audit->input->as_of) == TERM_NO;
    return demand->machine->is_virtual == TERM_YES && is_unmaintained ? CLOSING_VIRTUAL : CLOSING_SIZE;
}

static enum closing closing_of(struct plan *plan, uint32_t right, const struct plan_option *option,
                               const struct plan_demand *demands, const struct right_numbers *bound) {
    enum eligibility_bar bar = bar_of(plan, right, option, demands, bound);
    enum supply_reason reason = plan->rights[right]->supply.reason;

    if (bar == BAR_PRODUCT) {
        return CLOSING_NONE;
    }
    if (bar != BAR_NONE) {
        return plan_right_is_active(plan->rights[right]) ? closing_of_bar(plan->rights[right], bar) : CLOSING_NONE;
    }
    if (reason == SUPPLY_ENDED || reason == SUPPLY_NOT_BEGUN) {
        return reason == SUPPLY_ENDED ? CLOSING_ENDED : CLOSING_NOT_BEGUN;
    }
    return closing_of_machine(plan, right, option, demands);
}

/* --- the problem ---------------------------------------------------------------------------------------------------
 */

int64_t plan_closing_units(const struct right *right, int64_t given) {
    const struct figure *units = &right->entitlement->units;
    bool is_blanket = shape_of_metric(right->entitlement->metric) == SHAPE_BLANKET; /* one is for all */

    if (!plan_right_is_active(right)) {
        bool is_unlimited = units->is_unlimited || !units->is_set || (is_blanket && units->number > 0);
        return is_unlimited ? ALLOCATION_UNLIMITED : units->number;
    }
    if (right->entitlement->metric == METRIC_NAMED || right->supply.most.is_unlimited || is_blanket) {
        return ALLOCATION_UNLIMITED;
    }
    return right->supply.most.count > given ? right->supply.most.count - given : 0;
}

static bool add_source(struct closing_search *search, uint32_t right, enum closing closing) {
    if (search->source_count == search->source_capacity) {
        size_t capacity = search->source_capacity * 2 + 64;
        struct allocation_source *sources = reallocarray(search->sources, capacity, sizeof *sources);
        if (!sources) {
            return false;
        }
        search->sources = sources;
        search->source_capacity = capacity;
    }
    search->sources[search->source_count++] = (struct allocation_source){.lot = right, .breaches = closing};
    return true;
}

static const struct plan_demand *demands_of(const struct plan *plan, uint32_t site) {
    return &plan->demands[plan->sites[site].first_demand];
}

/* Are the units of the right those that are missing? Cores of a machine are not made up by users. */
static bool is_counted_alike(const struct right *right, const struct plan_option *option) {
    return shape_of_metric(option->metric) != SHAPE_CAPACITY || right->entitlement->metric == option->metric;
}

/* Drops the sources of an option with a closing under which there is less than is missing: that would cover nothing. */
static void drop_insufficient(struct closing_search *search, struct allocation_option *posed) {
    int64_t units[CLOSING_NONE] = {0};
    size_t kept = posed->first_source;

    for (size_t i = posed->first_source; i < search->source_count; i++) {
        const struct allocation_source *source = &search->sources[i];
        int64_t *sum = &units[source->breaches], more = search->lots[source->lot].units;
        *sum = more < posed->units - *sum ? *sum + more : posed->units;
    }
    for (size_t i = posed->first_source; i < search->source_count; i++) {
        if (units[search->sources[i].breaches] == posed->units) {
            search->sources[kept++] = search->sources[i];
        }
    }
    search->source_count = kept;
    posed->source_count = (uint32_t)(kept - posed->first_source);
}

/* By demand of the option, what is bound to its machine; NULL when memory is out. */
static struct right_numbers *find_bound(struct plan *plan, const struct plan_option *option,
                                        const struct plan_demand *demands) {
    struct arena *arena = plan->worker->scratch;
    struct right_numbers *bound = arena_alloc_array(arena, (size_t)option->demand_count + 1, sizeof *bound);

    for (uint32_t i = 0; bound && i < option->demand_count; i++) {
        bound[i] = bindings_of(plan->audit->bindings, demands[option->demands[i]].machine, arena);
    }
    return bound;
}

static bool pose_sources(struct closing_search *search, const struct plan_option *option,
                         const struct plan_demand *demands) {
    struct plan *plan = search->plan;
    const struct right_numbers *bound = find_bound(plan, option, demands);

    for (uint32_t i = 0; bound && i < plan->right_count; i++) {
        if (search->lots[i].units <= 0 || !is_counted_alike(plan->rights[i], option)) {
            continue;
        }
        enum closing closing = closing_of(plan, i, option, demands, bound);
        if (closing != CLOSING_NONE && !add_source(search, i, closing)) {
            return false;
        }
    }
    bool is_done = bound && !arena_failed(plan->worker->scratch);
    arena_reset(plan->worker->scratch);
    return is_done;
}

static bool pose_group(struct closing_search *search, uint32_t group) {
    const struct plan_gap *gap = &search->gaps.items[search->gaps.first[group]];
    const struct plan_grant *grant = &search->solution->grants[gap->grant];
    const struct plan_option *option = &search->plan->options[grant->option];
    struct allocation_option *posed = &search->options[group];
    bool is_sure = plan_gap_is_sure(search->solution, gap);

    *posed = (struct allocation_option){
        .group = group,
        .first_demand = group,
        .demand_count = 1,
        .first_source = search->source_count,
        .units = grant->units,
        .price = 1,
    };
    search->groups[group] = (struct allocation_group){search->gaps.first[group + 1] - search->gaps.first[group], group};
    search->demands[group] = (struct allocation_demand){group, is_sure}; /* the sure ones first */
    search->option_demands[group] = group;
    if (!pose_sources(search, option, demands_of(search->plan, gap->site))) {
        return false;
    }
    drop_insufficient(search, posed);
    return true;
}

static bool make_room(struct closing_search *search) {
    struct arena *arena = search->plan->arena;
    size_t count = (size_t)search->gaps.group_count + 1;

    search->groups = arena_alloc_array(arena, count, sizeof *search->groups);
    search->demands = arena_alloc_array(arena, count, sizeof *search->demands);
    search->options = arena_alloc_array(arena, count, sizeof *search->options);
    search->option_demands = arena_alloc_array(arena, count, sizeof *search->option_demands);
    search->lots = arena_alloc_array(arena, (size_t)search->plan->right_count + 1, sizeof *search->lots);
    return !arena_failed(arena);
}

static void pose_lots(struct closing_search *search) {
    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        int64_t units = plan_closing_units(search->plan->rights[i], search->solution->given[i]);
        search->lots[i] = (struct allocation_lot){.units = units, .rank = i};
    }
}

/* --- the answer ----------------------------------------------------------------------------------------------------
 */

static void take(const struct closing_search *search, const struct allocation *allocation,
                 struct plan_closing *closings) {
    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];
        const struct plan_gap *gap = &search->gaps.items[search->gaps.first[placement->group] + placement->site];
        const struct allocation_option *option = &search->options[placement->group];
        struct plan_closing *closing = &closings[gap->grant];
        if (placement->lot == ALLOCATION_MISSING || closing->right) {
            continue;
        }
        closing->right = search->plan->rights[placement->lot];
        for (size_t s = option->first_source; s < option->first_source + option->source_count; s++) {
            if (search->sources[s].lot == placement->lot) {
                closing->closing = (enum closing)search->sources[s].breaches;
            }
        }
    }
    for (size_t i = 0; i < allocation->placement_count; i++) { /* others took some of it */
        const struct allocation_placement *placement = &allocation->placements[i];
        if (placement->lot == ALLOCATION_MISSING) {
            uint32_t site = search->gaps.first[placement->group] + placement->site;
            closings[search->gaps.items[site].grant] = (struct plan_closing){CLOSING_NONE, NULL};
        }
    }
}

static enum err_code solve(const struct closing_search *search, struct plan_closing *closings, struct err *err) {
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    struct allocation_problem problem = {
        .lots = search->lots,
        .lot_count = search->plan->right_count,
        .groups = search->groups,
        .group_count = search->gaps.group_count,
        .demands = search->demands,
        .demand_count = search->gaps.group_count,
        .options = search->options,
        .option_count = search->gaps.group_count,
        .option_demands = search->option_demands,
        .sources = search->sources,
        .nodes = NODES,
    };
    enum err_code code = allocation_solve(&problem, &allocation, err);

    if (code == ERR_OK) {
        take(search, allocation, closings);
    }
    return code;
}

enum err_code plan_close(struct plan *plan, const struct plan_solution *solution, struct plan_closing **ret_closings,
                         struct err *err) {
    struct closing_search search = {.plan = plan, .solution = solution};
    size_t grants = (size_t)solution->first_grant[plan->site_count] + 1;
    struct plan_closing *closings = arena_alloc_array(plan->arena, grants, sizeof *closings);
    bool is_done = closings && plan_gaps_find(plan, solution, &search.gaps) && make_room(&search);

    for (size_t i = 0; closings && i < grants; i++) {
        closings[i].closing = CLOSING_NONE;
    }
    if (is_done) {
        pose_lots(&search);
    }
    for (uint32_t i = 0; i < search.gaps.group_count && is_done; i++) {
        is_done = pose_group(&search, i);
    }
    enum err_code code = is_done ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK && search.source_count) {
        code = solve(&search, closings, err);
    }
    free(search.sources);
    if (code == ERR_OK) {
        *ret_closings = closings;
    }
    return code;
}

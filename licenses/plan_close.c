#include "licenses/plan_close.h"

#include "inventory/words.h"
#include "licenses/plan_capacity.h"

#include <stdlib.h>

enum { NODES = 1000 };

/* Missing units of an option at a site. */
struct gap {
    uint32_t grant, site;
};

struct closing_search {
    struct plan *plan;
    const struct plan_solution *solution;
    struct gap *gaps; /* by option, units, the sure ones first, and site */
    uint32_t gap_count;
    struct allocation_group *groups;
    struct allocation_demand *demands;
    struct allocation_option *options;
    uint32_t *option_demands;
    uint32_t *first_gap; /* by group */
    uint32_t group_count;
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

/* The worst bar to any of the demands; BAR_PRODUCT when there is one that the right has nothing to do with. */
static enum eligibility_bar bar_of(struct plan *plan, uint32_t right, const struct plan_option *option,
                                   const struct plan_demand *demands) {
    enum eligibility_bar bar = BAR_NONE;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = &demands[option->demands[i]];
        struct right_numbers bound = bindings_of(plan->audit->bindings, demand->machine, plan->worker->scratch);
        struct plan_fit fit = plan_fit_demand(plan, right, demand, &bound);
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
                               const struct plan_demand *demands) {
    enum eligibility_bar bar = bar_of(plan, right, option, demands);
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

    if (!plan_right_is_active(right)) {
        return units->is_unlimited || !units->is_set ? ALLOCATION_UNLIMITED : units->number;
    }
    if (right->entitlement->metric == METRIC_NAMED || right->supply.most.is_unlimited) {
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

/* Is a unit missing there however open questions turn out? */
static bool is_sure(const struct closing_search *search, const struct gap *gap) {
    return search->solution->surely_missing[gap->grant] > 0;
}

static bool pose_group(struct closing_search *search, uint32_t group) {
    const struct gap *gap = &search->gaps[search->first_gap[group]];
    const struct plan_grant *grant = &search->solution->grants[gap->grant];
    const struct plan_option *option = &search->plan->options[grant->option];
    struct allocation_option *posed = &search->options[group];

    *posed = (struct allocation_option){
        .group = group,
        .first_demand = group,
        .demand_count = 1,
        .first_source = search->source_count,
        .units = grant->units,
        .price = 1,
    };
    search->demands[group] = (struct allocation_demand){group, is_sure(search, gap)}; /* the sure ones first */
    search->option_demands[group] = group;
    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        enum closing closing = closing_of(search->plan, i, option, demands_of(search->plan, gap->site));
        bool is_offered =
            closing != CLOSING_NONE && search->lots[i].units > 0 && is_counted_alike(search->plan->rights[i], option);
        if (is_offered && !add_source(search, i, closing)) {
            return false;
        }
        arena_reset(search->plan->worker->scratch);
    }
    drop_insufficient(search, posed);
    return true;
}

static int compare_gaps(const void *a, const void *b, void *context) {
    const struct closing_search *search = context;
    const struct plan_solution *solution = search->solution;
    const struct gap *x = a, *y = b;
    const struct plan_grant *left = &solution->grants[x->grant], *right = &solution->grants[y->grant];
    int order = (left->option > right->option) - (left->option < right->option);

    order = order ? order : (left->units > right->units) - (left->units < right->units);
    order = order ? order : is_sure(search, y) - is_sure(search, x);
    return order ? order : (x->site > y->site) - (x->site < y->site);
}

static bool find_gaps(struct closing_search *search) {
    const struct plan_solution *solution = search->solution;
    uint32_t sites = search->plan->site_count, grants = solution->first_grant[sites];

    search->gaps = arena_alloc_array(search->plan->arena, (size_t)grants + 1, sizeof *search->gaps);
    if (!search->gaps) {
        return false;
    }
    for (uint32_t site = 0; site < sites; site++) {
        for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
            if (!solution->grants[i].right) {
                search->gaps[search->gap_count++] = (struct gap){i, site};
            }
        }
    }
    if (search->gap_count) {
        qsort_r(search->gaps, search->gap_count, sizeof *search->gaps, compare_gaps, search);
    }
    return true;
}

static bool is_same_group(const struct closing_search *search, uint32_t a, uint32_t b) {
    const struct plan_grant *x = &search->solution->grants[search->gaps[a].grant];
    const struct plan_grant *y = &search->solution->grants[search->gaps[b].grant];
    bool is_alike = is_sure(search, &search->gaps[a]) == is_sure(search, &search->gaps[b]);
    return x->option == y->option && x->units == y->units && is_alike;
}

static bool make_groups(struct closing_search *search) {
    struct arena *arena = search->plan->arena;
    size_t count = (size_t)search->gap_count + 1;

    search->groups = arena_alloc_array(arena, count, sizeof *search->groups);
    search->demands = arena_alloc_array(arena, count, sizeof *search->demands);
    search->options = arena_alloc_array(arena, count, sizeof *search->options);
    search->option_demands = arena_alloc_array(arena, count, sizeof *search->option_demands);
    search->first_gap = arena_alloc_array(arena, count, sizeof *search->first_gap);
    search->lots = arena_alloc_array(arena, (size_t)search->plan->right_count + 1, sizeof *search->lots);
    if (arena_failed(arena)) {
        return false;
    }
    for (uint32_t i = 0; i < search->gap_count; i++) {
        if (i == 0 || !is_same_group(search, i, i - 1)) {
            search->first_gap[search->group_count] = i;
            search->groups[search->group_count] = (struct allocation_group){0, search->group_count};
            search->group_count++;
        }
        search->groups[search->group_count - 1].sites++;
    }
    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        int64_t units = plan_closing_units(search->plan->rights[i], search->solution->given[i]);
        search->lots[i] = (struct allocation_lot){.units = units, .rank = i};
    }
    return true;
}

/* --- the answer ----------------------------------------------------------------------------------------------------
 */

static void take(const struct closing_search *search, const struct allocation *allocation,
                 struct plan_closing *closings) {
    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];
        const struct gap *gap = &search->gaps[search->first_gap[placement->group] + placement->site];
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
            uint32_t site = search->first_gap[placement->group] + placement->site;
            closings[search->gaps[site].grant] = (struct plan_closing){CLOSING_NONE, NULL};
        }
    }
}

static enum err_code solve(const struct closing_search *search, struct plan_closing *closings, struct err *err) {
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    struct allocation_problem problem = {
        .lots = search->lots,
        .lot_count = search->plan->right_count,
        .groups = search->groups,
        .group_count = search->group_count,
        .demands = search->demands,
        .demand_count = search->group_count,
        .options = search->options,
        .option_count = search->group_count,
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
    bool is_done = closings && find_gaps(&search) && make_groups(&search);

    for (size_t i = 0; closings && i < grants; i++) {
        closings[i].closing = CLOSING_NONE;
    }
    for (uint32_t i = 0; i < search.group_count && is_done; i++) {
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

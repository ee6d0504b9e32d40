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

/* Where a right that was bound to the machine itself has ended, those that are bound to others are no reason: each such
 * machine is a group of its own, and would have them all as sources. */
static void drop_foreign(struct closing_search *search, size_t first) {
    bool has_own = false;
    size_t kept = first;

    for (size_t i = first; i < search->source_count; i++) {
        has_own |= search->sources[i].breaches <= CLOSING_NOT_BEGUN &&
                   right_is_bound(search->plan->rights[search->sources[i].lot]);
    }
    for (size_t i = first; i < search->source_count && has_own; i++) {
        if (search->sources[i].breaches != CLOSING_OEM && search->sources[i].breaches != CLOSING_NODE) {
            search->sources[kept++] = search->sources[i];
        }
    }
    search->source_count = has_own ? kept : search->source_count;
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
    search->groups[group] = (struct allocation_group){search->gaps.first[group + 1] - search->gaps.first[group], 0};
    search->demands[group] = (struct allocation_demand){group, is_sure}; /* the sure ones first */
    search->option_demands[group] = group;
    if (!pose_sources(search, option, demands_of(search->plan, gap->site))) {
        return false;
    }
    drop_foreign(search, posed->first_source);
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

static bool has_suite(const struct plan *plan) {
    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (plan->rights[i]->is_suite) {
            return true;
        }
    }
    return false;
}

/* Is more than this missing at the sites of the group? */
static bool is_among_others(const struct closing_search *search, uint32_t group) {
    const struct plan_solution *solution = search->solution;
    uint32_t site = search->gaps.items[search->gaps.first[group]].site, missing = 0;

    for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
        missing += !solution->grants[i].right;
    }
    return missing > 1;
}

/* Units of suites first to where they may be for several products. */
static void rank_groups(struct closing_search *search) {
    bool may_share = has_suite(search->plan);
    uint32_t rank = 0;

    for (uint32_t i = 0; i < search->gaps.group_count && may_share; i++) {
        if (is_among_others(search, i)) {
            search->groups[i].rank = rank++;
        }
    }
    for (uint32_t i = 0; i < search->gaps.group_count; i++) {
        if (!may_share || !is_among_others(search, i)) {
            search->groups[i].rank = rank++;
        }
    }
}

/* --- the answer ----------------------------------------------------------------------------------------------------
 */

/* A gap of one unit: a product that one machine, or one user, lacks. */
struct member {
    const struct plan_gap *gap;
    int64_t holder; /* the machine or user, or the machine of nobody */
    uint32_t product;
    bool is_by_user, is_sure;
    bool has_shared;                /* its unit is for others, too */
    const struct member *shared_by; /* NULL: it has a unit of its own, or none */
};

/* Closings while they are taken from the allocation. */
struct taking {
    const struct closing_search *search;
    struct plan_closing *closings; /* by grant */
    int64_t *left;                 /* by lot: units that are given to nothing */
    struct member *members;        /* gaps of one unit, by who has them, then product */
    uint32_t member_count;
};

static struct plan_closing *closing_at(const struct taking *taking, const struct plan_gap *gap) {
    return &taking->closings[gap->grant];
}

/* What a lot would be for the gap. */
static enum closing closing_by(const struct closing_search *search, const struct plan_gap *gap, uint32_t lot) {
    const struct allocation_option *option = &search->options[gap->group];

    for (size_t i = option->first_source; i < option->first_source + option->source_count; i++) {
        if (search->sources[i].lot == lot) {
            return (enum closing)search->sources[i].breaches;
        }
    }
    return CLOSING_NONE;
}

static void take_placements(const struct taking *taking, const struct allocation *allocation) {
    const struct closing_search *search = taking->search;

    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];
        const struct plan_gap *gap = &search->gaps.items[search->gaps.first[placement->group] + placement->site];
        struct plan_closing *closing = closing_at(taking, gap);
        if (placement->lot != ALLOCATION_MISSING && !closing->right) {
            *closing =
                (struct plan_closing){closing_by(search, gap, placement->lot), search->plan->rights[placement->lot]};
        }
    }
    for (size_t i = 0; i < allocation->placement_count; i++) { /* others took some of it */
        const struct allocation_placement *placement = &allocation->placements[i];
        if (placement->lot == ALLOCATION_MISSING) {
            uint32_t gap = search->gaps.first[placement->group] + placement->site;
            *closing_at(taking, &search->gaps.items[gap]) = (struct plan_closing){CLOSING_NONE, NULL};
        }
    }
}

/* --- suites --------------------------------------------------------------------------------------------------------
 *
 * What is missing is posed product by product, and one unit of a suite is for all of its products on one machine, or of
 * one user (M23). So it is shared there, and what that saves goes to others.
 */

static bool is_together(const struct member *a, const struct member *b) {
    return a->gap->site == b->gap->site && a->is_by_user == b->is_by_user && a->holder == b->holder;
}

static int compare_members(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    int order = (x->gap->site > y->gap->site) - (x->gap->site < y->gap->site);

    order = order ? order : x->is_by_user - y->is_by_user;
    order = order ? order : (x->holder > y->holder) - (x->holder < y->holder);
    order = order ? order : (x->product > y->product) - (x->product < y->product);
    return order ? order : (x->gap->grant > y->gap->grant) - (x->gap->grant < y->gap->grant);
}

static struct member member_of(const struct closing_search *search, const struct plan_gap *gap) {
    const struct plan *plan = search->plan;
    const struct plan_option *option = &plan->options[search->solution->grants[gap->grant].option];
    const struct plan_demand *demand = plan_demand_at(plan, gap->site, option, 0);
    bool is_by_user = shape_of_metric(option->metric) == SHAPE_USER && demand->user != USER_NONE;

    return (struct member){
        .gap = gap,
        .holder = is_by_user ? demand->user : estate_number_of(plan->audit->estate, demand->machine),
        .product = demand->use->product,
        .is_by_user = is_by_user,
        .is_sure = plan_gap_is_sure(search->solution, gap),
    };
}

static void list_members(struct taking *taking) {
    const struct closing_search *search = taking->search;

    for (uint32_t i = 0; i < search->gaps.count; i++) {
        const struct plan_gap *gap = &search->gaps.items[i];
        if (search->solution->grants[gap->grant].units == 1) {
            taking->members[taking->member_count++] = member_of(search, gap);
        }
    }
    if (taking->member_count) {
        qsort(taking->members, taking->member_count, sizeof *taking->members, compare_members);
    }
}

/* Is one more of the same product covered by that unit? Members of one product stand together. */
static bool is_served(const struct member *member, const struct member *first, const struct member *payer) {
    for (const struct member *i = member; i > first && i[-1].product == member->product; i--) {
        if (i[-1].shared_by == payer) {
            return true;
        }
    }
    return payer->product == member->product;
}

static void give_back(const struct taking *taking, const struct plan_closing *closing) {
    if (closing->right) {
        int64_t *left = &taking->left[plan_place_of(taking->search->plan, closing->right)];
        *left += *left != ALLOCATION_UNLIMITED;
    }
}

/* The unit that the payer has is for others who stand FIRST … END - 1. Returns whether that leaves units to others. */
static bool share(const struct taking *taking, struct member *first, const struct member *end, struct member *payer) {
    const struct right *right = closing_at(taking, payer->gap)->right;
    bool has_saved = false;

    for (struct member *other = first; other < end; other++) {
        struct plan_closing *its = closing_at(taking, other->gap);
        if (other->has_shared || other->shared_by || is_served(other, first, payer)) {
            continue;
        }
        enum closing closing = closing_by(taking->search, other->gap, plan_place_of(taking->search->plan, right));
        if (closing != CLOSING_NONE && closing <= its->closing) {
            has_saved |= its->right != NULL;
            give_back(taking, its);
            *its = (struct plan_closing){closing, right};
            other->shared_by = payer;
            payer->has_shared = true;
        }
    }
    return has_saved;
}

static bool share_all(const struct taking *taking, struct member *first, const struct member *end) {
    bool has_saved = false;

    for (struct member *payer = first; payer < end; payer++) {
        const struct right *right = closing_at(taking, payer->gap)->right;
        if (right && right->is_suite && !payer->shared_by) {
            has_saved |= share(taking, first, end, payer);
        }
    }
    return has_saved;
}

/* The best of what is left for a gap that has nothing; false for none. */
static bool take_left(const struct taking *taking, const struct member *member) {
    const struct closing_search *search = taking->search;
    const struct allocation_option *option = &search->options[member->gap->group];
    struct plan_closing *closing = closing_at(taking, member->gap);
    uint32_t best = ALLOCATION_MISSING;

    for (size_t i = option->first_source; i < option->first_source + option->source_count; i++) {
        const struct allocation_source *source = &search->sources[i];
        if (!closing->right && taking->left[source->lot] > 0 && (int64_t)closing->closing > source->breaches) {
            closing->closing = (enum closing)source->breaches;
            best = source->lot;
        }
    }
    if (best == ALLOCATION_MISSING) {
        return false;
    }
    closing->right = search->plan->rights[best];
    taking->left[best] -= taking->left[best] != ALLOCATION_UNLIMITED;
    return true;
}

/* Of the members FIRST … END - 1, which stand together. */
static void take_saved(const struct taking *taking, struct member *first, const struct member *end, bool is_sure) {
    for (struct member *member = first; member < end; member++) {
        if (member->is_sure == is_sure && take_left(taking, member)) {
            share_all(taking, first, end);
        }
    }
}

static struct member *end_of(const struct taking *taking, struct member *first) {
    struct member *end = first;

    while (end < taking->members + taking->member_count && is_together(first, end)) {
        end++;
    }
    return end;
}

static void share_suites(struct taking *taking) {
    struct member *last = taking->members + taking->member_count;
    bool has_saved = false;

    for (struct member *first = taking->members; first < last; first = end_of(taking, first)) {
        has_saved |= share_all(taking, first, end_of(taking, first));
    }
    for (struct member *first = taking->members; first < last && has_saved; first = end_of(taking, first)) {
        take_saved(taking, first, end_of(taking, first), true); /* the sure ones first */
    }
    for (struct member *first = taking->members; first < last && has_saved; first = end_of(taking, first)) {
        take_saved(taking, first, end_of(taking, first), false);
    }
}

static bool take(const struct closing_search *search, const struct allocation *allocation,
                 struct plan_closing *closings) {
    struct plan *plan = search->plan;
    struct taking taking = {.search = search, .closings = closings};

    take_placements(&taking, allocation);
    if (!has_suite(plan)) {
        return true;
    }
    taking.left = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *taking.left);
    taking.members = arena_alloc_array(plan->arena, (size_t)search->gaps.count + 1, sizeof *taking.members);
    if (!taking.left || !taking.members) {
        return false;
    }
    for (uint32_t i = 0; i < plan->right_count; i++) {
        bool is_unlimited = search->lots[i].units == ALLOCATION_UNLIMITED;
        taking.left[i] = is_unlimited ? ALLOCATION_UNLIMITED : search->lots[i].units - allocation->given[i];
    }
    list_members(&taking);
    share_suites(&taking);
    return true;
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

    return code == ERR_OK && !take(search, allocation, closings) ? err_no_memory(err) : code;
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
    if (is_done) {
        rank_groups(&search);
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

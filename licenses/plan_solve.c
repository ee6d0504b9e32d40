#include "licenses/plan_solve.h"

#include "inventory/words.h"
#include "licenses/maintained_units.h"
#include "licenses/plan_overlaps.h"
#include "licenses/plan_surely.h"

#include <string.h>

enum { NODES = 20000 /* of one search: the limit counts nodes, never seconds */ };

#define GROUP_NONE UINT32_MAX

/* What is taken for granted. */
enum view {
    VIEW_SURE,     /* rights that are known, needs that may be */
    VIEW_POSSIBLE, /* rights that may be, needs that are known */
};

/* A problem for licenses/allocation.h, and what its numbers are numbers of. */
struct posing {
    struct plan *plan;
    enum view view;
    struct allocation_problem problem;
    struct allocation_lot *lots;
    uint32_t *lot_of;        /* by place in plan->rights */
    uint32_t *maintained_of; /* likewise: the lot of what is under maintenance, the same unless that has to be told */
    uint32_t *right_of;      /* by lot: place in plan->rights */
    struct allocation_group *groups;
    uint32_t *group_of; /* by class */
    uint32_t *class_of; /* by group */
    struct allocation_demand *demands;
    struct allocation_option *options;
    uint32_t *option_of; /* by option of the problem: that of the plan */
    uint32_t *option_demands;
    struct allocation_source *sources;
    uint32_t *source_of; /* by source of the problem: its place in the plan's option */
    size_t source_count, option_demand_count;
};

/* --- lots ----------------------------------------------------------------------------------------------------------
 */

static int64_t width_of(struct plan *plan, uint32_t right, bool is_maintained) {
    int64_t width = 0;

    if (right_is_bound(plan->rights[right])) {
        return 0;
    }
    for (uint32_t i = 0; i < plan->variant_count && width < ALLOCATION_COST_MAX; i++) {
        struct plan_fit fit = plan_fit_variant(plan, right, i);
        width += fit.is_allowed != TERM_NO && (is_maintained || !fit.takes_maintenance);
    }
    return width;
}

/* A right that can be used again elsewhere is the best to be left over (R4). */
static int64_t worth_of(const struct entitlement *entitlement) {
    bool is_of_machine = entitlement_comes_with_device(entitlement) || entitlement->bound_to.n > 0;
    return entitlement->period.is_perpetual && !is_of_machine && entitlement->reassignable != TERM_NO;
}

static int64_t units_of(const struct posing *posing, const struct right *right) {
    const struct units *units = posing->view == VIEW_SURE ? &right->supply.least : &right->supply.most;
    bool is_blanket = shape_of_metric(right->entitlement->metric) == SHAPE_BLANKET;

    if (units->is_unlimited || (is_blanket && units->count > 0)) {
        return ALLOCATION_UNLIMITED;
    }
    return units->count;
}

static uint32_t add_lot(struct posing *posing, uint32_t right, int64_t units, bool is_maintained) {
    uint32_t lot = (uint32_t)posing->problem.lot_count++;

    posing->right_of[lot] = right;
    posing->lots[lot] = (struct allocation_lot){
        .units = units,
        .rank = lot,
        .width = width_of(posing->plan, right, is_maintained),
        .worth = worth_of(posing->plan->rights[right]->entitlement),
    };
    return lot;
}

/* Of a right that is maintained in part, and used for what takes maintenance, there are two lots. */
static void pose_right(struct posing *posing, uint32_t number, bool is_split) {
    const struct right *right = posing->plan->rights[number];
    int64_t units = units_of(posing, right), maintained = 0;

    if (is_split) {
        struct maintained_units of_right = maintained_units_of(right->entitlement, &right->supply);
        maintained = posing->view == VIEW_SURE ? of_right.least : of_right.most;
    }
    posing->lot_of[number] = add_lot(posing, number, units - maintained, !is_split);
    posing->maintained_of[number] = is_split ? add_lot(posing, number, maintained, true) : posing->lot_of[number];
}

/* By place in plan->rights: does anything that it could cover take maintenance? NULL when memory is out. */
static bool *find_split(const struct plan *plan) {
    bool *is_split = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *is_split);

    for (uint32_t i = 0; is_split && i < plan->option_count; i++) {
        const struct plan_option *option = &plan->options[i];
        for (uint32_t source = 0; source < option->source_count; source++) {
            if (option->sources[source].takes_maintenance != TERM_NO) {
                is_split[plan_place_of(plan, option->sources[source].right)] = true;
            }
        }
    }
    return is_split;
}

static bool pose_lots(struct posing *posing) {
    const struct plan *plan = posing->plan;
    bool *is_split = find_split(plan);

    for (uint32_t i = 0; is_split && i < plan->right_count; i++) {
        posing->lot_of[i] = posing->maintained_of[i] = ALLOCATION_MISSING;
        if (plan_right_is_active(plan->rights[i])) {
            pose_right(posing, i, is_split[i]);
        }
    }
    return is_split != NULL;
}

/* --- groups --------------------------------------------------------------------------------------------------------
 */

static const struct plan_demand *first_demands(const struct plan *plan, uint32_t number) {
    return &plan->demands[plan->sites[plan->class_sites[plan->classes[number].first_site]].first_demand];
}

/* Terms that are broken, and devices on which the right is used beyond its limit. */
static int64_t breaches_of(const struct plan_source *source) {
    int64_t breaches = (int64_t)__builtin_popcount(source->broken) + source->surplus;
    return breaches < ALLOCATION_COST_MAX ? breaches : ALLOCATION_COST_MAX;
}

static void add_source(struct posing *posing, struct allocation_option *posed, uint32_t number,
                       const struct plan_source *source, uint32_t lot) {
    posing->sources[posing->source_count] = (struct allocation_source){
        .lot = lot,
        .breaches = breaches_of(source),
        .moves = source->is_move,
    };
    posing->source_of[posing->source_count++] = number;
    posed->source_count++;
}

static void pose_sources(struct posing *posing, const struct plan_option *option, struct allocation_option *posed) {
    posed->first_source = posing->source_count;
    for (uint32_t i = 0; i < option->source_count; i++) {
        const struct plan_source *source = &option->sources[i];
        if (posing->view == VIEW_SURE && source->is_maybe) {
            continue;
        }
        uint32_t place = plan_place_of(posing->plan, source->right);
        uint32_t lot = posing->lot_of[place], maintained = posing->maintained_of[place];
        bool is_restricted =
            posing->view == VIEW_SURE ? source->takes_maintenance != TERM_NO : source->takes_maintenance == TERM_YES;
        if (!is_restricted && lot != maintained) {
            add_source(posing, posed, i, source, lot);
        }
        add_source(posing, posed, i, source, maintained);
    }
}

/* How many products besides the first, of which uses of a machine stand together. */
static int64_t further_products(const struct posing *posing, const struct plan_option *option,
                                const struct plan_demand *demands) {
    const struct plan_demand *last = NULL;
    int64_t count = -1;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = &demands[option->demands[i]];
        if (posing->view == VIEW_POSSIBLE && !demand->is_certain) {
            continue;
        }
        bool is_next = last && last->machine == demand->machine && last->use->product != demand->use->product;
        count += !last || is_next;
        last = demand;
    }
    return count < 0 ? 0 : count;
}

/* Demands of a class are numbered as they are met; those that count nothing in this view are left out. */
static void pose_option(struct posing *posing, uint32_t number, uint32_t group, uint32_t *demand_of) {
    const struct plan_option *option = &posing->plan->options[number];
    const struct plan_demand *demands = first_demands(posing->plan, option->plan_class);
    struct allocation_option *posed = &posing->options[posing->problem.option_count];

    *posed = (struct allocation_option){
        .group = group,
        .first_demand = posing->option_demand_count,
        .units = posing->view == VIEW_SURE ? option->units : option->units_least,
        .price = option->price,
        .rights = option->rights,
    };
    posed->further = further_products(posing, option, demands);
    for (uint32_t i = 0; i < option->demand_count; i++) {
        uint32_t demand = option->demands[i];
        if (posing->view == VIEW_POSSIBLE && !demands[demand].is_certain) {
            continue;
        }
        if (demand_of[demand] == UINT32_MAX) {
            demand_of[demand] = (uint32_t)posing->problem.demand_count++;
            posing->demands[demand_of[demand]] = (struct allocation_demand){group, demands[demand].is_certain};
        }
        posing->option_demands[posing->option_demand_count++] = demand_of[demand];
        posed->demand_count++;
    }
    if (posed->demand_count) {
        pose_sources(posing, option, posed);
        posing->option_of[posing->problem.option_count++] = number;
    }
}

static void pose_class(struct posing *posing, uint32_t number, uint32_t *demand_of) {
    const struct plan *plan = posing->plan;
    const struct plan_class *class = &plan->classes[number];
    uint32_t demands = plan->sites[plan->class_sites[class->first_site]].demand_count;
    uint32_t group = (uint32_t)posing->problem.group_count;
    size_t before = posing->problem.option_count;

    memset(demand_of, 0xFF, demands * sizeof *demand_of);
    for (uint32_t i = 0; i < class->option_count; i++) {
        pose_option(posing, class->first_option + i, group, demand_of);
    }
    posing->group_of[number] = GROUP_NONE;
    if (posing->problem.option_count > before) {
        posing->group_of[number] = group;
        posing->class_of[group] = number;
        posing->groups[group] = (struct allocation_group){class->sites, number};
        posing->problem.group_count++;
    }
}

/* --- the problem ---------------------------------------------------------------------------------------------------
 */

struct sizes {
    size_t demands, option_demands, sources;
    uint32_t widest; /* demands of one site */
};

static struct sizes sizes_of(const struct plan *plan) {
    struct sizes sizes = {0};

    for (uint32_t i = 0; i < plan->option_count; i++) {
        sizes.option_demands += plan->options[i].demand_count;
        sizes.sources += plan->options[i].source_count;
    }
    for (uint32_t i = 0; i < plan->class_count; i++) {
        uint32_t demands = plan->sites[plan->class_sites[plan->classes[i].first_site]].demand_count;
        sizes.demands += demands;
        sizes.widest = demands > sizes.widest ? demands : sizes.widest;
    }
    return sizes;
}

static bool make_room(struct posing *posing, const struct sizes *sizes) {
    const struct plan *plan = posing->plan;
    struct arena *arena = plan->arena;
    size_t rights = (size_t)plan->right_count + 1, classes = (size_t)plan->class_count + 1;
    size_t options = (size_t)plan->option_count + 1;

    posing->lots = arena_alloc_array(arena, rights * 2, sizeof *posing->lots);
    posing->lot_of = arena_alloc_array(arena, rights, sizeof *posing->lot_of);
    posing->maintained_of = arena_alloc_array(arena, rights, sizeof *posing->maintained_of);
    posing->right_of = arena_alloc_array(arena, rights * 2, sizeof *posing->right_of);
    posing->groups = arena_alloc_array(arena, classes, sizeof *posing->groups);
    posing->group_of = arena_alloc_array(arena, classes, sizeof *posing->group_of);
    posing->class_of = arena_alloc_array(arena, classes, sizeof *posing->class_of);
    posing->demands = arena_alloc_array(arena, sizes->demands + 1, sizeof *posing->demands);
    posing->options = arena_alloc_array(arena, options, sizeof *posing->options);
    posing->option_of = arena_alloc_array(arena, options, sizeof *posing->option_of);
    posing->option_demands = arena_alloc_array(arena, sizes->option_demands + 1, sizeof *posing->option_demands);
    posing->sources = arena_alloc_array(arena, sizes->sources * 2 + 1, sizeof *posing->sources);
    posing->source_of = arena_alloc_array(arena, sizes->sources * 2 + 1, sizeof *posing->source_of);
    return !arena_failed(arena);
}

static bool pose(struct plan *plan, enum view view, struct posing *posing) {
    struct sizes sizes = sizes_of(plan);
    uint32_t *demand_of = arena_alloc_array(plan->arena, (size_t)sizes.widest + 1, sizeof *demand_of);

    *posing = (struct posing){.plan = plan, .view = view};
    if (!demand_of || !make_room(posing, &sizes) || !pose_lots(posing)) {
        return false;
    }
    for (uint32_t i = 0; i < plan->class_count; i++) {
        pose_class(posing, i, demand_of);
    }
    posing->problem.lots = posing->lots;
    posing->problem.groups = posing->groups;
    posing->problem.demands = posing->demands;
    posing->problem.options = posing->options;
    posing->problem.option_demands = posing->option_demands;
    posing->problem.sources = posing->sources;
    posing->problem.nodes = NODES;
    return true;
}

/* --- what comes of it ----------------------------------------------------------------------------------------------
 */

static uint32_t site_of(const struct posing *posing, const struct allocation_placement *placement) {
    const struct plan *plan = posing->plan;
    return plan->class_sites[plan->classes[posing->class_of[placement->group]].first_site + placement->site];
}

static struct plan_grant grant_of(const struct posing *posing, const struct allocation_placement *placement) {
    const struct plan *plan = posing->plan;
    struct plan_grant grant = {.option = posing->option_of[placement->option], .units = placement->units};
    const struct allocation_option *posed = &posing->options[placement->option];

    if (placement->lot == ALLOCATION_MISSING) {
        return grant;
    }
    grant.right = plan->rights[posing->right_of[placement->lot]];
    for (size_t i = posed->first_source; i < posed->first_source + posed->source_count; i++) {
        if (posing->sources[i].lot == placement->lot) {
            grant.source = &plan->options[grant.option].sources[posing->source_of[i]];
        }
    }
    return grant;
}

/* Is a placement of the same right at the same place as the one before it, of the other of its lots? */
static bool goes_on(const struct posing *posing, const struct allocation_placement *placements, size_t at) {
    const struct allocation_placement *one = &placements[at], *before = at ? &placements[at - 1] : NULL;

    return before && one->group == before->group && one->site == before->site && one->option == before->option &&
           one->lot != ALLOCATION_MISSING && before->lot != ALLOCATION_MISSING &&
           posing->right_of[one->lot] == posing->right_of[before->lot];
}

static bool take_grants(const struct posing *posing, const struct allocation *allocation,
                        struct plan_solution *solution) {
    const struct plan *plan = posing->plan;
    size_t sites = (size_t)plan->site_count + 2;

    solution->grants = arena_alloc_array(plan->arena, allocation->placement_count + 1, sizeof *solution->grants);
    solution->first_grant = arena_alloc_array(plan->arena, sites, sizeof *solution->first_grant);
    solution->given = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *solution->given);
    solution->surely_missing =
        arena_alloc_array(plan->arena, allocation->placement_count + 1, sizeof *solution->surely_missing);
    if (!solution->grants || !solution->first_grant || !solution->given || !solution->surely_missing) {
        return false;
    }
    uint32_t *next = solution->first_grant;
    for (size_t i = 0; i < allocation->placement_count; i++) {
        bool is_new = !goes_on(posing, allocation->placements, i);
        next[site_of(posing, &allocation->placements[i]) + 2] += is_new;
        solution->grant_count += is_new;
    }
    for (uint32_t i = 0; i < plan->site_count; i++) {
        next[i + 2] += next[i + 1];
    }
    for (size_t i = 0; i < allocation->placement_count; i++) {
        uint32_t site = site_of(posing, &allocation->placements[i]);
        if (goes_on(posing, allocation->placements, i)) {
            solution->grants[next[site + 1] - 1].units += allocation->placements[i].units;
        } else {
            solution->grants[next[site + 1]++] = grant_of(posing, &allocation->placements[i]);
        }
    }
    for (size_t lot = 0; lot < posing->problem.lot_count; lot++) {
        solution->given[posing->right_of[lot]] += allocation->given[lot];
    }
    return true;
}

/* All that is missing is surely missing, until the other end is known. */
static int64_t note_missing(struct plan_solution *solution) {
    int64_t total = 0;

    for (uint32_t i = 0; i < solution->grant_count; i++) {
        solution->surely_missing[i] = solution->grants[i].right ? 0 : solution->grants[i].units;
        total += solution->surely_missing[i];
    }
    return total;
}

/* What is missing in an allocation, in its order; NULL when memory is out. */
static struct plan_lack *list_missing(const struct posing *posing, const struct allocation *allocation,
                                      size_t *ret_count) {
    struct plan_lack *lacks = arena_alloc_array(posing->plan->arena, allocation->placement_count + 1, sizeof *lacks);
    size_t count = 0;

    for (size_t i = 0; lacks && i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];
        if (placement->lot == ALLOCATION_MISSING) {
            lacks[count++] = (struct plan_lack){
                .site = site_of(posing, placement),
                .option = posing->option_of[placement->option],
                .units = placement->units,
            };
        }
    }
    *ret_count = count;
    return lacks;
}

/* Of a right with two lots one of them, as if the right gave no more; NULL when memory is out. */
static const struct right *right_of_lot(const struct posing *posing, uint32_t lot) {
    uint32_t place = posing->right_of[lot];
    const struct right *right = posing->plan->rights[place];

    if (posing->lot_of[place] == posing->maintained_of[place]) {
        return right;
    }
    struct maintained_units units = maintained_units_of(right->entitlement, &right->supply);
    struct right *part = arena_alloc(posing->plan->arena, sizeof *part);
    if (part) {
        *part = *right;
        part->supply.least.count = units.least;
        part->supply.most.count = units.most;
        if (lot == posing->lot_of[place]) {
            part->supply.least.count = right->supply.least.count - units.least;
            part->supply.most.count = right->supply.most.count - units.most;
        }
    }
    return part;
}

/* With both of its lots a right is there as such: they stand one behind the other. */
static bool add_right(const struct posing *posing, uint32_t lot, const struct right **rights, uint32_t *count) {
    const struct right *right = posing->plan->rights[posing->right_of[lot]];

    if (*count && rights[*count - 1]->number == right->number) {
        rights[*count - 1] = right;
        return true;
    }
    rights[*count] = right_of_lot(posing, lot);
    return rights[(*count)++] != NULL;
}

static bool take_shortage(const struct posing *posing, const struct allocation *allocation,
                          const struct allocation_shortage *part, struct plan_shortage *shortage) {
    const struct plan *plan = posing->plan;
    const struct right **rights = arena_alloc_array(plan->arena, part->lot_count + 1, sizeof(const struct right *));

    if (!rights) {
        return false;
    }
    *shortage = (struct plan_shortage){
        .rights = rights,
        .needed = part->missing,
        .missing = part->missing,
    };
    for (size_t i = 0; i < part->lot_count; i++) {
        uint32_t lot = part->lots[i];
        if (allocation->given[lot] == posing->lots[lot].units) { /* suites lead to others that would have more */
            if (!add_right(posing, lot, rights, &shortage->right_count)) {
                return false;
            }
            shortage->needed += allocation->given[lot];
        }
    }
    return true;
}

/* By demand of the problem: the number of the shortage that it is of, and 1, or 0; NULL when memory is out. */
static uint32_t *number_demands(const struct posing *posing, const struct allocation_shortages *found) {
    size_t count = posing->problem.demand_count + 1;
    uint32_t *number_of = arena_alloc_array(posing->plan->arena, count, sizeof *number_of);

    for (size_t i = 0; number_of && i < found->count; i++) {
        for (size_t k = 0; k < found->parts[i].demand_count; k++) {
            number_of[found->parts[i].demands[k]] = (uint32_t)i + 1;
        }
    }
    return number_of;
}

/* The same by option of the plan, which is of the first that any of its demands is of. */
static uint32_t *number_options(const struct posing *posing, const struct allocation_shortages *found) {
    const uint32_t *number_of_demand = number_demands(posing, found);
    uint32_t *number_of =
        arena_alloc_array(posing->plan->arena, (size_t)posing->plan->option_count + 1, sizeof *number_of);

    for (size_t i = 0; number_of_demand && number_of && i < posing->problem.option_count; i++) {
        const struct allocation_option *option = &posing->options[i];
        uint32_t *number = &number_of[posing->option_of[i]];
        for (uint32_t k = 0; k < option->demand_count && *number == 0; k++) {
            *number = number_of_demand[posing->option_demands[option->first_demand + k]];
        }
    }
    return number_of_demand ? number_of : NULL;
}

static enum err_code take_shortages(const struct posing *posing, const struct allocation *allocation,
                                    struct plan_shortages *shortages, struct err *err) {
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *found = NULL;
    struct arena *arena = posing->plan->arena;
    enum err_code code = allocation_shortages_find(&posing->problem, allocation, &found, err);

    if (code != ERR_OK) {
        return code;
    }
    struct plan_shortage *items = arena_alloc_array(arena, found->count + 1, sizeof *items);
    shortages->number_of = number_options(posing, found);
    if (!items || !shortages->number_of) {
        return err_no_memory(err);
    }
    shortages->items = items;
    shortages->count = (uint32_t)found->count;
    for (size_t i = 0; i < found->count; i++) {
        if (!take_shortage(posing, allocation, &found->parts[i], &items[i])) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

/* By place in plan->rights: the number of the shortage that a right is of, and 1, or 0. */
static uint32_t *number_rights(const struct plan *plan, const struct plan_shortages *shortages) {
    uint32_t *number_of = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *number_of);

    for (uint32_t i = 0; number_of && i < shortages->count; i++) {
        for (uint32_t k = 0; k < shortages->items[i].right_count; k++) {
            number_of[plan_place_of(plan, shortages->items[i].rights[k])] = i + 1;
        }
    }
    return number_of;
}

/* Adds what of the grants of a site was not observed to the shortages that they are of. */
static void add_doubtful(const struct plan *plan, struct plan_solution *solution, uint32_t site,
                         const uint32_t *number_of) {
    struct plan_shortages *shortages = &solution->short_at_most;
    uint32_t first = solution->first_grant[site];
    int64_t least_left = 0; /* units that the option needs in any case, beside those of earlier grants */

    for (uint32_t i = first; i < solution->first_grant[site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        const struct plan_option *option = &plan->options[grant->option];
        if (i == first || grant->option != grant[-1].option) {
            least_left = plan_is_certain_at(plan, site, option) ? option->units_least : 0;
        }
        int64_t least = grant->units < least_left ? grant->units : least_left;
        uint32_t number =
            grant->right ? number_of[plan_place_of(plan, grant->right)] : shortages->number_of[grant->option];
        if (number) {
            shortages->items[number - 1].doubtful += grant->units - least;
        }
        least_left -= least;
    }
}

/* What of the needs of each shortage was not observed. */
static bool count_doubtful(const struct plan *plan, struct plan_solution *solution) {
    uint32_t *number_of = number_rights(plan, &solution->short_at_most);

    for (uint32_t site = 0; number_of && site < plan->site_count; site++) {
        add_doubtful(plan, solution, site, number_of);
    }
    return number_of != NULL;
}

const struct plan_shortage *plan_shortage_of(const struct plan_shortages *shortages, uint32_t option) {
    uint32_t number = shortages->number_of ? shortages->number_of[option] : 0;
    return number ? &shortages->items[number - 1] : NULL;
}

static void note_proof(struct plan_solution *solution, const struct allocation *allocation) {
    if (solution->is_proven && !allocation->is_proven) {
        solution->is_proven = false;
        solution->value = allocation->value;
        solution->bound = allocation->bound;
    }
}

/* Nobody knows whether there is a right at all. */
static void doubt_all(struct plan_solution *solution) {
    for (uint32_t i = 0; i < solution->grant_count; i++) {
        solution->surely_missing[i] = 0;
    }
    solution->is_open = true;
}

/* Is it open how many units are under maintenance, or how many of them it takes? */
static bool is_maintenance_open(const struct plan_source *source) {
    struct maintained_units units;

    if (source->takes_maintenance != TERM_YES) {
        return source->takes_maintenance == TERM_BLANK;
    }
    units = maintained_units_of(source->right->entitlement, &source->right->supply);
    return units.least != units.most;
}

/* Is there anything that could turn out otherwise? */
static bool is_open(const struct plan *plan) {
    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct supply *supply = &plan->rights[i]->supply;
        if (units_cmp(supply->least, supply->most) != 0) {
            return true;
        }
    }
    for (uint32_t i = 0; i < plan->option_count; i++) {
        const struct plan_option *option = &plan->options[i];
        if (option->units != option->units_least) {
            return true;
        }
        for (uint32_t source = 0; source < option->source_count; source++) {
            if (option->sources[source].is_maybe || is_maintenance_open(&option->sources[source])) {
                return true;
            }
        }
    }
    for (uint32_t i = 0; i < plan->demand_count; i++) {
        if (!plan->demands[i].is_certain) {
            return true;
        }
    }
    return false;
}

/* What is short whatever turns out. */
static enum err_code solve_possible(struct plan *plan, struct plan_solution *solution, struct err *err) {
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    struct posing posing;

    if (!pose(plan, VIEW_POSSIBLE, &posing)) {
        return err_no_memory(err);
    }
    enum err_code code = allocation_solve(&posing.problem, &allocation, err);
    if (code != ERR_OK) {
        return code;
    }
    size_t count = 0;
    struct plan_lack *lacks = list_missing(&posing, allocation, &count);
    if (!lacks || !plan_surely_missing(plan, solution, lacks, count)) {
        return err_no_memory(err);
    }
    note_proof(solution, allocation);
    return count ? take_shortages(&posing, allocation, &solution->short_surely, err) : ERR_OK;
}

static enum err_code solve_sure(struct plan *plan, struct plan_solution *solution, int64_t *ret_missing,
                                struct err *err) {
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    struct posing posing;

    if (!pose(plan, VIEW_SURE, &posing)) {
        return err_no_memory(err);
    }
    enum err_code code = allocation_solve(&posing.problem, &allocation, err);
    if (code != ERR_OK) {
        return code;
    }
    if (!take_grants(&posing, allocation, solution)) {
        return err_no_memory(err);
    }
    *ret_missing = note_missing(solution);
    note_proof(solution, allocation);
    if (*ret_missing == 0) {
        return ERR_OK;
    }
    code = take_shortages(&posing, allocation, &solution->short_at_most, err);
    if (code == ERR_OK && !count_doubtful(plan, solution)) {
        code = err_no_memory(err);
    }
    solution->short_surely = solution->short_at_most;
    return code;
}

/* Which shortages are there whatever turns out. */
static void note_sure_shortages(struct plan_solution *solution) {
    const struct plan_shortages *shortages = &solution->short_at_most;

    for (uint32_t i = 0; i < solution->grant_count && shortages->count; i++) {
        uint32_t number = solution->surely_missing[i] > 0 ? shortages->number_of[solution->grants[i].option] : 0;
        if (number) {
            shortages->items[number - 1].is_sure = true;
        }
    }
}

enum err_code plan_solve(struct plan *plan, struct plan_solution *ret_solution, struct err *err) {
    struct plan_solution solution = {.is_open = is_open(plan), .is_proven = true};
    int64_t missing = 0;
    enum err_code code = solve_sure(plan, &solution, &missing, err);
    if (code == ERR_OK && missing && solution.is_open) {
        code = solve_possible(plan, &solution, err);
    }
    if (code == ERR_OK) {
        code = plan_overlaps_settle(plan, &solution, err);
    }
    if (code == ERR_OK && (plan->stray || plan->is_system || plan->is_unread)) {
        doubt_all(&solution);
    }
    if (code == ERR_OK) {
        note_sure_shortages(&solution);
        *ret_solution = solution;
    }
    return code;
}

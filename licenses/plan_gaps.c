#include "licenses/plan_gaps.h"

#include "base/intern.h"
#include "inventory/words.h"

#include <stdlib.h>

struct gap_search {
    struct plan *plan;
    const struct plan_solution *solution;
    struct plan_gaps gaps;
    struct intern *kinds;      /* variants that stand to all rights alike */
    uint32_t *kind_of;         /* by variant; INTERN_NONE: not looked at yet */
    struct intern *likenesses; /* of gaps */
    struct buffer signature;
    bool is_by_size; /* is any right counted by size? */
    bool failed;
};

/* --- what gaps have in common --------------------------------------------------------------------------------------
 */

/* Numbers as they are in memory: signatures are compared and never shown. */
static void sign(struct gap_search *search, int64_t number) {
    buffer_append(&search->signature, (struct str){(const char *)&number, sizeof number});
}

static uint32_t intern_signature(struct gap_search *search, struct intern *signatures) {
    uint32_t number = search->signature.failed ? INTERN_NONE : intern_add(signatures, buffer_view(&search->signature));

    search->failed |= number == INTERN_NONE;
    return number;
}

/* Of versions there may be hundreds, of which most differ under no right. */
static uint32_t kind_of(struct gap_search *search, uint32_t variant) {
    struct plan *plan = search->plan;

    if (search->kind_of[variant] == INTERN_NONE) {
        buffer_reset(&search->signature);
        sign(search, plan->variants[variant].product);
        for (uint32_t i = 0; i < plan->right_count; i++) {
            struct plan_fit fit = plan_fit_variant(plan, i, variant);
            buffer_append_char(&search->signature, (char)fit.is_allowed);
            buffer_append_char(&search->signature, (char)fit.bar);
        }
        search->kind_of[variant] = intern_signature(search, search->kinds);
    }
    return search->kind_of[variant];
}

/* A right of the group that could be for the variant, if it is for the machine or the user. */
static void sign_right(struct gap_search *search, uint32_t number, uint32_t variant) {
    struct plan *plan = search->plan;
    uint32_t place = plan_place_of(plan, rights_get(plan->audit->rights, number));
    bool is_of_group = place < plan->right_count && plan->rights[place]->number == number;

    if (is_of_group && plan_fit_variant(plan, place, variant).is_allowed != TERM_NO) {
        sign(search, number);
    }
}

/* Rights that are bound to the machine, and named ones that are assigned to who uses it. */
static void sign_own_rights(struct gap_search *search, const struct plan_demand *demand) {
    struct plan *plan = search->plan;
    struct right_numbers bound = bindings_of(plan->audit->bindings, demand->machine, plan->worker->scratch);

    for (uint32_t i = 0; i < bound.count; i++) {
        sign_right(search, bound.items[i], demand->variant);
    }
    sign(search, -1);
    for (uint32_t i = 0; i < demand->tie_count; i++) {
        if (rights_get(plan->audit->rights, demand->ties[i])->entitlement->metric == METRIC_NAMED) {
            sign_right(search, demand->ties[i], demand->variant);
        }
    }
    sign(search, -1);
}

static void sign_processors(struct gap_search *search, const struct processors *processors) {
    sign(search, processors->sockets);
    sign(search, processors->cores);
    sign(search, processors->cores_per_socket);
}

/* What decides whether a right that is counted by size may be used there at all. */
static void sign_size(struct gap_search *search, const struct machine *machine) {
    sign(search, machine->is_virtual);
    sign_processors(search, &machine->processors);
    if (machine->host != MACHINE_NONE) {
        sign_processors(search, &estate_machine(search->plan->audit->estate, machine->host)->processors);
    }
}

static uint32_t likeness_of(struct gap_search *search, const struct plan_gap *gap) {
    struct plan *plan = search->plan;
    const struct plan_option *option = &plan->options[search->solution->grants[gap->grant].option];

    for (uint32_t i = 0; i < option->demand_count; i++) { /* first: they are signed in the same buffer */
        kind_of(search, plan_demand_at(plan, gap->site, option, i)->variant);
    }
    buffer_reset(&search->signature);
    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, gap->site, option, i);
        sign(search, kind_of(search, demand->variant));
        sign_own_rights(search, demand);
    }
    if (search->is_by_size) {
        sign_size(search, plan_demand_at(plan, gap->site, option, 0)->machine);
    }
    search->failed |= arena_failed(plan->worker->scratch);
    arena_reset(plan->worker->scratch);
    return intern_signature(search, search->likenesses);
}

/* --- groups --------------------------------------------------------------------------------------------------------
 */

bool plan_gap_is_sure(const struct plan_solution *solution, const struct plan_gap *gap) {
    return solution->surely_missing[gap->grant] > 0;
}

static int compare_groups(const struct plan_solution *solution, const struct plan_gap *x, const struct plan_gap *y) {
    const struct plan_grant *left = &solution->grants[x->grant], *right = &solution->grants[y->grant];
    int order = (left->option > right->option) - (left->option < right->option);

    order = order ? order : (left->units > right->units) - (left->units < right->units);
    order = order ? order : plan_gap_is_sure(solution, y) - plan_gap_is_sure(solution, x);
    return order ? order : (x->likeness > y->likeness) - (x->likeness < y->likeness);
}

static int compare_gaps(const void *a, const void *b, void *context) {
    const struct plan_gap *x = a, *y = b;
    const struct gap_search *search = context;
    int order = compare_groups(search->solution, x, y);

    return order ? order : (x->site > y->site) - (x->site < y->site);
}

static void collect(struct gap_search *search) {
    const struct plan_solution *solution = search->solution;

    for (uint32_t site = 0; site < search->plan->site_count; site++) {
        for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1] && !search->failed; i++) {
            if (!solution->grants[i].right) {
                struct plan_gap *gap = &search->gaps.items[search->gaps.count++];
                *gap = (struct plan_gap){.grant = i, .site = site};
                gap->likeness = likeness_of(search, gap);
            }
        }
    }
}

static void group(struct gap_search *search) {
    struct plan_gaps *gaps = &search->gaps;

    if (gaps->count) {
        qsort_r(gaps->items, gaps->count, sizeof *gaps->items, compare_gaps, search);
    }
    for (uint32_t i = 0; i < gaps->count; i++) {
        if (i == 0 || compare_groups(search->solution, &gaps->items[i - 1], &gaps->items[i]) != 0) {
            gaps->first[gaps->group_count++] = i;
        }
        gaps->items[i].group = gaps->group_count - 1;
    }
    gaps->first[gaps->group_count] = gaps->count;
}

static bool make_room(struct gap_search *search) {
    struct plan *plan = search->plan;
    size_t count = (size_t)search->solution->first_grant[plan->site_count] + 1;

    search->kinds = intern_new();
    search->likenesses = intern_new();
    search->gaps.items = arena_alloc_array(plan->arena, count, sizeof *search->gaps.items);
    search->gaps.first = arena_alloc_array(plan->arena, count, sizeof *search->gaps.first);
    search->kind_of = arena_alloc_array(plan->arena, (size_t)plan->variant_count + 1, sizeof *search->kind_of);
    for (uint32_t i = 0; search->kind_of && i < plan->variant_count; i++) {
        search->kind_of[i] = INTERN_NONE;
    }
    for (uint32_t i = 0; i < plan->right_count; i++) {
        search->is_by_size |= shape_of_metric(plan->rights[i]->entitlement->metric) == SHAPE_CAPACITY;
    }
    return search->kinds && search->likenesses && search->gaps.items && search->gaps.first && search->kind_of;
}

bool plan_gaps_find(struct plan *plan, const struct plan_solution *solution, struct plan_gaps *ret_gaps) {
    struct gap_search search = {.plan = plan, .solution = solution};
    bool is_done = make_room(&search);

    if (is_done) {
        collect(&search);
        is_done = !search.failed;
    }
    if (is_done) {
        group(&search);
        *ret_gaps = search.gaps;
    }
    intern_free(search.kinds);
    intern_free(search.likenesses);
    buffer_done(&search.signature);
    return is_done;
}

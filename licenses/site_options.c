#include "licenses/site_options.h"

#include "inventory/words.h"
#include "licenses/site_search.h"

static bool (*const ways[])(struct site_search *, uint32_t) = {
    [SHAPE_MACHINE] = site_by_machine, [SHAPE_INSTANCE] = site_by_instance, [SHAPE_USER] = site_by_user,
    [SHAPE_CAPACITY] = site_by_size,   [SHAPE_BLANKET] = site_by_machine,   [SHAPE_ACCESS] = NULL,
};

static bool offer_right(struct site_search *search, uint32_t right) {
    const struct right *given = search->plan->rights[right];
    enum shape shape = shape_of_metric(given->entitlement->metric);

    if (given->entitlement->metric == METRIC_HOST) {
        return site_by_host(search, right);
    }
    if (plan_right_is_pooled(given)) {
        return site_by_pool(search, right) && site_by_host(search, right);
    }
    if (!ways[shape]) {
        return true;
    }
    if (!ways[shape](search, right)) {
        return false;
    }
    return shape == SHAPE_CAPACITY  ? site_by_host(search, right)
           : shape == SHAPE_MACHINE ? site_by_second_copy(search, right)
                                    : true;
}

static bool offer_rights(struct site_search *search, bool are_active) {
    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        if (plan_right_is_active(search->plan->rights[i]) == are_active && !offer_right(search, i)) {
            return false;
        }
    }
    return true;
}

static bool find(struct site_search *search) {
    bool is_done = offer_rights(search, true);

    for (uint32_t i = 0; i < search->count && is_done; i++) {
        if (search->is_offered[i]) {
            search->options->doubts[i].reason = NULL;
        } else if (!search->options->doubts[i].reason) {
            is_done = site_offer_nothing(search, i);
        }
    }
    return is_done && offer_rights(search, false);
}

/* Of each machine of the site once. */
static bool find_bound(struct site_search *search, struct right_numbers *bound) {
    for (uint32_t i = 0; i < search->count; i++) {
        bool is_repeated = i > 0 && search->demands[i].machine == search->demands[i - 1].machine;
        bound[i] = is_repeated ? bound[i - 1]
                               : bindings_of(search->plan->audit->bindings, search->demands[i].machine, search->arena);
    }
    search->bound = bound;
    return !arena_failed(search->arena);
}

bool site_options_find(struct plan *plan, const struct plan_site *site, struct site_options *ret_options) {
    size_t count = (size_t)site->demand_count + 1;
    struct arena *arena = plan->worker->scratch;
    struct site_search search = {
        .plan = plan,
        .arena = arena,
        .demands = &plan->demands[site->first_demand],
        .count = site->demand_count,
        .options = ret_options,
        .sure = arena_alloc_array(arena, count, sizeof *search.sure),
        .maybe = arena_alloc_array(arena, count, sizeof *search.maybe),
        .is_offered = arena_alloc_array(arena, count, sizeof *search.is_offered),
    };
    struct right_numbers *bound = arena_alloc_array(arena, count, sizeof *bound);

    *ret_options = (struct site_options){.doubts = arena_alloc_array(arena, count, sizeof *ret_options->doubts)};
    return !arena_failed(arena) && find_bound(&search, bound) && find(&search) && !arena_failed(arena);
}

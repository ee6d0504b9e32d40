/* What no right covers: demands that are missing in full, counted as the right counts that would be for them. */

#include "inventory/words.h"
#include "licenses/site_search.h"

/* How uncovered demands are counted. */
struct counting {
    uint32_t number;           /* of the right in plan->rights; RIGHT_NONE: by machine */
    const struct right *right; /* NULL */
    enum shape shape;
    bool is_by_pool, is_by_place;
    struct site_place place;
    const struct machine *host; /* with its virtual machines; NULL: each machine by itself */
};

static uint32_t family_of(const struct site_search *search, uint32_t product) {
    return catalog_product(search->plan->audit->catalog, product)->family;
}

/* By what right a family is counted where none covers it: the first that is for it, one in force before others. */
static uint32_t governing_right(const struct site_search *search, uint32_t family) {
    uint32_t found = RIGHT_NONE;

    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        const struct right *right = search->plan->rights[i];
        if (shape_of_metric(right->entitlement->metric) == SHAPE_ACCESS ||
            !right_has_family(right, search->plan->audit->catalog, family)) {
            continue;
        }
        if (plan_right_is_active(right)) {
            return i;
        }
        found = found == RIGHT_NONE ? i : found;
    }
    return found;
}

static struct counting counting_of(const struct site_search *search, const struct plan_demand *demand) {
    struct counting counting = {.number = governing_right(search, family_of(search, demand->use->product))};

    if (counting.number == RIGHT_NONE) {
        counting.shape = SHAPE_MACHINE;
        return counting;
    }
    counting.right = search->plan->rights[counting.number];
    counting.shape = shape_of_metric(counting.right->entitlement->metric);
    counting.is_by_place = counting.right->entitlement->metric == METRIC_HOST ||
                           (counting.shape == SHAPE_CAPACITY && plan_right_is_for_hosts(counting.right));
    counting.is_by_place &= site_place_of(search, demand->machine, &counting.place);
    counting.is_by_pool = !counting.is_by_place && plan_right_is_pooled(counting.right);
    if (!counting.is_by_place && !counting.is_by_pool && plan_right_counts_guests(counting.right)) {
        counting.host = plan_host_of(search->plan, demand->machine);
    }
    return counting;
}

static bool is_counted_with(const struct site_search *search, const struct counting *counting,
                            const struct plan_demand *first, const struct plan_demand *demand) {
    struct site_place place;

    if (family_of(search, demand->use->product) != family_of(search, first->use->product)) {
        return false;
    }
    if (counting->is_by_place) {
        return site_place_of(search, demand->machine, &place) && site_place_eq(&place, &counting->place);
    }
    if (counting->host) {
        return plan_host_of(search->plan, demand->machine) == counting->host;
    }
    return counting->is_by_pool                                        ? true
           : counting->shape == SHAPE_INSTANCE                         ? demand->use == first->use
           : counting->shape == SHAPE_USER && first->user != USER_NONE ? demand->user == first->user
                                                                       : demand->machine == first->machine;
}

/* Demands like the one AT, which no option has. */
static struct site_sets gather_uncovered(const struct site_search *search, uint32_t at,
                                         const struct counting *counting) {
    const struct plan_demand *first = &search->demands[at];
    struct site_sets sets = {0, 0, RIGHT_DIRECT};

    for (uint32_t i = at; i < search->count; i++) {
        const struct plan_demand *demand = &search->demands[i];
        if (!search->is_offered[i] && !search->options->doubts[i].reason &&
            is_counted_with(search, counting, first, demand)) {
            search->maybe[sets.maybe++] = search->sure[sets.sure++] = i;
        }
    }
    return sets;
}

static bool count_units(struct site_search *search, const struct counting *counting, const struct plan_demand *demand,
                        struct site_sets *sets, struct plan_capacity *ret_capacity) {
    if (counting->is_by_place) {
        return site_units_of_place(search, counting->right, &counting->place, sets, ret_capacity);
    }
    if (counting->is_by_pool) {
        return site_units_of_pool(search, counting->right, sets, ret_capacity);
    }
    if (counting->host) {
        *ret_capacity = site_units_on_host(search, counting->right, counting->host, sets);
    } else if (counting->shape == SHAPE_CAPACITY) {
        *ret_capacity = plan_capacity_of_machine(search->plan, counting->right, demand->use->product, demand->machine);
    } else if (counting->shape == SHAPE_USER && demand->is_by_users) {
        *ret_capacity = site_units_of_users(search, counting->right, demand);
    } else if (counting->shape == SHAPE_MACHINE && demand->doubt) {
        *ret_capacity = (struct plan_capacity){.doubt = demand->doubt};
    }
    return true;
}

bool site_offer_nothing(struct site_search *search, uint32_t at) {
    const struct catalog *catalog = search->plan->audit->catalog;
    const struct plan_demand *demand = &search->demands[at];
    struct counting counting = counting_of(search, demand);
    const struct right *right = counting.right;
    struct site_sets sets = gather_uncovered(search, at, &counting);
    int metric = right && right->entitlement->metric >= 0 ? right->entitlement->metric : METRIC_DEVICE;
    bool is_its_product = right && !right->is_suite &&
                          str_eq(catalog_product(catalog, right->product)->edition_key,
                                 catalog_product(catalog, demand->use->product)->edition_key);
    struct site_offer offer = {
        .right = RIGHT_NONE,
        .capacity = site_one_unit(),
        .product = is_its_product ? right->product : demand->use->product,
        .metric = metric,
    };

    if (!count_units(search, &counting, demand, &sets, &offer.capacity)) {
        return false;
    }
    if (sets.maybe == 0) {
        return true;
    }
    if (!offer.capacity.is_known) {
        site_doubt(search, &sets, offer.capacity.doubt, metric);
        return true;
    }
    offer.demands = search->sure;
    offer.demand_count = sets.sure;
    return site_make_offer(search, &offer);
}

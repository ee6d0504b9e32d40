/* What a unit of a right would be for, what of that the right may cover, and the options that come of it. */

#include "licenses/clusters.h"
#include "licenses/site_search.h"

#include <string.h>

/* --- scopes --------------------------------------------------------------------------------------------------------
 */

uint32_t site_next_machine(const struct site_search *search, uint32_t at) {
    const struct machine *machine = search->demands[at].machine;

    while (at < search->count && search->demands[at].machine == machine) {
        at++;
    }
    return at;
}

struct site_scope site_scope_all(const struct site_search *search) {
    return (struct site_scope){.end = search->count, .user = USER_NONE};
}

struct site_scope site_scope_machine(const struct site_search *search, uint32_t at) {
    return (struct site_scope){.begin = at, .end = site_next_machine(search, at), .user = USER_NONE};
}

bool site_place_of(const struct site_search *search, const struct machine *machine, struct site_place *ret_place) {
    const struct audit *audit = search->plan->audit;
    struct site_place place = {.cluster = clusters_of_machine(audit->clusters, audit->estate, machine)};

    if (place.cluster != CLUSTER_NONE) {
        *ret_place = place;
        return true;
    }
    place.machine = machine->is_virtual != TERM_YES ? machine
                    : machine->host != MACHINE_NONE ? estate_machine(audit->estate, machine->host)
                                                    : NULL;
    *ret_place = place;
    return place.machine != NULL;
}

bool site_place_eq(const struct site_place *a, const struct site_place *b) {
    return a->machine == b->machine && a->cluster == b->cluster;
}

static bool is_at(const struct site_search *search, const struct machine *machine, const struct site_place *place) {
    struct site_place its;
    return site_place_of(search, machine, &its) && site_place_eq(&its, place);
}

static bool is_in(const struct site_search *search, const struct site_scope *scope, const struct plan_demand *demand) {
    return (!scope->use || demand->use == scope->use) && (scope->user == USER_NONE || demand->user == scope->user) &&
           (!scope->is_of_nobody || demand->user == USER_NONE) &&
           (!scope->place || is_at(search, demand->machine, scope->place)) &&
           (!scope->host || plan_host_of(search->plan, demand->machine) == scope->host);
}

/* --- sets ----------------------------------------------------------------------------------------------------------
 */

/* What is bound to a host is for its virtual machines, too. */
static struct plan_fit fit_of(const struct site_search *search, uint32_t right, uint32_t demand,
                              const struct right_numbers *bound_to_host) {
    struct plan_fit fit = plan_fit_demand(search->plan, right, &search->demands[demand], &search->bound[demand]);

    if (fit.is_allowed == TERM_NO && fit.bar == BAR_BOUND && bound_to_host->count) {
        fit = plan_fit_demand(search->plan, right, &search->demands[demand], bound_to_host);
    }
    return fit;
}

bool site_machine_is_certain(const struct site_search *search, const struct site_sets *sets,
                             const struct machine *machine) {
    for (uint32_t i = 0; i < sets->sure; i++) {
        const struct plan_demand *demand = &search->demands[search->sure[i]];
        if (demand->machine == machine && demand->is_certain) {
            return true;
        }
    }
    return false;
}

struct site_sets site_gather(struct site_search *search, uint32_t right, const struct site_scope *scope) {
    struct site_sets sets = {0, 0, RIGHT_DIRECT};
    struct right_numbers bound_to_host = {0};
    const struct machine *host = scope->place ? scope->place->machine : scope->host;

    if (host) {
        bound_to_host = bindings_of(search->plan->audit->bindings, host, search->arena);
    }
    for (uint32_t i = scope->begin; i < scope->end; i++) {
        if (search->options->doubts[i].reason || !is_in(search, scope, &search->demands[i])) {
            continue;
        }
        struct plan_fit fit = fit_of(search, right, i, &bound_to_host);
        if (fit.is_allowed == TERM_NO) {
            continue;
        }
        sets.kind = sets.maybe == 0 ? (enum license_right)fit.kind : sets.kind;
        search->maybe[sets.maybe++] = i;
        if (fit.is_allowed == TERM_YES) {
            search->sure[sets.sure++] = i;
        }
    }
    return sets;
}

/* --- offers --------------------------------------------------------------------------------------------------------
 */

struct plan_capacity site_one_unit(void) {
    return (struct plan_capacity){.is_known = true, .is_allowed = TERM_YES, .least = 1, .most = 1};
}

struct site_offer site_offer_of(const struct site_search *search, uint32_t right, enum license_right kind) {
    const struct right *given = search->plan->rights[right];
    return (struct site_offer){
        .right = right,
        .capacity = site_one_unit(),
        .kind = kind,
        .product = given->product,
        .metric = given->entitlement->metric < 0 ? METRIC_DEVICE : given->entitlement->metric,
    };
}

static bool is_same_offer(const struct plan_option *option, const struct site_offer *offer) {
    bool is_mixed = option->units == 1 || (option->product == offer->product && option->metric == offer->metric);
    return is_mixed && option->units == offer->capacity.most && option->units_least == offer->capacity.least &&
           option->is_of_host == offer->capacity.is_of_host && option->demand_count == offer->demand_count &&
           str_eq(option->arithmetic, offer->capacity.arithmetic) &&
           memcmp(option->demands, offer->demands, offer->demand_count * sizeof *offer->demands) == 0;
}

static struct plan_option *find_option(const struct site_search *search, const struct site_offer *offer) {
    for (uint32_t i = 0; i < search->options->count; i++) {
        if (is_same_offer(&search->options->items[i], offer)) {
            return &search->options->items[i];
        }
    }
    return NULL;
}

/* Of options that several rights may serve the units are counted with the first that is no suite. */
static void take_product(struct plan_option *option, const struct site_offer *offer, const struct right *right) {
    bool is_by_suite = option->source_count > 0 && option->sources[0].right->is_suite;

    if (option->source_count == 0 || (is_by_suite && right && !right->is_suite)) {
        option->product = offer->product;
        option->metric = offer->metric;
    }
}

static struct plan_option *add_option(struct site_search *search, const struct site_offer *offer) {
    struct site_options *options = search->options;

    options->items =
        arena_grow(search->arena, options->items, options->count, 1, &options->capacity, sizeof *options->items);
    uint32_t *demands = arena_alloc_array(search->arena, (size_t)offer->demand_count + 1, sizeof *demands);
    if (!options->items || !demands) {
        return NULL;
    }
    memcpy(demands, offer->demands, offer->demand_count * sizeof *demands);
    struct plan_option *option = &options->items[options->count++];
    *option = (struct plan_option){
        .demands = demands,
        .demand_count = offer->demand_count,
        .units_least = offer->capacity.least,
        .units = offer->capacity.most,
        .doubt = offer->capacity.doubt,
        .is_of_host = offer->capacity.is_of_host,
        .parts = offer->capacity.parts,
        .part_count = offer->capacity.part_count,
        .product = offer->product,
        .metric = offer->metric,
        .arithmetic = offer->capacity.arithmetic,
    };
    return option;
}

/* Devices of one user, each once; the demands are by machine. */
static uint32_t count_devices(const struct site_search *search, const struct right *right,
                              const struct site_offer *offer) {
    const struct machine *last = NULL;
    uint32_t count = 0;

    for (uint32_t i = 0; i < offer->demand_count; i++) {
        const struct machine *machine = search->demands[offer->demands[i]].machine;
        count += machine != last && site_machine_counts(right, machine);
        last = machine;
    }
    return count;
}

static uint32_t surplus_of(const struct site_search *search, const struct right *right,
                           const struct site_offer *offer) {
    int64_t limit;

    if (shape_of_metric(right->entitlement->metric) != SHAPE_USER || !site_device_limit(right, &limit) ||
        search->demands[offer->demands[0]].user == USER_NONE) {
        return 0;
    }
    uint32_t count = count_devices(search, right, offer);
    return count > 1 && count > limit ? count - (uint32_t)limit : 0;
}

/* Units of several machines are counted together: some may be for one that takes no maintenance. */
static bool shares_units(const struct right *right, const struct site_offer *offer) {
    bool is_stacked = shape_of_metric(right->entitlement->metric) == SHAPE_USER && offer->capacity.most > 1;

    return offer->demand_count > 1 && (is_stacked || plan_right_is_pooled(right));
}

static struct plan_source make_source(const struct site_search *search, const struct site_offer *offer) {
    const struct right *right = search->plan->rights[offer->right];
    struct plan_source source = {
        .right = right,
        .kind = offer->kind,
        .is_maybe = offer->is_maybe,
        .takes_maintenance = TERM_NO,
    };

    bool is_whole = true; /* does every demand take maintenance? */

    source.surplus = surplus_of(search, right, offer);
    for (uint32_t i = 0; i < offer->demand_count; i++) {
        const struct plan_demand *demand = &search->demands[offer->demands[i]];
        struct term_verdict verdict = plan_terms(search->plan, offer->right, demand->setting);
        source.broken |= verdict.broken;
        source.unknown |= verdict.unknown;
        source.is_move |= demand->tie_count > 0 && !plan_demand_is_tied(demand, right);
        source.takes_maintenance =
            term_either(source.takes_maintenance,
                        plan_takes_maintenance(search->plan, offer->right, demand, offer->capacity.takes_maintenance));
        is_whole &= plan_takes_maintenance(search->plan, offer->right, demand, false) == TERM_YES;
    }
    if (source.takes_maintenance == TERM_YES && !is_whole && shares_units(right, offer)) {
        source.takes_maintenance = TERM_BLANK;
    }
    return source;
}

/* There is room for as many as the next power of two. */
static bool make_room_for_source(const struct site_search *search, struct plan_option *option) {
    uint32_t count = option->source_count;

    if (count & (count - 1)) {
        return true;
    }
    struct plan_source *sources = arena_alloc_array(search->arena, count ? (size_t)count * 2 : 1, sizeof *sources);
    if (sources && count) {
        memcpy(sources, option->sources, count * sizeof *sources);
    }
    option->sources = sources;
    return sources != NULL;
}

static bool add_source(struct site_search *search, struct plan_option *option, const struct site_offer *offer) {
    if (!make_room_for_source(search, option)) {
        return false;
    }
    take_product(option, offer, search->plan->rights[offer->right]);
    option->sources[option->source_count++] = make_source(search, offer);
    return true;
}

/* A right that gives nothing on the day is counted, and no source. */
bool site_make_offer(struct site_search *search, const struct site_offer *offer) {
    struct plan_option *option = find_option(search, offer);
    bool is_source = offer->right != RIGHT_NONE && plan_right_is_active(search->plan->rights[offer->right]);

    if (!option && !is_source && offer->right != RIGHT_NONE) {
        return true;
    }
    option = option ? option : add_option(search, offer);
    if (!option) {
        return false;
    }
    int64_t price = offer->right == RIGHT_NONE ? 1 : plan_price_of(search->plan, search->plan->rights[offer->right]);
    option->price = option->price == 0 || price < option->price ? price : option->price;
    option->rights += offer->right != RIGHT_NONE;
    for (uint32_t i = 0; i < offer->demand_count; i++) {
        search->is_offered[offer->demands[i]] = true;
    }
    return !is_source || add_source(search, option, offer);
}

bool site_offer_sets(struct site_search *search, struct site_offer *offer, const struct site_sets *sets) {
    bool is_sure = offer->capacity.is_allowed == TERM_YES;

    if (sets->maybe == 0 || offer->capacity.is_allowed == TERM_NO) {
        return true;
    }
    if (sets->sure && is_sure) {
        offer->demands = search->sure;
        offer->demand_count = sets->sure;
        offer->is_maybe = false;
        if (!site_make_offer(search, offer)) {
            return false;
        }
    }
    if (sets->maybe == sets->sure && is_sure) {
        return true;
    }
    offer->demands = search->maybe;
    offer->demand_count = sets->maybe;
    offer->is_maybe = true;
    return site_make_offer(search, offer);
}

bool site_offer_capacity(struct site_search *search, uint32_t right, const struct site_sets *sets,
                         const struct plan_capacity *capacity, enum license_right kind) {
    struct site_offer offer = site_offer_of(search, right, kind);

    if (sets->maybe == 0) {
        return true;
    }
    if (!capacity->is_known) {
        site_doubt(search, sets, capacity->doubt, offer.metric);
        return true;
    }
    offer.capacity = *capacity;
    return site_offer_sets(search, &offer, sets);
}

void site_doubt(struct site_search *search, const struct site_sets *sets, const char *reason, int metric) {
    for (uint32_t i = 0; i < sets->maybe; i++) {
        uint32_t demand = search->maybe[i];
        if (!search->is_offered[demand] && !search->options->doubts[demand].reason) {
            search->options->doubts[demand] = (struct site_doubt){reason, metric};
        }
    }
}

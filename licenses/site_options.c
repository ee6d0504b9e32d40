#include "licenses/site_options.h"

#include "inventory/words.h"
#include "licenses/plan_capacity.h"

#include <inttypes.h>
#include <string.h>

/* One site, while its options are looked for. */
struct search {
    struct plan *plan;
    struct arena *arena;
    const struct plan_demand *demands; /* of the site, by machine */
    uint32_t count;
    const struct right_numbers *bound; /* by demand: rights that are bound to its machine */
    struct site_options *options;
    uint32_t *sure, *maybe; /* sets of demands that are being made */
    bool *is_offered;       /* by demand: it is in an option */
};

/* Demands that one unit, or so many, of a right would cover. */
struct offer {
    uint32_t right; /* place in plan->rights; RIGHT_NONE: of none */
    const uint32_t *demands;
    uint32_t demand_count;
    struct plan_capacity capacity;
    enum license_right kind;
    bool is_maybe;
    uint32_t product;
    int metric;
};
#define RIGHT_NONE UINT32_MAX

static const struct plan_capacity one_unit = {.is_known = true, .is_allowed = TERM_YES, .least = 1, .most = 1};

/* --- offers --------------------------------------------------------------------------------------------------------
 */

static bool is_same_offer(const struct plan_option *option, const struct offer *offer) {
    bool is_mixed = option->units == 1 || (option->product == offer->product && option->metric == offer->metric);
    return is_mixed && option->units == offer->capacity.most && option->units_least == offer->capacity.least &&
           option->demand_count == offer->demand_count && str_eq(option->arithmetic, offer->capacity.arithmetic) &&
           memcmp(option->demands, offer->demands, offer->demand_count * sizeof *offer->demands) == 0;
}

static struct plan_option *find_option(const struct search *search, const struct offer *offer) {
    for (uint32_t i = 0; i < search->options->count; i++) {
        if (is_same_offer(&search->options->items[i], offer)) {
            return &search->options->items[i];
        }
    }
    return NULL;
}

/* Of options that several rights may serve the units are counted with the first that is no suite. */
static void take_product(struct plan_option *option, const struct offer *offer, const struct right *right) {
    bool is_by_suite = option->source_count > 0 && option->sources[0].right->is_suite;

    if (option->source_count == 0 || (is_by_suite && right && !right->is_suite)) {
        option->product = offer->product;
        option->metric = offer->metric;
    }
}

static struct plan_option *add_option(struct search *search, const struct offer *offer) {
    struct site_options *options = search->options;

    if (options->count == options->capacity) {
        uint32_t capacity = options->capacity * 2 + 8;
        struct plan_option *items = arena_alloc_array(search->arena, capacity, sizeof *items);
        if (items && options->count) {
            memcpy(items, options->items, options->count * sizeof *items);
        }
        options->items = items;
        options->capacity = items ? capacity : 0;
    }
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
        .product = offer->product,
        .metric = offer->metric,
        .arithmetic = offer->capacity.arithmetic,
    };
    return option;
}

static bool is_tied(const struct plan_demand *demand, uint32_t right) {
    for (uint32_t i = 0; i < demand->tie_count; i++) {
        if (demand->ties[i] == right) {
            return true;
        }
    }
    return false;
}

static struct plan_source make_source(const struct search *search, const struct offer *offer) {
    const struct right *right = search->plan->rights[offer->right];
    struct plan_source source = {.right = right, .kind = offer->kind, .is_maybe = offer->is_maybe};

    for (uint32_t i = 0; i < offer->demand_count; i++) {
        const struct plan_demand *demand = &search->demands[offer->demands[i]];
        struct term_verdict verdict = plan_terms(search->plan, offer->right, demand->setting);
        source.broken |= verdict.broken;
        source.unknown |= verdict.unknown;
        source.is_move |= demand->tie_count > 0 && !is_tied(demand, right->number);
    }
    return source;
}

/* There is room for as many as the next power of two. */
static bool make_room_for_source(const struct search *search, struct plan_option *option) {
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

static bool add_source(struct search *search, struct plan_option *option, const struct offer *offer) {
    if (!make_room_for_source(search, option)) {
        return false;
    }
    take_product(option, offer, search->plan->rights[offer->right]);
    option->sources[option->source_count++] = make_source(search, offer);
    return true;
}

static int64_t price_of(const struct plan *plan, const struct offer *offer) {
    int64_t price = 1;

    if (plan->price_unit && offer->right != RIGHT_NONE) {
        const struct entitlement *entitlement = plan->rights[offer->right]->entitlement;
        price = entitlement->unit_price.number / entitlement_pack(entitlement) / plan->price_unit;
    }
    return price < 1 ? 1 : price;
}

/* A right that gives nothing on the day is counted, and no source. */
static bool make_offer(struct search *search, const struct offer *offer) {
    struct plan_option *option = find_option(search, offer);
    bool is_source = offer->right != RIGHT_NONE && plan_right_is_active(search->plan->rights[offer->right]);

    if (!option && !is_source && offer->right != RIGHT_NONE) {
        return true;
    }
    option = option ? option : add_option(search, offer);
    if (!option) {
        return false;
    }
    int64_t price = price_of(search->plan, offer);
    option->price = option->price == 0 || price < option->price ? price : option->price;
    option->rights += offer->right != RIGHT_NONE;
    for (uint32_t i = 0; i < offer->demand_count; i++) {
        search->is_offered[offer->demands[i]] = true;
    }
    return !is_source || add_source(search, option, offer);
}

/* --- sets ----------------------------------------------------------------------------------------------------------
 */

/* Which demands a unit is for. */
struct scope {
    const struct machine *machine; /* NULL: any */
    const struct use *use;         /* NULL: any */
    uint32_t user;                 /* USER_NONE: any */
    const struct machine *host;    /* with its virtual machines; NULL: any */
};

static bool is_on_host(const struct search *search, const struct machine *machine, const struct machine *host) {
    return machine == host ||
           (machine->host != MACHINE_NONE && estate_machine(search->plan->audit->estate, machine->host) == host);
}

static bool is_in(const struct search *search, const struct scope *scope, const struct plan_demand *demand) {
    return (!scope->machine || demand->machine == scope->machine) && (!scope->use || demand->use == scope->use) &&
           (scope->user == USER_NONE || demand->user == scope->user) &&
           (!scope->host || is_on_host(search, demand->machine, scope->host));
}

struct sets {
    uint32_t sure, maybe; /* how many demands are surely, or at all, covered */
    enum license_right kind;
};

/* Fills search->sure and search->maybe with what of the scope the right may cover. */
static struct sets gather(struct search *search, uint32_t right, const struct scope *scope) {
    struct sets sets = {0, 0, RIGHT_DIRECT};

    for (uint32_t i = 0; i < search->count; i++) {
        const struct plan_demand *demand = &search->demands[i];
        if (search->options->doubts[i] || !is_in(search, scope, demand)) {
            continue;
        }
        struct plan_fit fit = plan_fit_demand(search->plan, right, demand, &search->bound[i]);
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

/* What of the scope it surely covers, and, if there is more, what it may cover. */
static bool offer_sets(struct search *search, struct offer *offer, const struct sets *sets) {
    bool is_sure = offer->capacity.is_allowed == TERM_YES;

    if (sets->maybe == 0 || offer->capacity.is_allowed == TERM_NO) {
        return true;
    }
    if (sets->sure && is_sure) {
        offer->demands = search->sure;
        offer->demand_count = sets->sure;
        offer->is_maybe = false;
        if (!make_offer(search, offer)) {
            return false;
        }
    }
    if (sets->maybe == sets->sure && is_sure) {
        return true;
    }
    offer->demands = search->maybe;
    offer->demand_count = sets->maybe;
    offer->is_maybe = true;
    return make_offer(search, offer);
}

static struct offer offer_of(const struct search *search, uint32_t right, enum license_right kind) {
    const struct right *given = search->plan->rights[right];
    return (struct offer){
        .right = right,
        .capacity = one_unit,
        .kind = kind,
        .product = given->product,
        .metric = given->entitlement->metric < 0 ? METRIC_DEVICE : given->entitlement->metric,
    };
}

/* The demands cannot be counted under a right that is for them. What another right covers all the same is no doubt. */
static void doubt(struct search *search, const struct sets *sets, const char *reason) {
    for (uint32_t i = 0; i < sets->maybe; i++) {
        if (!search->is_offered[search->maybe[i]] && !search->options->doubts[search->maybe[i]]) {
            search->options->doubts[search->maybe[i]] = reason;
        }
    }
}

/* --- shapes --------------------------------------------------------------------------------------------------------
 */

/* Each machine of the site once. */
static uint32_t next_machine(const struct search *search, uint32_t at) {
    const struct machine *machine = search->demands[at].machine;
    while (at < search->count && search->demands[at].machine == machine) {
        at++;
    }
    return at;
}

/* Where the terms ask for a right for every user of a shared device, as many as it has. */
static struct plan_capacity units_on_machine(const struct right *right, const struct machine *machine) {
    bool is_shared = machine->setting.shared_use != WORD_BLANK && machine->setting.shared_use != USE_PERSONAL;
    struct plan_capacity capacity = one_unit;

    if (is_shared && right->entitlement->shared_use == SHARED_PER_USER) {
        capacity.is_known = machine->users.count > 0;
        capacity.doubt = capacity.is_known ? NULL : "users-of-device";
        capacity.least = capacity.most = machine->users.count;
    }
    return capacity;
}

static bool offer_capacity(struct search *search, uint32_t right, const struct sets *sets,
                           const struct plan_capacity *capacity, enum license_right kind) {
    struct offer offer = offer_of(search, right, kind);

    if (sets->maybe == 0) {
        return true;
    }
    if (!capacity->is_known) {
        doubt(search, sets, capacity->doubt);
        return true;
    }
    offer.capacity = *capacity;
    return offer_sets(search, &offer, sets);
}

static bool by_machine(struct search *search, uint32_t right) {
    bool is_done = true;

    for (uint32_t at = 0; at < search->count && is_done; at = next_machine(search, at)) {
        struct scope scope = {.machine = search->demands[at].machine, .user = USER_NONE};
        struct sets sets = gather(search, right, &scope);
        struct plan_capacity capacity = units_on_machine(search->plan->rights[right], scope.machine);
        is_done = offer_capacity(search, right, &sets, &capacity, sets.kind);
    }
    return is_done;
}

static bool by_instance(struct search *search, uint32_t right) {
    bool is_done = true;

    for (uint32_t at = 0; at < search->count && is_done; at++) {
        struct scope scope = {.use = search->demands[at].use, .user = USER_NONE};
        if (at > 0 && search->demands[at - 1].use == scope.use) {
            continue;
        }
        struct sets sets = gather(search, right, &scope);
        is_done = offer_capacity(search, right, &sets, &one_unit, sets.kind);
    }
    return is_done;
}

static bool is_first_of_user(const struct search *search, uint32_t at) {
    for (uint32_t i = 0; i < at; i++) {
        if (search->demands[i].user == search->demands[at].user) {
            return false;
        }
    }
    return true;
}

bool site_machine_counts(const struct right *right, const struct machine *machine) {
    int use = machine->setting.shared_use;

    if (use == USE_VDI && right->entitlement->vdi_exempt == TERM_YES) {
        return false;
    }
    return use == WORD_BLANK || use == USE_PERSONAL || right->entitlement->shared_use != SHARED_ACTIVATION;
}

static int64_t machines_of(const struct search *search, const struct right *right, const struct sets *sets) {
    int64_t count = 0;

    for (uint32_t i = 0; i < sets->maybe; i++) {
        const struct machine *machine = search->demands[search->maybe[i]].machine;
        bool is_repeated = i > 0 && search->demands[search->maybe[i - 1]].machine == machine;
        count += !is_repeated && site_machine_counts(right, machine);
    }
    return count;
}

/* One unit for all of a user's machines; or for each so many, where rights may be stacked. */
static struct plan_capacity units_of_user(const struct search *search, const struct right *right,
                                          const struct sets *sets) {
    const struct figure *limit = &right->entitlement->devices_per_user;
    struct plan_capacity capacity = one_unit;
    int64_t machines = machines_of(search, right, sets);

    if (right->entitlement->stackable == TERM_YES && limit->is_set && limit->number > 0 && machines > limit->number) {
        capacity.least = capacity.most = (machines + limit->number - 1) / limit->number;
        capacity.arithmetic = arena_printf(search->arena, "⌈%" PRId64 " ÷ %" PRId64 "⌉ = %" PRId64, machines,
                                           limit->number, capacity.most);
    }
    return capacity;
}

static bool by_user(struct search *search, uint32_t right) {
    bool is_done = true;

    for (uint32_t at = 0; at < search->count && is_done; at++) {
        struct scope scope = {.user = search->demands[at].user};
        if (!is_first_of_user(search, at)) {
            continue;
        }
        if (scope.user == USER_NONE) { /* somebody on this machine */
            scope.machine = search->demands[at].machine;
        }
        struct sets sets = gather(search, right, &scope);
        struct plan_capacity capacity = units_of_user(search, search->plan->rights[right], &sets);
        is_done = offer_capacity(search, right, &sets, &capacity, sets.kind == RIGHT_DIRECT ? RIGHT_USER : sets.kind);
    }
    return is_done;
}

static bool by_size(struct search *search, uint32_t right) {
    bool is_done = true, is_for_hosts = plan_right_is_for_hosts(search->plan->rights[right]);

    for (uint32_t at = 0; at < search->count && is_done; at = next_machine(search, at)) {
        struct scope scope = {.machine = search->demands[at].machine, .user = USER_NONE};
        struct sets sets = gather(search, right, &scope);
        if (sets.maybe == 0 || (is_for_hosts && scope.machine->is_virtual == TERM_YES)) {
            continue;
        }
        uint32_t product = search->demands[search->maybe[0]].use->product;
        struct plan_capacity capacity =
            plan_capacity_of_machine(search->plan, search->plan->rights[right], product, scope.machine);
        is_done = offer_capacity(search, right, &sets, &capacity, sets.kind);
    }
    return is_done;
}

/* --- hosts ---------------------------------------------------------------------------------------------------------
 */

static int64_t virtual_machines(const struct search *search, const struct sets *sets) {
    int64_t count = 0;

    for (uint32_t i = 0; i < sets->maybe; i++) {
        const struct machine *machine = search->demands[search->maybe[i]].machine;
        bool is_repeated = i > 0 && search->demands[search->maybe[i - 1]].machine == machine;
        count += !is_repeated && machine->is_virtual == TERM_YES;
    }
    return count;
}

/* Virtual machines of which nobody knows where they run cannot be counted. */
static bool by_host_of(struct search *search, uint32_t right, const struct machine *machine) {
    const struct machine *host =
        machine->host == MACHINE_NONE ? NULL : estate_machine(search->plan->audit->estate, machine->host);
    struct scope scope = {.machine = host ? NULL : machine, .host = host, .user = USER_NONE};
    struct sets sets = gather(search, right, &scope);

    if (sets.maybe == 0) {
        return true;
    }
    if (!host) {
        doubt(search, &sets, "virtual_host");
        return true;
    }
    uint32_t product = search->demands[search->maybe[0]].use->product;
    struct plan_capacity capacity = plan_capacity_of_host(search->plan, search->plan->rights[right], product, host,
                                                          virtual_machines(search, &sets));
    return offer_capacity(search, right, &sets, &capacity, RIGHT_HOST);
}

static bool is_first_of_host(const struct search *search, uint32_t at) {
    const struct machine *machine = search->demands[at].machine;

    for (uint32_t i = 0; i < at; i++) {
        const struct machine *other = search->demands[i].machine;
        if (other == machine || (machine->host != MACHINE_NONE && other->host == machine->host)) {
            return false;
        }
    }
    return true;
}

static bool by_host(struct search *search, uint32_t right) {
    bool is_done = true;

    if (!plan_right_is_for_hosts(search->plan->rights[right])) {
        return true;
    }
    for (uint32_t at = 0; at < search->count && is_done; at++) {
        if (search->demands[at].machine->is_virtual == TERM_YES && is_first_of_host(search, at)) {
            is_done = by_host_of(search, right, search->demands[at].machine);
        }
    }
    return is_done;
}

/* --- second copies -------------------------------------------------------------------------------------------------
 */

static bool is_desktop(const struct machine *machine) {
    return machine->kind == KIND_PC && machine->is_virtual != TERM_YES;
}

static bool is_portable(const struct machine *machine) {
    return (machine->kind == KIND_LAPTOP || machine->kind == KIND_TABLET) && machine->is_virtual != TERM_YES;
}

/* The desktop and one portable machine of one user, by one unit (M28). */
static bool offer_pair(struct search *search, uint32_t right, const struct scope *desktop,
                       const struct scope *portable) {
    struct offer offer = offer_of(search, right, RIGHT_SECOND);
    struct sets second = gather(search, right, portable);
    uint32_t *seconds = arena_alloc_array(search->arena, (size_t)second.sure + 1, sizeof *seconds);

    if (!seconds) {
        return false;
    }
    memcpy(seconds, search->sure, second.sure * sizeof *seconds);
    struct sets first = gather(search, right, desktop);
    if (first.sure == 0 || second.sure == 0) {
        return true;
    }
    for (uint32_t i = 0; i < second.sure; i++) {
        search->sure[first.sure++] = seconds[i];
    }
    first.maybe = first.sure;
    first.kind = RIGHT_SECOND;
    return offer_sets(search, &offer, &first);
}

static bool by_second_copy(struct search *search, uint32_t right) {
    bool is_done = true;

    if (search->plan->rights[right]->entitlement->second_copy != TERM_YES) {
        return true;
    }
    for (uint32_t a = 0; a < search->count && is_done; a++) {
        struct scope desktop = {.machine = search->demands[a].machine, .user = search->demands[a].user};
        bool is_new = a == 0 || search->demands[a - 1].machine != desktop.machine;
        if (!is_new || desktop.user == USER_NONE || !is_desktop(desktop.machine)) {
            continue;
        }
        for (uint32_t b = 0; b < search->count && is_done; b = next_machine(search, b)) {
            struct scope portable = {.machine = search->demands[b].machine, .user = desktop.user};
            if (search->demands[b].user == desktop.user && is_portable(portable.machine)) {
                is_done = offer_pair(search, right, &desktop, &portable);
            }
        }
    }
    return is_done;
}

/* --- what no right is for ------------------------------------------------------------------------------------------
 */

static bool has_family(const struct search *search, const struct right *right, uint32_t family) {
    for (uint32_t i = 0; i < right->part_count; i++) {
        if (catalog_product(search->plan->audit->catalog, right->parts[i].product)->family == family) {
            return true;
        }
    }
    return false;
}

/* By what right a family is counted where none covers it: the first that is for it, one in force before others. */
static uint32_t governing_right(const struct search *search, uint32_t family) {
    uint32_t found = RIGHT_NONE;

    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        const struct right *right = search->plan->rights[i];
        if (shape_of_metric(right->entitlement->metric) == SHAPE_ACCESS || !has_family(search, right, family)) {
            continue;
        }
        if (plan_right_is_active(right)) {
            return i;
        }
        found = found == RIGHT_NONE ? i : found;
    }
    return found;
}

/* Demands like the one AT, which no option has: of the same family on the same machine, or by the same user. */
static struct sets gather_uncovered(const struct search *search, uint32_t at, enum shape shape) {
    const struct catalog *catalog = search->plan->audit->catalog;
    const struct plan_demand *first = &search->demands[at];
    struct sets sets = {0, 0, RIGHT_DIRECT};

    for (uint32_t i = at; i < search->count; i++) {
        const struct plan_demand *demand = &search->demands[i];
        bool is_same = catalog_product(catalog, demand->use->product)->family ==
                       catalog_product(catalog, first->use->product)->family;
        is_same &= shape == SHAPE_INSTANCE                           ? demand->use == first->use
                   : shape == SHAPE_USER && first->user != USER_NONE ? demand->user == first->user
                                                                     : demand->machine == first->machine;
        if (is_same && !search->is_offered[i] && !search->options->doubts[i]) {
            search->maybe[sets.maybe++] = search->sure[sets.sure] = i;
            sets.sure++;
        }
    }
    return sets;
}

static bool offer_nothing(struct search *search, uint32_t at) {
    const struct catalog *catalog = search->plan->audit->catalog;
    const struct plan_demand *demand = &search->demands[at];
    uint32_t number = governing_right(search, catalog_product(catalog, demand->use->product)->family);
    const struct right *right = number == RIGHT_NONE ? NULL : search->plan->rights[number];
    int metric = right ? right->entitlement->metric : METRIC_DEVICE;
    struct sets sets = gather_uncovered(search, at, shape_of_metric(metric));
    bool is_its_product = right && !right->is_suite &&
                          str_eq(catalog_product(catalog, right->product)->edition_key,
                                 catalog_product(catalog, demand->use->product)->edition_key);
    struct offer offer = {
        .right = RIGHT_NONE,
        .demands = search->sure,
        .demand_count = sets.sure,
        .capacity = one_unit,
        .product = is_its_product ? right->product : demand->use->product,
        .metric = metric < 0 ? METRIC_DEVICE : metric,
    };

    if (right && shape_of_metric(metric) == SHAPE_CAPACITY) {
        offer.capacity = plan_capacity_of_machine(search->plan, right, demand->use->product, demand->machine);
    }
    if (!offer.capacity.is_known) {
        doubt(search, &sets, offer.capacity.doubt);
        return true;
    }
    return make_offer(search, &offer);
}

/* --- the site ------------------------------------------------------------------------------------------------------
 */

static bool (*const ways[])(struct search *, uint32_t) = {
    [SHAPE_MACHINE] = by_machine, [SHAPE_INSTANCE] = by_instance, [SHAPE_USER] = by_user,
    [SHAPE_CAPACITY] = by_size,   [SHAPE_BLANKET] = by_machine,   [SHAPE_ACCESS] = NULL,
};

static bool offer_right(struct search *search, uint32_t right) {
    enum shape shape = shape_of_metric(search->plan->rights[right]->entitlement->metric);

    if (!ways[shape]) {
        return true;
    }
    if (!ways[shape](search, right)) {
        return false;
    }
    return shape == SHAPE_CAPACITY  ? by_host(search, right)
           : shape == SHAPE_MACHINE ? by_second_copy(search, right)
                                    : true;
}

static bool offer_rights(struct search *search, bool are_active) {
    for (uint32_t i = 0; i < search->plan->right_count; i++) {
        if (plan_right_is_active(search->plan->rights[i]) == are_active && !offer_right(search, i)) {
            return false;
        }
    }
    return true;
}

static bool find(struct search *search) {
    bool is_done = offer_rights(search, true);

    for (uint32_t i = 0; i < search->count && is_done; i++) {
        if (search->is_offered[i]) {
            search->options->doubts[i] = NULL;
        } else if (!search->options->doubts[i]) {
            is_done = offer_nothing(search, i);
        }
    }
    return is_done && offer_rights(search, false);
}

/* Of each machine of the site once. */
static bool find_bound(struct search *search, struct right_numbers *bound) {
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
    struct search search = {
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

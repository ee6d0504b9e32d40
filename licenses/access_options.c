/* The ways to cover who reaches servers: by a licence of the user, or by one of the device. */

#include "licenses/access.h"

#include "inventory/words.h"
#include "licenses/site_options.h"
#include "licenses/ties.h"

#include <stdlib.h>
#include <string.h>

/* One site, while its options are looked for. */
struct search {
    struct access_plan *access;
    struct arena *arena;
    const struct plan_demand *demands; /* of the site */
    const struct access_pair *pairs;
    struct site_options *options;
    uint32_t *sure, *maybe; /* sets of demands that are being made */
};

/* A user or a device with all that it does. */
struct subject {
    int metric;              /* METRIC_CAL_USER or METRIC_CAL_DEVICE */
    const uint32_t *demands; /* numbers within the site, in order */
    uint32_t count;
    uint32_t first_option; /* of the subject's own */
    struct tie_list ties;
};

/* --- options -------------------------------------------------------------------------------------------------------
 */

static struct plan_option *find_option(const struct search *search, const struct subject *subject,
                                       const uint32_t *demands, uint32_t count) {
    for (uint32_t i = subject->first_option; i < search->options->count; i++) {
        struct plan_option *option = &search->options->items[i];
        if (option->demand_count == count && memcmp(option->demands, demands, count * sizeof *demands) == 0) {
            return option;
        }
    }
    return NULL;
}

/* NULL when memory is out. */
static struct plan_option *add_option(struct search *search, const uint32_t *demands, uint32_t count) {
    struct site_options *options = search->options;
    uint32_t *copy = arena_alloc_array(search->arena, count, sizeof *copy);

    options->items =
        arena_grow(search->arena, options->items, options->count, 1, &options->capacity, sizeof *options->items);
    if (!options->items || !copy) {
        return NULL;
    }
    struct plan_option *option = &options->items[options->count++];
    *option = (struct plan_option){
        .demands = memcpy(copy, demands, count * sizeof *copy),
        .demand_count = count,
        .units_least = 1,
        .units = 1,
        .price = 1,
    };
    return option;
}

/* --- rights --------------------------------------------------------------------------------------------------------
 */

/* Something else than the right is on paper for the subject. */
static bool is_move(const struct search *search, const struct subject *subject, const struct right *right) {
    const struct plan *plan = &search->access->plan;
    bool has_tie = false;

    for (uint32_t i = 0; i < subject->ties.count; i++) {
        if (subject->ties.items[i] == right->number) {
            return false;
        }
        for (uint32_t other = 0; other < plan->right_count && !has_tie; other++) {
            has_tie = plan->rights[other]->number == subject->ties.items[i];
        }
    }
    return has_tie;
}

static bool add_source(struct search *search, const struct subject *subject, struct plan_option *option,
                       const struct right *right, bool is_maybe, enum term takes_maintenance) {
    struct plan_source *sources = arena_alloc_array(search->arena, (size_t)option->source_count + 1, sizeof *sources);

    if (!sources) {
        return false;
    }
    if (option->source_count) {
        memcpy(sources, option->sources, option->source_count * sizeof *sources);
    }
    sources[option->source_count++] = (struct plan_source){
        .right = right,
        .kind = subject->metric == METRIC_CAL_USER ? RIGHT_USER : RIGHT_DIRECT,
        .is_maybe = is_maybe,
        .is_move = is_move(search, subject, right),
        .takes_maintenance = takes_maintenance,
    };
    option->sources = sources;
    return true;
}

static enum term takes_maintenance(const struct search *search, const struct right *right, const uint32_t *demands,
                                   uint32_t count) {
    struct plan *plan = &search->access->plan;
    enum term answer = TERM_NO;

    for (uint32_t i = 0; i < count; i++) {
        const struct plan_demand *demand = &search->demands[demands[i]];
        answer = term_either(answer, plan_takes_maintenance(plan, plan_place_of(plan, right), demand, false));
    }
    return answer;
}

/* A right that gives nothing on the day is counted, and no source. */
static bool offer(struct search *search, const struct subject *subject, const struct right *right,
                  const uint32_t *demands, uint32_t count, bool is_maybe) {
    struct plan_option *option = find_option(search, subject, demands, count);
    bool is_source = plan_right_is_active(right);

    if (!option && !is_source) {
        return true;
    }
    if (!option) {
        const struct plan_option *whole = &search->options->items[subject->first_option];
        uint32_t product = whole->product;
        int metric = whole->metric;
        option = add_option(search, demands, count);
        if (!option) {
            return false;
        }
        option->product = product;
        option->metric = metric;
        option->price = plan_price_of(&search->access->plan, right);
    }
    option->rights++;
    return !is_source ||
           add_source(search, subject, option, right, is_maybe, takes_maintenance(search, right, demands, count));
}

/* What of the subject's demands it surely covers, and, if there is more, what it may cover. */
static bool offer_right(struct search *search, const struct subject *subject, uint32_t place) {
    struct plan *plan = &search->access->plan;
    const struct right *right = plan->rights[place];
    bool is_sure = right->entitlement->metric == subject->metric; /* else it may be of the other kind */
    uint32_t sure = 0, maybe = 0;

    for (uint32_t i = 0; i < subject->count; i++) {
        uint32_t demand = subject->demands[i];
        struct plan_fit fit = plan_fit_variant(plan, place, search->demands[demand].variant);
        if (fit.is_allowed != TERM_NO) {
            search->maybe[maybe++] = demand;
        }
        if (fit.is_allowed == TERM_YES && is_sure) {
            search->sure[sure++] = demand;
        }
    }
    if (sure && !offer(search, subject, right, search->sure, sure, false)) {
        return false;
    }
    return maybe == sure || offer(search, subject, right, search->maybe, maybe, true);
}

/* --- subjects ------------------------------------------------------------------------------------------------------
 */

/* By what right it is counted where none covers it: the first of its kind that is for one of the demands, one that is
 * in force and surely of the kind before others. NULL: there is none. */
static const struct right *governing_right(const struct search *search, const struct subject *subject) {
    struct plan *plan = &search->access->plan;
    const struct right *best = NULL;
    int best_worth = -1;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        bool is_for = false;
        for (uint32_t demand = 0; demand < subject->count && !is_for; demand++) {
            is_for = access_right_is_for(plan, i, search->demands[subject->demands[demand]].variant);
        }
        int worth = 2 * (right->entitlement->metric == subject->metric) + plan_right_is_active(right);
        if (is_for && access_right_is_of(right, subject->metric) && worth > best_worth) {
            best = right;
            best_worth = worth;
        }
    }
    return best;
}

/* What only a licence of this kind could cover, as the other side is not on record. */
static bool is_only_way(const struct search *search, const struct subject *subject) {
    for (uint32_t i = 0; i < subject->count; i++) {
        const struct access_pair *pair = &search->pairs[subject->demands[i]];
        if ((subject->metric == METRIC_CAL_USER ? pair->device : pair->user) == ACCESS_NONE) {
            return true;
        }
    }
    return false;
}

/* One licence for all that it does; further options for licences that are good for a part of it. */
static bool offer_subject(struct search *search, struct subject *subject) {
    struct plan *plan = &search->access->plan;
    const struct right *governing = governing_right(search, subject);
    bool is_done = true;

    if (!governing && !is_only_way(search, subject)) {
        return true;
    }
    subject->first_option = search->options->count;
    struct plan_option *option = add_option(search, subject->demands, subject->count);
    if (!option) {
        return false;
    }
    option->product = governing ? governing->product : search->demands[subject->demands[0]].use->product;
    option->metric = governing ? governing->entitlement->metric : subject->metric;
    option->price = governing ? plan_price_of(plan, governing) : 1;
    for (uint32_t i = 0; i < plan->right_count && is_done; i++) {
        if (access_right_is_of(plan->rights[i], subject->metric)) {
            is_done = offer_right(search, subject, i);
        }
    }
    return is_done;
}

static struct tie_list ties_of(const struct search *search, int metric, uint32_t number) {
    const struct audit *audit = search->access->plan.audit;

    if (number == ACCESS_NONE) {
        return (struct tie_list){0};
    }
    if (metric == METRIC_CAL_USER) {
        return ties_of_user(audit->ties, number);
    }
    const struct machine *machine = estate_machine(audit->estate, number);
    return machine->asset == PAIRING_NONE ? (struct tie_list){0} : ties_of_asset(audit->ties, machine->asset);
}

static uint32_t node_of(const struct search *search, int metric, uint32_t demand) {
    const struct access_pair *pair = &search->pairs[demand];
    return metric == METRIC_CAL_USER ? pair->user : pair->device;
}

/* DEMANDS stand by user, or by device; those without one last. */
static bool offer_kind(struct search *search, int metric, const uint32_t *demands, uint32_t count) {
    const struct access_node *nodes = metric == METRIC_CAL_USER ? search->access->users : search->access->devices;
    bool is_done = true;

    for (uint32_t begin = 0, end; begin < count && is_done; begin = end) {
        uint32_t node = node_of(search, metric, demands[begin]);
        for (end = begin; end < count && node_of(search, metric, demands[end]) == node; end++) {
        }
        if (node != ACCESS_NONE) {
            struct subject subject = {
                .metric = metric,
                .demands = &demands[begin],
                .count = end - begin,
                .ties = ties_of(search, metric, nodes[node].number),
            };
            is_done = offer_subject(search, &subject);
        }
    }
    return is_done;
}

/* --- the site ------------------------------------------------------------------------------------------------------
 */

static int compare_by_device(const void *a, const void *b, void *context) {
    const struct access_pair *pairs = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = (pairs[x].device > pairs[y].device) - (pairs[x].device < pairs[y].device);
    return order ? order : (x > y) - (x < y);
}

static bool find_options(void *context, struct plan *plan, const struct plan_site *site,
                         struct site_options *ret_options) {
    struct arena *arena = plan->worker->scratch;
    size_t count = (size_t)site->demand_count + 1;
    struct access_plan *access = context;
    struct search search = {
        .access = access,
        .arena = arena,
        .demands = &plan->demands[site->first_demand],
        .pairs = &access->pairs[site->first_demand],
        .options = ret_options,
        .sure = arena_alloc_array(arena, count, sizeof *search.sure),
        .maybe = arena_alloc_array(arena, count, sizeof *search.maybe),
    };
    uint32_t *demands = arena_alloc_array(arena, count, sizeof *demands);

    *ret_options = (struct site_options){.doubts = arena_alloc_array(arena, count, sizeof *ret_options->doubts)};
    if (arena_failed(arena)) {
        return false;
    }
    for (uint32_t i = 0; i < site->demand_count; i++) {
        demands[i] = i;
    }
    if (!offer_kind(&search, METRIC_CAL_USER, demands, site->demand_count)) {
        return false;
    }
    qsort_r(demands, site->demand_count, sizeof *demands, compare_by_device, (void *)(uintptr_t)search.pairs);
    return offer_kind(&search, METRIC_CAL_DEVICE, demands, site->demand_count) && !arena_failed(arena);
}

enum err_code access_options(struct access_plan *access, struct err *err) {
    return plan_classify(&access->plan, &(struct site_finder){find_options, access}, err);
}

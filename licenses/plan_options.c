/* The ways to cover the demands of each site, and classes of sites that are equal in them. */

#include "base/intern.h"
#include "licenses/site_options.h"

#include <stdlib.h>
#include <string.h>

bool plan_is_certain_at(const struct plan *plan, uint32_t site, const struct plan_option *option) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (plan_demand_at(plan, site, option, i)->is_certain) {
            return true;
        }
    }
    return false;
}

struct classing {
    struct plan *plan;
    struct intern *signatures; /* number of a class */
    uint32_t class_capacity, option_capacity, doubt_capacity;
    struct buffer signature;
};

static void classing_done(struct classing *classing) {
    intern_free(classing->signatures);
    buffer_done(&classing->signature);
}

/* --- classes -------------------------------------------------------------------------------------------------------
 */

/* Numbers as they are in memory: signatures are compared and never shown, and there is one for every site. */
static void sign_numbers(struct buffer *signature, const int64_t *numbers, size_t count) {
    buffer_append(signature, (struct str){(const char *)numbers, count * sizeof *numbers});
}

static void sign_source(struct buffer *signature, const struct plan_source *source) {
    const int64_t numbers[] = {source->right->number, source->kind,    source->broken,  source->unknown,
                               source->is_maybe,      source->is_move, source->surplus, source->takes_maintenance};

    sign_numbers(signature, numbers, ARRAY_LEN(numbers));
}

/* Hosts of a cluster are those of no other site. */
static void sign_parts(const struct plan *plan, struct buffer *signature, const struct plan_option *option) {
    for (uint32_t i = 0; i < option->part_count; i++) {
        const int64_t number = estate_number_of(plan->audit->estate, option->parts[i].machine);

        sign_numbers(signature, &number, 1);
    }
}

static void sign_option(const struct plan *plan, struct buffer *signature, const struct plan_option *option) {
    struct str doubt = option->doubt ? str_from(option->doubt) : STR_NONE;
    const int64_t numbers[] = {option->units_least,  option->units,      option->price,
                               option->rights,       option->product,    option->metric,
                               option->is_of_host,   option->part_count, option->demand_count,
                               option->source_count, (int64_t)doubt.n,   (int64_t)option->arithmetic.n};

    sign_numbers(signature, numbers, ARRAY_LEN(numbers));
    buffer_append(signature, doubt);
    buffer_append(signature, option->arithmetic);
    sign_parts(plan, signature, option);
    buffer_append(signature,
                  (struct str){(const char *)option->demands, option->demand_count * sizeof *option->demands});
    for (uint32_t i = 0; i < option->source_count; i++) {
        sign_source(signature, &option->sources[i]);
    }
}

/* What two sites of one class have in common: everything that decides how they are covered. */
static void sign(struct classing *classing, const struct plan_site *site, const struct site_options *options) {
    struct buffer *signature = &classing->signature;

    buffer_reset(signature);
    for (uint32_t i = 0; i < site->demand_count; i++) {
        buffer_append_char(signature, classing->plan->demands[site->first_demand + i].is_certain ? 'c' : 'u');
    }
    for (uint32_t i = 0; i < options->count; i++) {
        sign_option(classing->plan, signature, &options->items[i]);
    }
}

static const uint32_t *keep_demands(struct plan *plan, const struct plan_option *option) {
    uint32_t *copy = arena_alloc_array(plan->arena, option->demand_count + 1, sizeof *copy);
    return copy ? memcpy(copy, option->demands, option->demand_count * sizeof *copy) : NULL;
}

static const struct plan_part *keep_parts(struct plan *plan, const struct plan_option *option) {
    struct plan_part *copy = arena_alloc_array(plan->arena, (size_t)option->part_count + 1, sizeof *copy);

    for (uint32_t i = 0; copy && i < option->part_count; i++) {
        copy[i] = option->parts[i];
        copy[i].arithmetic = arena_dup(plan->arena, option->parts[i].arithmetic);
    }
    return copy;
}

static struct plan_source *keep_sources(struct plan *plan, const struct plan_option *option) {
    struct plan_source *copy = arena_alloc_array(plan->arena, (size_t)option->source_count + 1, sizeof *copy);
    return copy && option->source_count ? memcpy(copy, option->sources, option->source_count * sizeof *copy) : copy;
}

static bool add_class(struct classing *classing, const struct site_options *options) {
    struct plan *plan = classing->plan;

    plan->classes =
        arena_grow(plan->arena, plan->classes, plan->class_count, 1, &classing->class_capacity, sizeof *plan->classes);
    plan->options = arena_grow(plan->arena, plan->options, plan->option_count, options->count,
                               &classing->option_capacity, sizeof *plan->options);
    if (!plan->classes || !plan->options) {
        return false;
    }
    plan->classes[plan->class_count] = (struct plan_class){plan->option_count, options->count, 0, 0};
    for (uint32_t i = 0; i < options->count; i++) {
        struct plan_option option = options->items[i];
        option.plan_class = plan->class_count;
        option.demands = keep_demands(plan, &options->items[i]);
        option.sources = keep_sources(plan, &options->items[i]);
        option.parts = keep_parts(plan, &options->items[i]);
        option.arithmetic = arena_dup(plan->arena, option.arithmetic);
        plan->options[plan->option_count++] = option;
    }
    plan->class_count++;
    return !arena_failed(plan->arena);
}

/* Units of suites that only one product of the site would need are counted with that product, which is what is short.
 */
static void count_with_product(const struct plan *plan, const struct plan_site *site, struct plan_option *option) {
    const struct plan_demand *demands = &plan->demands[site->first_demand];
    uint32_t product = demands[option->demands[0]].use->product;

    for (uint32_t i = 0; i < option->source_count; i++) {
        if (!option->sources[i].right->is_suite) {
            return;
        }
    }
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (demands[option->demands[i]].use->product != product) {
            return;
        }
    }
    option->product = option->source_count ? product : option->product;
}

/* What the options of a site ask for one product by itself, at least; 0 where there is none. */
static int64_t price_alone(const struct plan_demand *demands, const struct site_options *options, uint32_t product) {
    int64_t price = 0;

    for (uint32_t i = 0; i < options->count; i++) {
        const struct plan_option *option = &options->items[i];
        bool is_alone = option->units == 1;
        for (uint32_t k = 0; k < option->demand_count && is_alone; k++) {
            is_alone = demands[option->demands[k]].use->product == product;
        }
        if (is_alone && (price == 0 || option->price < price)) {
            price = option->price;
        }
    }
    return price;
}

/* A unit that would cover several products and is missing leaves each of them uncovered: it weighs as much as these
 * by themselves, so that what is short is told product by product where they have rights of their own. */
static void weigh_as_parts(const struct plan *plan, const struct plan_site *site, const struct site_options *options,
                           struct plan_option *option) {
    const struct plan_demand *demands = &plan->demands[site->first_demand];
    uint32_t last = CATALOG_NONE;
    int64_t sum = 0;

    if (option->units != 1 || option->demand_count == 1) {
        return;
    }
    for (uint32_t i = 0; i < option->demand_count; i++) {
        uint32_t product = demands[option->demands[i]].use->product;
        int64_t price = product == last ? 0 : price_alone(demands, options, product);
        if (product != last && price == 0) {
            return;
        }
        sum += price;
        last = product;
    }
    option->price = sum > option->price && sum <= ALLOCATION_COST_MAX ? sum : option->price;
}

static bool classify(struct classing *classing, struct plan_site *site, const struct site_options *options) {
    if (options->count == 0) {
        return true;
    }
    for (uint32_t i = 0; i < options->count; i++) {
        count_with_product(classing->plan, site, &options->items[i]);
        weigh_as_parts(classing->plan, site, options, &options->items[i]);
    }
    sign(classing, site, options);
    uint32_t known = intern_count(classing->signatures);
    uint32_t number =
        classing->signature.failed ? INTERN_NONE : intern_add(classing->signatures, buffer_view(&classing->signature));
    if (number == INTERN_NONE || (number >= known && !add_class(classing, options))) {
        return false;
    }
    site->plan_class = number;
    site->position = classing->plan->classes[number].sites++;
    return true;
}

/* --- doubts --------------------------------------------------------------------------------------------------------
 */

static bool add_doubts(struct classing *classing, const struct plan_site *site, const struct site_options *options) {
    struct plan *plan = classing->plan;

    for (uint32_t i = 0; i < site->demand_count; i++) {
        if (!options->doubts[i].reason) {
            continue;
        }
        plan->doubts = arena_grow(plan->arena, plan->doubts, plan->doubt_count, 1, &classing->doubt_capacity,
                                  sizeof *plan->doubts);
        if (!plan->doubts) {
            return false;
        }
        plan->doubts[plan->doubt_count++] =
            (struct plan_doubt){site->first_demand + i, options->doubts[i].reason, options->doubts[i].metric};
    }
    return true;
}

/* Sites by class, in their order. */
static bool list_sites(struct plan *plan) {
    uint32_t total = 0;

    plan->class_sites = arena_alloc_array(plan->arena, (size_t)plan->site_count + 1, sizeof *plan->class_sites);
    if (!plan->class_sites) {
        return false;
    }
    for (uint32_t i = 0; i < plan->class_count; i++) {
        plan->classes[i].first_site = total;
        total += plan->classes[i].sites;
    }
    for (uint32_t i = 0; i < plan->site_count; i++) {
        const struct plan_site *site = &plan->sites[i];
        if (site->plan_class != CLASS_NONE) {
            plan->class_sites[plan->classes[site->plan_class].first_site + site->position] = i;
        }
    }
    return true;
}

enum err_code plan_classify(struct plan *plan, const struct site_finder *finder, struct err *err) {
    struct classing classing = {.plan = plan, .signatures = intern_new()};
    bool is_done = classing.signatures != NULL;

    for (uint32_t i = 0; i < plan->site_count && is_done; i++) {
        struct site_options options;
        is_done = finder->find(finder->context, plan, &plan->sites[i], &options) &&
                  classify(&classing, &plan->sites[i], &options) && add_doubts(&classing, &plan->sites[i], &options);
        arena_reset(plan->worker->scratch);
    }
    is_done = is_done && list_sites(plan);
    classing_done(&classing);
    return is_done ? ERR_OK : err_no_memory(err);
}

static bool find_options(void *context, struct plan *plan, const struct plan_site *site,
                         struct site_options *ret_options) {
    (void)context;
    return site_options_find(plan, site, ret_options);
}

enum err_code plan_options(struct plan *plan, struct err *err) {
    return plan_classify(plan, &(struct site_finder){find_options, NULL}, err);
}

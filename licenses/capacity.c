#include "licenses/capacity.h"

#include "licenses/capacity_figure.h"

#include <inttypes.h>

static enum round_scope scope_of(const struct capacity_terms *terms) {
    return terms->entitlement && terms->entitlement->round_scope == ROUND_POOL ? ROUND_POOL : ROUND_SERVER;
}

static bool is_by_sockets(const struct capacity_terms *terms) {
    return terms->metric == METRIC_SOCKET && !(terms->entitlement && terms->entitlement->has_core_factor);
}

/* Sockets that one unit of the right covers, on one machine. */
static int64_t pack_of(const struct capacity_terms *terms) {
    const struct figure *size = terms->entitlement ? &terms->entitlement->unit_size : NULL;
    return size && size->number > 1 && scope_of(terms) == ROUND_SERVER ? size->number : 1;
}

static int64_t known_sockets(const struct core_layout *layout) {
    return layout->has_sockets ? layout->least.sockets : 0;
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static struct capacity_need need_of_sockets(const struct core_layout *layout, int64_t pack, struct buffer *arithmetic) {
    struct core_weight weight = core_weight_none();
    struct tally tally = tally_sockets(layout, pack);
    struct capacity_need need = capacity_weigh(&tally, &weight, ROUND_SERVER);

    if (arithmetic && need.is_known) {
        int64_t sockets = layout->has_sockets ? layout->least.sockets : layout->most.sockets;
        buffer_printf(arithmetic, pack > 1 ? "ceil(%" PRId64 " / %" PRId64 ") × %" PRId64 " = %" PRId64 : "%" PRId64,
                      sockets, pack, pack, need.most);
    }
    return need;
}

static struct capacity_need need_of_cores(const struct core_layout *layout, const struct core_minimum *minimum,
                                          const struct core_weight *weight, enum round_scope scope,
                                          struct buffer *arithmetic) {
    struct tally tally = tally_cores(layout, minimum);
    struct capacity_need need = capacity_weigh(&tally, weight, scope);

    if (arithmetic && need.is_known) {
        enum expression expression =
            core_shape_write(&layout->most, &minimum->most, layout->has_sockets, tally.most, arithmetic);
        capacity_write_result(&need, weight, expression, tally.most, arithmetic);
    }
    return need;
}

static const struct core_minimum no_minimum = {.has_most = true};

struct capacity_need capacity_of_machine(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                         const struct processors *processors, struct buffer *arithmetic) {
    if (processors->is_virtual) {
        return capacity_of_vm(rules, terms, processors, NULL, arithmetic);
    }
    struct core_layout layout = core_layout_read(processors);
    struct capacity_need need;
    if (is_by_sockets(terms)) {
        need = need_of_sockets(&layout, pack_of(terms), arithmetic);
    } else if (terms->metric == METRIC_POINTS) {
        struct core_weight weight = core_weight_points(rules, terms, processors->model);
        need = need_of_cores(&layout, &no_minimum, &weight, scope_of(terms), arithmetic);
    } else {
        struct core_minimum minimum = core_minimum_find(rules, terms);
        struct core_weight weight = core_weight_factor(rules, terms, &minimum, processors->model);
        need = need_of_cores(&layout, &minimum, &weight, scope_of(terms), arithmetic);
    }
    if (arithmetic) {
        capacity_write_range(&need, arithmetic);
    }
    need.is_allowed = capacity_edition_allows(rules, terms, known_sockets(&layout), arithmetic);
    return need;
}

/* --- virtual machines ----------------------------------------------------------------------------------------------
 */

static struct capacity_need need_of_vm(const struct core_layout *layout, const struct core_minimum *minimum,
                                       const struct core_weight *weight, enum round_scope scope,
                                       struct buffer *arithmetic) {
    struct tally tally = tally_vm(layout, minimum);
    struct capacity_need need = capacity_weigh(&tally, weight, scope);

    if (arithmetic && need.is_known) {
        bool has_minimum = minimum->most.per_vm > 0;
        buffer_printf(arithmetic, has_minimum ? "max(%" PRId64 ", %" PRId64 ")" : "%" PRId64, layout->most.cores,
                      minimum->most.per_vm);
        capacity_write_result(&need, weight, has_minimum ? EXPRESSION_PRODUCT : EXPRESSION_NUMBER, tally.most,
                              arithmetic);
    }
    return need;
}

/* Virtual cores, but not more than the host has. */
static struct tally tally_sub_capacity(const struct core_layout *vm, const struct core_layout *host) {
    struct tally tally = {
        .least = vm->least.cores < host->least.cores ? vm->least.cores : host->least.cores,
        .has_most = vm->has_cores || host->has_cores,
        .gap = vm->cores_gap != CAPACITY_COMPLETE ? vm->cores_gap : host->cores_gap,
    };
    int64_t virtual_cores = vm->has_cores ? vm->most.cores : INT64_MAX;
    int64_t host_cores = host->has_cores ? host->most.cores : INT64_MAX;

    tally.most = virtual_cores < host_cores ? virtual_cores : host_cores;
    return tally_settled(tally);
}

static struct capacity_need need_of_sub_capacity(const struct core_layout *vm, const struct core_layout *host,
                                                 const struct core_weight *weight, enum round_scope scope,
                                                 struct buffer *arithmetic) {
    struct tally tally = tally_sub_capacity(vm, host);
    struct capacity_need need = capacity_weigh(&tally, weight, scope);
    bool has_both = vm->has_cores && host->has_cores;

    if (arithmetic && need.is_known) {
        buffer_printf(arithmetic, has_both ? "min(%" PRId64 ", %" PRId64 ")" : "%" PRId64,
                      has_both ? vm->most.cores : tally.most, host->most.cores);
        capacity_write_result(&need, weight, has_both ? EXPRESSION_PRODUCT : EXPRESSION_NUMBER, tally.most, arithmetic);
    }
    return need;
}

/* At least sub-capacity, at most full capacity. */
static struct capacity_need need_between(const struct capacity_need *sub, const struct capacity_need *full) {
    struct capacity_need need = *full;

    need.least = sub->least;
    need.exact_least = sub->exact_least;
    if (!need.is_known || rational_cmp(need.exact_least, need.exact) != 0) {
        need.gap = full->gap != CAPACITY_COMPLETE ? full->gap : CAPACITY_NO_EVIDENCE;
    }
    return need;
}

static struct capacity_need need_of_points(const struct capacity_terms *terms, const struct core_layout *vm,
                                           const struct core_layout *host, const struct core_weight *weight,
                                           struct buffer *arithmetic) {
    enum term evidence = terms->entitlement ? terms->entitlement->subcapacity_evidence : TERM_BLANK;
    enum round_scope scope = scope_of(terms);

    if (evidence == TERM_YES) {
        return need_of_sub_capacity(vm, host, weight, scope, arithmetic);
    }
    struct capacity_need full = need_of_cores(host, &no_minimum, weight, scope, arithmetic);
    if (evidence == TERM_NO) {
        return full;
    }
    struct capacity_need sub = need_of_sub_capacity(vm, host, weight, scope, NULL);
    return need_between(&sub, &full);
}

static const struct processors no_processors;

static int64_t sum_of(int64_t a, int64_t b) {
    int64_t sum;
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* Their cores together; of no use for anything else. */
static struct core_layout layout_of_guests(const struct processors *guests, size_t count) {
    struct core_layout all = core_layout_read(&guests[0]);

    for (size_t i = 1; i < count; i++) {
        struct core_layout one = core_layout_read(&guests[i]);
        all.least.cores = sum_of(all.least.cores, one.least.cores);
        all.most.cores = sum_of(all.most.cores, one.most.cores);
        all.has_cores &= one.has_cores;
        all.cores_gap = all.cores_gap != CAPACITY_COMPLETE ? all.cores_gap : one.cores_gap;
    }
    return all;
}

bool capacity_is_of_host(const struct capacity_terms *terms) {
    return terms->metric == METRIC_POINTS || is_by_sockets(terms);
}

struct capacity_need capacity_of_guests(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                        const struct processors *guests, size_t count, const struct processors *host,
                                        struct buffer *arithmetic) {
    struct core_layout of_host = core_layout_read(host ? host : &no_processors);
    struct core_layout of_guests = layout_of_guests(guests, count);
    struct capacity_need need;

    if (is_by_sockets(terms)) {
        need = need_of_sockets(&of_host, pack_of(terms), arithmetic);
    } else {
        struct str model = host && host->model.n ? host->model : guests[0].model;
        struct core_weight weight = core_weight_points(rules, terms, model);
        need = need_of_points(terms, &of_guests, &of_host, &weight, arithmetic);
    }
    if (arithmetic) {
        capacity_write_range(&need, arithmetic);
    }
    need.is_allowed = capacity_edition_allows(rules, terms, known_sockets(&of_host), arithmetic);
    return need;
}

struct capacity_need capacity_of_vm(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                    const struct processors *vm, const struct processors *host,
                                    struct buffer *arithmetic) {
    if (capacity_is_of_host(terms)) {
        return capacity_of_guests(rules, terms, vm, 1, host, arithmetic);
    }
    struct core_layout of_host = core_layout_read(host ? host : &no_processors), of_vm = core_layout_read(vm);
    struct str model = host && host->model.n ? host->model : vm->model;
    struct core_minimum minimum = core_minimum_find(rules, terms);
    struct core_weight weight = core_weight_factor(rules, terms, &minimum, model);
    struct capacity_need need = need_of_vm(&of_vm, &minimum, &weight, scope_of(terms), arithmetic);
    if (arithmetic) {
        capacity_write_range(&need, arithmetic);
    }
    need.takes_maintenance = capacity_vm_takes_maintenance(terms, &minimum);
    need.is_allowed = term_both(capacity_vm_allowed(rules, terms, &minimum),
                                capacity_edition_allows(rules, terms, known_sockets(&of_host), arithmetic));
    return need;
}

/* --- users ---------------------------------------------------------------------------------------------------------
 */

/* What the product counts as processors of the machine. A virtual one has no sockets of its own. */
static struct capacity_need need_of_processors(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                               const struct processors *processors, const struct core_minimum *minimum,
                                               struct buffer *arithmetic) {
    struct core_layout layout = core_layout_read(processors), unknown = core_layout_read(&no_processors);

    if (is_by_sockets(terms) || capacity_counts_sockets(rules, terms)) {
        return need_of_sockets(processors->is_virtual ? &unknown : &layout, 1, arithmetic);
    }
    struct core_weight weight = core_weight_factor(rules, terms, minimum, processors->model);
    return need_of_cores(&layout, &no_minimum, &weight, ROUND_SERVER, arithmetic);
}

static struct capacity_need need_of_users(const struct core_minimum *minimum, int64_t users,
                                          const struct capacity_need *processors, struct buffer *arithmetic) {
    struct tally tally = {
        .least = users,
        .gap = minimum->gap != CAPACITY_COMPLETE ? minimum->gap : processors->gap,
    };
    bool fits = minimum_of_users(&minimum->least, users, processors->least, &tally.least);

    if (minimum->has_most && processors->is_known) {
        tally.has_most = minimum_of_users(&minimum->most, users, processors->most, &tally.most);
        fits &= tally.has_most;
    }
    tally.gap = fits ? tally.gap : CAPACITY_TOO_LARGE;
    tally = tally_settled(tally);
    struct core_weight weight = core_weight_none();
    struct capacity_need need = capacity_weigh(&tally, &weight, ROUND_SERVER);
    if (arithmetic && need.is_known) {
        buffer_printf(arithmetic, "max(%" PRId64 ", %" PRId64 " × %" PRId64 ") = %" PRId64, users,
                      minimum->most.users_per_processor, processors->most, need.most);
    }
    return need;
}

/* Nobody asks for more than those who are there. */
static struct capacity_need need_of_people(int64_t users, struct buffer *arithmetic) {
    struct core_weight weight = core_weight_none();
    struct tally tally = {.least = users, .most = users, .has_most = true};

    if (arithmetic) {
        buffer_printf(arithmetic, "%" PRId64, users);
    }
    return capacity_weigh(&tally, &weight, ROUND_SERVER);
}

struct capacity_need capacity_of_users(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                       const struct processors *processors, int64_t users, struct buffer *arithmetic) {
    struct core_minimum minimum = core_minimum_find(rules, terms);
    struct core_layout layout = core_layout_read(processors->is_virtual ? &no_processors : processors);
    struct capacity_need need;

    if (minimum.has_most && minimum.most.users_per_processor <= 0) {
        need = need_of_people(users, arithmetic);
    } else {
        struct capacity_need counted = need_of_processors(rules, terms, processors, &minimum, arithmetic);
        if (arithmetic) {
            capacity_write_range(&counted, arithmetic);
            buffer_append_cstr(arithmetic, "; ");
        }
        need = need_of_users(&minimum, users, &counted, arithmetic);
        if (arithmetic) {
            capacity_write_range(&need, arithmetic);
        }
    }
    need.is_allowed = capacity_edition_allows(rules, terms, known_sockets(&layout), arithmetic);
    return need;
}

/* --- pools ---------------------------------------------------------------------------------------------------------
 */

enum { TERMS_MAX = 8 /* of a sum that is written out */ };

static void write_sum(const struct capacity_need *needs, size_t count, const struct capacity_need *pool,
                      struct buffer *arithmetic) {
    char text[48];

    for (size_t i = 0; i < count && count <= TERMS_MAX; i++) {
        rational_format(needs[i].exact, text);
        buffer_printf(arithmetic, "%s%s", i ? " + " : "", text);
    }
    rational_format(pool->exact, text);
    buffer_printf(arithmetic, "%s = %s", count && count <= TERMS_MAX ? "" : "Σ", text);
    if (pool->exact.denominator != 1) {
        buffer_printf(arithmetic, " → %" PRId64, pool->most);
    }
}

static void add_need(struct capacity_need *pool, const struct capacity_need *need) {
    bool fits = rational_add(pool->exact_least, need->exact_least, &pool->exact_least);

    pool->is_known &= need->is_known;
    if (pool->is_known) {
        pool->is_known = rational_add(pool->exact, need->exact, &pool->exact);
        fits &= pool->is_known;
    }
    pool->gap = pool->gap != CAPACITY_COMPLETE ? pool->gap : need->gap;
    pool->gap = fits ? pool->gap : CAPACITY_TOO_LARGE;
    pool->takes_maintenance |= need->takes_maintenance;
    pool->is_allowed = term_both(pool->is_allowed, need->is_allowed);
    pool->least = need->least > 0 || pool->least > 0;
}

struct capacity_need capacity_of_pool(const struct capacity_need *needs, size_t count, struct buffer *arithmetic) {
    struct core_weight weight = core_weight_none();
    struct tally nothing = {.has_most = true};
    struct capacity_need pool = capacity_weigh(&nothing, &weight, ROUND_POOL);

    for (size_t i = 0; i < count; i++) {
        add_need(&pool, &needs[i]);
    }
    int64_t least = rational_ceil(pool.exact_least);
    pool.least = least > pool.least ? least : pool.least;
    pool.most = pool.is_known ? rational_ceil(pool.exact) : 0;
    pool.exact = pool.is_known ? pool.exact : rational_whole(0);
    if (arithmetic) {
        if (pool.is_known) {
            write_sum(needs, count, &pool, arithmetic);
        }
        capacity_write_range(&pool, arithmetic);
    }
    return pool;
}

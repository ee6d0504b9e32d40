#include "licenses/department_pool.h"

#include "base/text.h"
#include "licenses/pool.h"
#include "licenses/position_rows.h"

#include <inttypes.h>
#include <stdlib.h>

enum { LISTED_MAX = 12 /* departments that one sentence names */ };

struct holder {
    struct str key; /* the department, folded */
    struct str name;
    struct str evidence; /* rows of its rights */
    int64_t held, used;
};

/* The rights to one product under one metric. */
struct pool_of {
    struct plan *plan;
    uint32_t product;
    int metric;
    struct holder *holders; /* by key */
    uint32_t count;
    struct buffer folded;
};

static bool is_of(const struct pool_of *pool, const struct right *right) {
    return right->product == pool->product && position_metric(right) == pool->metric;
}

/* --- what departments hold -----------------------------------------------------------------------------------------
 */

static struct holder *find_holder(struct pool_of *pool, struct str department) {
    buffer_reset(&pool->folded);
    text_fold(department, &pool->folded);
    for (uint32_t i = 0; i < pool->count; i++) {
        if (str_eq(pool->holders[i].key, buffer_view(&pool->folded))) {
            return &pool->holders[i];
        }
    }
    return NULL;
}

static void add_held(struct pool_of *pool, const struct right *right) {
    const struct entitlement *entitlement = right->entitlement;
    struct arena *arena = pool->plan->arena;
    struct holder *holder = find_holder(pool, entitlement->department);

    if (!holder) {
        holder = &pool->holders[pool->count++];
        holder->key = arena_dup(arena, buffer_view(&pool->folded));
        holder->name = entitlement->department;
        holder->evidence = entitlement->evidence;
    } else {
        holder->name = str_cmp(entitlement->department, holder->name) < 0 ? entitlement->department : holder->name;
        holder->evidence = arena_printf(arena, "%.*s %.*s", STR_FMT(holder->evidence), STR_FMT(entitlement->evidence));
    }
    holder->held += right->supply.least.count;
}

static int compare_holders(const void *a, const void *b) {
    const struct holder *x = a, *y = b;
    return str_cmp(x->key, y->key);
}

/* False when there are not several departments, or there is no limit. */
static bool find_holders(struct pool_of *pool) {
    const struct plan *plan = pool->plan;

    pool->holders = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *pool->holders);
    if (!pool->holders) {
        return false;
    }
    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (!is_of(pool, right) || units_is_none(right->supply.least)) {
            continue;
        }
        if (right->supply.least.is_unlimited) {
            return false;
        }
        if (right->entitlement->department.n) {
            add_held(pool, right);
        }
    }
    if (pool->count < 2) {
        return false;
    }
    qsort(pool->holders, pool->count, sizeof *pool->holders, compare_holders);
    return true;
}

/* --- what they use -------------------------------------------------------------------------------------------------
 */

static void add_used(struct pool_of *pool, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = pool->plan;
    const struct plan_option *option = &plan->options[grant->option];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, site, option, i);
        if (demand->is_certain) {
            struct holder *holder = find_holder(pool, demand->machine->department);
            if (holder) {
                holder->used += grant->units;
            }
            return;
        }
    }
}

/* False when something is missing: then it is not for the departments to settle among themselves. */
static bool find_used(struct pool_of *pool, const struct plan_solution *solution) {
    const struct plan *plan = pool->plan;

    for (uint32_t site = 0; site < plan->site_count; site++) {
        for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
            const struct plan_grant *grant = &solution->grants[i];
            const struct plan_option *option = &plan->options[grant->option];
            if (!grant->right && option->product == pool->product && option->metric == pool->metric) {
                return false;
            }
            if (grant->right && is_of(pool, grant->right)) {
                add_used(pool, site, grant);
            }
        }
    }
    return true;
}

/* --- what is said --------------------------------------------------------------------------------------------------
 */

/* "B課 (3), C課 (1)" */
static struct str list_spare(const struct pool_of *pool) {
    CLEANUP(buffer_done) struct buffer text = {0};
    unsigned listed = 0;

    for (uint32_t i = 0; i < pool->count; i++) {
        const struct holder *holder = &pool->holders[i];
        if (holder->held <= holder->used) {
            continue;
        }
        if (listed++ == LISTED_MAX) {
            buffer_append_cstr(&text, ", …");
            break;
        }
        buffer_append_cstr(&text, listed > 1 ? ", " : "");
        buffer_append(&text, holder->name);
        buffer_printf(&text, " (%" PRId64 ")", holder->held - holder->used);
    }
    return arena_dup(pool->plan->arena, buffer_view(&text));
}

static enum err_code tell(const struct pool_of *pool, struct err *err) {
    struct str product = catalog_product(pool->plan->audit->catalog, pool->product)->name;
    struct str spare = list_spare(pool);
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; i < pool->count && code == ERR_OK; i++) {
        const struct holder *holder = &pool->holders[i];
        if (holder->used <= holder->held || !spare.n) {
            continue;
        }
        struct finding finding = finding_make(CODE_LIC_SCOPE, MESSAGE_SCOPE_POOL);
        finding.outcome = OUTCOME_NOTICE;
        finding.subject_kind = SUBJECT_PRODUCT;
        finding.subject = product;
        finding.field = STR("pool");
        finding.distinct = holder->name;
        finding.department = holder->name;
        finding.ledger_evidence = holder->evidence;
        finding_add_text(&finding, product);
        finding_add_text(&finding, holder->name);
        finding_add_number(&finding, holder->used - holder->held);
        finding_add_text(&finding, spare);
        code = pool_tell(pool->plan, &finding, err);
    }
    return code;
}

static bool is_first_of_pool(const struct plan *plan, uint32_t place) {
    for (uint32_t i = 0; i < place; i++) {
        if (plan->rights[i]->entitlement->department.n && plan->rights[i]->product == plan->rights[place]->product &&
            position_metric(plan->rights[i]) == position_metric(plan->rights[place])) {
            return false;
        }
    }
    return true;
}

static enum err_code look_at(struct plan *plan, const struct plan_solution *solution, const struct right *right,
                             struct err *err) {
    struct pool_of pool = {.plan = plan, .product = right->product, .metric = position_metric(right)};
    bool is_pool = find_holders(&pool) && find_used(&pool, solution);
    bool has_failed = pool.folded.failed || arena_failed(plan->arena);

    buffer_done(&pool.folded);
    if (has_failed) {
        return err_no_memory(err);
    }
    return is_pool ? tell(&pool, err) : ERR_OK;
}

enum err_code department_pools(struct plan *plan, const struct plan_solution *solution, struct err *err) {
    enum err_code code = ERR_OK;

    /* where something could not be counted nobody can say that there is enough */
    for (uint32_t i = 0; i < plan->right_count && plan->doubt_count == 0 && code == ERR_OK; i++) {
        const struct right *right = plan->rights[i];
        if (right->entitlement->department.n && is_first_of_pool(plan, i) &&
            !pool_counts(plan, right->product, position_metric(right))) {
            code = look_at(plan, solution, right, err);
        }
    }
    return code;
}

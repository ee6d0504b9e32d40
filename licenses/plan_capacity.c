#include "licenses/plan_capacity.h"

#include "inventory/words.h"
#include "licenses/capacity_rules.h"

#include <inttypes.h>

enum { TERMS_MAX = 8 /* of a sum that is written out */ };

static struct capacity_rules rules_of(const struct plan *plan) {
    const struct license_rules *rules = &plan->audit->rules;
    return (struct capacity_rules){
        .core_factors = rules->core_factors,
        .points = rules->points,
        .minimums = rules->minimums,
        .edition_limits = rules->edition_limits,
        .matcher = plan->worker->matcher,
        .day = plan->audit->input->as_of,
    };
}

static struct capacity_terms terms_of(const struct plan *plan, const struct right *right, uint32_t product) {
    const struct catalog_product *used = catalog_product(plan->audit->catalog, product);
    return (struct capacity_terms){
        .product = used->product,
        .edition = used->edition,
        .metric = right->entitlement->metric,
        .entitlement = right->entitlement,
    };
}

static const char *const words[] = {
    [CAPACITY_COMPLETE] = NULL,
    [CAPACITY_NO_CORES] = "cpu_cores",
    [CAPACITY_NO_SOCKETS] = "cpu_sockets",
    [CAPACITY_TORN_CORES] = "cores_per_socket",
    [CAPACITY_UNLISTED_CPU] = "cpu-factor",
    [CAPACITY_TORN_CPU] = "cpu-factor",
    [CAPACITY_TORN_MINIMUM] = "minimum_rule",
    [CAPACITY_UNREADABLE_RULE] = "minimum_rule",
    [CAPACITY_NO_EVIDENCE] = "subcapacity_evidence",
    [CAPACITY_TOO_LARGE] = "cpu_cores",
};

struct plan_capacity plan_capacity_of_need(const struct plan *plan, const struct capacity_need *need,
                                           const struct buffer *arithmetic) {
    struct plan_capacity capacity = {
        .is_known = need->is_known && need->most > 0 && need->most <= ALLOCATION_UNITS_MAX,
        .doubt = words[need->gap],
        .is_allowed = need->is_allowed,
        .takes_maintenance = need->takes_maintenance,
        .least = need->least > 0 ? need->least : 1,
        .most = need->most,
        .arithmetic = arena_dup(plan->worker->scratch, buffer_view(arithmetic)),
    };

    if (!capacity.is_known && !capacity.doubt) {
        capacity.doubt = words[CAPACITY_TOO_LARGE];
    }
    return capacity;
}

const char *plan_capacity_word(enum capacity_gap gap) {
    return words[gap];
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

struct capacity_need plan_need_of_machine(struct plan *plan, const struct right *right, uint32_t product,
                                          const struct machine *machine, struct buffer *arithmetic) {
    struct capacity_rules rules = rules_of(plan);
    struct capacity_terms terms = terms_of(plan, right, product);
    const struct machine *host =
        machine->host == MACHINE_NONE ? NULL : estate_machine(plan->audit->estate, machine->host);

    return machine->is_virtual == TERM_YES
               ? capacity_of_vm(&rules, &terms, &machine->processors, host ? &host->processors : NULL, arithmetic)
               : capacity_of_machine(&rules, &terms, &machine->processors, arithmetic);
}

struct plan_capacity plan_capacity_of_machine(struct plan *plan, const struct right *right, uint32_t product,
                                              const struct machine *machine) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_need need = plan_need_of_machine(plan, right, product, machine, &arithmetic);

    return plan_capacity_of_need(plan, &need, &arithmetic);
}

/* --- virtual machines of one host ----------------------------------------------------------------------------------
 */

bool plan_right_counts_guests(const struct right *right) {
    struct capacity_terms terms = {.metric = right->entitlement->metric, .entitlement = right->entitlement};
    return shape_of_metric(terms.metric) == SHAPE_CAPACITY && capacity_is_of_host(&terms) &&
           !plan_right_is_for_hosts(right);
}

struct capacity_need plan_need_of_guests(struct plan *plan, const struct right *right, uint32_t product,
                                         const struct processors *guests, size_t count, const struct machine *host,
                                         struct buffer *arithmetic) {
    struct capacity_rules rules = rules_of(plan);
    struct capacity_terms terms = terms_of(plan, right, product);

    return capacity_of_guests(&rules, &terms, guests, count, &host->processors, arithmetic);
}

/* --- pools ---------------------------------------------------------------------------------------------------------
 */

bool plan_right_is_pooled(const struct right *right) {
    return shape_of_metric(right->entitlement->metric) == SHAPE_CAPACITY &&
           right->entitlement->round_scope == ROUND_POOL;
}

/* "; ⌈2.5⌉ + ⌈2.5⌉ = 6": what they need where each is rounded by itself. */
static void write_apart(const struct capacity_need *needs, size_t count, int64_t sum, struct buffer *arithmetic) {
    char text[48];

    buffer_append_cstr(arithmetic, count > TERMS_MAX ? "; Σ⌈ ⌉" : "; ");
    for (size_t i = 0; i < count && count <= TERMS_MAX; i++) {
        rational_format(needs[i].exact, text);
        buffer_printf(arithmetic, "%s⌈%s⌉", i ? " + " : "", text);
    }
    buffer_printf(arithmetic, " = %" PRId64, sum);
}

struct plan_capacity plan_capacity_of_pool(struct plan *plan, const struct capacity_need *needs, size_t count) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_need pool = capacity_of_pool(needs, count, &arithmetic);
    int64_t apart = 0;

    for (size_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(apart, needs[i].most, &apart)) {
            apart = pool.most;
        }
    }
    if (pool.is_known && apart > pool.most) {
        write_apart(needs, count, apart, &arithmetic);
    }
    return plan_capacity_of_need(plan, &pool, &arithmetic);
}

/* --- hosts ---------------------------------------------------------------------------------------------------------
 */

bool plan_right_is_for_hosts(const struct right *right) {
    return virtual_rule_read(right->entitlement->virtual_rule).right != VIRTUAL_NONE;
}

/* What the host needs once. */
static struct capacity_need need_of_host(struct plan *plan, const struct right *right, uint32_t product,
                                         const struct machine *host, struct buffer *arithmetic) {
    if (right->entitlement->metric == METRIC_HOST) {
        return (struct capacity_need){.is_known = true, .least = 1, .most = 1, .is_allowed = TERM_YES};
    }
    return plan_need_of_machine(plan, right, product, host, arithmetic);
}

struct plan_capacity plan_capacity_of_host(struct plan *plan, const struct right *right, uint32_t product,
                                           const struct machine *host, const struct landing *vms) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct virtual_rule rule = virtual_rule_read(right->entitlement->virtual_rule);
    struct capacity_need need = need_of_host(plan, right, product, host, &arithmetic);
    int64_t once = need.most;

    if (rule.right == VIRTUAL_NONE) { /* one for the host, whatever is on it */
        return plan_capacity_of_need(plan, &need, &arithmetic);
    }
    if (need.is_known && !(virtual_rule_units(&rule, need.least, vms->least, &need.least) &&
                           virtual_rule_units(&rule, need.most, vms->most, &need.most))) {
        need.is_known = false;
        need.gap = rule.right == VIRTUAL_UNREADABLE ? CAPACITY_UNREADABLE_RULE : CAPACITY_TOO_LARGE;
    }
    if (need.is_known && once != need.most) {
        buffer_printf(&arithmetic, "%s⌈%" PRId64 " ÷ %" PRId64 "⌉ × %" PRId64 " = %" PRId64, arithmetic.n ? "; " : "",
                      vms->most, rule.machines, once, need.most);
    }
    return plan_capacity_of_need(plan, &need, &arithmetic);
}

/* --- users ---------------------------------------------------------------------------------------------------------
 */

struct plan_capacity plan_capacity_of_users(struct plan *plan, const struct right *right, uint32_t product,
                                            const struct machine *machine, int64_t users) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_rules rules = rules_of(plan);
    struct capacity_terms terms = terms_of(plan, right, product);
    struct capacity_need need = capacity_of_users(&rules, &terms, &machine->processors, users, &arithmetic);

    return plan_capacity_of_need(plan, &need, &arithmetic);
}

bool plan_right_has_least_users(const struct plan *plan, const struct right *right, uint32_t product) {
    struct capacity_rules rules = rules_of(plan);
    struct capacity_terms terms = terms_of(plan, right, product);
    struct core_minimum minimum = core_minimum_find(&rules, &terms);

    return !minimum.has_most || minimum.most.users_per_processor > 0;
}

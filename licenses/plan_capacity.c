#include "licenses/plan_capacity.h"

#include <inttypes.h>

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

static struct plan_capacity answer(const struct plan *plan, const struct capacity_need *need,
                                   struct buffer *arithmetic) {
    struct plan_capacity capacity = {
        .is_known = need->is_known && need->most > 0 && need->most <= ALLOCATION_UNITS_MAX,
        .doubt = words[need->gap],
        .is_allowed = need->is_allowed,
        .least = need->least > 0 ? need->least : 1,
        .most = need->most,
        .arithmetic = arena_dup(plan->worker->scratch, buffer_view(arithmetic)),
    };

    if (!capacity.is_known && !capacity.doubt) {
        capacity.doubt = words[CAPACITY_TOO_LARGE];
    }
    return capacity;
}

struct plan_capacity plan_capacity_of_machine(struct plan *plan, const struct right *right, uint32_t product,
                                              const struct machine *machine) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_rules rules = rules_of(plan);
    struct capacity_terms terms = terms_of(plan, right, product);
    const struct machine *host =
        machine->host == MACHINE_NONE ? NULL : estate_machine(plan->audit->estate, machine->host);

    struct capacity_need need =
        machine->is_virtual == TERM_YES
            ? capacity_of_vm(&rules, &terms, &machine->processors, host ? &host->processors : NULL, &arithmetic)
            : capacity_of_machine(&rules, &terms, &machine->processors, &arithmetic);
    return answer(plan, &need, &arithmetic);
}

bool plan_right_is_for_hosts(const struct right *right) {
    return virtual_rule_read(right->entitlement->virtual_rule).right != VIRTUAL_NONE;
}

struct plan_capacity plan_capacity_of_host(struct plan *plan, const struct right *right, uint32_t product,
                                           const struct machine *host, int64_t vms) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct virtual_rule rule = virtual_rule_read(right->entitlement->virtual_rule);
    struct capacity_rules rules = rules_of(plan);
    struct capacity_terms terms = terms_of(plan, right, product);
    struct capacity_need need = capacity_of_machine(&rules, &terms, &host->processors, &arithmetic);
    int64_t once = need.most;

    if (need.is_known && !(virtual_rule_units(&rule, need.least, vms, &need.least) &&
                           virtual_rule_units(&rule, need.most, vms, &need.most))) {
        need.is_known = false;
        need.gap = rule.right == VIRTUAL_UNREADABLE ? CAPACITY_UNREADABLE_RULE : CAPACITY_TOO_LARGE;
    }
    if (need.is_known && once != need.most) {
        buffer_printf(&arithmetic, "; ⌈%" PRId64 " ÷ %" PRId64 "⌉ × %" PRId64 " = %" PRId64, vms, rule.machines, once,
                      need.most);
    }
    return answer(plan, &need, &arithmetic);
}

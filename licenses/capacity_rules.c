#include "licenses/capacity_rules.h"

#include "licenses/minimum_text.h"

#include <inttypes.h>

struct core_minimum core_minimum_find(const struct capacity_rules *rules, const struct capacity_terms *terms) {
    struct minimum listed = minimums_find(rules->minimums, rules->matcher, terms->product, terms->edition);
    struct core_minimum minimum = {
        .least = listed.is_torn ? (struct minimum){0} : listed,
        .most = listed,
        .has_most = true,
        .gap = listed.is_torn ? CAPACITY_TORN_MINIMUM : CAPACITY_COMPLETE,
    };
    struct str text = terms->entitlement ? terms->entitlement->minimum_rule : STR_NONE;

    if (!minimum_text_apply(text, &minimum.least) || !minimum_text_apply(text, &minimum.most)) {
        return (struct core_minimum){.is_of_cores = true, .gap = CAPACITY_UNREADABLE_RULE};
    }
    minimum.is_of_cores = minimum.most.per_socket > 0 || minimum.most.per_server > 0 || minimum.most.per_vm > 0;
    return minimum;
}

/* --- what a core counts --------------------------------------------------------------------------------------------
 */

static struct core_weight surely(struct rational a_core, bool is_used) {
    return (struct core_weight){.least = a_core, .most = a_core, .is_used = is_used, .gap = CAPACITY_COMPLETE};
}

static struct core_weight listed(const struct cpu_rules *table, const struct capacity_rules *rules, struct str model) {
    struct cpu_weight found = cpu_rules_find(table, rules->matcher, model, rules->day);

    if (found.is_listed && !found.is_torn) {
        return surely(found.a_core, true);
    }
    return (struct core_weight){
        .least = rational_whole(0),
        .most = found.a_core,
        .is_used = true,
        .gap = found.is_listed ? CAPACITY_TORN_CPU : CAPACITY_UNLISTED_CPU,
    };
}

struct core_weight core_weight_factor(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                      const struct core_minimum *minimum, struct str model) {
    if (terms->entitlement && terms->entitlement->has_core_factor) {
        return surely(terms->entitlement->core_factor, true);
    }
    if (terms->metric == METRIC_VM || minimum->is_of_cores) {
        return surely(rational_whole(1), false);
    }
    return listed(rules->core_factors, rules, model);
}

struct core_weight core_weight_points(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                      struct str model) {
    const struct figure *own = terms->entitlement ? &terms->entitlement->points : NULL;

    if (own && own->is_set && own->number > 0) {
        return surely(rational_whole(own->number), true);
    }
    return listed(rules->points, rules, model);
}

/* --- what is allowed -----------------------------------------------------------------------------------------------
 */

bool capacity_counts_sockets(const struct capacity_rules *rules, const struct capacity_terms *terms) {
    struct edition_limit limit = edition_limits_find(rules->edition_limits, terms->product, terms->edition);
    return limit.is_listed && !limit.is_unlimited;
}

enum term capacity_edition_allows(const struct capacity_rules *rules, const struct capacity_terms *terms,
                                  int64_t sockets, struct buffer *arithmetic) {
    struct edition_limit limit = edition_limits_find(rules->edition_limits, terms->product, terms->edition);

    if (!limit.is_listed) {
        return TERM_YES;
    }
    enum term term = edition_limit_allows(&limit, sockets > 0 ? sockets : -1);
    if (term == TERM_NO && arithmetic) {
        buffer_printf(arithmetic, "; %" PRId64 " > %" PRId64, sockets, limit.max_sockets);
    }
    return term;
}

bool capacity_vm_takes_maintenance(const struct capacity_terms *terms, const struct core_minimum *minimum) {
    return terms->entitlement && (terms->metric == METRIC_VM || minimum->most.per_vm > 0);
}

enum term capacity_vm_allowed(const struct capacity_rules *rules, const struct capacity_terms *terms,
                              const struct core_minimum *minimum) {
    return capacity_vm_takes_maintenance(terms, minimum) ? entitlement_is_maintained(terms->entitlement, rules->day)
                                                         : TERM_YES;
}

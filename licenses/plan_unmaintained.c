/* Units that are missing since a right is under maintenance for a part of its units only, and these are used up. */

#include "licenses/license_finding.h"
#include "licenses/maintained_units.h"
#include "licenses/plan_report.h"

/* A right that has units to spare for what is missing, but for the maintenance that it takes; NULL for none. */
static const struct plan_source *spare_source(const struct telling *telling, const struct plan_option *option,
                                              int64_t missing) {
    const struct plan *plan = telling->plan;

    for (uint32_t i = 0; i < option->source_count; i++) {
        const struct plan_source *source = &option->sources[i];
        uint32_t place = plan_place_of(plan, source->right);
        int64_t taken = telling->solution->given[place] + telling->unmaintained[place];
        if (source->takes_maintenance != TERM_NO && plan_closing_units(source->right, taken) >= missing) {
            return source;
        }
    }
    return NULL;
}

static struct str with_version(const struct telling *telling, const struct plan_demand *demand) {
    struct str product = telling_product(telling, demand);
    struct str version = uses_text(telling->plan->audit->uses, demand->use->version);

    return version.n ? arena_printf(telling->plan->arena, "%.*s %.*s", STR_FMT(product), STR_FMT(version)) : product;
}

/* The first of the demands that takes it. */
static const struct plan_demand *demand_of(const struct telling *telling, uint32_t site, uint32_t right) {
    const struct plan_option *option = telling->option;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(telling->plan, site, option, i);
        if (plan_takes_maintenance(telling->plan, right, demand, false) != TERM_NO) {
            return demand;
        }
    }
    return plan_demand_at(telling->plan, site, option, 0);
}

bool telling_unmaintained(struct telling *telling, uint32_t site, uint32_t grant) {
    bool is_sure = telling->solution->surely_missing[grant] > 0;
    int64_t missing = telling->solution->grants[grant].units;
    const struct plan_source *source = spare_source(telling, telling->option, missing);

    if (!source || telling->closings[grant].closing != CLOSING_NONE) {
        return false;
    }
    const struct entitlement *entitlement = source->right->entitlement;
    struct maintained_units units = maintained_units_of(entitlement, &source->right->supply);
    if (!is_sure && units.least == units.most) { /* it is open for another reason */
        return false;
    }
    uint32_t place = plan_place_of(telling->plan, source->right);
    const struct plan_demand *demand = demand_of(telling, site, place);
    struct finding finding = telling_finding(telling, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_UNMAINTAINED, demand,
                                             shape_of_metric(telling->option->metric) == SHAPE_USER);

    telling->unmaintained[place] += missing;
    finding.outcome = is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding_set_reason(&finding, STR("maintenance"));
    finding_add_text(&finding, with_version(telling, demand));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_number(&finding, is_sure ? units.most : units.least);
    finding_add_number(&finding, entitlement->units.number);
    telling_rest_on(telling, &finding, entitlement);
    telling_add(telling, &finding);
    return true;
}

#include "licenses/plan_position.h"

#include "inventory/words.h"
#include "licenses/pool.h"
#include "licenses/position_rows.h"

struct counting {
    struct plan *plan;
    const struct plan_solution *solution;
    struct position_rows rows;
};

static struct position_row *row_of(struct counting *counting, uint32_t product, int metric) {
    return position_rows_get(&counting->rows, product, metric);
}

static struct position_row *row_of_right(struct counting *counting, const struct right *right) {
    return row_of(counting, right->product, position_metric(right));
}

/* Rights that are counted by something else than what is installed have positions of their own. */
static bool is_counted_here(const struct counting *counting, const struct right *right) {
    return !pool_counts(counting->plan, right->product, position_metric(right));
}

/* What a right that is counted by something else does not cover is counted by machine. */
static struct position_row *row_of_missing(struct counting *counting, const struct plan_option *option) {
    bool is_pooled = pool_counts(counting->plan, option->product, option->metric);
    return row_of(counting, option->product, is_pooled ? METRIC_DEVICE : option->metric);
}

/* --- what is needed ------------------------------------------------------------------------------------------------
 */

static void need(struct license_position *position, int64_t units, int64_t least, bool is_certain) {
    position->need_max += units;
    position->need_min += is_certain ? least : 0;
}

static int64_t *column_of(struct license_position *position, enum license_right kind) {
    switch (kind) {
    case RIGHT_DOWNGRADE:
        return &position->allocated_downgrade;
    case RIGHT_SUITE:
        return &position->allocated_suite;
    case RIGHT_SECOND:
        return &position->allocated_second;
    default:
        return &position->allocated_direct;
    }
}

/* Each product that a unit of a suite covers is a need of its own, met by the suite. */
static void add_parts(struct counting *counting, uint32_t site, const struct plan_grant *grant, int64_t units) {
    const struct plan *plan = counting->plan;
    const struct plan_option *option = &plan->options[grant->option];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, site, option, i);
        bool is_repeated = i > 0 && plan_demand_at(plan, site, option, i - 1)->use->product == demand->use->product;
        if (is_repeated || demand->use->product == grant->right->product) {
            continue;
        }
        struct position_row *row = row_of(counting, demand->use->product, position_metric(grant->right));
        need(&row->position, units, units, demand->is_certain);
        row->position.allocated_suite += units;
    }
}

/* Likewise of a unit that is missing. It is priced with the suite; and whether a product with rights of its own is
 * surely short nobody can tell by the suite. */
static void add_missing_parts(struct counting *counting, uint32_t site, const struct plan_grant *grant,
                              int64_t surely) {
    const struct plan_option *option = &counting->plan->options[grant->option];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(counting->plan, site, option, i);
        bool is_repeated =
            i > 0 && plan_demand_at(counting->plan, site, option, i - 1)->use->product == demand->use->product;
        if (is_repeated || demand->use->product == option->product) {
            continue;
        }
        struct position_row *row = row_of(counting, demand->use->product, option->metric);
        need(&row->position, grant->units, grant->units, demand->is_certain);
        row->position.short_max += grant->units;
        if (row->position.evidence.n == 0 && demand->is_certain) {
            row->position.short_min += surely;
        }
    }
}

/* LEAST_LEFT are the units that the option needs in any case, as far as none of its grants has counted them. */
static void add_grant(struct counting *counting, uint32_t site, const struct plan_grant *grant, int64_t *least_left) {
    const struct plan_option *option = &counting->plan->options[grant->option];
    bool is_sure = plan_is_certain_at(counting->plan, site, option);
    int64_t least = grant->units < *least_left ? grant->units : *least_left;

    *least_left -= least;

    if (!grant->right) {
        struct position_row *row = row_of_missing(counting, option);
        need(&row->position, grant->units, least, is_sure);
        row->position.short_max += grant->units;
        int64_t surely = counting->solution->surely_missing[grant - counting->solution->grants];
        row->position.short_min += surely;
        if (row->position.is_suite) {
            add_missing_parts(counting, site, grant, surely);
        }
        return;
    }
    if (!is_counted_here(counting, grant->right)) {
        return;
    }
    struct position_row *row = row_of_right(counting, grant->right);
    need(&row->position, grant->units, least, is_sure);
    *column_of(&row->position, row->position.is_suite ? RIGHT_SUITE : grant->source->kind) += grant->units;
    if (grant->right->is_suite) {
        add_parts(counting, site, grant, grant->units);
    }
}

static void add_site(struct counting *counting, uint32_t site) {
    const struct plan_solution *solution = counting->solution;
    uint32_t first = solution->first_grant[site];
    int64_t least_left = 0;

    for (uint32_t i = first; i < solution->first_grant[site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        if (i == first || grant->option != grant[-1].option) {
            least_left = counting->plan->options[grant->option].units_least;
        }
        add_grant(counting, site, grant, &least_left);
    }
}

/* The row of what has no option: that of the first right that is for it. */
static struct position_row *row_of_demand(struct counting *counting, const struct plan_demand *demand) {
    struct plan *plan = counting->plan;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (plan_fit_variant(plan, i, demand->variant).is_allowed != TERM_NO &&
            is_counted_here(counting, plan->rights[i])) {
            return row_of_right(counting, plan->rights[i]);
        }
    }
    return row_of(counting, demand->use->product, METRIC_DEVICE);
}

static void count(struct counting *counting) {
    const struct plan *plan = counting->plan;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (is_counted_here(counting, plan->rights[i])) {
            position_rows_hold(&counting->rows, plan->rights[i]);
        }
    }
    for (uint32_t site = 0; site < plan->site_count; site++) {
        add_site(counting, site);
    }
    for (uint32_t i = 0; i < plan->exempt_count; i++) {
        struct position_row *row = row_of_demand(counting, &plan->exempt[i]);
        need(&row->position, 1, 1, plan->exempt[i].is_certain);
        row->position.exempt++;
    }
    for (uint32_t i = 0; i < plan->doubt_count; i++) {
        row_of_demand(counting, &plan->demands[plan->doubts[i].demand])->has_doubt = true;
    }
}

enum err_code plan_position(struct plan *plan, const struct plan_solution *solution, struct err *err) {
    struct counting counting = {.plan = plan, .solution = solution, .rows = {.plan = plan}};

    count(&counting);
    enum err_code code = position_rows_report(&counting.rows, solution->given, err);
    position_rows_done(&counting.rows);
    return code;
}

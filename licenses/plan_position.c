#include "licenses/plan_position.h"

#include "inventory/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED_MAX = 12 /* rights that one sentence names */ };

/* A row that is being added up. */
struct row {
    uint32_t product; /* of the catalog */
    int metric;
    struct license_position position;
    bool has_doubt; /* something of it could not be counted */
};

struct counting {
    struct plan *plan;
    const struct plan_solution *solution;
    struct row *rows;
    uint32_t count, capacity;
    bool failed;
};

static struct row *row_of(struct counting *counting, uint32_t product, int metric) {
    static struct row spill; /* never read: counting has failed */

    for (uint32_t i = 0; i < counting->count; i++) {
        if (counting->rows[i].product == product && counting->rows[i].metric == metric) {
            return &counting->rows[i];
        }
    }
    if (counting->count == counting->capacity) {
        uint32_t capacity = counting->capacity * 2 + 8;
        struct row *rows = reallocarray(counting->rows, capacity, sizeof *rows);
        if (!rows) {
            counting->failed = true;
            return &spill;
        }
        counting->rows = rows;
        counting->capacity = capacity;
    }
    struct row *row = &counting->rows[counting->count++];
    *row = (struct row){.product = product, .metric = metric};
    return row;
}

static int metric_of(const struct right *right) {
    return right->entitlement->metric < 0 ? METRIC_DEVICE : right->entitlement->metric;
}

/* Rights that are counted by something else than what is installed have positions of their own. */
static bool is_counted_here(const struct right *right) {
    int metric = right->entitlement->metric;
    return metric != METRIC_CONCURRENT && metric != METRIC_CONSUMPTION && shape_of_metric(metric) != SHAPE_ACCESS;
}

static struct row *row_of_right(struct counting *counting, const struct right *right) {
    return row_of(counting, right->product, metric_of(right));
}

/* --- what is held --------------------------------------------------------------------------------------------------
 */

static void add_units(struct unit_count *sum, struct units units) {
    sum->is_unlimited |= units.is_unlimited;
    sum->count = sum->is_unlimited ? 0 : sum->count + units.count;
}

static struct str append(struct counting *counting, struct str list, const char *separator, struct str text) {
    return list.n ? arena_printf(counting->plan->arena, "%.*s%s%.*s", STR_FMT(list), separator, STR_FMT(text)) : text;
}

/* Is it one of a list that is separated by "; "? */
static bool is_among(struct str list, struct str text) {
    while (list.n) {
        ptrdiff_t end = str_find_char(list, ';');
        struct str part = end < 0 ? list : str_sub(list, 0, (size_t)end);
        if (str_eq(str_trim(part), text)) {
            return true;
        }
        list = end < 0 ? STR_NONE : str_sub(list, (size_t)end + 1, SIZE_MAX);
    }
    return false;
}

static void hold(struct counting *counting, uint32_t place) {
    const struct right *right = counting->plan->rights[place];
    const struct entitlement *entitlement = right->entitlement;
    struct row *row = row_of_right(counting, right);
    struct license_position *position = &row->position;
    struct units held = {entitlement->units.is_unlimited, entitlement->units.number};

    position->is_suite |= right->is_suite;
    position->evidence = append(counting, position->evidence, " ", entitlement->evidence);
    if (entitlement->version.n && !is_among(position->version, entitlement->version)) {
        position->version = append(counting, position->version, "; ", entitlement->version);
    }
    if (right->supply.reason != SUPPLY_DISPOSED) {
        position->entitled.is_unknown |= !entitlement->units.is_set;
        add_units(&position->entitled, held);
        add_units(&position->effective, right->supply.least);
    }
    position->recoverable += counting->plan->audit->recoverable[right->number];
    if (entitlement->unit_price.is_set && entitlement->unit_price.number > position->unit_price) {
        position->has_price = true;
        position->unit_price = entitlement->unit_price.number;
    }
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

static const struct plan_demand *demand_at(const struct plan *plan, uint32_t site, const struct plan_option *option,
                                           uint32_t number) {
    return &plan->demands[plan->sites[site].first_demand + option->demands[number]];
}

/* Each product that a unit of a suite covers is a need of its own, met by the suite. */
static void add_parts(struct counting *counting, uint32_t site, const struct plan_grant *grant, int64_t units) {
    const struct plan *plan = counting->plan;
    const struct plan_option *option = &plan->options[grant->option];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = demand_at(plan, site, option, i);
        bool is_repeated = i > 0 && demand_at(plan, site, option, i - 1)->use->product == demand->use->product;
        if (is_repeated || demand->use->product == grant->right->product) {
            continue;
        }
        struct row *row = row_of(counting, demand->use->product, metric_of(grant->right));
        need(&row->position, units, units, demand->is_certain);
        row->position.allocated_suite += units;
    }
}

static bool is_certain(const struct plan *plan, uint32_t site, const struct plan_option *option) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (demand_at(plan, site, option, i)->is_certain) {
            return true;
        }
    }
    return false;
}

/* LEAST_LEFT are the units that the option needs in any case, as far as none of its grants has counted them. */
static void add_grant(struct counting *counting, uint32_t site, const struct plan_grant *grant, int64_t *least_left) {
    const struct plan_option *option = &counting->plan->options[grant->option];
    bool is_sure = is_certain(counting->plan, site, option);
    int64_t least = grant->units < *least_left ? grant->units : *least_left;

    *least_left -= least;

    if (!grant->right) {
        struct row *row = row_of(counting, option->product, option->metric);
        need(&row->position, grant->units, least, is_sure);
        row->position.short_max += grant->units;
        return;
    }
    if (!is_counted_here(grant->right)) {
        return;
    }
    struct row *row = row_of_right(counting, grant->right);
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

/* What is surely missing at a site, at most what is missing of each product there. */
static void add_surely_missing(struct counting *counting, uint32_t site) {
    const struct plan_solution *solution = counting->solution;
    int64_t left = solution->surely_missing[site];

    for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1] && left > 0; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        const struct plan_option *option = &counting->plan->options[grant->option];
        if (!grant->right) {
            int64_t units = grant->units < left ? grant->units : left;
            row_of(counting, option->product, option->metric)->position.short_min += units;
            left -= units;
        }
    }
}

/* The row of what has no option: that of the first right that is for it. */
static struct row *row_of_demand(struct counting *counting, const struct plan_demand *demand) {
    struct plan *plan = counting->plan;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (plan_fit_variant(plan, i, demand->variant).is_allowed != TERM_NO && is_counted_here(plan->rights[i])) {
            return row_of_right(counting, plan->rights[i]);
        }
    }
    return row_of(counting, demand->use->product, METRIC_DEVICE);
}

static void count(struct counting *counting) {
    const struct plan *plan = counting->plan;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (is_counted_here(plan->rights[i])) {
            hold(counting, i);
        }
    }
    for (uint32_t site = 0; site < plan->site_count; site++) {
        add_site(counting, site);
        add_surely_missing(counting, site);
    }
    for (uint32_t i = 0; i < plan->exempt_count; i++) {
        struct row *row = row_of_demand(counting, &plan->exempt[i]);
        need(&row->position, 1, 1, plan->exempt[i].is_certain);
        row->position.exempt++;
    }
    for (uint32_t i = 0; i < plan->doubt_count; i++) {
        row_of_demand(counting, &plan->demands[plan->doubts[i].demand])->has_doubt = true;
    }
}

/* --- what is left --------------------------------------------------------------------------------------------------
 */

static int64_t given_of(const struct license_position *position) {
    return position->is_suite ? position->allocated_suite
                              : position->allocated_direct + position->allocated_downgrade + position->allocated_second;
}

static void settle(struct row *row) {
    struct license_position *position = &row->position;

    position->unexamined = position->need_max - position->need_min;
    position->spare = position->effective;
    if (!position->spare.is_unlimited) {
        position->spare.count -= given_of(position);
    }
    position->outcome = position->short_min > 0                     ? OUTCOME_VIOLATION
                        : position->short_max > 0 || row->has_doubt ? OUTCOME_UNDETERMINED
                                                                    : OUTCOME_CONFORMING;
    if (position->has_price && __builtin_mul_overflow(position->unit_price, position->short_min, &position->true_up)) {
        position->true_up = INT64_MAX;
    }
}

static struct str list_spare(const struct counting *counting, const struct row *row) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct plan *plan = counting->plan;
    unsigned listed = 0;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        int64_t spare = right->supply.least.count - counting->solution->given[i];
        if (right->product != row->product || metric_of(right) != row->metric || spare <= 0) {
            continue;
        }
        if (listed++ == LISTED_MAX) {
            buffer_append_cstr(&text, ", …");
            break;
        }
        buffer_append_cstr(&text, listed > 1 ? ", " : "");
        buffer_append(&text, right->entitlement->license_id);
        buffer_printf(&text, " (%" PRId64 ")", spare);
    }
    return arena_dup(plan->arena, buffer_view(&text));
}

static enum err_code tell_spare(const struct counting *counting, const struct row *row, struct err *err) {
    const struct license_position *position = &row->position;
    const struct audit *audit = counting->plan->audit;
    struct str name = catalog_product(audit->catalog, row->product)->name;
    struct finding finding = finding_make(CODE_LIC_SPARE, MESSAGE_SPARE);

    bool is_unknown = !catalog_product(audit->catalog, row->product)->is_recognised && position->need_max == 0;

    if (is_unknown || position->spare.is_unlimited || position->spare.count <= 0) {
        return ERR_OK; /* of a product that nobody knows nobody knows whether it is in use */
    }
    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = finding.field = name;
    finding.ledger_evidence = position->evidence;
    finding_add_text(&finding, name);
    finding_add_number(&finding, position->spare.count);
    finding_add_number(&finding, position->effective.count);
    finding_add_text(&finding, list_spare(counting, row));
    return finding_sink_add(audit->findings, counting->plan->worker->lane, &finding, err);
}

static enum err_code add_row(const struct counting *counting, struct row *row, struct err *err) {
    const struct audit *audit = counting->plan->audit;
    const struct catalog_product *product = catalog_product(audit->catalog, row->product);
    struct license_position *position = &row->position;

    position->vendor = product->vendor;
    position->product = product->product;
    position->edition = product->edition;
    position->metric = schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), (unsigned)row->metric);
    settle(row);
    enum err_code code = license_records_add_position(audit->records, counting->plan->worker->lane, position, err);
    return code == ERR_OK ? tell_spare(counting, row, err) : code;
}

enum err_code plan_position(struct plan *plan, const struct plan_solution *solution, struct err *err) {
    struct counting counting = {.plan = plan, .solution = solution};

    count(&counting);
    enum err_code code = counting.failed || arena_failed(plan->arena) ? err_no_memory(err) : ERR_OK;
    for (uint32_t i = 0; i < counting.count && code == ERR_OK; i++) {
        code = add_row(&counting, &counting.rows[i], err);
    }
    free(counting.rows);
    return code;
}

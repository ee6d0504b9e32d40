#include "licenses/plan_report.h"

#include "inventory/words.h"

/* --- findings ------------------------------------------------------------------------------------------------------
 */

struct str telling_product(const struct telling *telling, const struct plan_demand *demand) {
    return catalog_product(telling->plan->audit->catalog, demand->use->product)->name;
}

static struct str evidence_of(const struct telling *telling, const struct plan_demand *demand) {
    CLEANUP(buffer_done) struct buffer evidence = {0};

    use_evidence(telling->plan->audit->uses, demand->use, &evidence);
    return arena_dup(telling->plan->arena, buffer_view(&evidence));
}

static struct str listed_evidence(const struct telling *telling, const struct plan_demand *demand) {
    CLEANUP(buffer_done) struct buffer evidence = {0};

    if (demand->use->listed == USE_NONE) {
        return STR_NONE;
    }
    table_evidence(telling->plan->audit->uses_input.listed, demand->use->listed, &evidence);
    return arena_dup(telling->plan->arena, buffer_view(&evidence));
}

static void set_machine(struct finding *finding, const struct machine *machine) {
    finding->asset_id = machine->asset_id;
    finding->device_id = machine->device_id;
    finding->hostname = machine->hostname;
    finding->system = machine->system;
    finding->department = machine->department;
    finding->location = machine->location;
}

struct finding telling_finding(const struct telling *telling, enum finding_code code, enum message message,
                               const struct plan_demand *demand, bool is_by_user) {
    struct finding finding = finding_make(code, message);
    const struct machine *machine = demand->machine;

    if (is_by_user && demand->user != USER_NONE) {
        finding.subject_kind = SUBJECT_USER;
        finding.subject = estate_user_id(telling->plan->audit->estate, demand->user);
    } else {
        finding.subject_kind = machine->asset_id.n ? SUBJECT_ASSET : SUBJECT_DEVICE;
        finding.subject = machine->asset_id.n ? machine->asset_id : machine->device_id;
    }
    set_machine(&finding, machine);
    finding.field = telling_product(telling, demand);
    finding.observed = uses_text(telling->plan->audit->uses, demand->use->version);
    *(use_is_certain(demand->use) ? &finding.snapshot_evidence : &finding.ledger_evidence) =
        evidence_of(telling, demand);
    if (use_is_certain(demand->use)) {
        finding.ledger_evidence = listed_evidence(telling, demand);
    }
    return finding;
}

void telling_rest_on(const struct telling *telling, struct finding *finding, const struct entitlement *entitlement) {
    struct str rows = finding->ledger_evidence, row = entitlement->evidence;

    finding->ledger_evidence =
        rows.n ? arena_printf(telling->plan->arena, "%.*s %.*s", STR_FMT(rows), STR_FMT(row)) : row;
}

void telling_add(struct telling *telling, const struct finding *finding) {
    const struct plan *plan = telling->plan;

    if (telling->code == ERR_OK) {
        telling->code = finding_sink_add(plan->audit->findings, plan->worker->lane, finding, telling->err);
    }
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

static struct str metric_name(int metric) {
    const struct column_def *column = schema_column(TABLE_LICENSES, LICENSES_METRIC);
    return metric < 0 ? STR_NONE : schema_word(column, (unsigned)metric);
}

static struct str asset_of(const struct machine *machine) {
    return machine->asset_id.n ? machine->asset_id : machine->device_id;
}

static struct str user_of(const struct telling *telling, const struct plan_demand *demand) {
    return demand->user == USER_NONE ? STR_NONE : estate_user_id(telling->plan->audit->estate, demand->user);
}

static void add_demand(struct telling *telling, const struct plan_demand *demand, struct license_demand *record) {
    const struct plan *plan = telling->plan;

    record->product = telling_product(telling, demand);
    record->version = uses_text(plan->audit->uses, demand->use->version);
    record->asset_id = asset_of(demand->machine);
    record->user_id = user_of(telling, demand);
    record->is_certain = demand->is_certain;
    record->evidence = evidence_of(telling, demand);
    if (telling->code == ERR_OK) {
        telling->code = license_records_add_demand(plan->audit->records, plan->worker->lane, record, telling->err);
    }
}

/* By what right a demand is covered, and what that rests on: the versions, and the row that leads from one to the
 * other; the host. */
static enum license_right right_of(struct telling *telling, const struct plan_grant *grant,
                                   const struct plan_demand *demand, bool is_first, struct str *ret_reason) {
    struct plan *plan = telling->plan;
    struct plan_fit fit = plan_fit_variant(plan, plan_place_of(plan, grant->right), demand->variant);

    *ret_reason = STR_NONE;
    if (fit.kind == RIGHT_DOWNGRADE || fit.kind == RIGHT_UPGRADE) {
        struct str version = uses_text(plan->audit->uses, demand->use->version);
        *ret_reason =
            arena_printf(plan->arena, "%.*s → %.*s", STR_FMT(grant->right->entitlement->version), STR_FMT(version));
        return (enum license_right)fit.kind;
    }
    if (grant->source->kind == RIGHT_HOST && demand->machine->host != MACHINE_NONE) {
        *ret_reason = asset_of(estate_machine(plan->audit->estate, demand->machine->host));
        return RIGHT_HOST;
    }
    if (grant->source->kind == RIGHT_SECOND) {
        return is_first ? RIGHT_DIRECT : RIGHT_SECOND;
    }
    return grant->source->kind == RIGHT_USER || grant->source->kind == RIGHT_HOST ? grant->source->kind
                                                                                  : (enum license_right)fit.kind;
}

/* Units stand with the first of the demands that they cover. */
static void add_allocation(struct telling *telling, const struct plan_grant *grant, const struct plan_demand *demand,
                           bool is_first) {
    const struct plan *plan = telling->plan;
    struct license_allocation record = {
        .license_id = grant->right->entitlement->license_id,
        .product = telling_product(telling, demand),
        .asset_id = asset_of(demand->machine),
        .user_id = user_of(telling, demand),
        .quantity = is_first ? grant->units : 0,
    };

    record.right = right_of(telling, grant, demand, is_first, &record.reason);
    if (telling->code == ERR_OK) {
        telling->code = license_records_add_allocation(plan->audit->records, plan->worker->lane, &record, telling->err);
    }
}

/* --- sites ---------------------------------------------------------------------------------------------------------
 */

static const struct plan_demand *demand_at(const struct plan *plan, uint32_t site, uint32_t number) {
    return &plan->demands[plan->sites[site].first_demand + number];
}

static void tell_grant(struct telling *telling, uint32_t site, const struct plan_grant *grant) {
    const struct plan_option *option = &telling->plan->options[grant->option];

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = demand_at(telling->plan, site, option->demands[i]);
        add_allocation(telling, grant, demand, i == 0);
        telling_breaches(telling, demand, grant->right);
    }
    if (shape_of_metric(grant->right->entitlement->metric) == SHAPE_USER) {
        telling_devices(telling, site, grant);
    }
}

/* Does a unit of the option cover, or would it, several products, each of which is counted? */
static bool is_of_suite(const struct plan *plan, const struct plan_option *option, const struct right *right) {
    for (uint32_t i = 0; i < plan->right_count && !right; i++) {
        if (plan->rights[i]->is_suite && plan->rights[i]->product == option->product) {
            return true;
        }
    }
    return right && right->is_suite;
}

/* The option of the grants BEGIN … END - 1 at a site. Its units stand with the first use that they are for, and those
 * of a suite with the first use of each product. */
static void tell_demands(struct telling *telling, uint32_t site, uint32_t begin, uint32_t end) {
    const struct plan *plan = telling->plan;
    const struct plan_option *option = &plan->options[telling->solution->grants[begin].option];
    bool is_by_product = is_of_suite(plan, option, telling->solution->grants[begin].right);
    int64_t missing = 0;

    for (uint32_t i = begin; i < end; i++) {
        missing += telling->solution->grants[i].right ? 0 : telling->solution->grants[i].units;
    }
    uint32_t last = CATALOG_NONE;
    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = demand_at(plan, site, option->demands[i]);
        bool is_first = i == 0 || (is_by_product && demand->use->product != last);
        struct license_demand record = {
            .metric = metric_name(option->metric),
            .state = missing ? DEMAND_SHORT : DEMAND_COVERED,
            .units = is_first ? option->units : 0,
            .missing = is_first ? missing : 0,
            .arithmetic = i == 0 ? option->arithmetic : STR_NONE,
        };
        add_demand(telling, demand, &record);
        last = demand->use->product;
    }
}

/* Where nobody can say of any use whether it has a right, that is said once a product. */
static bool is_told_by_product(const struct plan *plan) {
    return plan->is_system || (plan->is_unread && plan->right_count == 0);
}

static void tell_site(struct telling *telling, uint32_t site) {
    const struct plan_solution *solution = telling->solution;
    uint32_t end = solution->first_grant[site + 1];

    for (uint32_t i = solution->first_grant[site], next; i < end; i = next) {
        for (next = i; next < end && solution->grants[next].option == solution->grants[i].option; next++) {
            if (solution->grants[next].right) {
                tell_grant(telling, site, &solution->grants[next]);
            } else if (!is_told_by_product(telling->plan)) {
                telling_missing(telling, site, next);
            }
        }
        tell_demands(telling, site, i, next);
    }
}

static void tell_uncounted(struct telling *telling) {
    const struct plan *plan = telling->plan;

    for (uint32_t i = 0; i < plan->exempt_count; i++) {
        struct license_demand record = {.state = DEMAND_EXEMPT};
        add_demand(telling, &plan->exempt[i], &record);
    }
    for (uint32_t i = 0; i < plan->doubt_count; i++) {
        struct license_demand record = {.state = DEMAND_UNKNOWN};
        add_demand(telling, &plan->demands[plan->doubts[i].demand], &record);
    }
}

enum err_code plan_report(struct plan *plan, const struct plan_solution *solution, const struct plan_closing *closings,
                          struct err *err) {
    struct telling telling = {.plan = plan, .solution = solution, .closings = closings, .err = err};

    for (uint32_t site = 0; site < plan->site_count && telling.code == ERR_OK; site++) {
        tell_site(&telling, site);
    }
    tell_uncounted(&telling);
    telling_doubts(&telling);
    if (is_told_by_product(plan)) {
        telling_products(&telling);
    }
    return telling.code == ERR_OK && arena_failed(plan->arena) ? err_no_memory(err) : telling.code;
}

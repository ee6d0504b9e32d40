/* What the allocation of access licences means: positions, records and findings. */

#include "licenses/access_report.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/plan_close.h"
#include "licenses/pool.h"
#include "licenses/renewal.h"

static struct plan *plan_of(const struct access_reporting *reporting) {
    return &reporting->access->plan;
}

/* --- who it is about -----------------------------------------------------------------------------------------------
 */

uint32_t access_demand_at(const struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t number) {
    return plan->sites[site].first_demand + option->demands[number];
}

/* Of licences of which nobody knows what they are of: do all demands have one user? */
static bool is_of_user(const struct access_reporting *reporting, uint32_t site, const struct plan_option *option) {
    const struct access_pair *pairs = reporting->access->pairs;
    uint32_t user = pairs[access_demand_at(plan_of(reporting), site, option, 0)].user;

    if (option->metric != METRIC_CAL) {
        return option->metric == METRIC_CAL_USER;
    }
    for (uint32_t i = 1; i < option->demand_count; i++) {
        if (pairs[access_demand_at(plan_of(reporting), site, option, i)].user != user) {
            return false;
        }
    }
    return user != ACCESS_NONE;
}

struct access_who access_who_of(const struct access_reporting *reporting, uint32_t site,
                                const struct plan_option *option) {
    const struct access_plan *access = reporting->access;
    struct access_who who = {
        .is_user = is_of_user(reporting, site, option),
        .first = access_demand_at(&access->plan, site, option, 0),
    };
    const struct access_pair *pair = &access->pairs[who.first];

    who.node = who.is_user ? &access->users[pair->user] : &access->devices[pair->device];
    if (!who.is_user && who.node->number != ACCESS_NONE) {
        who.machine = estate_machine(access->plan.audit->estate, who.node->number);
    }
    return who;
}

const struct plan_variant *access_variant_of(const struct plan *plan, uint32_t demand) {
    return &plan->variants[plan->demands[demand].variant];
}

struct str access_product_of(const struct plan *plan, uint32_t demand) {
    return catalog_product(plan->audit->catalog, access_variant_of(plan, demand)->product)->name;
}

struct str access_evidence_of(const struct access_reporting *reporting, uint32_t demand) {
    CLEANUP(buffer_done) struct buffer row = {0};
    const struct plan *plan = plan_of(reporting);

    access_list_evidence(plan->audit->access, reporting->access->rows[demand], &row);
    return arena_dup(plan->arena, buffer_view(&row));
}

/* --- positions -----------------------------------------------------------------------------------------------------
 */

bool access_is_certain(const struct plan *plan, uint32_t site, const struct plan_option *option) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (plan->demands[access_demand_at(plan, site, option, i)].is_certain) {
            return true;
        }
    }
    return false;
}

static void count_grant(struct access_reporting *reporting, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = plan_of(reporting);
    const struct plan_option *option = &plan->options[grant->option];
    uint32_t product = grant->right ? grant->right->product : option->product;
    int metric = grant->right ? grant->right->entitlement->metric : option->metric;
    struct license_position *position = &position_rows_get(&reporting->rows, product, metric)->position;

    position->need_max += grant->units;
    position->need_min += access_is_certain(plan, site, option) ? grant->units : 0;
    if (!grant->right) {
        position->short_max += grant->units;
    } else {
        *(position->is_suite ? &position->allocated_suite : &position->allocated_direct) += grant->units;
    }
}

static void count_site(struct access_reporting *reporting, uint32_t site) {
    const struct plan_solution *solution = reporting->solution;
    const struct plan *plan = plan_of(reporting);

    for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        const struct plan_option *option = &plan->options[grant->option];
        count_grant(reporting, site, grant);
        if (solution->surely_missing[i]) {
            position_rows_get(&reporting->rows, option->product, option->metric)->position.short_min++;
        }
    }
}

static uint32_t variant_of_use(const struct plan *plan, const struct use *use) {
    struct str version = uses_text(plan->audit->uses, use->version);
    uint32_t variant = 0;

    while (plan->variants[variant].product != use->product || !str_eq(plan->variants[variant].version, version)) {
        variant++;
    }
    return variant;
}

static void doubt(struct access_reporting *reporting, const struct access_gap *gap) {
    struct plan *plan = plan_of(reporting);
    uint32_t variant = variant_of_use(plan, gap->use);

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (access_right_is_for(plan, i, variant) && !right->supply.least.is_unlimited) {
            position_rows_get(&reporting->rows, right->product, position_metric(right))->is_unknown = true;
        }
    }
}

static void count(struct access_reporting *reporting) {
    const struct plan *plan = plan_of(reporting);

    for (uint32_t i = 0; i < plan->right_count; i++) {
        position_rows_hold(&reporting->rows, plan->rights[i]);
        reporting->left[i] = plan_closing_units(plan->rights[i], reporting->solution->given[i]);
    }
    for (uint32_t site = 0; site < plan->site_count; site++) {
        count_site(reporting, site);
    }
    for (uint32_t i = 0; i < reporting->access->gap_count; i++) {
        doubt(reporting, &reporting->access->gaps[i]);
    }
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

/* "2022 → 2019" where the licence is of another version than the server. */
static struct str reason_of(const struct plan *plan, const struct right *right, uint32_t demand) {
    struct str licensed = right->entitlement->version, used = access_variant_of(plan, demand)->version;
    bool is_other = licensed.n && used.n && !str_eq(licensed, used);

    return is_other ? arena_printf(plan->arena, "%.*s → %.*s", STR_FMT(licensed), STR_FMT(used)) : STR_NONE;
}

static void add_allocation(struct access_reporting *reporting, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = plan_of(reporting);
    struct access_who who = access_who_of(reporting, site, &plan->options[grant->option]);
    struct license_allocation record = {
        .license_id = grant->right->entitlement->license_id,
        .product = access_product_of(plan, who.first),
        .asset_id = who.is_user ? STR_NONE : who.node->name,
        .user_id = who.is_user ? who.node->name : STR_NONE,
        .quantity = grant->units,
        .right = grant->source->kind,
        .reason = reason_of(plan, grant->right, who.first),
    };

    if (reporting->code == ERR_OK) {
        reporting->code =
            license_records_add_allocation(plan->audit->records, plan->worker->lane, &record, reporting->err);
    }
}

/* Units stand with the first of the demands that they are for. */
static void add_demands(struct access_reporting *reporting, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = plan_of(reporting);
    const struct plan_option *option = &plan->options[grant->option];
    struct str metric = schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), (unsigned)option->metric);

    for (uint32_t i = 0; i < option->demand_count && reporting->code == ERR_OK; i++) {
        uint32_t number = access_demand_at(plan, site, option, i);
        const struct access_pair *pair = &reporting->access->pairs[number];
        struct license_demand record = {
            .product = access_product_of(plan, number),
            .version = access_variant_of(plan, number)->version,
            .metric = metric,
            .asset_id = pair->device == ACCESS_NONE ? STR_NONE : reporting->access->devices[pair->device].name,
            .user_id = pair->user == ACCESS_NONE ? STR_NONE : reporting->access->users[pair->user].name,
            .is_certain = plan->demands[number].is_certain,
            .state = grant->right ? DEMAND_COVERED : DEMAND_SHORT,
            .units = i == 0 ? grant->units : 0,
            .missing = i == 0 && !grant->right ? grant->units : 0,
            .evidence = access_evidence_of(reporting, number),
        };
        reporting->code = license_records_add_demand(plan->audit->records, plan->worker->lane, &record, reporting->err);
    }
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

void access_tell(struct access_reporting *reporting, const struct finding *finding) {
    if (reporting->code == ERR_OK) {
        reporting->code = pool_tell(plan_of(reporting), finding, reporting->err);
    }
}

static void tell_site(struct access_reporting *reporting, uint32_t site) {
    const struct plan_solution *solution = reporting->solution;

    for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        add_demands(reporting, site, grant);
        if (grant->right) {
            add_allocation(reporting, site, grant);
        } else {
            access_tell_lack(reporting, site, grant, solution->surely_missing[i] > 0);
        }
    }
}

/* --- what cannot be counted ----------------------------------------------------------------------------------------
 */

static bool is_first_of_product(const struct access_plan *access, uint32_t gap) {
    for (uint32_t i = 0; i < gap; i++) {
        if (access->gaps[i].use->product == access->gaps[gap].use->product) {
            return false;
        }
    }
    return true;
}

/* Where nothing is known of any server of the group, it is said once of each product. */
static void tell_gap(struct access_reporting *reporting, uint32_t number) {
    const struct access_plan *access = reporting->access;
    const struct access_gap *gap = &access->gaps[number];
    struct finding finding =
        pool_finding(&access->plan, MESSAGE_QUANTITY_FACT, OUTCOME_UNDETERMINED, gap->use->product);

    if (!access->has_rows && !is_first_of_product(access, number)) {
        return;
    }
    if (access->has_rows) {
        finding.subject_kind = gap->server->asset_id.n ? SUBJECT_ASSET : SUBJECT_DEVICE;
        finding.subject = machine_id(gap->server);
        finding_set_machine(&finding, gap->server);
    }
    finding_add_word(&finding, STR("access"));
    access_tell(reporting, &finding);
}

static void tell_ended(struct access_reporting *reporting, uint32_t place) {
    const struct plan *plan = plan_of(reporting);
    const struct right *right = plan->rights[place];
    struct finding finding;
    char end[11];

    if (right->supply.reason == SUPPLY_ENDED && !reporting->is_wanted[place] &&
        renewal_ended_finding(right->entitlement, plan->audit->input->as_of, end, &finding)) {
        access_tell(reporting, &finding);
    }
}

static void tell_unproven(struct access_reporting *reporting) {
    const struct plan *plan = plan_of(reporting);
    struct finding finding =
        pool_finding(plan, MESSAGE_QUANTITY_NOT_PROVEN, OUTCOME_UNDETERMINED, plan->rights[0]->product);

    finding_add_number(&finding, reporting->solution->value);
    finding_add_number(&finding, reporting->solution->bound);
    access_tell(reporting, &finding);
}

static void tell_all(struct access_reporting *reporting) {
    const struct plan *plan = plan_of(reporting);

    for (uint32_t site = 0; site < plan->site_count; site++) {
        tell_site(reporting, site);
    }
    for (uint32_t i = 0; i < reporting->access->gap_count; i++) {
        tell_gap(reporting, i);
    }
    for (uint32_t i = 0; i < plan->right_count; i++) {
        tell_ended(reporting, i);
    }
    if (!reporting->solution->is_proven) {
        tell_unproven(reporting);
    }
}

enum err_code access_report(struct access_plan *access, const struct plan_solution *solution, struct err *err) {
    struct plan *plan = &access->plan;
    struct access_reporting reporting = {
        .access = access,
        .solution = solution,
        .rows = {.plan = plan},
        .left = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *reporting.left),
        .is_wanted = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *reporting.is_wanted),
        .err = err,
    };

    if (!reporting.left || !reporting.is_wanted) {
        return err_no_memory(err);
    }
    count(&reporting);
    if (reporting.rows.failed) {
        reporting.code = err_no_memory(err);
    } else {
        tell_all(&reporting);
    }
    if (reporting.code == ERR_OK) {
        reporting.code = position_rows_report(&reporting.rows, solution->given, err);
    }
    position_rows_done(&reporting.rows);
    return reporting.code;
}

/* What the allocation of access licences means: positions, records and findings. */

#include "licenses/access.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/plan_close.h"
#include "licenses/pool.h"
#include "licenses/renewal.h"

#include <inttypes.h>

struct reporting {
    struct access_plan *access;
    const struct plan_solution *solution;
    struct position_rows rows;
    int64_t *left;      /* by right: units that nobody has, of ended rights all of them */
    bool *is_wanted;    /* by right: it has ended, and somebody needs it */
    enum err_code code; /* the first failure; what follows is skipped */
    struct err *err;
};

static struct plan *plan_of(const struct reporting *reporting) {
    return &reporting->access->plan;
}

/* --- who it is about -----------------------------------------------------------------------------------------------
 */

/* An option at a site: all demands of one user, or of one device. */
struct who {
    bool is_user;
    const struct access_node *node;
    const struct machine *machine; /* NULL: of a user, or not on record */
    uint32_t first;                /* demand, of the plan */
};

static uint32_t demand_at(const struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t number) {
    return plan->sites[site].first_demand + option->demands[number];
}

/* Of licences of which nobody knows what they are of: do all demands have one user? */
static bool is_of_user(const struct reporting *reporting, uint32_t site, const struct plan_option *option) {
    const struct access_pair *pairs = reporting->access->pairs;
    uint32_t user = pairs[demand_at(plan_of(reporting), site, option, 0)].user;

    if (option->metric != METRIC_CAL) {
        return option->metric == METRIC_CAL_USER;
    }
    for (uint32_t i = 1; i < option->demand_count; i++) {
        if (pairs[demand_at(plan_of(reporting), site, option, i)].user != user) {
            return false;
        }
    }
    return user != ACCESS_NONE;
}

static struct who who_of(const struct reporting *reporting, uint32_t site, const struct plan_option *option) {
    const struct access_plan *access = reporting->access;
    struct who who = {
        .is_user = is_of_user(reporting, site, option),
        .first = demand_at(&access->plan, site, option, 0),
    };
    const struct access_pair *pair = &access->pairs[who.first];

    who.node = who.is_user ? &access->users[pair->user] : &access->devices[pair->device];
    if (!who.is_user && who.node->number != ACCESS_NONE) {
        who.machine = estate_machine(access->plan.audit->estate, who.node->number);
    }
    return who;
}

static const struct plan_variant *variant_of(const struct plan *plan, uint32_t demand) {
    return &plan->variants[plan->demands[demand].variant];
}

static struct str product_of(const struct plan *plan, uint32_t demand) {
    return catalog_product(plan->audit->catalog, variant_of(plan, demand)->product)->name;
}

static struct str evidence_of(const struct reporting *reporting, uint32_t demand) {
    CLEANUP(buffer_done) struct buffer row = {0};
    const struct plan *plan = plan_of(reporting);

    access_list_evidence(plan->audit->access, reporting->access->rows[demand], &row);
    return arena_dup(plan->arena, buffer_view(&row));
}

static struct str asset_of(const struct machine *machine) {
    return machine->asset_id.n ? machine->asset_id : machine->device_id;
}

/* --- positions -----------------------------------------------------------------------------------------------------
 */

static bool is_certain(const struct plan *plan, uint32_t site, const struct plan_option *option) {
    for (uint32_t i = 0; i < option->demand_count; i++) {
        if (plan->demands[demand_at(plan, site, option, i)].is_certain) {
            return true;
        }
    }
    return false;
}

static void count_grant(struct reporting *reporting, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = plan_of(reporting);
    const struct plan_option *option = &plan->options[grant->option];
    uint32_t product = grant->right ? grant->right->product : option->product;
    int metric = grant->right ? grant->right->entitlement->metric : option->metric;
    struct license_position *position = &position_rows_get(&reporting->rows, product, metric)->position;

    position->need_max += grant->units;
    position->need_min += is_certain(plan, site, option) ? grant->units : 0;
    if (!grant->right) {
        position->short_max += grant->units;
    } else {
        *(position->is_suite ? &position->allocated_suite : &position->allocated_direct) += grant->units;
    }
}

/* Is what is missing surely so? Of a site no more than so many units, those of certain demands. */
static bool take_sure(const struct plan *plan, uint32_t site, const struct plan_grant *grant, int64_t *left) {
    if (grant->right || *left == 0 || !is_certain(plan, site, &plan->options[grant->option])) {
        return false;
    }
    --*left;
    return true;
}

static void count_site(struct reporting *reporting, uint32_t site) {
    const struct plan_solution *solution = reporting->solution;
    const struct plan *plan = plan_of(reporting);
    int64_t sure = solution->surely_missing[site];

    for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        const struct plan_option *option = &plan->options[grant->option];
        count_grant(reporting, site, grant);
        if (take_sure(plan, site, grant, &sure)) {
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

static void doubt(struct reporting *reporting, const struct access_gap *gap) {
    struct plan *plan = plan_of(reporting);
    uint32_t variant = variant_of_use(plan, gap->use);

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (access_right_is_for(plan, i, variant) && !right->supply.least.is_unlimited) {
            position_rows_get(&reporting->rows, right->product, position_metric(right))->is_unknown = true;
        }
    }
}

static void count(struct reporting *reporting) {
    const struct plan *plan = plan_of(reporting);

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        bool is_over = right->supply.reason == SUPPLY_ENDED || right->supply.reason == SUPPLY_NOT_BEGUN;
        position_rows_hold(&reporting->rows, right);
        reporting->left[i] = is_over ? right->entitlement->units.number : right->supply.least.count;
        reporting->left[i] -= reporting->solution->given[i];
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
    struct str licensed = right->entitlement->version, used = variant_of(plan, demand)->version;
    bool is_other = licensed.n && used.n && !str_eq(licensed, used);

    return is_other ? arena_printf(plan->arena, "%.*s → %.*s", STR_FMT(licensed), STR_FMT(used)) : STR_NONE;
}

static void add_allocation(struct reporting *reporting, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = plan_of(reporting);
    struct who who = who_of(reporting, site, &plan->options[grant->option]);
    struct license_allocation record = {
        .license_id = grant->right->entitlement->license_id,
        .product = product_of(plan, who.first),
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
static void add_demands(struct reporting *reporting, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = plan_of(reporting);
    const struct plan_option *option = &plan->options[grant->option];
    struct str metric = schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), (unsigned)option->metric);

    for (uint32_t i = 0; i < option->demand_count && reporting->code == ERR_OK; i++) {
        uint32_t number = demand_at(plan, site, option, i);
        const struct access_pair *pair = &reporting->access->pairs[number];
        struct license_demand record = {
            .product = product_of(plan, number),
            .version = variant_of(plan, number)->version,
            .metric = metric,
            .asset_id = pair->device == ACCESS_NONE ? STR_NONE : reporting->access->devices[pair->device].name,
            .user_id = pair->user == ACCESS_NONE ? STR_NONE : reporting->access->users[pair->user].name,
            .is_certain = plan->demands[number].is_certain,
            .state = grant->right ? DEMAND_COVERED : DEMAND_SHORT,
            .units = i == 0 ? grant->units : 0,
            .missing = i == 0 && !grant->right ? grant->units : 0,
            .evidence = evidence_of(reporting, number),
        };
        reporting->code = license_records_add_demand(plan->audit->records, plan->worker->lane, &record, reporting->err);
    }
}

/* --- what would have done ------------------------------------------------------------------------------------------
 */

static enum closing closing_of(struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t right) {
    enum closing closing = plan->rights[right]->supply.reason == SUPPLY_ENDED       ? CLOSING_ENDED
                           : plan->rights[right]->supply.reason == SUPPLY_NOT_BEGUN ? CLOSING_NOT_BEGUN
                                                                                    : CLOSING_NONE;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        uint32_t variant = plan->demands[demand_at(plan, site, option, i)].variant;
        struct plan_fit fit = plan_fit_variant(plan, right, variant);
        if (fit.is_allowed != TERM_NO) {
            continue;
        }
        if (fit.bar == BAR_PRODUCT || closing == CLOSING_ENDED || closing == CLOSING_NOT_BEGUN) {
            return CLOSING_NONE;
        }
        closing = CLOSING_VERSION;
    }
    return closing;
}

/* A licence that nobody has would cover what is missing, but for one thing. Each of its units is named once. */
static struct plan_closing close(struct reporting *reporting, uint32_t site, const struct plan_option *option,
                                 bool is_user) {
    struct plan *plan = plan_of(reporting);
    int metric = is_user ? METRIC_CAL_USER : METRIC_CAL_DEVICE;
    struct plan_closing best = {CLOSING_NONE, NULL};
    uint32_t place = 0;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (!access_right_is_of(right, metric) || reporting->left[i] <= 0) {
            continue;
        }
        enum closing closing = closing_of(plan, site, option, i);
        if (closing < best.closing) {
            best = (struct plan_closing){closing, right};
            place = i;
        }
    }
    if (best.right) {
        reporting->left[place]--;
        reporting->is_wanted[place] = true;
    }
    return best;
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

/* What one licence too few means. */
struct lack {
    struct reporting *reporting;
    const struct plan_option *option;
    struct who who;
    struct plan_closing closing;
    bool is_sure;
};

static void set_machine(struct finding *finding, const struct machine *machine) {
    finding->asset_id = machine->asset_id;
    finding->device_id = machine->device_id;
    finding->hostname = machine->hostname;
    finding->system = machine->system;
    finding->department = machine->department;
    finding->location = machine->location;
}

static void set_subject(struct finding *finding, const struct who *who) {
    bool is_asset = who->machine && who->machine->asset_id.n;

    finding->subject_kind = who->is_user ? SUBJECT_USER : is_asset ? SUBJECT_ASSET : SUBJECT_DEVICE;
    finding->subject = who->node->name;
    if (who->machine) {
        set_machine(finding, who->machine);
    }
}

static struct finding make(const struct lack *lack, enum finding_code code, enum message message) {
    const struct plan *plan = plan_of(lack->reporting);
    struct finding finding = finding_make(code, message);

    finding.outcome = lack->is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    set_subject(&finding, &lack->who);
    finding.field = product_of(plan, lack->who.first);
    finding.observed = variant_of(plan, lack->who.first)->version;
    finding.ledger_evidence = evidence_of(lack->reporting, lack->who.first);
    finding_add_text(&finding, finding.field);
    return finding;
}

static void set_license(const struct lack *lack, struct finding *finding, struct str documented) {
    finding->documented = documented;
    finding->ledger_evidence =
        arena_printf(plan_of(lack->reporting)->arena, "%.*s %.*s", STR_FMT(finding->ledger_evidence),
                     STR_FMT(lack->closing.right->entitlement->evidence));
}

static struct finding period_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    const struct entitlement *entitlement = lack->closing.right->entitlement;
    bool has_ended = lack->closing.closing == CLOSING_ENDED;
    struct date limit = has_ended ? entitlement->period.end : entitlement->period.start;
    int32_t days = plan->audit->input->as_of.days - limit.days;
    struct finding finding = make(lack, CODE_LIC_PERIOD, has_ended ? MESSAGE_PERIOD_ENDED : MESSAGE_PERIOD_NOT_BEGUN);
    char day[11];

    date_format(limit, day);
    finding.field = has_ended ? STR("end_on") : STR("start_on");
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, arena_dup(plan->arena, str_from(day)));
    finding_add_number(&finding, has_ended ? days : -days);
    set_license(lack, &finding, arena_dup(plan->arena, str_from(day)));
    return finding;
}

static struct finding version_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    const struct entitlement *entitlement = lack->closing.right->entitlement;
    struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_VERSION);

    finding.field = STR("version");
    finding_add_text(&finding, finding.observed);
    finding_add_text(&finding, arena_printf(plan->arena, "%.*s (%.*s)", STR_FMT(entitlement->license_id),
                                            STR_FMT(entitlement->version)));
    set_license(lack, &finding, entitlement->version);
    return finding;
}

static struct license_position position_of(const struct lack *lack) {
    return position_rows_get(&lack->reporting->rows, lack->option->product, lack->option->metric)->position;
}

static struct finding short_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    struct license_position position = position_of(lack);
    struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_ACCESS);

    finding_add_text(&finding, asset_of(plan->demands[lack->who.first].machine));
    finding_add_number(&finding, position.need_max);
    finding_add_number(&finding, position.effective.count);
    return finding;
}

/* The column on which it hangs whether the right covers the demand; NULL: on none. */
static const char *open_column(const struct lack *lack, uint32_t place) {
    struct plan *plan = plan_of(lack->reporting);
    const struct right *right = plan->rights[place];
    struct plan_fit fit = plan_fit_variant(plan, place, plan->demands[lack->who.first].variant);

    if (fit.is_allowed == TERM_NO) {
        return NULL;
    }
    if (right->entitlement->metric == METRIC_CAL) {
        return "metric";
    }
    if (fit.is_allowed == TERM_BLANK) {
        return fit.bar == BAR_MAINTENANCE ? "maintenance_end" : "version";
    }
    return units_cmp(right->supply.least, right->supply.most) ? entitlement_lacking_column(right->entitlement) : NULL;
}

static struct finding open_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    int metric = lack->who.is_user ? METRIC_CAL_USER : METRIC_CAL_DEVICE;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        bool may_be = access_right_is_of(right, metric) && plan_right_is_active(right);
        const char *column = may_be ? open_column(lack, i) : NULL;
        if (column) {
            struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_RIGHTS);
            finding_add_text(&finding, right->entitlement->license_id);
            finding_add_field(&finding, str_from(column));
            finding.documented = right->entitlement->license_id;
            return finding;
        }
    }
    struct license_position position = position_of(lack);
    struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_UNEXAMINED);
    finding_add_number(&finding, position.need_min);
    finding_add_number(&finding, position.need_max);
    finding_add_number(&finding, position.effective.count);
    return finding;
}

static void tell(struct reporting *reporting, const struct finding *finding) {
    if (reporting->code == ERR_OK) {
        reporting->code = pool_tell(plan_of(reporting), finding, reporting->err);
    }
}

static void tell_lack(struct reporting *reporting, uint32_t site, const struct plan_grant *grant, bool is_sure) {
    const struct plan *plan = plan_of(reporting);
    struct lack lack = {.reporting = reporting, .option = &plan->options[grant->option], .is_sure = is_sure};

    lack.who = who_of(reporting, site, lack.option);
    lack.closing = close(reporting, site, lack.option, lack.who.is_user);
    bool is_open = !is_sure && (!lack.closing.right || !is_certain(plan, site, lack.option));
    struct finding finding = is_open                                   ? open_finding(&lack)
                             : lack.closing.closing == CLOSING_VERSION ? version_finding(&lack)
                             : lack.closing.right                      ? period_finding(&lack)
                                                                       : short_finding(&lack);
    tell(reporting, &finding);
}

static void tell_site(struct reporting *reporting, uint32_t site) {
    const struct plan_solution *solution = reporting->solution;
    int64_t sure = solution->surely_missing[site];

    for (uint32_t i = solution->first_grant[site]; i < solution->first_grant[site + 1]; i++) {
        const struct plan_grant *grant = &solution->grants[i];
        add_demands(reporting, site, grant);
        if (grant->right) {
            add_allocation(reporting, site, grant);
        } else {
            tell_lack(reporting, site, grant, take_sure(plan_of(reporting), site, grant, &sure));
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
static void tell_gap(struct reporting *reporting, uint32_t number) {
    const struct access_plan *access = reporting->access;
    const struct access_gap *gap = &access->gaps[number];
    struct finding finding =
        pool_finding(&access->plan, MESSAGE_QUANTITY_FACT, OUTCOME_UNDETERMINED, gap->use->product);

    if (!access->has_rows && !is_first_of_product(access, number)) {
        return;
    }
    if (access->has_rows) {
        finding.subject_kind = gap->server->asset_id.n ? SUBJECT_ASSET : SUBJECT_DEVICE;
        finding.subject = asset_of(gap->server);
        set_machine(&finding, gap->server);
    }
    finding_add_word(&finding, STR("access"));
    tell(reporting, &finding);
}

static void tell_ended(struct reporting *reporting, uint32_t place) {
    const struct plan *plan = plan_of(reporting);
    const struct right *right = plan->rights[place];
    struct finding finding;
    char end[11];

    if (right->supply.reason == SUPPLY_ENDED && !reporting->is_wanted[place] &&
        renewal_ended_finding(right->entitlement, plan->audit->input->as_of, end, &finding)) {
        tell(reporting, &finding);
    }
}

static void tell_unproven(struct reporting *reporting) {
    const struct plan *plan = plan_of(reporting);
    struct finding finding =
        pool_finding(plan, MESSAGE_QUANTITY_NOT_PROVEN, OUTCOME_UNDETERMINED, plan->rights[0]->product);

    finding_add_number(&finding, reporting->solution->value);
    finding_add_number(&finding, reporting->solution->bound);
    tell(reporting, &finding);
}

static void tell_all(struct reporting *reporting) {
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
    struct reporting reporting = {
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

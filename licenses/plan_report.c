#include "licenses/plan_report.h"

#include "inventory/row_cells.h"
#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/plan_overlaps.h"
#include "licenses/plan_parts.h"

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
    if (demand->use->listed == USE_NONE) {
        return STR_NONE;
    }
    return row_evidence(telling->plan->audit->uses_input.listed, demand->use->listed, telling->plan->arena);
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
        finding.subject = machine_id(machine);
    }
    finding_set_machine(&finding, machine);
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

static struct str user_of(const struct telling *telling, const struct plan_demand *demand) {
    return demand->user == USER_NONE ? STR_NONE : estate_user_id(telling->plan->audit->estate, demand->user);
}

static void add_demand(struct telling *telling, const struct plan_demand *demand, struct license_demand *record) {
    const struct plan *plan = telling->plan;

    record->product = telling_product(telling, demand);
    record->version = uses_text(plan->audit->uses, demand->use->version);
    record->asset_id = machine_id(demand->machine);
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
        *ret_reason = machine_id(estate_machine(plan->audit->estate, demand->machine->host));
        return RIGHT_HOST;
    }
    if (grant->source->kind == RIGHT_SECOND) {
        return is_first ? RIGHT_DIRECT : RIGHT_SECOND;
    }
    return grant->source->kind == RIGHT_USER || grant->source->kind == RIGHT_HOST ? grant->source->kind
                                                                                  : (enum license_right)fit.kind;
}

static void add_allocation(struct telling *telling, const struct plan_grant *grant, const struct plan_demand *demand,
                           bool is_first, int64_t units) {
    const struct plan *plan = telling->plan;
    struct license_allocation record = {
        .license_id = grant->right->entitlement->license_id,
        .product = telling_product(telling, demand),
        .asset_id = machine_id(demand->machine),
        .user_id = user_of(telling, demand),
        .quantity = units,
    };

    record.right = right_of(telling, grant, demand, is_first, &record.reason);
    if (telling->code == ERR_OK) {
        telling->code = license_records_add_allocation(plan->audit->records, plan->worker->lane, &record, telling->err);
    }
}

/* --- sites ---------------------------------------------------------------------------------------------------------
 */

/* Rows of an option at a site: one for each demand, and for hosts that have no demand of their own. Units stand with
 * the first demand, or with the host where they are counted by host; of several hosts the first are served first. */
struct rows {
    struct telling *telling;
    const struct plan_option *option;
    uint32_t site;
    const struct plan_grant *grant; /* whose units are told; NULL: those that are needed */
    int64_t from, to;               /* which of the option's units these are */
    int64_t given;                  /* units of it that are there at all */
    bool is_of_suite;
};

static int64_t overlap(int64_t a_from, int64_t a_to, int64_t b_from, int64_t b_to) {
    int64_t from = a_from > b_from ? a_from : b_from, to = a_to < b_to ? a_to : b_to;
    return to > from ? to - from : 0;
}

static void add_need(const struct rows *rows, const struct plan_demand *demand, const struct plan_part *part,
                     int64_t missing) {
    const struct plan_option *option = rows->option;
    struct license_demand record = {
        .metric = metric_name(option->metric),
        .state = rows->given < option->units ? DEMAND_SHORT : DEMAND_COVERED,
        .units = part ? part->units : 0,
        .missing = missing,
        .arithmetic = part ? part->arithmetic : STR_NONE,
    };

    add_demand(rows->telling, demand, &record);
}

/* The row of a demand, with the units of PART, which begin at FIRST; NULL: it has none. */
static void add_row(const struct rows *rows, const struct plan_demand *demand, bool is_first,
                    const struct plan_part *part, int64_t first) {
    int64_t end = part ? first + part->units : first;

    if (rows->grant) {
        add_allocation(rows->telling, rows->grant, demand, is_first, overlap(first, end, rows->from, rows->to));
    } else {
        add_need(rows, demand, part, overlap(first, end, rows->given, rows->option->units));
    }
}

/* The number of the part that stands with a demand of the option, and where its units begin. */
static uint32_t part_at(const struct rows *rows, uint32_t number, int64_t *ret_first) {
    const struct plan *plan = rows->telling->plan;
    const struct machine *machine = plan_demand_at(plan, rows->site, rows->option, number)->machine;
    uint32_t parts = plan_part_count(rows->option);

    *ret_first = 0;
    if (number > 0 && plan_demand_at(plan, rows->site, rows->option, number - 1)->machine == machine) {
        return parts;
    }
    for (uint32_t i = 0; i < parts; i++) {
        struct plan_part part = plan_part(plan, rows->site, rows->option, i);
        if (part.machine == machine) {
            return i;
        }
        *ret_first += part.units;
    }
    return parts;
}

/* Hosts that have no demand of their own: as if what runs on them were used there. */
static void add_hosts(const struct rows *rows, const bool *is_told) {
    const struct plan *plan = rows->telling->plan;
    int64_t first = 0;

    for (uint32_t i = 0; i < plan_part_count(rows->option); i++) {
        struct plan_part part = plan_part(plan, rows->site, rows->option, i);
        struct plan_demand demand = plan_demand_of_part(plan, rows->site, rows->option, &part);
        bool has_units = !rows->grant || overlap(first, first + part.units, rows->from, rows->to) > 0;
        if (!is_told[i] && has_units) {
            add_row(rows, &demand, false, &part, first);
        }
        first += part.units;
    }
}

/* Each product that a unit of a suite covers, or would, needs it. */
static bool is_next_product(const struct rows *rows, uint32_t number) {
    const struct plan *plan = rows->telling->plan;

    return number > 0 && !rows->grant && rows->is_of_suite &&
           plan_demand_at(plan, rows->site, rows->option, number)->use->product !=
               plan_demand_at(plan, rows->site, rows->option, number - 1)->use->product;
}

static void add_rows(const struct rows *rows) {
    const struct plan *plan = rows->telling->plan;
    uint32_t parts = plan_part_count(rows->option);
    bool *is_told = arena_alloc_array(plan->worker->scratch, (size_t)parts + 1, sizeof *is_told);

    for (uint32_t i = 0; is_told && i < rows->option->demand_count; i++) {
        int64_t first;
        uint32_t number = part_at(rows, i, &first);
        struct plan_part part;
        if (number < parts) {
            part = plan_part(plan, rows->site, rows->option, number);
            is_told[number] = true;
        }
        if (is_next_product(rows, i)) {
            part = plan_part(plan, rows->site, rows->option, 0);
            first = 0;
            number = 0;
        }
        add_row(rows, plan_demand_at(plan, rows->site, rows->option, i), i == 0, number < parts ? &part : NULL, first);
    }
    if (is_told) {
        add_hosts(rows, is_told);
    }
}

static void tell_grant(struct telling *telling, uint32_t site, const struct plan_grant *grant, int64_t from) {
    const struct plan_option *option = telling->option;
    struct rows rows = {telling, option, site, grant, from, from + grant->units, option->units, false};

    add_rows(&rows);
    for (uint32_t i = 0; i < option->demand_count; i++) {
        telling_breaches(telling, plan_demand_at(telling->plan, site, option, i), grant->right);
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

/* The option of the grants BEGIN … END - 1 at a site. */
static void tell_option(struct telling *telling, uint32_t site, uint32_t begin, uint32_t end) {
    const struct plan_grant *grants = telling->solution->grants;
    struct plan_option option = plan_told_option(telling->plan, telling->solution, site, grants[begin].option);
    struct rows rows = {.telling = telling, .option = &option, .site = site};

    telling->option = &option;
    for (uint32_t i = begin; i < end; i++) {
        if (grants[i].right) {
            tell_grant(telling, site, &grants[i], rows.given);
            rows.given += grants[i].units;
        } else if (!telling_is_by_product(telling, i) && !telling_unmaintained(telling, site, i)) {
            telling_missing(telling, site, i);
        }
    }
    rows.is_of_suite = is_of_suite(telling->plan, rows.option, grants[begin].right);
    add_rows(&rows);
    telling->option = NULL;
    arena_reset(telling->plan->worker->scratch);
}

static void tell_site(struct telling *telling, uint32_t site) {
    const struct plan_solution *solution = telling->solution;
    uint32_t end = solution->first_grant[site + 1];

    for (uint32_t i = solution->first_grant[site], next; i < end; i = next) {
        for (next = i; next < end && solution->grants[next].option == solution->grants[i].option;) {
            next++;
        }
        tell_option(telling, site, i, next);
    }
}

static void tell_uncounted(struct telling *telling) {
    const struct plan *plan = telling->plan;

    for (uint32_t i = 0; i < plan->exempt_count; i++) {
        struct license_demand record = {.state = DEMAND_EXEMPT};
        add_demand(telling, &plan->exempt[i], &record);
    }
    for (uint32_t i = 0; i < plan->doubt_count; i++) {
        struct license_demand record = {.metric = metric_name(plan->doubts[i].metric), .state = DEMAND_UNKNOWN};
        add_demand(telling, &plan->demands[plan->doubts[i].demand], &record);
    }
}

enum err_code plan_report(struct plan *plan, const struct plan_solution *solution, const struct plan_closing *closings,
                          struct err *err) {
    struct telling telling = {.plan = plan, .solution = solution, .closings = closings, .err = err};

    telling.unmaintained = arena_alloc_array(plan->arena, (size_t)plan->right_count + 1, sizeof *telling.unmaintained);
    if (!telling.unmaintained) {
        return err_no_memory(err);
    }
    for (uint32_t site = 0; site < plan->site_count && telling.code == ERR_OK; site++) {
        tell_site(&telling, site);
    }
    tell_uncounted(&telling);
    telling_doubts(&telling);
    telling_products(&telling);
    return telling.code == ERR_OK && arena_failed(plan->arena) ? err_no_memory(err) : telling.code;
}

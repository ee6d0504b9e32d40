#include "licenses/audit.h"

#include "licenses/access.h"
#include "licenses/assignment_checks.h"
#include "licenses/clients.h"
#include "licenses/clusters.h"
#include "licenses/department_pool.h"
#include "licenses/gone_machines.h"
#include "licenses/holders.h"
#include "licenses/ledger_checks.h"
#include "licenses/license_ids.h"
#include "licenses/plan_notices.h"
#include "licenses/plan_people.h"
#include "licenses/plan_position.h"
#include "licenses/plan_report.h"
#include "licenses/pool_sessions.h"
#include "licenses/pool_usage.h"
#include "licenses/proof.h"
#include "licenses/stray_rights.h"
#include "licenses/ties.h"
#include "licenses/usage.h"

#include <stdlib.h>

/* --- reading -------------------------------------------------------------------------------------------------------
 */

void audit_done(struct audit *audit) {
    access_list_free(audit->access);
    session_log_free(audit->sessions);
    usage_free(audit->usage);
    free(audit->recoverable);
    assignment_use_free(audit->assignment_use);
    stray_rights_free(audit->strays);
    bindings_free(audit->bindings);
    ties_free(audit->ties);
    uses_free(audit->uses);
    clients_free(audit->clients);
    clusters_free(audit->clusters);
    estate_free(audit->estate);
    rights_free(audit->rights);
    catalog_free(audit->catalog);
    assignments_free(audit->assignments);
    entitlements_free(audit->entitlements);
    people_free(audit->people);
    term_words_free(audit->words);
    license_rules_done(&audit->rules);
}

static enum err_code read_rights(struct audit *audit, struct err *err) {
    const struct audit_input *input = audit->input;
    enum err_code code = catalog_new(input->rules, &audit->catalog, err);

    if (code == ERR_OK) {
        code = entitlements_read(inventory_table(input->ledger, TABLE_LICENSES), catalog_matcher(audit->catalog),
                                 &audit->entitlements, err);
    }
    if (code == ERR_OK) {
        code = rights_new(audit->entitlements, audit->catalog, input->as_of, &audit->rights, err);
    }
    return code == ERR_OK ? bindings_new(audit->rights, &audit->bindings, err) : code;
}

static enum err_code product_of_license(const void *context, struct str license_id, uint32_t *ret_product,
                                        struct err *err) {
    const struct audit *audit = context;
    uint32_t number = ENTITLEMENT_NONE;
    enum err_code code = license_ids_find(audit->entitlements, license_id, &number, err);

    *ret_product = number == ENTITLEMENT_NONE ? CATALOG_NONE : rights_get(audit->rights, number)->product;
    return code;
}

static void set_inputs(struct audit *audit, struct pool *pool) {
    const struct audit_input *input = audit->input;
    const struct table *assets = inventory_table(input->ledger, TABLE_DEVICES);
    const struct table *devices = inventory_table(input->snapshot, TABLE_DEVICES);

    audit->estate_input = (struct estate_input){
        .assets = assets,
        .devices = devices,
        .accounts = inventory_table(input->snapshot, TABLE_ACCOUNTS),
        .places = inventory_table(input->ledger, TABLE_PLACES),
        .pairing = input->pairing,
        .people = audit->people,
        .words = audit->words,
        .policy = input->policy,
        .country = inventory_country(input->ledger),
        .as_of = input->as_of,
        .observed_on = input->observed_on,
    };
    audit->uses_input = (struct uses_input){
        .assets = assets,
        .devices = devices,
        .listed = inventory_table(input->ledger, TABLE_SOFTWARE),
        .installed = inventory_table(input->snapshot, TABLE_SOFTWARE),
        .pairing = input->pairing,
        .catalog = audit->catalog,
        .pool = pool,
        .licensed = product_of_license,
        .licensed_context = audit,
    };
}

/* What rights are assigned to is looked at whether anything that takes a right is used there or not; of users, that may
 * be any machine. */
static void mark_assigned(struct audit *audit) {
    bool has_users = assignments_have_users(audit->assignments);

    for (uint32_t i = 0; i < assignments_count(audit->assignments); i++) {
        const struct assignment *assignment = assignments_get(audit->assignments, i);
        if (assignment->asset != UINT32_MAX) {
            estate_mark(audit->estate, estate_of_asset(audit->estate, assignment->asset));
        }
    }
    for (uint32_t i = 0; has_users && i < estate_numbers(audit->estate); i++) {
        estate_mark(audit->estate, i);
    }
}

static enum err_code read_uses(struct audit *audit, struct pool *pool, struct err *err) {
    const struct inventory *ledger = audit->input->ledger;
    struct clusters_input clusters = {inventory_table(ledger, TABLE_CLUSTERS), inventory_table(ledger, TABLE_DEVICES)};

    set_inputs(audit, pool);
    enum err_code code = estate_new(&audit->estate_input, &audit->estate, err);
    if (code == ERR_OK) {
        code = access_list_read(inventory_table(ledger, TABLE_ACCESS), audit->estate, audit->input->as_of,
                                &audit->access, err);
    }
    if (code == ERR_OK) {
        code = clusters_mark(&clusters, audit->estate, err);
    }
    if (code == ERR_OK) {
        code = assignments_read(inventory_table(ledger, TABLE_ASSIGNMENTS), audit->entitlements, audit->people,
                                estate_names(audit->estate), &audit->assignments, err);
    }
    if (code == ERR_OK) {
        mark_assigned(audit);
        audit->uses_input.estate = audit->estate;
        code = uses_read(&audit->uses_input, &audit->uses, err);
    }
    if (code == ERR_OK) {
        code = clusters_read(&clusters, audit->estate, &audit->clusters, err);
    }
    return code == ERR_OK ? clients_read(audit->access, audit->people, audit->estate, &audit->clients, err) : code;
}

static enum err_code read_pools(struct audit *audit, struct err *err) {
    const struct table *usage = inventory_table(audit->input->ledger, TABLE_USAGE);
    enum err_code code = pool_sessions_read(audit->input, audit->catalog, &audit->sessions, err);

    return code == ERR_OK ? usage_read(usage, audit->entitlements, &audit->usage, err) : code;
}

enum err_code audit_init(struct audit *audit, struct pool *pool, struct err *err) {
    const struct audit_input *input = audit->input;
    enum err_code code = license_rules_read(input->ledger, input->rule_problems, &audit->rules, err);

    if (code == ERR_OK) {
        code = term_words_read(inventory_table(input->ledger, TABLE_ALIASES), &audit->words, err);
    }
    if (code == ERR_OK) {
        code = people_read(inventory_table(input->ledger, TABLE_PEOPLE), &audit->people, err);
    }
    if (code == ERR_OK) {
        code = read_rights(audit, err);
    }
    if (code == ERR_OK) {
        code = read_uses(audit, pool, err);
    }
    if (code == ERR_OK) {
        code = ties_new(audit->entitlements, audit->assignments, audit->estate, input->as_of, &audit->ties, err);
    }
    if (code == ERR_OK) {
        code = gone_machines_end(audit, err);
    }
    if (code == ERR_OK) {
        code = read_pools(audit, err);
    }
    if (code == ERR_OK) {
        code = rights_group(audit->rights, audit->catalog, err);
    }
    if (code == ERR_OK) {
        code = stray_rights_find(audit, &audit->strays, err);
    }
    audit->eligibility = (struct eligibility_rules){
        .catalog = audit->catalog,
        .downgrades = audit->rules.downgrades,
        .releases = audit->rules.releases,
        .day = input->as_of,
    };
    return code;
}

/* --- product groups ------------------------------------------------------------------------------------------------
 */

struct job {
    const struct audit *audit;
    struct audit_worker *workers;
};

static bool has_uses(const struct audit *audit, const struct product_group *group) {
    for (uint32_t i = 0; i < group->family_count; i++) {
        uint32_t first, count;
        uses_of_family(audit->uses, group->families[i], &first, &count);
        if (count) {
            return true;
        }
    }
    return false;
}

/* What is counted by something else than what is installed. */
static enum err_code audit_pools(struct plan *plan, struct plan_solution *solution, struct err *err) {
    enum err_code code = pool_sessions(plan, solution, err);

    if (code == ERR_OK) {
        code = pool_usage(plan, solution, err);
    }
    if (code == ERR_OK) {
        code = access_audit(plan, solution, err);
    }
    return code == ERR_OK ? department_pools(plan, solution, err) : code;
}

/* A right of the same maker that may be for a group of which no right is on record. */
static const struct right *stray_of(const struct audit *audit, const struct product_group *group) {
    const struct right *stray = NULL;

    for (uint32_t i = 0; i < group->family_count && group->right_count == 0 && !stray; i++) {
        uint32_t first, count;
        uses_of_family(audit->uses, group->families[i], &first, &count);
        if (count) {
            const struct use *use = uses_get(audit->uses, first);
            stray = stray_rights_of(audit->strays, catalog_product(audit->catalog, use->product)->vendor);
        }
    }
    return stray;
}

static bool is_ledger_unread(const struct audit_input *input) {
    return !inventory_table(input->ledger, TABLE_LICENSES) || inventory_is_refused(input->ledger, TABLE_LICENSES);
}

static enum err_code audit_group(const struct job *job, const struct product_group *group, struct audit_worker *worker,
                                 struct err *err) {
    struct plan plan = {
        .worker = worker,
        .audit = job->audit,
        .group = group,
        .arena = worker->arena,
        .rights = group->rights,
        .right_count = group->right_count,
        .price_unit = plan_price_unit(group->rights, group->right_count),
        .stray = stray_of(job->audit, group),
        .is_unread = is_ledger_unread(job->audit->input),
    };
    struct plan_solution solution;
    struct plan_closing *closings;

    enum err_code code = plan_demands(&plan, err);
    if (code == ERR_OK) {
        code = plan_options(&plan, err);
    }
    if (code == ERR_OK) {
        code = plan_solve(&plan, &solution, err);
    }
    if (code == ERR_OK) {
        code = plan_close(&plan, &solution, &closings, err);
    }
    if (code == ERR_OK) {
        code = plan_report(&plan, &solution, closings, err);
    }
    if (code == ERR_OK) {
        code = plan_position(&plan, &solution, err);
    }
    if (code == ERR_OK) {
        code = plan_notices(&plan, &solution, closings, err);
    }
    if (code == ERR_OK) {
        code = plan_people(&plan, err);
    }
    if (code == ERR_OK) {
        code = audit_pools(&plan, &solution, err);
    }
    for (uint32_t i = 0; i < plan.right_count && code == ERR_OK; i++) {
        job->audit->exceeds_proof[plan.rights[i]->number] =
            proof_is_exceeded(plan.rights[i]->entitlement, solution.given[i]);
    }
    return code;
}

static enum err_code run_task(void *context, size_t task, unsigned number, struct err *err) {
    const struct job *job = context;
    struct audit_worker *worker = &job->workers[number];
    const struct product_group *group = rights_group_get(job->audit->rights, (uint32_t)task);
    enum err_code code = ERR_OK;

    if (group->right_count || has_uses(job->audit, group)) {
        code = audit_group(job, group, worker, err);
        arena_reset(worker->arena);
        arena_reset(worker->scratch);
    }
    return code;
}

static enum err_code worker_init(struct audit_worker *worker, const struct audit *audit, unsigned lane,
                                 struct err *err) {
    *worker = (struct audit_worker){
        .audit = audit,
        .lane = lane,
        .matcher = regex_matcher_new(),
        .arena = arena_new(),
        .scratch = arena_new(),
    };
    enum err_code code = worker->matcher && worker->arena && worker->scratch ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK) {
        code = row_reader_open(audit->uses_input.listed, &worker->listed, err);
    }
    return code == ERR_OK ? row_reader_open(audit->uses_input.installed, &worker->installed, err) : code;
}

static enum err_code worker_error(const struct audit_worker *worker, struct err *err) {
    enum err_code code = worker->listed ? row_reader_error(worker->listed, err) : ERR_OK;
    return code == ERR_OK && worker->installed ? row_reader_error(worker->installed, err) : code;
}

static void worker_done(struct audit_worker *worker) {
    row_reader_free(worker->listed);
    row_reader_free(worker->installed);
    regex_matcher_free(worker->matcher);
    arena_free(worker->arena);
    arena_free(worker->scratch);
}

static enum err_code audit_groups(const struct audit *audit, struct pool *pool, struct err *err) {
    unsigned count = pool_threads(pool);
    struct audit_worker *workers = calloc(count, sizeof *workers);
    struct job job = {audit, workers};
    enum err_code code = workers ? ERR_OK : err_no_memory(err);

    for (unsigned i = 0; i < count && code == ERR_OK; i++) {
        code = worker_init(&workers[i], audit, i, err);
    }
    if (code == ERR_OK) {
        code = parallel_try(pool, rights_group_count(audit->rights), run_task, &job, err);
    }
    for (unsigned i = 0; workers && i < count; i++) {
        if (code == ERR_OK) {
            code = worker_error(&workers[i], err);
        }
        worker_done(&workers[i]);
    }
    free(workers);
    return code;
}

static enum err_code check_ledger(const struct audit *audit, struct err *err) {
    bool *is_known = calloc((size_t)rights_count(audit->rights) + 1, sizeof *is_known);

    if (!is_known) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < rights_count(audit->rights); i++) {
        is_known[i] = right_is_in_use(audit, rights_get(audit->rights, i));
    }
    struct ledger_checks_input input = {
        .entitlements = audit->entitlements,
        .supplies = rights_supplies(audit->rights),
        .policy = audit->input->policy,
        .as_of = audit->input->as_of,
        .exceeds_proof = audit->exceeds_proof,
        .is_known = is_known,
        .rules = audit->input->rules,
    };
    enum err_code code = ledger_checks_report(&input, audit->findings, 0, err);
    free(is_known);
    return code;
}

/* Before the groups, whose positions show what can be recovered. */
static enum err_code check_holders(struct audit *audit, struct err *err) {
    audit->recoverable = calloc((size_t)rights_count(audit->rights) + 1, sizeof *audit->recoverable);
    if (!audit->recoverable) {
        return err_no_memory(err);
    }
    enum err_code code = assignment_use_new(audit, &audit->assignment_use, err);
    return code == ERR_OK ? holders_check(audit, audit->assignment_use, audit->recoverable, err) : code;
}

static enum err_code check_assignments(const struct audit *audit, struct err *err) {
    struct assignment_checks checks = {
        .entitlements = audit->entitlements,
        .people = audit->people,
        .assignments = audit->assignments,
        .as_of = audit->input->as_of,
        .sink = audit->findings,
        .last_used = assignment_use_last_day,
        .context = audit->assignment_use,
    };
    return assignment_checks_run(&checks, err);
}

enum err_code licenses_audit(const struct audit_input *input, struct pool *pool, struct finding_sink *findings,
                             struct license_records *records, struct err *err) {
    struct audit audit = {.input = input, .findings = findings, .records = records};

    enum err_code code = audit_init(&audit, pool, err);
    if (code == ERR_OK) {
        code = check_holders(&audit, err);
    }
    if (code == ERR_OK) {
        audit.exceeds_proof = calloc((size_t)rights_count(audit.rights) + 1, sizeof *audit.exceeds_proof);
        code = audit.exceeds_proof ? audit_groups(&audit, pool, err) : err_no_memory(err);
    }
    if (code == ERR_OK) {
        code = check_ledger(&audit, err);
    }
    if (code == ERR_OK) {
        code = check_assignments(&audit, err);
    }
    free(audit.exceeds_proof);
    audit_done(&audit);
    return code;
}

#include "reconciler/reconcile.h"

#include "reconciler/absence.h"
#include "reconciler/changes.h"
#include "reconciler/device_ids.h"
#include "reconciler/guest_lists.h"
#include "reconciler/judge.h"
#include "reconciler/labels.h"
#include "reconciler/neighborhood.h"
#include "reconciler/parts.h"
#include "reconciler/presence.h"
#include "reconciler/several.h"
#include "reconciler/software_groups.h"
#include "reconciler/strangers.h"
#include "reconciler/unknown_titles.h"
#include "reconciler/unread.h"

#include <stdlib.h>

enum { ROWS_PER_TASK = 512 };

/* --- setting up ----------------------------------------------------------------------------------------------------
 */

/* Does any row of the table, which may be NULL, say something in the column? One with too many different texts does. */
static bool says_anything(const struct table *table, unsigned column) {
    return table && table_has_column(table, column) && table_code_count(table, column) != 1;
}

static enum err_code read_changes(struct run *run, struct err *err) {
    const struct changes_input input = {
        .table = inventory_table(run->input->ledger, TABLE_CHANGES),
        .assets = run->assets,
        .devices = run->devices,
        .pairing = run->input->pairing,
        .titles = run->titles,
        .observed_on = run->input->observed_on,
    };
    return input.table ? changes_build(&input, &run->changes, err) : ERR_OK;
}

static void find_tables(struct run *run) {
    const struct inventory *ledger = run->input->ledger, *snapshot = run->input->snapshot;

    run->assets = inventory_table(ledger, TABLE_DEVICES);
    run->devices = inventory_table(snapshot, TABLE_DEVICES);
    run->listed = inventory_table(ledger, TABLE_SOFTWARE);
    run->installed = inventory_table(snapshot, TABLE_SOFTWARE);
    run->accounts = inventory_table(snapshot, TABLE_ACCOUNTS);
    run->assets_are_partial = inventory_is_refused(ledger, TABLE_DEVICES);
    run->listed_is_partial = inventory_is_refused(ledger, TABLE_SOFTWARE);
    run->has_logins = run->devices && says_anything(run->accounts, ACCOUNTS_LAST_LOGIN_AT);
    run->has_uses = run->devices && says_anything(run->installed, SOFTWARE_LAST_USED_ON);
    run->has_listed_uses = says_anything(run->listed, SOFTWARE_LAST_USED_ON);
}

/* What titles are, which of them count, and whose they are. */
static enum err_code read_software(struct run *run, struct pool *pool, struct err *err) {
    const struct reconcile_input *input = run->input;
    struct titles_input titles = {
        .listed = run->listed,
        .installed = run->installed,
        .changes = inventory_table(input->ledger, TABLE_CHANGES),
        .rules = input->rules,
        .problems = input->rule_problems,
    };
    enum err_code code = titles_build(&titles, &run->titles, err);

    if (code == ERR_OK) {
        code = read_changes(run, err);
    }
    if (code == ERR_OK) {
        struct labels_input labels = {run->titles, run->listed, run->installed, input->all_software};
        code = labels_build(&labels, &run->labels, err);
    }
    if (code == ERR_OK) {
        code = software_group_listed(run, pool, err);
    }
    return code == ERR_OK ? software_group_observed(run, pool, err) : code;
}

/* What is known of machines that have no partner. */
static enum err_code read_presence(struct run *run, struct pool *pool, struct err *err) {
    const struct reconcile_input *input = run->input;
    const struct table *probes = inventory_table(input->snapshot, TABLE_PROBES);
    enum err_code code = probes_build(probes, &run->probes, err);

    if (code == ERR_OK) {
        code = absence_build(run->devices, probes, input->info, &run->absence, err);
    }
    if (code == ERR_OK) {
        code = parts_build(run, pool, &run->parts, err);
    }
    if (code == ERR_OK) {
        code = probe_parts_new(probes, probes ? table_budget(probes) : NULL, &run->probe_parts, err);
    }
    if (code == ERR_OK) {
        code = neighborhood_build(input, pool, &run->neighborhood, err);
    }
    if (code == ERR_OK) {
        code = unread_build(input, pool, &run->unread, err);
    }
    if (code == ERR_OK) {
        code = several_build(run, &run->several, err);
    }
    if (code == ERR_OK) {
        code = guest_lists_build(input, pool, &run->guests, err);
    }
    if (code == ERR_OK) {
        guest_lists_make_known(run->guests, run->neighborhood ? run->neighborhood->sightings : NULL);
    }
    return code;
}

static enum err_code run_begin(struct run *run, const struct reconcile_input *input, struct pool *pool,
                               struct err *err) {
    run->input = input;
    find_tables(run);
    enum err_code code = device_ids_check(run->devices, pool, err);
    if (code == ERR_OK) {
        code = read_software(run, pool, err);
    }
    return code == ERR_OK ? read_presence(run, pool, err) : code;
}

static void run_end(struct run *run) {
    row_groups_done(&run->listed_by_asset);
    row_groups_done(&run->installed_by_device);
    row_groups_done(&run->accounts_by_device);
    changes_free(run->changes);
    titles_free(run->titles);
    labels_free(run->labels);
    probes_free(run->probes);
    probe_parts_free(run->probe_parts);
    absence_free(run->absence);
    parts_free(run->parts);
    neighborhood_free(run->neighborhood);
    guest_lists_free(run->guests);
    unread_free(run->unread);
    several_free(run->several);
}

/* --- workers -------------------------------------------------------------------------------------------------------
 */

struct job {
    struct worker *workers;
    uint32_t rows;
    const struct judging *judging;
};

static void run_task(void *context, size_t task, unsigned number) {
    const struct job *job = context;
    struct worker *worker = &job->workers[number];
    uint32_t begin = (uint32_t)task * ROWS_PER_TASK;
    uint32_t end = job->rows - begin < ROWS_PER_TASK ? job->rows : begin + ROWS_PER_TASK;

    for (uint32_t row = begin; row < end && worker->code == ERR_OK; row++) {
        job->judging->expect(worker, row, end);
        job->judging->judge(worker, row);
        if (arena_failed(worker->arena)) {
            worker->code = err_no_memory(&worker->err);
        }
        arena_reset(worker->arena);
    }
}

static void run_job(struct pool *pool, struct worker *workers, const struct table *table,
                    const struct judging *judging) {
    struct job job = {workers, table ? table_rows(table) : 0, judging};
    parallel_for(pool, ((size_t)job.rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK, run_task, &job);
}

static void add_coverage(struct coverage *total, const struct coverage *part) {
    total->expected += part->expected;
    total->examined += part->examined;
    total->place += part->place;
    total->user += part->user;
    total->software += part->software;
    total->logins += part->logins;
    total->updates += part->updates;
    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        total->causes[cause] += part->causes[cause];
    }
}

/* Without a software ledger no title can be judged: said once, not per device. */
static enum err_code report_missing_table(const struct run *run, struct err *err) {
    struct finding finding = finding_make(CODE_DIF_UNVERIFIED, MESSAGE_NO_TABLE);

    if (run->listed) {
        return ERR_OK;
    }
    finding.subject_kind = SUBJECT_FILE;
    finding.subject = STR("software");
    finding.field = STR("software");
    finding_add_word(&finding, STR("software"));
    return finding_sink_add(run->findings, 0, &finding, err);
}

static enum err_code run_workers(struct run *run, struct pool *pool, struct coverage *coverage, struct err *err) {
    unsigned count = pool_threads(pool);
    struct worker *workers = calloc(count, sizeof *workers);
    enum err_code code = workers ? report_missing_table(run, err) : err_no_memory(err);

    for (unsigned i = 0; code == ERR_OK && i < count; i++) {
        code = worker_init(&workers[i], run, i, err);
    }
    if (code == ERR_OK) {
        run_job(pool, workers, run->assets, &judging_assets);
        run_job(pool, workers, run->devices, &judging_devices);
    }
    for (unsigned i = 0; workers && i < count; i++) {
        if (code == ERR_OK) {
            code = worker_error(&workers[i], err);
        }
        add_coverage(coverage, &workers[i].coverage);
        worker_done(&workers[i]);
    }
    free(workers);
    return code;
}

enum err_code reconcile(const struct reconcile_input *input, struct pool *pool, struct finding_sink *findings,
                        struct verdict_sink *verdicts, struct coverage *coverage, struct err *err) {
    struct run run = {.findings = findings, .verdicts = verdicts};

    *coverage = (struct coverage){0};
    enum err_code code = run_begin(&run, input, pool, err);
    if (code == ERR_OK) {
        code = run_workers(&run, pool, coverage, err);
    }
    if (code == ERR_OK) {
        code = unknown_titles_report(&run, pool, err);
    }
    if (code == ERR_OK) {
        code = strangers_report(&run, err);
    }
    if (code == ERR_OK) {
        code = unread_report(run.unread, findings, err);
    }
    run_end(&run);
    return code;
}

#include "reconciler/drift_run.h"

#include "base/budget.h"
#include "pairing/device_numbers.h"
#include "reconciler/device_ids.h"
#include "reconciler/labels.h"
#include "reconciler/software_groups.h"

#include <stdlib.h>

enum { MACHINES_PER_TASK = 512 };

/* --- which machines are the same -------------------------------------------------------------------------------------
 */

static enum err_code find_by_id(struct drift_run *run, bool *is_taken, struct err *err) {
    const struct table *later = run->base.devices;
    CLEANUP(intern_free_cleanup) struct intern *ids = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = device_numbers_read(run->earlier, &ids, err);

    if (code == ERR_OK) {
        code = row_reader_new(later, &reader, err);
    }
    for (uint32_t row = 0; code == ERR_OK && row < table_rows(later); row++) {
        row_reader_move(reader, row);
        uint32_t earlier = device_numbers_find(ids, row_reader_text(reader, DEVICES_DEVICE_ID));
        run->earlier_of[row] = earlier;
        run->is_by_id[row] = earlier != PAIRING_NONE;
        if (earlier != PAIRING_NONE) {
            is_taken[earlier] = true;
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

/* Machines whose ids are of one snapshot alone, by their keys. */
static void find_by_keys(struct drift_run *run, bool *is_taken) {
    for (uint32_t row = 0; row < table_rows(run->base.devices); row++) {
        uint32_t earlier = pairing_asset(run->pairing, row);
        if (!run->is_by_id[row] && earlier != PAIRING_NONE && !is_taken[earlier]) {
            run->earlier_of[row] = earlier;
            is_taken[earlier] = true;
        }
    }
}

static void count_unseen(const struct drift_run *run, const bool *is_taken, struct drift_count *count) {
    for (uint32_t row = 0; row < table_rows(run->earlier); row++) {
        count->not_seen += !is_taken[row];
    }
}

static enum err_code find_both_ways(struct drift_run *run, struct pool *pool, bool *is_taken, struct err *err) {
    enum err_code code = find_by_id(run, is_taken, err);

    if (code == ERR_OK) {
        code = pairing_build(run->earlier, run->base.devices, pool, &run->pairing, err);
    }
    if (code == ERR_OK) {
        find_by_keys(run, is_taken);
    }
    return code;
}

static enum err_code find_machines(struct drift_run *run, struct pool *pool, struct drift_count *count,
                                   struct err *err) {
    uint32_t rows = run->base.devices ? table_rows(run->base.devices) : 0;
    uint32_t earlier_rows = run->earlier ? table_rows(run->earlier) : 0;
    struct budget *budget = rows ? table_budget(run->base.devices) : NULL;
    bool *is_taken = budget_alloc(budget, (size_t)earlier_rows + 1, sizeof *is_taken);
    enum err_code code = ERR_OK;

    run->earlier_of = budget_alloc(budget, (size_t)rows + 1, sizeof *run->earlier_of);
    run->is_by_id = budget_alloc(budget, (size_t)rows + 1, sizeof *run->is_by_id);
    if (!is_taken || !run->earlier_of || !run->is_by_id) {
        budget_drop(is_taken);
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < rows; row++) {
        run->earlier_of[row] = PAIRING_NONE;
    }
    if (rows && earlier_rows) {
        code = find_both_ways(run, pool, is_taken, err);
    }
    if (code == ERR_OK && earlier_rows) {
        count_unseen(run, is_taken, count);
    }
    budget_drop(is_taken);
    return code;
}

/* --- setting up ------------------------------------------------------------------------------------------------------
 */

static const struct table *table_of(const struct inventory *inventory, enum table_id table) {
    return inventory ? inventory_table(inventory, table) : NULL;
}

static enum err_code read_titles(struct drift_run *run, struct err *err) {
    const struct drift_input *input = run->input;
    const struct titles_input titles = {
        .listed = table_of(input->ledger, TABLE_SOFTWARE),
        .installed = run->base.installed,
        .earlier = run->base.listed,
        .changes = table_of(input->ledger, TABLE_CHANGES),
        .rules = input->rules,
        .problems = input->rule_problems,
    };
    enum err_code code = titles_build(&titles, &run->base.titles, err);

    if (code != ERR_OK) {
        return code;
    }
    /* All software is listed: which of it is judged is decided title by title. */
    struct labels_input labels = {run->base.titles, run->base.listed, run->base.installed, .all_software = true};
    return labels_build(&labels, &run->base.labels, err);
}

static enum err_code group_software(struct drift_run *run, struct pool *pool, struct err *err) {
    struct run *base = &run->base;
    enum err_code code = software_group_by_device(run->earlier, &base->labels->listed, base->labels->are_kept, pool,
                                                  &base->listed_by_asset, err);

    return code == ERR_OK ? software_group_observed(base, pool, err) : code;
}

static enum err_code read_changes(struct drift_run *run, struct err *err) {
    const struct changes_input input = {
        .table = table_of(run->input->ledger, TABLE_CHANGES),
        .assets = run->base.assets,
        .devices = run->base.devices,
        .pairing = run->input->pairing,
        .titles = run->base.titles,
        .observed_on = run->input->later_on,
    };
    return input.table ? changes_build(&input, &run->base.changes, err) : ERR_OK;
}

static enum err_code begin(struct drift_run *run, struct pool *pool, struct drift_count *count, struct err *err) {
    const struct drift_input *input = run->input;

    run->earlier = table_of(input->earlier, TABLE_DEVICES);
    run->base.assets = table_of(input->ledger, TABLE_DEVICES);
    run->base.devices = table_of(input->later, TABLE_DEVICES);
    run->base.listed = table_of(input->earlier, TABLE_SOFTWARE);
    run->base.installed = table_of(input->later, TABLE_SOFTWARE);
    enum err_code code = device_ids_check(run->earlier, pool, err);
    if (code == ERR_OK) {
        code = device_ids_check(run->base.devices, pool, err);
    }
    if (code == ERR_OK) {
        code = find_machines(run, pool, count, err);
    }
    if (code == ERR_OK) {
        code = read_titles(run, err);
    }
    if (code == ERR_OK) {
        code = group_software(run, pool, err);
    }
    return code == ERR_OK ? read_changes(run, err) : code;
}

static void end(struct drift_run *run) {
    row_groups_done(&run->base.listed_by_asset);
    row_groups_done(&run->base.installed_by_device);
    changes_free(run->base.changes);
    titles_free(run->base.titles);
    labels_free(run->base.labels);
    pairing_free(run->pairing);
    budget_drop(run->earlier_of);
    budget_drop(run->is_by_id);
}

/* --- machines --------------------------------------------------------------------------------------------------------
 */

/* Moves the readers, and proves what was found by keys. False when it cannot be gone on with. */
static bool stand_on(struct drift_worker *worker, const struct drift_machine *machine) {
    struct worker *base = &worker->base;
    const struct drift_run *run = worker->run;

    row_reader_move(base->device, machine->later);
    if (machine->asset != PAIRING_NONE) {
        row_reader_move(base->asset, machine->asset);
        base->code = pairing_prove(run->input->pairing, machine->asset, base->asset, base->device, &base->err);
    }
    if (base->code == ERR_OK && machine->earlier != PAIRING_NONE) {
        row_reader_move(worker->earlier, machine->earlier);
        if (!run->is_by_id[machine->later]) {
            base->code = pairing_prove(run->pairing, machine->earlier, worker->earlier, base->device, &base->err);
        }
    }
    return base->code == ERR_OK;
}

bool drift_is_read_alike(struct drift_worker *worker) {
    return str_eq(row_reader_text(worker->earlier, DEVICES_METHOD),
                  row_reader_text(worker->base.device, DEVICES_METHOD));
}

/* That it was not seen before says nothing about what was done to it. */
static void note_first_seen(struct drift_worker *worker, const struct drift_machine *machine) {
    struct drift_change change = {
        .what = DRIFT_OF_DEVICE,
        .after = {worker_text(&worker->base, worker->base.device, DEVICES_OBSERVED_AT), false},
        .state = DRIFT_FIRST_SEEN,
    };
    drift_report(worker, machine, &change);
    worker->count.first_seen++;
}

static void compare_machine(struct drift_worker *worker, uint32_t later) {
    struct drift_machine machine = {pairing_asset(worker->run->input->pairing, later), worker->run->earlier_of[later],
                                    later};

    if (!stand_on(worker, &machine)) {
        return;
    }
    worker->has_changed = false;
    if (machine.earlier == PAIRING_NONE) {
        note_first_seen(worker, &machine);
        return;
    }
    drift_compare_attributes(worker, &machine);
    drift_compare_software(worker, &machine);
    worker->count.machines++;
    worker->count.changed += worker->has_changed;
}

struct job {
    struct drift_worker *workers;
    uint32_t rows;
};

static void run_task(void *context, size_t task, unsigned number) {
    const struct job *job = context;
    struct drift_worker *worker = &job->workers[number];
    uint32_t first = (uint32_t)task * MACHINES_PER_TASK;
    uint32_t last = job->rows - first < MACHINES_PER_TASK ? job->rows : first + MACHINES_PER_TASK;

    for (uint32_t row = first; row < last && worker->base.code == ERR_OK; row++) {
        compare_machine(worker, row);
        if (arena_failed(worker->base.arena)) {
            worker->base.code = err_no_memory(&worker->base.err);
        }
        arena_reset(worker->base.arena);
    }
}

/* --- the run ---------------------------------------------------------------------------------------------------------
 */

/* Without a register nothing can be judged: said once. */
static enum err_code report_missing_register(const struct drift_run *run, struct err *err) {
    struct finding finding = finding_make(CODE_CHG_UNAPPROVED, MESSAGE_UNAPPROVED_NO_REGISTER);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding.subject_kind = SUBJECT_FILE;
    finding.subject = STR("changes");
    finding.field = STR("changes");
    return finding_sink_add(run->base.findings, 0, &finding, err);
}

static enum err_code init_worker(struct drift_worker *worker, const struct drift_run *run, unsigned number,
                                 struct err *err) {
    worker->run = run;
    enum err_code code = worker_init(&worker->base, &run->base, number, err);
    return code == ERR_OK && run->earlier ? row_reader_new(run->earlier, &worker->earlier, err) : code;
}

static enum err_code finish_worker(struct drift_worker *worker, struct drift_count *count, struct err *err) {
    enum err_code code = worker_error(&worker->base, err);

    if (code == ERR_OK && worker->earlier) {
        code = row_reader_error(worker->earlier, err);
    }
    count->machines += worker->count.machines;
    count->first_seen += worker->count.first_seen;
    count->changed += worker->count.changed;
    return code;
}

static enum err_code run_workers(struct drift_run *run, struct pool *pool, struct drift_count *count, struct err *err) {
    unsigned threads = pool_threads(pool);
    struct drift_worker *workers = calloc(threads, sizeof *workers);
    enum err_code code = workers ? ERR_OK : err_no_memory(err);

    for (unsigned i = 0; workers && code == ERR_OK && i < threads; i++) {
        code = init_worker(&workers[i], run, i, err);
    }
    if (workers && code == ERR_OK) {
        struct job job = {workers, run->base.devices ? table_rows(run->base.devices) : 0};
        parallel_for(pool, ((size_t)job.rows + MACHINES_PER_TASK - 1) / MACHINES_PER_TASK, run_task, &job);
        if (run->base.changes && workers[0].base.code == ERR_OK) {
            drift_check_applied(&workers[0]);
        }
    }
    for (unsigned i = 0; workers && i < threads; i++) {
        code = code == ERR_OK ? finish_worker(&workers[i], count, err) : code;
        row_reader_free(workers[i].earlier);
        worker_done(&workers[i].base);
    }
    free(workers);
    return code;
}

enum err_code drift(const struct drift_input *input, struct pool *pool, struct finding_sink *findings,
                    struct drift_records *records, struct drift_count *ret_count, struct err *err) {
    struct drift_run run = {
        .base = {.findings = findings, .versions_are_exact = true},
        .input = input,
        .records = records,
    };
    struct drift_count count = {0};
    enum err_code code = begin(&run, pool, &count, err);

    if (code == ERR_OK) {
        code = run_workers(&run, pool, &count, err);
    }
    if (code == ERR_OK && !run.base.changes) {
        code = report_missing_register(&run, err);
    }
    end(&run);
    if (code == ERR_OK) {
        *ret_count = count;
    }
    return code;
}

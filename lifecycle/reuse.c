#include "lifecycle/reuse.h"

#include "inventory/row_cells.h"
#include "lifecycle/support_age.h"
#include "lifecycle/support_item.h"
#include "pairing/asset_state.h"

#include <stdlib.h>

enum { ROWS_PER_TASK = 512 };

/* --- facts ---------------------------------------------------------------------------------------------------------
 */

static enum term answer_of(struct row_reader *reader, unsigned column) {
    struct value value = row_reader_value(reader, column);
    return term_of(&value);
}

/* What answered before it was stopped was in use then. Whoever finds it where it stands says nothing of use. */
static enum term is_in_use(struct reuse_worker *worker, const struct reuse_item *item) {
    struct date stopped_on = item->facts.stopped_on;
    bool is_later = !date_is_set(stopped_on) || stopped_on.days < worker->run->input->observed_on.days;

    if (item->candidates) {
        return is_later ? TERM_BLANK : TERM_NO;
    }
    bool has_answered = item->device != PAIRING_NONE && !device_is_hand_check(worker->device);
    return has_answered && is_later ? TERM_YES : TERM_NO;
}

/* What somebody found when looking at it goes before the ledger. */
static enum term is_working(struct reuse_worker *worker, const struct reuse_item *item) {
    enum term seen = item->device == PAIRING_NONE ? TERM_BLANK : answer_of(worker->device, DEVICES_WORKING);
    return seen == TERM_BLANK ? answer_of(worker->asset, DEVICES_WORKING) : seen;
}

static int kind_of(struct reuse_worker *worker, const struct reuse_item *item) {
    int kind = row_reader_word(worker->asset, DEVICES_KIND);
    return kind < 0 && item->device != PAIRING_NONE ? row_reader_word(worker->device, DEVICES_KIND) : kind;
}

/* How long there are spare parts says nothing of how long the maker supports the machine, but that it is of no use
 * later. */
static bool is_of_parts_alone(struct reuse_worker *worker, const struct reuse_item *item,
                              const struct support_stage *maker) {
    return !row_reader_value(worker->asset, DEVICES_SUPPORT_END).is_set && !milestone_is_day(maker->effective_end) &&
           maker->effective_end.word != DATE_WORD_ENDLESS && milestone_is_day(item->end.end);
}

/* The end that counts, or the word for what is known instead. */
static struct milestone support_end_of(struct reuse_worker *worker, const struct reuse_item *item) {
    const struct lifecycle_input *input = worker->run->input;
    struct support_stage maker = support_item_of(&item->end.answer, input->as_of).bought;
    int64_t least = input->as_of.days + input->policy->reuse_min_days;
    bool is_open = !milestone_is_set(item->end.end) ||
                   (is_of_parts_alone(worker, item, &maker) && item->end.end.day.days >= least);

    if (!is_open) {
        return item->end.end;
    }
    enum date_word word = maker.support == SUPPORT_ENDED ? DATE_WORD_OVER
                          : maker.is_unannounced         ? DATE_WORD_NOT_ANNOUNCED
                                                         : DATE_WORD_NONE;
    return (struct milestone){word, DATE_NONE};
}

/* Does the model's end rest on old data, and nothing on record of the machine itself stand in for it? */
static bool is_end_old(struct reuse_worker *worker, const struct reuse_item *item) {
    return !row_reader_value(worker->asset, DEVICES_SUPPORT_END).is_set &&
           support_answer_is_old(worker->run->input, &item->end.answer);
}

static void read_facts(struct reuse_worker *worker, struct reuse_item *item) {
    struct value quantity = row_reader_value(worker->asset, DEVICES_QUANTITY);
    struct reuse_facts *facts = &item->facts;

    item->quantity = quantity.is_set ? quantity.number : 1;
    facts->acquisition = row_reader_word(worker->asset, DEVICES_ACQUISITION);
    facts->kind = kind_of(worker, item);
    facts->disposed_on = row_reader_date(worker->asset, DEVICES_DISPOSED_ON);
    facts->is_in_use = is_in_use(worker, item);
    facts->is_virtual = answer_of(worker->asset, DEVICES_VIRTUAL);
    facts->is_working = is_working(worker, item);
    facts->is_erased = answer_of(worker->asset, DEVICES_DATA_ERASED);
    facts->support_end = support_end_of(worker, item);
    facts->is_end_old = is_end_old(worker, item);
}

/* --- assets --------------------------------------------------------------------------------------------------------
 */

static enum err_code find_device(struct reuse_worker *worker, struct reuse_item *item, struct err *err) {
    const struct pairing *pairing = worker->run->input->pairing;
    struct pair pair = pairing_of_asset(pairing, item->asset);

    item->device = PAIRING_NONE;
    if (pair.state == PAIR_AMBIGUOUS) {
        item->candidates = pair.candidates;
    }
    if (pair.state != PAIR_ONE) {
        return ERR_OK;
    }
    item->device = pair.row;
    row_reader_move(worker->device, pair.row);
    return pairing_prove(pairing, item->asset, worker->asset, worker->device, err);
}

static enum err_code judge(struct reuse_worker *worker, struct reuse_item *item, struct err *err) {
    const struct lifecycle_input *input = worker->run->input;
    enum err_code code = find_device(worker, item, err);

    if (code == ERR_OK) {
        code = hardware_end_read(worker->finder, worker->asset, item->device == PAIRING_NONE ? NULL : worker->device,
                                 input->as_of, worker->arena, &item->end, err);
    }
    if (code) {
        return code;
    }
    read_facts(worker, item);
    item->state = reuse_state_on(&item->facts, input->as_of, input->policy->reuse_min_days);
    code = item->quantity > 0 ? reuse_report(worker, item, err) : ERR_OK;
    return code == ERR_OK && arena_failed(worker->arena) ? err_no_memory(err) : code;
}

struct job {
    const struct lifecycle_run *run;
    const struct table *assets;
    struct reuse_worker *workers;
};

static enum err_code run_task(void *context, size_t task, unsigned number, struct err *err) {
    const struct job *job = context;
    struct reuse_worker *worker = &job->workers[number];
    uint32_t begin = (uint32_t)task * ROWS_PER_TASK, rows = table_rows(job->assets);
    enum err_code code = ERR_OK;

    for (uint32_t row = begin; row < rows && row - begin < ROWS_PER_TASK && code == ERR_OK; row++) {
        struct reuse_item item = {.asset = row};
        row_reader_move(worker->asset, row);
        item.facts.status = row_reader_word(worker->asset, DEVICES_STATUS);
        item.facts.stopped_on = row_reader_date(worker->asset, DEVICES_STOPPED_ON);
        if (reuse_may_be(item.facts.status, item.facts.stopped_on, job->run->input->as_of)) {
            code = judge(worker, &item, err);
            arena_reset(worker->arena);
        }
    }
    return code;
}

/* --- workers -------------------------------------------------------------------------------------------------------
 */

static enum err_code worker_init(struct reuse_worker *worker, const struct lifecycle_run *run, unsigned lane,
                                 struct err *err) {
    const struct table *devices = inventory_table(run->input->snapshot, TABLE_DEVICES);

    *worker = (struct reuse_worker){.run = run, .lane = lane, .arena = arena_new()};
    enum err_code code = worker->arena ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK) {
        code = row_reader_new(inventory_table(run->input->ledger, TABLE_DEVICES), &worker->asset, err);
    }
    if (code == ERR_OK && devices) {
        code = row_reader_new(devices, &worker->device, err);
    }
    return code == ERR_OK ? calendar_finder_new(run->calendar, &worker->finder, err) : code;
}

static enum err_code worker_error(const struct reuse_worker *worker, struct err *err) {
    enum err_code code = row_reader_error(worker->asset, err);
    return code == ERR_OK && worker->device ? row_reader_error(worker->device, err) : code;
}

static void worker_done(struct reuse_worker *worker) {
    row_reader_free(worker->asset);
    row_reader_free(worker->device);
    calendar_finder_free(worker->finder);
    arena_free(worker->arena);
}

enum err_code reuse_audit(const struct lifecycle_run *run, struct err *err) {
    unsigned count = pool_threads(run->pool);
    struct job job = {run, inventory_table(run->input->ledger, TABLE_DEVICES), NULL};
    size_t tasks = job.assets ? ((size_t)table_rows(job.assets) + ROWS_PER_TASK - 1) / ROWS_PER_TASK : 0;
    enum err_code code = ERR_OK;

    if (tasks == 0) {
        return ERR_OK;
    }
    job.workers = calloc(count, sizeof *job.workers);
    if (!job.workers) {
        return err_no_memory(err);
    }
    for (unsigned i = 0; i < count && code == ERR_OK; i++) {
        code = worker_init(&job.workers[i], run, i, err);
    }
    if (code == ERR_OK) {
        code = parallel_try(run->pool, tasks, run_task, &job, err);
    }
    for (unsigned i = 0; i < count; i++) {
        if (code == ERR_OK) {
            code = worker_error(&job.workers[i], err);
        }
        worker_done(&job.workers[i]);
    }
    free(job.workers);
    return code;
}

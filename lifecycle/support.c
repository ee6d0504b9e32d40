/* The audit of support, step by step: what is in use, what the calendar says of each, and what comes of both. */

#include "base/budget.h"
#include "lifecycle/row_quantity.h"
#include "lifecycle/support_audit.h"

#include <stdlib.h>

enum { ITEMS_A_TASK = 64, MACHINES_A_TASK = 1024 };

static void workers_done(struct support_audit *audit) {
    for (unsigned i = 0; audit->workers && i < audit->worker_count; i++) {
        stock_reader_free(audit->workers[i].reader);
        arena_free(audit->workers[i].arena);
        buffer_done(&audit->workers[i].ledger);
        buffer_done(&audit->workers[i].snapshot);
    }
    free(audit->workers);
}

static void audit_done(struct support_audit *audit) {
    workers_done(audit);
    free(audit->items);
    free(audit->order);
    free(audit->group_of);
    free(audit->groups);
    budget_drop(audit->machines);
    stock_free(audit->stock);
}

static enum err_code make_workers(struct support_audit *audit, struct err *err) {
    enum err_code code = ERR_OK;

    audit->worker_count = pool_threads(audit->run->pool);
    audit->workers = calloc(audit->worker_count, sizeof *audit->workers);
    for (unsigned i = 0; code == ERR_OK && audit->workers && i < audit->worker_count; i++) {
        struct support_worker *worker = &audit->workers[i];
        worker->arena = arena_new();
        code = worker->arena ? stock_reader_new(audit->stock, &worker->reader, err) : err_no_memory(err);
    }
    return audit->workers ? code : err_no_memory(err);
}

/* --- items ---------------------------------------------------------------------------------------------------------
 */

static enum err_code judge_items(void *context, size_t task, unsigned worker, struct err *err) {
    struct support_audit *audit = context;
    uint32_t first = (uint32_t)task * ITEMS_A_TASK;

    (void)worker;
    (void)err;
    for (uint32_t i = first; i < audit->item_count && i - first < ITEMS_A_TASK; i++) {
        audit->items[i] = support_item_of(&stock_item(audit->stock, i)->answer, audit->run->input->as_of);
    }
    return ERR_OK;
}

static enum err_code read_items(struct support_audit *audit, struct err *err) {
    audit->item_count = stock_item_count(audit->stock);
    audit->items = calloc((size_t)audit->item_count + 1, sizeof *audit->items);
    if (!audit->items) {
        return err_no_memory(err);
    }
    if (audit->item_count) {
        const struct stock_item *last = stock_item(audit->stock, audit->item_count - 1);
        audit->use_count = last->first_use + last->use_count;
    }
    size_t tasks = ((size_t)audit->item_count + ITEMS_A_TASK - 1) / ITEMS_A_TASK;
    return parallel_try(audit->run->pool, tasks, judge_items, audit, err);
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static enum err_code read_machines(void *context, size_t task, unsigned worker, struct err *err) {
    struct support_audit *audit = context;
    struct stock_reader *reader = audit->workers[worker].reader;
    uint32_t first = (uint32_t)task * MACHINES_A_TASK, numbers = stock_machine_numbers(audit->stock);
    CLEANUP(buffer_done) struct buffer scratch = {0};

    for (uint32_t i = first; i < numbers && i - first < MACHINES_A_TASK; i++) {
        struct row_reader *asset = stock_reader_asset(reader, i);
        audit->machines[i] = (struct support_machine){
            .dates = hardware_dates_read(asset),
            .quantity = asset ? row_quantity_read(asset, &scratch) : 0,
            .os = SUPPORT_BASE_NONE,
            .hardware = SUPPORT_BASE_NONE,
            .first_product = STOCK_NONE,
        };
    }
    return scratch.failed ? err_no_memory(err) : stock_reader_error(reader, err);
}

static enum err_code make_machines(struct support_audit *audit, struct err *err) {
    const struct table *devices = inventory_table(audit->run->input->ledger, TABLE_DEVICES);
    uint32_t numbers = stock_machine_numbers(audit->stock);
    size_t tasks = ((size_t)numbers + MACHINES_A_TASK - 1) / MACHINES_A_TASK;

    audit->machines =
        budget_alloc(devices ? table_budget(devices) : NULL, (size_t)numbers + 1, sizeof *audit->machines);
    return audit->machines ? parallel_try(audit->run->pool, tasks, read_machines, audit, err) : err_no_memory(err);
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static enum err_code prepare(struct support_audit *audit, struct err *err) {
    const struct calendar *calendar = audit->run->calendar;
    enum err_code code = stock_read(audit->run, &audit->stock, err);

    audit->has_data = calendar_ledger_count(calendar) > 0 || date_is_set(calendar_imported_on(calendar));
    code = code == ERR_OK ? make_workers(audit, err) : code;
    code = code == ERR_OK ? read_items(audit, err) : code;
    code = code == ERR_OK ? support_groups_make(audit, err) : code;
    code = code == ERR_OK ? make_machines(audit, err) : code;
    return code == ERR_OK ? support_groups_cover(audit, err) : code;
}

enum err_code support_audit(const struct lifecycle_run *run, struct err *err) {
    /* Platforms come behind the uses, which tell what has lost its support; what is said of the data themselves behind
     * the products, which tell of what nothing is known. */
    static enum err_code (*const parts[])(struct support_audit *, struct err *) = {
        support_audit_uses, support_audit_nameless, support_audit_platforms, support_audit_products,
        support_audit_data, support_audit_updates,  support_audit_records,
    };
    CLEANUP(audit_done) struct support_audit audit = {.run = run};
    enum err_code code = prepare(&audit, err);

    for (size_t i = 0; code == ERR_OK && i < ARRAY_LEN(parts); i++) {
        code = parts[i](&audit, err);
    }
    return code;
}

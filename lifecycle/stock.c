#include "lifecycle/stock.h"

#include "base/budget.h"
#include "lifecycle/stock_devices.h"
#include "lifecycle/stock_software.h"
#include "lifecycle/stock_tables.h"
#include "lifecycle/stock_uses.h"

#include <stdlib.h>

struct stock {
    const struct lifecycle_input *input;
    struct stock_machines machines;
    struct stock_items items;
    struct stock_uses uses;
};

void stock_free(struct stock *stock) {
    if (stock) {
        stock_machines_done(&stock->machines);
        stock_items_done(&stock->items);
        stock_uses_done(&stock->uses);
        free(stock);
    }
}

/* --- threads -------------------------------------------------------------------------------------------------------
 */

static enum err_code worker_init(struct stock_worker *worker, const struct stock_build *build, struct err *err) {
    worker->ids = arena_new_within(build->budget);
    enum err_code code = worker->ids && stock_drafts_init(&worker->drafts, build->budget) ? ERR_OK : err_no_memory(err);

    if (code == ERR_OK) {
        code = row_reader_open(build->assets, &worker->asset, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(build->devices, &worker->device, err);
    }
    if (code == ERR_OK) {
        code = row_reader_open(build->listed, &worker->listed, err);
    }
    return code == ERR_OK ? row_reader_open(build->installed, &worker->installed, err) : code;
}

static void worker_done(struct stock_worker *worker) {
    row_reader_free(worker->asset);
    row_reader_free(worker->device);
    row_reader_free(worker->listed);
    row_reader_free(worker->installed);
    arena_free(worker->ids);
    stock_drafts_done(&worker->drafts);
    budget_drop(worker->promises.items);
}

static enum err_code worker_error(const struct stock_worker *worker, struct err *err) {
    const struct row_reader *const readers[] = {worker->asset, worker->device, worker->listed, worker->installed};

    return row_readers_error(readers, ARRAY_LEN(readers), err);
}

enum err_code stock_build_settle(struct stock_build *build, struct err *err) {
    for (unsigned i = 0; i < build->worker_count; i++) {
        if (!stock_drafts_settle(&build->workers[i].drafts)) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static enum err_code build_begin(struct stock_build *build, struct err *err) {
    const struct titles_input tables = {
        .listed = build->listed, .installed = build->installed, .rules = build->input->rules};
    enum err_code code = product_titles_build(&tables, &build->titles, err);

    build->workers = calloc(build->worker_count, sizeof *build->workers);
    if (code == ERR_OK && !build->workers) {
        code = err_no_memory(err);
    }
    for (unsigned i = 0; build->workers && i < build->worker_count && code == ERR_OK; i++) {
        code = worker_init(&build->workers[i], build, err);
    }
    return code == ERR_OK ? stock_machines_init(build->machines, build->input, err) : code;
}

static enum err_code build_read(struct stock_build *build, struct stock *stock, const struct calendar *calendar,
                                struct err *err) {
    enum err_code code = stock_devices_read(build, err);

    for (unsigned i = 0; i < build->worker_count && code == ERR_OK; i++) {
        arena_free(build->workers[i].ids);
        build->workers[i].ids = NULL;
    }
    if (code == ERR_OK) {
        code = stock_software_read(build, err);
    }
    if (code == ERR_OK) {
        code = stock_items_build(build, &stock->items, err);
    }
    if (code == ERR_OK) {
        code = stock_uses_build(build, &stock->items, &stock->uses, err);
    }
    for (unsigned i = 0; i < build->worker_count && code == ERR_OK; i++) {
        code = worker_error(&build->workers[i], err);
    }
    stock_items_drop_combinations(&stock->items);
    return code == ERR_OK ? stock_items_look_up(&stock->items, calendar, build->pool, err) : code;
}

static void build_end(struct stock_build *build) {
    for (unsigned i = 0; build->workers && i < build->worker_count; i++) {
        worker_done(&build->workers[i]);
    }
    free(build->workers);
    product_titles_free(build->titles);
}

enum err_code stock_read(const struct lifecycle_run *run, struct stock **ret_stock, struct err *err) {
    CLEANUP(stock_free_cleanup) struct stock *stock = calloc(1, sizeof *stock);

    if (!stock) {
        return err_no_memory(err);
    }
    stock->input = run->input;
    struct stock_tables tables = stock_tables_of(run->input);
    struct stock_build build = {
        .input = run->input,
        .pool = run->pool,
        .assets = tables.assets,
        .devices = tables.devices,
        .listed = tables.listed,
        .installed = tables.installed,
        .budget = tables.assets ? table_budget(tables.assets) : NULL,
        .machines = &stock->machines,
        .worker_count = pool_threads(run->pool),
    };
    enum err_code code = build_begin(&build, err);
    if (code == ERR_OK) {
        code = build_read(&build, stock, run->calendar, err);
    }
    build_end(&build);
    if (code == ERR_OK) {
        *ret_stock = TAKE_PTR(stock);
    }
    return code;
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

uint32_t stock_item_count(const struct stock *stock) {
    return stock->items.count;
}

const struct stock_item *stock_item(const struct stock *stock, uint32_t number) {
    return &stock_items_entry(&stock->items, number)->item;
}

const struct stock_use *stock_use(const struct stock *stock, uint32_t number) {
    return &stock->uses.items[number];
}

uint32_t stock_machine_numbers(const struct stock *stock) {
    return stock->machines.numbers;
}

uint32_t stock_machine_rank(const struct stock *stock, uint32_t machine) {
    return stock->machines.ranks[machine];
}

const struct stock_machine *stock_machine(const struct stock *stock, uint32_t machine) {
    return &stock->machines.items[machine];
}

const struct lifecycle_input *stock_input(const struct stock *stock) {
    return stock->input;
}

#include "pairing/relation_run.h"

#include "base/arena.h"
#include "base/budget.h"
#include "inventory/row_cells.h"

#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 16, BLOCK = 1024 };

/* One of the two tables, and what its codes mean. Where a column is not coded, cells are read. */
struct side {
    struct relation_run *run;
    const struct table *table;
    enum relation_basis basis;
    unsigned owner_column;
    const uint32_t *products; /* by code of the title; NULL */
    uint32_t *machines;       /* by code of the owner; NULL */
    bool has_licenses;        /* rows may name one, as codes */
    struct worker *workers;   /* one a thread */
};

struct worker {
    struct side *side;
    unsigned lane;
    struct row_reader *row;
    struct relation_reader reader;
    struct relation_slot *groups;   /* group << 32 | product */
    struct relation_slot *licenses; /* code of the licence << 44 | system << 22 | product */
    uint32_t *licensed;             /* as in the run */
    struct arena *arena;            /* until the next row */
    enum err_code code;
    struct err *err;
};

#define PART_BITS 22 /* of systems and products in one number with a code of a column, of which there are 2^20 */

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

static struct str text_of(struct worker *worker, unsigned column, uint32_t row) {
    const struct table *table = worker->side->table;
    uint32_t code = table_code(table, column, row);

    if (code != TABLE_UNCODED) {
        return code ? table_code_text(table, column, code) : STR_NONE;
    }
    row_reader_move(worker->row, row);
    return row_reader_text(worker->row, column);
}

static uint32_t machine_by_text(const struct side *side, struct str text) {
    const struct relation_machines *machines = side->run->machines;
    return side->basis == BASIS_LEDGER ? relation_machines_named(machines, text)
                                       : relation_machines_of_device(machines, text);
}

static uint32_t machine_of(struct worker *worker, uint32_t row) {
    const struct side *side = worker->side;

    return side->machines ? side->machines[table_code(side->table, side->owner_column, row)]
                          : machine_by_text(side, text_of(worker, side->owner_column, row));
}

/* Patches are of what they patch; an operating system stands with the machine. */
static bool is_left_out(struct worker *worker, uint32_t row) {
    const struct table *table = worker->side->table;
    uint32_t code = table_code(table, SOFTWARE_KIND, row);

    if (code == 0 || code == TABLE_UNCODED) {
        return false;
    }
    const struct value *kind = table_code_value(table, SOFTWARE_KIND, code);
    return kind->is_set && (kind->number == SOFTWARE_IS_UPDATE || kind->number == SOFTWARE_IS_SYSTEM);
}

/* --- edges ---------------------------------------------------------------------------------------------------------
 */

static void add(struct worker *worker, const struct relation_record *record) {
    if (worker->code == ERR_OK) {
        worker->code = relation_records_add(worker->side->run->records, worker->lane, record, worker->err);
    }
}

static struct relation_node product_node(const struct worker *worker, uint32_t product) {
    return (struct relation_node){NODE_SOFTWARE, relation_products_name(worker->side->run->products, product),
                                  STR_NONE};
}

static struct relation_node license_node(const struct worker *worker, uint32_t code) {
    return relation_license_node(worker->side->run->licenses,
                                 table_code_text(worker->side->table, SOFTWARE_LICENSE_ID, code));
}

static void tell_group(struct worker *worker, const struct relation_slot *slot) {
    struct relation_machine from =
        relation_machines_group_node(worker->side->run->machines, (uint32_t)(slot->key >> 32));
    const struct relation_record record = {
        .system = from.system,
        .relation = RELATION_RUNS,
        .from = from.node,
        .to = product_node(worker, (uint32_t)slot->key),
        .basis = worker->side->basis,
        .count = slot->count,
    };
    add(worker, &record);
}

static void tell_license(struct worker *worker, const struct relation_slot *slot) {
    const uint64_t part = (UINT64_C(1) << PART_BITS) - 1;
    const struct relation_machines *machines = worker->side->run->machines;
    const struct relation_record record = {
        .system = relation_machines_system_name(machines, (uint32_t)(slot->key >> PART_BITS & part)),
        .relation = RELATION_COVERS,
        .from = license_node(worker, (uint32_t)(slot->key >> 2 * PART_BITS)),
        .to = product_node(worker, (uint32_t)(slot->key & part)),
        .basis = BASIS_LEDGER,
        .count = slot->count,
    };
    add(worker, &record);
}

static void count(struct worker *worker, struct relation_slot *slots, uint64_t key,
                  void (*tell)(struct worker *, const struct relation_slot *)) {
    struct relation_slot *slot = relation_slot_of(slots, key);

    if (slot->count && slot->key != key) {
        tell(worker, slot);
        slot->count = 0;
    }
    slot->key = key;
    slot->count++;
}

static void add_single(struct worker *worker, uint32_t row, const struct relation_machine *machine, uint32_t product) {
    struct relation_record record = {
        .system = machine->system,
        .relation = RELATION_RUNS,
        .from = machine->node,
        .to = product_node(worker, product),
        .basis = worker->side->basis,
    };
    *(record.basis == BASIS_LEDGER ? &record.ledger_evidence : &record.snapshot_evidence) =
        row_evidence(worker->side->table, row, worker->arena);
    add(worker, &record);
}

/* The licence that the row names, for the product and for the machine. */
static void add_license(struct worker *worker, uint32_t row, uint32_t machine, uint32_t product) {
    const struct side *side = worker->side;
    uint32_t code = table_code(side->table, SOFTWARE_LICENSE_ID, row);
    uint64_t system = relation_machines_system(side->run->machines, machine);

    if (code == 0) {
        return;
    }
    uint32_t *licensed = &worker->licensed[code];
    *licensed = *licensed == PRODUCT_NONE || *licensed == product ? product : PRODUCT_SEVERAL;
    count(worker, worker->licenses, (uint64_t)code << 2 * PART_BITS | system << PART_BITS | product, tell_license);
    if (relation_machines_group(side->run->machines, machine) == MACHINE_NONE_OF) {
        struct relation_machine node = relation_reader_machine(&worker->reader, machine);
        const struct relation_record record = {
            .system = node.system,
            .relation = RELATION_COVERS,
            .from = license_node(worker, code),
            .to = node.node,
            .basis = BASIS_LEDGER,
            .ledger_evidence = row_evidence(side->table, row, worker->arena),
        };
        add(worker, &record);
    }
}

static void add_row(struct worker *worker, uint32_t row, uint32_t product) {
    const struct side *side = worker->side;
    uint32_t machine = is_left_out(worker, row) ? MACHINE_NONE_OF : machine_of(worker, row);

    if (machine == MACHINE_NONE_OF) {
        return;
    }
    uint32_t group = relation_machines_group(side->run->machines, machine);
    if (group != MACHINE_NONE_OF) {
        count(worker, worker->groups, (uint64_t)group << 32 | product, tell_group);
    } else {
        struct relation_machine node = relation_reader_machine(&worker->reader, machine);
        add_single(worker, row, &node, product);
    }
    if (side->has_licenses) {
        add_license(worker, row, machine, product);
    }
    if (worker->code == ERR_OK && arena_failed(worker->arena)) {
        worker->code = err_no_memory(worker->err);
    }
    arena_reset(worker->arena);
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static uint32_t product_of(struct worker *worker, uint32_t row, uint32_t code) {
    const struct side *side = worker->side;

    return side->products
               ? side->products[code]
               : relation_products_by_text(side->run->products, side->table, text_of(worker, SOFTWARE_PRODUCT, row));
}

static void read_block(struct worker *worker, uint32_t first, uint32_t rows) {
    uint32_t codes[BLOCK];

    table_codes(worker->side->table, SOFTWARE_PRODUCT, first, rows, codes);
    for (uint32_t i = 0; i < rows && worker->code == ERR_OK; i++) {
        uint32_t product = product_of(worker, first + i, codes[i]);
        if (product != PRODUCT_NONE) {
            add_row(worker, first + i, product);
        }
    }
}

static enum err_code read_rows(void *context, size_t task, unsigned lane, struct err *err) {
    struct side *side = context;
    struct worker *worker = &side->workers[lane];
    uint32_t first = (uint32_t)task * ROWS_PER_TASK, left = table_rows(side->table) - first;
    uint32_t end = first + (left < ROWS_PER_TASK ? left : ROWS_PER_TASK);

    worker->code = ERR_OK;
    worker->err = err;
    for (uint32_t row = first; row < end && worker->code == ERR_OK; row += BLOCK) {
        read_block(worker, row, end - row < BLOCK ? end - row : BLOCK);
    }
    return worker->code;
}

/* --- codes ---------------------------------------------------------------------------------------------------------
 */

static enum err_code find_machines(struct side *side, struct err *err) {
    bool has_column = table_has_column(side->table, side->owner_column);
    uint32_t codes = has_column ? table_code_count(side->table, side->owner_column) : 1;

    if (codes == 0) {
        return ERR_OK;
    }
    side->machines = budget_alloc(table_budget(side->table), codes, sizeof *side->machines);
    for (uint32_t code = 0; side->machines && code < codes; code++) {
        struct str text = code ? table_code_text(side->table, side->owner_column, code) : STR_NONE;
        side->machines[code] = machine_by_text(side, text);
    }
    return side->machines ? ERR_OK : err_no_memory(err);
}

/* Rows may name licences, and all numbers fit into one. */
static bool has_licenses(const struct side *side) {
    const struct table *table = side->table;
    const uint32_t limit = UINT32_C(1) << PART_BITS;

    return side->basis == BASIS_LEDGER && table_has_column(table, SOFTWARE_LICENSE_ID) &&
           table_code_count(table, SOFTWARE_LICENSE_ID) > 1 &&
           table_code_count(table, SOFTWARE_LICENSE_ID) <= 1 << 20 &&
           relation_products_count(side->run->products) < limit &&
           relation_machines_system_count(side->run->machines) < limit;
}

static enum err_code worker_init(struct side *side, struct worker *worker, unsigned lane, struct err *err) {
    uint32_t codes = side->has_licenses ? table_code_count(side->table, SOFTWARE_LICENSE_ID) : 0;

    worker->side = side;
    worker->lane = lane;
    worker->arena = arena_new();
    worker->groups = calloc(RELATION_SLOTS, sizeof *worker->groups);
    worker->licenses = calloc(RELATION_SLOTS, sizeof *worker->licenses);
    worker->licensed = malloc(((size_t)codes + 1) * sizeof *worker->licensed);
    if (!worker->arena || !worker->groups || !worker->licenses || !worker->licensed) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < codes; i++) {
        worker->licensed[i] = PRODUCT_NONE;
    }
    enum err_code code = row_reader_new(side->table, &worker->row, err);
    return code ? code : relation_reader_init(side->run->machines, &worker->reader, err);
}

static void worker_done(struct worker *worker) {
    row_reader_free(worker->row);
    relation_reader_done(&worker->reader);
    arena_free(worker->arena);
    free(worker->groups);
    free(worker->licenses);
    free(worker->licensed);
}

/* What is still counted. */
static enum err_code worker_finish(struct worker *worker, struct err *err) {
    worker->code = ERR_OK;
    worker->err = err;
    for (size_t i = 0; i < RELATION_SLOTS; i++) {
        if (worker->groups[i].count) {
            tell_group(worker, &worker->groups[i]);
        }
        if (worker->licenses[i].count) {
            tell_license(worker, &worker->licenses[i]);
        }
    }
    enum err_code code = worker->code ? worker->code : row_reader_error(worker->row, err);
    return code ? code : relation_reader_error(&worker->reader, err);
}

/* --- both tables ---------------------------------------------------------------------------------------------------
 */

static void join_licensed(struct side *side, unsigned workers) {
    uint32_t codes = table_code_count(side->table, SOFTWARE_LICENSE_ID);
    uint32_t *all = side->workers[0].licensed;

    for (unsigned i = 1; i < workers; i++) {
        for (uint32_t code = 0; code < codes; code++) {
            uint32_t product = side->workers[i].licensed[code];
            if (product != PRODUCT_NONE && product != all[code]) {
                all[code] = all[code] == PRODUCT_NONE ? product : PRODUCT_SEVERAL;
            }
        }
    }
    side->run->licensed = all;
    side->workers[0].licensed = NULL;
}

static enum err_code read_side(struct side *side, unsigned workers, struct err *err) {
    size_t tasks = ((size_t)table_rows(side->table) + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
    enum err_code code = find_machines(side, err);

    side->products = relation_products_by_code(side->run->products, side->table);
    side->has_licenses = has_licenses(side);
    for (unsigned i = 0; code == ERR_OK && i < workers; i++) {
        code = worker_init(side, &side->workers[i], i, err);
    }
    code = code ? code : parallel_try(side->run->pool, tasks, read_rows, side, err);
    for (unsigned i = 0; code == ERR_OK && i < workers; i++) {
        code = worker_finish(&side->workers[i], err);
    }
    if (code == ERR_OK && side->has_licenses) {
        join_licensed(side, workers);
    }
    return code;
}

static enum err_code add_side(struct relation_run *run, const struct table *table, enum relation_basis basis,
                              unsigned owner_column, struct err *err) {
    struct side side = {.run = run, .table = table, .basis = basis, .owner_column = owner_column};
    unsigned workers = pool_threads(run->pool);

    if (!table || table_rows(table) == 0) {
        return ERR_OK;
    }
    side.workers = calloc(workers, sizeof *side.workers);
    enum err_code code = side.workers ? read_side(&side, workers, err) : err_no_memory(err);
    for (unsigned i = 0; side.workers && i < workers; i++) {
        worker_done(&side.workers[i]);
    }
    free(side.workers);
    budget_drop(side.machines);
    return code;
}

enum err_code relation_software_add(struct relation_run *run, struct err *err) {
    enum err_code code =
        add_side(run, inventory_table(run->ledger, TABLE_SOFTWARE), BASIS_LEDGER, SOFTWARE_ASSET_ID, err);
    return code
               ? code
               : add_side(run, inventory_table(run->snapshot, TABLE_SOFTWARE), BASIS_OBSERVED, SOFTWARE_DEVICE_ID, err);
}

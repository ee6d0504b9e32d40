#include "pairing/relation_run.h"

#include "base/arena.h"
#include "base/text.h"
#include "inventory/row_cells.h"
#include "products/designation.h"

#include <stdlib.h>

enum { MACHINES_PER_TASK = 4096 };

/* One thread's part. */
struct worker {
    const struct relation_run *run;
    unsigned lane;
    struct relation_reader reader, other; /* of the machine, of its host */
    struct arena *arena;                  /* until the next machine */
    enum err_code code;
    struct err *err;
};

static void worker_done(struct worker *worker) {
    relation_reader_done(&worker->reader);
    relation_reader_done(&worker->other);
    arena_free(worker->arena);
}

static void add(struct worker *worker, const struct relation_record *record) {
    if (worker->code == ERR_OK) {
        worker->code = relation_records_add(worker->run->records, worker->lane, record, worker->err);
    }
}

/* The machine at hand. */
struct machine {
    struct relation_machine node;
    uint32_t number;
    struct row_reader *asset, *device; /* NULL where it has no such row */
};

static struct str evidence_of(const struct worker *worker, const struct machine *machine, enum relation_basis basis) {
    const struct relation_machines *machines = worker->run->machines;

    if (!machine->node.is_single) {
        return STR_NONE;
    }
    return basis == BASIS_LEDGER ? row_evidence(inventory_table(worker->run->ledger, TABLE_DEVICES),
                                                relation_machines_asset(machines, machine->number), worker->arena)
                                 : row_evidence(inventory_table(worker->run->snapshot, TABLE_DEVICES),
                                                relation_machines_device(machines, machine->number), worker->arena);
}

/* An edge from the machine to another node, as one side says it. */
static void add_to(struct worker *worker, const struct machine *machine, enum relation relation,
                   struct relation_node to, enum relation_basis basis) {
    const struct relation_record record = {
        .system = machine->node.system,
        .relation = relation,
        .from = machine->node.node,
        .to = to,
        .basis = basis,
        .count = !machine->node.is_single,
        .ledger_evidence = basis == BASIS_LEDGER ? evidence_of(worker, machine, basis) : STR_NONE,
        .snapshot_evidence = basis == BASIS_OBSERVED ? evidence_of(worker, machine, basis) : STR_NONE,
    };
    add(worker, &record);
}

static void add_belonging(struct worker *worker, const struct machine *machine) {
    const struct relation_node system = {NODE_SYSTEM, machine->node.system, STR_NONE};

    if (machine->asset) {
        add_to(worker, machine, RELATION_BELONGS, system, BASIS_LEDGER);
    }
    if (machine->device) {
        add_to(worker, machine, RELATION_BELONGS, system, BASIS_OBSERVED);
    }
}

/* --- where it stands -----------------------------------------------------------------------------------------------
 */

static bool is_same_place(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer x = {0}, y = {0};

    text_fold(a, &x);
    text_fold(b, &y);
    return str_eq(buffer_view(&x), buffer_view(&y));
}

/* The facility; the location itself where it is in none. */
static struct str place_in(const struct facilities *facilities, struct row_reader *row) {
    struct str location = row ? row_reader_text(row, DEVICES_LOCATION) : STR_NONE;
    struct str facility = facilities_of_location(facilities, location);

    return facility.n ? facility : location;
}

/* What was observed is called what the ledger calls it, where they are alike. */
static void add_place(struct worker *worker, const struct machine *machine) {
    struct str listed = place_in(worker->run->facilities, machine->asset);
    struct str seen = place_in(worker->run->facilities, machine->device);

    if (listed.n) {
        add_to(worker, machine, RELATION_LOCATED, (struct relation_node){NODE_FACILITY, listed, STR_NONE},
               BASIS_LEDGER);
    }
    if (seen.n) {
        struct str name = listed.n && is_same_place(listed, seen) ? listed : seen;
        add_to(worker, machine, RELATION_LOCATED, (struct relation_node){NODE_FACILITY, name, STR_NONE},
               BASIS_OBSERVED);
    }
}

/* --- its operating system ------------------------------------------------------------------------------------------
 */

static void add_system(struct worker *worker, const struct machine *machine) {
    struct str listed = machine->asset ? row_reader_text(machine->asset, DEVICES_OS_NAME) : STR_NONE;
    struct str seen = machine->device ? row_reader_text(machine->device, DEVICES_OS_NAME) : STR_NONE;

    if (listed.n) {
        add_to(worker, machine, RELATION_RUNS, (struct relation_node){NODE_OS, listed, STR_NONE}, BASIS_LEDGER);
    }
    if (seen.n) {
        struct str version = row_reader_text(machine->device, DEVICES_OS_VERSION);
        struct str whole = arena_printf(worker->arena, "%.*s %.*s", STR_FMT(seen), STR_FMT(version));
        struct str name = listed.n && designation_agrees(listed, whole, true) ? listed : seen;
        add_to(worker, machine, RELATION_RUNS, (struct relation_node){NODE_OS, name, STR_NONE}, BASIS_OBSERVED);
    }
}

/* --- its host ------------------------------------------------------------------------------------------------------
 */

static void add_host(struct worker *worker, const struct machine *machine, struct machine_place place,
                     enum relation_basis basis) {
    uint32_t host = relation_machines_at(worker->run->machines, place);

    if (host == MACHINE_NONE_OF || host == machine->number) {
        return;
    }
    struct relation_machine from = relation_reader_machine(&worker->other, host);
    const struct relation_record record = {
        .system = machine->node.system,
        .relation = RELATION_HOSTS,
        .from = from.node,
        .to = machine->node.node,
        .basis = basis,
        .count = !machine->node.is_single,
        .ledger_evidence = basis == BASIS_LEDGER ? evidence_of(worker, machine, basis) : STR_NONE,
        .snapshot_evidence = basis == BASIS_OBSERVED ? evidence_of(worker, machine, basis) : STR_NONE,
    };
    add(worker, &record);
}

static bool is_nowhere(struct machine_place place) {
    return place.asset == PAIRING_NONE && place.device == PAIRING_NONE;
}

static void add_hosts(struct worker *worker, const struct machine *machine) {
    const struct machine_hosts *hosts = relation_machines_hosts(worker->run->machines);
    struct machine_place seen = machine_hosts_written(hosts, machine->device);

    add_host(worker, machine, machine_hosts_written(hosts, machine->asset), BASIS_LEDGER);
    seen = is_nowhere(seen) ? machine_hosts_listed(hosts, machine->device) : seen;
    if (machine->device) {
        add_host(worker, machine, seen, BASIS_OBSERVED);
    }
}

/* --- all machines --------------------------------------------------------------------------------------------------
 */

static void add_machine(struct worker *worker, uint32_t number) {
    struct machine machine = {relation_reader_machine(&worker->reader, number), number,
                              relation_reader_asset(&worker->reader, number),
                              relation_reader_device(&worker->reader, number)};

    add_belonging(worker, &machine);
    add_place(worker, &machine);
    add_system(worker, &machine);
    add_hosts(worker, &machine);
    if (worker->code == ERR_OK && arena_failed(worker->arena)) {
        worker->code = err_no_memory(worker->err);
    }
    arena_reset(worker->arena);
}

static enum err_code add_machines(void *context, size_t task, unsigned lane, struct err *err) {
    const struct relation_run *run = context;
    CLEANUP(worker_done) struct worker worker = {.run = run, .lane = lane, .arena = arena_new(), .err = err};
    uint32_t first = (uint32_t)task * MACHINES_PER_TASK, left = relation_machines_count(run->machines) - first;
    uint32_t end = first + (left < MACHINES_PER_TASK ? left : MACHINES_PER_TASK);

    worker.code = worker.arena ? relation_reader_init(run->machines, &worker.reader, err) : err_no_memory(err);
    if (worker.code == ERR_OK) {
        worker.code = relation_reader_init(run->machines, &worker.other, err);
    }
    for (uint32_t machine = first; worker.code == ERR_OK && machine < end; machine++) {
        if (relation_machines_has(run->machines, machine)) {
            add_machine(&worker, machine);
        }
    }
    enum err_code code = worker.code ? worker.code : relation_reader_error(&worker.reader, err);
    return code ? code : relation_reader_error(&worker.other, err);
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static void run_done(struct relation_run *run) {
    relation_products_free(run->products);
    facilities_free(run->facilities);
    relation_licenses_free(run->licenses);
    free(run->licensed);
}

enum err_code relations_find(const struct relations_input *input, struct pool *pool, struct relation_records *records,
                             struct err *err) {
    const struct relation_input *machines = relation_machines_input(input->machines);
    CLEANUP(run_done)
    struct relation_run run = {.input = input,
                               .machines = input->machines,
                               .ledger = machines->ledger,
                               .snapshot = machines->snapshot,
                               .pool = pool,
                               .records = records};
    enum err_code code = relation_products_read(run.ledger, run.snapshot, input->rules, &run.products, err);
    size_t tasks = ((size_t)relation_machines_count(run.machines) + MACHINES_PER_TASK - 1) / MACHINES_PER_TASK;

    code = code ? code : relation_licenses_read(run.ledger, &run.licenses, err);
    code = code ? code : facilities_read(inventory_table(run.ledger, TABLE_FACILITIES), &run.facilities, err);
    code = code ? code : parallel_try(pool, tasks, add_machines, &run, err);
    code = code ? code : relation_software_add(&run, err);
    code = code ? code : relation_licenses_add(&run, err);
    return code ? code : relation_network_add(&run, err);
}

#include "pairing/relation_machines.h"

#include "base/arena.h"
#include "base/budget.h"
#include "base/intern.h"
#include "inventory/row_cells.h"
#include "pairing/asset_state.h"

#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 14 };

#define NONE MACHINE_NONE_OF

/* Machines of a kind and model in a system. */
struct group {
    uint32_t system;
    enum relation_kind kind;
    struct str id, label; /* the id says the system as well */
};

struct relation_machines {
    struct relation_input input;
    const struct table *assets, *devices; /* each may be NULL */
    struct budget *budget;
    struct arena *arena;
    struct machine_hosts *hosts;
    uint32_t asset_count, numbers;
    uint32_t *systems;    /* by machine: the number of its system; NONE: it is not in the diagram */
    uint32_t *groups_of;  /* by machine; NONE: it is a node of its own */
    struct intern *names; /* of systems */
    uint32_t *sizes;      /* by system: machines */
    uint32_t size_capacity;
    bool *is_told; /* by system: machine by machine */
    struct intern *group_keys;
    struct group *groups;
    uint32_t group_capacity;
};

void relation_machines_free(struct relation_machines *machines) {
    if (machines) {
        machine_hosts_free(machines->hosts);
        budget_drop(machines->systems);
        budget_drop(machines->groups_of);
        intern_free(machines->names);
        intern_free(machines->group_keys);
        arena_free(machines->arena);
        free(machines->sizes);
        free(machines->is_told);
        free(machines->groups);
        free(machines);
    }
}

/* --- numbers -------------------------------------------------------------------------------------------------------
 */

const struct relation_input *relation_machines_input(const struct relation_machines *machines) {
    return &machines->input;
}

const struct machine_hosts *relation_machines_hosts(const struct relation_machines *machines) {
    return machines->hosts;
}

uint32_t relation_machines_count(const struct relation_machines *machines) {
    return machines->numbers;
}

bool relation_machines_has(const struct relation_machines *machines, uint32_t machine) {
    return machines->systems[machine] != NONE;
}

uint32_t relation_machines_system(const struct relation_machines *machines, uint32_t machine) {
    return machines->systems[machine];
}

uint32_t relation_machines_system_count(const struct relation_machines *machines) {
    return intern_count(machines->names);
}

struct str relation_machines_system_name(const struct relation_machines *machines, uint32_t system) {
    return intern_text(machines->names, system);
}

uint32_t relation_machines_group(const struct relation_machines *machines, uint32_t machine) {
    return machines->groups_of[machine];
}

uint32_t relation_machines_asset(const struct relation_machines *machines, uint32_t machine) {
    return machine < machines->asset_count ? machine : PAIRING_NONE;
}

uint32_t relation_machines_device(const struct relation_machines *machines, uint32_t machine) {
    return machine < machines->asset_count ? pairing_partner(machines->input.pairing, machine)
                                           : machine - machines->asset_count;
}

uint32_t relation_machines_at(const struct relation_machines *machines, struct machine_place place) {
    uint32_t machine = NONE;

    if (place.asset != PAIRING_NONE) {
        machine = place.asset;
    } else if (place.device != PAIRING_NONE) {
        machine = pairing_machine(machines->input.pairing, place.device);
    }
    return machine != NONE && relation_machines_has(machines, machine) ? machine : NONE;
}

uint32_t relation_machines_named(const struct relation_machines *machines, struct str reference) {
    return reference.n ? relation_machines_at(machines, machine_hosts_named(machines->hosts, reference)) : NONE;
}

uint32_t relation_machines_of_device(const struct relation_machines *machines, struct str device_id) {
    struct machine_place place = {PAIRING_NONE, machine_hosts_device(machines->hosts, device_id)};
    return relation_machines_at(machines, place);
}

/* --- one machine ---------------------------------------------------------------------------------------------------
 */

/* The first of the two rows that says it. */
static struct str text_of(struct row_reader *asset, struct row_reader *device, unsigned column) {
    struct str text = asset ? row_reader_text(asset, column) : STR_NONE;
    return text.n || !device ? text : row_reader_text(device, column);
}

static enum relation_kind kind_of(struct row_reader *asset, struct row_reader *device) {
    struct row_reader *const rows[] = {asset, device};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (rows[i] && device_is_guest(rows[i])) {
            return NODE_VM;
        }
        if (rows[i] && (row_reader_word(rows[i], DEVICES_KIND) != WORD_BLANK ||
                        row_reader_value(rows[i], DEVICES_VIRTUAL).is_set)) {
            return NODE_HARDWARE;
        }
    }
    return NODE_HARDWARE;
}

enum err_code relation_reader_init(const struct relation_machines *machines, struct relation_reader *ret_reader,
                                   struct err *err) {
    struct relation_reader reader = {.machines = machines};
    enum err_code code = row_reader_open(machines->assets, &reader.asset, err);

    code = code ? code : row_reader_open(machines->devices, &reader.device, err);
    if (code != ERR_OK) {
        relation_reader_done(&reader);
        return code;
    }
    *ret_reader = reader;
    return ERR_OK;
}

void relation_reader_done(struct relation_reader *reader) {
    row_reader_free(reader->asset);
    row_reader_free(reader->device);
    *reader = (struct relation_reader){0};
}

enum err_code relation_reader_error(const struct relation_reader *reader, struct err *err) {
    const struct row_reader *const readers[] = {reader->asset, reader->device};
    return row_readers_error(readers, ARRAY_LEN(readers), err);
}

struct row_reader *relation_reader_asset(struct relation_reader *reader, uint32_t machine) {
    return row_reader_at(reader->asset, relation_machines_asset(reader->machines, machine));
}

struct row_reader *relation_reader_device(struct relation_reader *reader, uint32_t machine) {
    return row_reader_at(reader->device, relation_machines_device(reader->machines, machine));
}

/* What tells the machine from others: its number, else the device's, else what it is called. */
static struct str id_of(struct row_reader *asset, struct row_reader *device) {
    struct str id = asset ? row_reader_text(asset, DEVICES_ASSET_ID) : STR_NONE;

    if (id.n == 0 && device) {
        id = row_reader_text(device, DEVICES_DEVICE_ID);
    }
    return id.n ? id : text_of(asset, device, DEVICES_HOSTNAME);
}

static enum relation_basis basis_of(const struct row_reader *asset, const struct row_reader *device) {
    return (enum relation_basis)((asset ? BASIS_LEDGER : 0) | (device ? BASIS_OBSERVED : 0));
}

struct relation_machine relation_machines_group_node(const struct relation_machines *machines, uint32_t group) {
    const struct group *of = &machines->groups[group];
    return (struct relation_machine){
        .system = intern_text(machines->names, of->system),
        .node = {of->kind, of->id, of->label},
    };
}

struct relation_machine relation_reader_machine(struct relation_reader *reader, uint32_t machine) {
    const struct relation_machines *machines = reader->machines;
    struct row_reader *asset = relation_reader_asset(reader, machine),
                      *device = relation_reader_device(reader, machine);
    uint32_t group = machines->groups_of[machine];

    if (group != NONE) {
        struct relation_machine node = relation_machines_group_node(machines, group);
        node.basis = basis_of(asset, device);
        return node;
    }
    return (struct relation_machine){
        .system = intern_text(machines->names, machines->systems[machine]),
        .node = {kind_of(asset, device), id_of(asset, device), text_of(asset, device, DEVICES_HOSTNAME)},
        .basis = basis_of(asset, device),
        .is_single = true,
    };
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

/* Who is in the diagram: 0, until systems are numbered. */
static enum err_code read_states(void *context, size_t task, unsigned worker, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct relation_machines *machines = context;
    uint32_t first = (uint32_t)task * ROWS_PER_TASK, count = machines->numbers - first;
    uint32_t end = count < ROWS_PER_TASK ? machines->numbers : first + ROWS_PER_TASK;
    enum err_code code = row_reader_open(machines->assets, &reader, err);

    (void)worker;
    for (uint32_t machine = first; code == ERR_OK && machine < end; machine++) {
        bool is_asset = machine < machines->asset_count;
        bool is_in = relation_machines_device(machines, machine) != PAIRING_NONE;
        if (is_asset && !is_in) {
            row_reader_move(reader, machine);
            is_in = asset_state_read(reader, machines->input.observed_on) != ASSET_NOT_EXPECTED;
        } else if (!is_asset) {
            is_in = pairing_asset(machines->input.pairing, machine - machines->asset_count) == PAIRING_NONE;
        }
        machines->systems[machine] = is_in ? 0 : NONE;
        machines->groups_of[machine] = NONE;
    }
    return code == ERR_OK && reader ? row_reader_error(reader, err) : code;
}

static bool grow_sizes(struct relation_machines *machines, uint32_t number) {
    if (number < machines->size_capacity) {
        return true;
    }
    uint32_t capacity = number * 2 + 64;
    uint32_t *sizes = reallocarray(machines->sizes, capacity, sizeof *sizes);
    if (!sizes) {
        return false;
    }
    memset(&sizes[machines->size_capacity], 0, (capacity - machines->size_capacity) * sizeof *sizes);
    machines->sizes = sizes;
    machines->size_capacity = capacity;
    return true;
}

static bool number_system(struct relation_machines *machines, struct relation_reader *reader, uint32_t machine) {
    struct row_reader *asset = relation_reader_asset(reader, machine),
                      *device = relation_reader_device(reader, machine);
    uint32_t system = intern_add(machines->names, text_of(asset, device, DEVICES_SYSTEM));

    if (system == INTERN_NONE || !grow_sizes(machines, system)) {
        return false;
    }
    machines->systems[machine] = system;
    machines->sizes[system]++;
    return true;
}

static enum err_code number_systems(struct relation_machines *machines, struct relation_reader *reader,
                                    struct err *err) {
    if (!grow_sizes(machines, 0) || intern_add(machines->names, STR_NONE) != 0) {
        return err_no_memory(err);
    }
    for (uint32_t machine = 0; machine < machines->numbers; machine++) {
        if (relation_machines_has(machines, machine) && !number_system(machines, reader, machine)) {
            return err_no_memory(err);
        }
    }
    return relation_reader_error(reader, err);
}

/* --- large systems -------------------------------------------------------------------------------------------------
 */

struct sized {
    struct str name;
    uint32_t number, size;
};

static int compare_sized(const void *a, const void *b) {
    const struct sized *x = a, *y = b;
    return x->size != y->size ? (x->size > y->size) - (x->size < y->size) : str_cmp(x->name, y->name);
}

static enum err_code choose_told(struct relation_machines *machines, struct err *err) {
    uint32_t count = intern_count(machines->names);
    uint64_t left = machines->input.told_max ? machines->input.told_max : MACHINES_TOLD_MAX;
    struct sized *systems = calloc(count, sizeof *systems);

    machines->is_told = calloc(count, sizeof *machines->is_told);
    if (!systems || !machines->is_told) {
        free(systems);
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        systems[i] = (struct sized){intern_text(machines->names, i), i, machines->sizes[i]};
    }
    qsort(systems, count, sizeof *systems, compare_sized);
    for (uint32_t i = 0; i < count && systems[i].size <= left; i++) {
        left -= systems[i].size;
        machines->is_told[systems[i].number] = true;
    }
    free(systems);
    return ERR_OK;
}

static bool add_group(struct relation_machines *machines, uint32_t number, const struct group *group) {
    if (number >= machines->group_capacity) {
        uint32_t capacity = number * 2 + 64;
        struct group *groups = reallocarray(machines->groups, capacity, sizeof *groups);
        if (!groups) {
            return false;
        }
        machines->groups = groups;
        machines->group_capacity = capacity;
    }
    machines->groups[number] = *group;
    struct str system = intern_text(machines->names, group->system);
    machines->groups[number].label = arena_dup(machines->arena, group->label);
    machines->groups[number].id = arena_printf(machines->arena, "%.*s @ %.*s", STR_FMT(group->label), STR_FMT(system));
    return !arena_failed(machines->arena);
}

/* What machines of one node have in common: system, kind, maker and model; without a model what kind of device it is.
 */
static bool find_group(struct relation_machines *machines, struct relation_reader *reader, uint32_t machine,
                       struct buffer *key) {
    struct row_reader *asset = relation_reader_asset(reader, machine),
                      *device = relation_reader_device(reader, machine);
    struct group group = {machines->systems[machine], kind_of(asset, device), STR_NONE, STR_NONE};
    struct str maker = text_of(asset, device, DEVICES_MANUFACTURER), model = text_of(asset, device, DEVICES_MODEL);
    uint32_t known = intern_count(machines->group_keys);

    buffer_reset(key);
    buffer_printf(key, "%u:%u:", group.system, group.kind);
    size_t start = key->n;
    if (model.n) {
        buffer_append(key, maker);
        buffer_append(key, maker.n ? STR(" ") : STR_NONE);
        buffer_append(key, model);
    } else {
        buffer_append(key, text_of(asset, device, DEVICES_KIND));
    }
    group.label = str_sub(buffer_view(key), start, SIZE_MAX);
    uint32_t number = key->failed ? INTERN_NONE : intern_add(machines->group_keys, buffer_view(key));
    machines->groups_of[machine] = number;
    return number != INTERN_NONE && (number < known || add_group(machines, number, &group));
}

static enum err_code find_groups(struct relation_machines *machines, struct relation_reader *reader, struct err *err) {
    CLEANUP(buffer_done) struct buffer key = {0};

    for (uint32_t machine = 0; machine < machines->numbers; machine++) {
        uint32_t system = machines->systems[machine];
        if (system != NONE && !machines->is_told[system] && !find_group(machines, reader, machine, &key)) {
            return err_no_memory(err);
        }
    }
    return relation_reader_error(reader, err);
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static enum err_code make_room(struct relation_machines *machines, struct err *err) {
    machines->budget = machines->assets ? table_budget(machines->assets) : NULL;
    machines->asset_count = machines->assets ? table_rows(machines->assets) : 0;
    machines->numbers = machines->asset_count + (machines->devices ? table_rows(machines->devices) : 0);
    machines->systems = budget_alloc(machines->budget, (size_t)machines->numbers + 1, sizeof *machines->systems);
    machines->groups_of = budget_alloc(machines->budget, (size_t)machines->numbers + 1, sizeof *machines->groups_of);
    machines->names = intern_new();
    machines->group_keys = intern_new();
    machines->arena = arena_new();
    return machines->systems && machines->groups_of && machines->names && machines->group_keys && machines->arena
               ? ERR_OK
               : err_no_memory(err);
}

static enum err_code read_all(struct relation_machines *machines, struct pool *pool, struct err *err) {
    CLEANUP(relation_reader_done) struct relation_reader reader = {0};
    enum err_code code = make_room(machines, err);

    code = code ? code : machine_hosts_read(machines->input.ledger, machines->input.snapshot, &machines->hosts, err);
    code = code ? code : relation_reader_init(machines, &reader, err);
    size_t tasks = ((size_t)machines->numbers + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
    code = code ? code : parallel_try(pool, tasks, read_states, machines, err);
    code = code ? code : number_systems(machines, &reader, err);
    code = code ? code : choose_told(machines, err);
    return code ? code : find_groups(machines, &reader, err);
}

enum err_code relation_machines_read(const struct relation_input *input, struct pool *pool,
                                     struct relation_machines **ret_machines, struct err *err) {
    CLEANUP(relation_machines_free_cleanup) struct relation_machines *machines = calloc(1, sizeof *machines);

    if (!machines) {
        return err_no_memory(err);
    }
    machines->input = *input;
    machines->assets = inventory_table(input->ledger, TABLE_DEVICES);
    machines->devices = inventory_table(input->snapshot, TABLE_DEVICES);
    enum err_code code = read_all(machines, pool, err);
    if (code == ERR_OK) {
        *ret_machines = TAKE_PTR(machines);
    }
    return code;
}

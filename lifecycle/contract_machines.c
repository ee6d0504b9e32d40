#include "lifecycle/contract_machines.h"

#include "base/budget.h"
#include "inventory/identity.h"
#include "inventory/reference_key.h"
#include "inventory/words.h"
#include "lifecycle/row_quantity.h"
#include "pairing/asset_state.h"

#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 15, NAME_COLUMNS_MAX = 8 };

/* Which columns of a devices table name its machine. */
struct name_column {
    unsigned column;
    enum machine_name kind;
};

static const struct name_column documented_names[] = {
    {DEVICES_ASSET_ID, NAMED_BY_ASSET_ID}, {DEVICES_HOSTNAME, NAMED_BY_HOSTNAME},  {DEVICES_SERIAL, NAMED_BY_SERIAL},
    {DEVICES_MODEL, NAMED_BY_MODEL},       {DEVICES_MODEL_NUMBER, NAMED_BY_MODEL}, {DEVICES_SYSTEM, NAMED_BY_SYSTEM},
};
static const struct name_column observed_names[] = {
    {DEVICES_ASSET_TAG, NAMED_BY_ASSET_ID}, {DEVICES_HOSTNAME, NAMED_BY_HOSTNAME},
    {DEVICES_SERIAL, NAMED_BY_SERIAL},      {DEVICES_CHASSIS_SERIAL, NAMED_BY_SERIAL},
    {DEVICES_MODEL, NAMED_BY_MODEL},        {DEVICES_MODEL_NUMBER, NAMED_BY_MODEL},
};

/* One side, gone through by several threads. */
struct side {
    const struct table *table;
    const struct name_column *columns;
    size_t column_count;
    uint32_t *codes[NAME_COLUMNS_MAX]; /* of a coded column: the name by code */
    bool is_observed;
};

struct holder {
    uint32_t name, machine;
};

struct part {
    struct holder *items;
    uint32_t count, capacity;
};

struct search {
    struct contract_machines *machines;
    const struct contract_list *list;
    const struct side *side;
    struct part *parts; /* by task */
};

/* --- names ----------------------------------------------------------------------------------------------------------
 */

/* 基幹システム機器一式 is what 基幹システム has. */
static struct str without_all(struct str folded) {
    static const struct str endings[] = {STR("一式"),     STR("機器"), STR("サーバ"),
                                         STR("サーバー"), STR("用"),   STR("の")};
    bool has_dropped = true;

    while (has_dropped) {
        has_dropped = false;
        for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
            has_dropped |= folded.n > endings[i].n && str_drop_suffix(&folded, endings[i]);
        }
        folded = str_trim(folded);
    }
    return folded;
}

/* Writes the name in the form in which it is compared; false for what is no such name. */
static bool write_name(enum machine_name kind, struct str text, struct buffer *out) {
    static const char *const columns[] = {
        [NAMED_BY_ASSET_ID] = "asset_id", [NAMED_BY_HOSTNAME] = "hostname", [NAMED_BY_SERIAL] = "serial",
        [NAMED_BY_MODEL] = "model",       [NAMED_BY_SYSTEM] = "system",
    };

    if (!reference_key_append(columns[kind], text, out)) {
        return false;
    }
    if (kind == NAMED_BY_SYSTEM) {
        out->n = without_all(buffer_view(out)).n;
        buffer_append_char(out, '\x1F'); /* no model has this in it */
    }
    return out->n > 1;
}

static bool want_names(struct contract_machines *machines, const struct contract_list *list) {
    CLEANUP(buffer_done) struct buffer name = {0};

    for (uint32_t i = 0; i < intern_count(list->part_texts); i++) {
        struct str text = intern_text(list->part_texts, i);
        for (unsigned kind = 0; kind < MACHINE_NAME_COUNT; kind++) {
            bool is_name = !identity_is_placeholder(text) && write_name((enum machine_name)kind, text, &name);
            if (name.failed || (is_name && intern_add(machines->names, buffer_view(&name)) == INTERN_NONE)) {
                return false;
            }
        }
    }
    return true;
}

static uint32_t find_name(const struct contract_machines *machines, enum machine_name kind, struct str text,
                          struct buffer *scratch) {
    return write_name(kind, text, scratch) ? intern_find(machines->names, buffer_view(scratch)) : INTERN_NONE;
}

/* --- who has them ---------------------------------------------------------------------------------------------------
 */

static bool add_holder(struct part *part, uint32_t name, uint32_t machine) {
    if (part->count == part->capacity) {
        uint32_t capacity = part->capacity ? part->capacity * 2 : 256;
        struct holder *items = realloc(part->items, capacity * sizeof *items);
        if (!items) {
            return false;
        }
        part->items = items;
        part->capacity = capacity;
    }
    part->items[part->count++] = (struct holder){name, machine};
    return true;
}

static uint32_t *names_of_codes(const struct contract_machines *machines, const struct table *table,
                                const struct name_column *column) {
    CLEANUP(buffer_done) struct buffer scratch = {0};
    uint32_t count = table_code_count(table, column->column), *names = calloc((size_t)count + 1, sizeof *names);

    for (uint32_t code = 0; names && code < count; code++) {
        names[code] = find_name(machines, column->kind, table_code_text(table, column->column, code), &scratch);
    }
    if (scratch.failed) {
        free(names);
        return NULL;
    }
    return names;
}

static void side_done(struct side *side) {
    for (size_t i = 0; i < side->column_count; i++) {
        free(side->codes[i]);
    }
}

static bool side_init(const struct contract_machines *machines, struct side *side) {
    for (size_t i = 0; i < side->column_count; i++) {
        const struct name_column *column = &side->columns[i];
        if (table_code_count(side->table, column->column) &&
            !(side->codes[i] = names_of_codes(machines, side->table, column))) {
            return false;
        }
    }
    return true;
}

static bool note_cell(const struct search *search, size_t column, struct row_reader *reader, uint32_t machine,
                      struct part *part, struct buffer *scratch) {
    const struct name_column *named = &search->side->columns[column];
    struct str rest = row_reader_text(reader, named->column), text;
    bool is_ok = true;

    while (is_ok && value_next_part(schema_column(TABLE_DEVICES, named->column), &rest, &text)) {
        uint32_t name = find_name(search->machines, named->kind, text, scratch);
        is_ok = !scratch->failed && (name == INTERN_NONE || add_holder(part, name, machine));
    }
    return is_ok;
}

static bool note_names(const struct search *search, uint32_t row, struct row_reader *reader, uint32_t machine,
                       struct part *part, struct buffer *scratch) {
    const struct side *side = search->side;
    bool is_ok = true;

    for (size_t i = 0; is_ok && i < side->column_count; i++) {
        if (!side->codes[i]) {
            is_ok = note_cell(search, i, reader, machine, part, scratch);
            continue;
        }
        uint32_t name = side->codes[i][table_code(side->table, side->columns[i].column, row)];
        is_ok = name == INTERN_NONE || add_holder(part, name, machine);
    }
    return is_ok;
}

/* --- what they are --------------------------------------------------------------------------------------------------
 */

static bool has_serial(struct row_reader *reader, struct buffer *scratch) {
    buffer_reset(scratch);
    return identity_normalise(KEY_SERIAL, row_reader_text(reader, DEVICES_SERIAL), scratch);
}

/* Disposed of or returned; what was lost is still the organisation's. */
static bool has_left(struct row_reader *reader, struct date day) {
    struct value status = row_reader_value(reader, DEVICES_STATUS);
    bool is_lost = status.is_set && status.number == STATUS_LOST;

    return !is_lost && asset_has_left(reader) && asset_state_read(reader, day) == ASSET_NOT_EXPECTED;
}

/* What the ledger says it is, else what was observed. */
static unsigned kind_of(const struct lifecycle_input *input, uint32_t asset, struct row_reader *reader) {
    const struct table *devices = inventory_table(input->snapshot, TABLE_DEVICES);
    uint32_t device = pairing_partner(input->pairing, asset);
    struct value kind = row_reader_value(reader, DEVICES_KIND);

    if (!kind.is_set && device != PAIRING_NONE) {
        kind = *table_code_value(devices, DEVICES_KIND, table_code(devices, DEVICES_KIND, device));
    }
    return kind.is_set ? (unsigned)kind.number : KIND_OTHER;
}

static void mark_asset(const struct search *search, uint32_t asset, struct row_reader *reader, struct buffer *scratch) {
    struct contract_machines *machines = search->machines;
    const struct lifecycle_input *input = machines->run->input;
    struct str id = row_reader_text(reader, DEVICES_CONTRACT_ID);
    unsigned kind = kind_of(input, asset, reader);
    bool is_active = asset_state_read(reader, input->as_of) == ASSET_EXPECTED;
    bool is_seen = pairing_partner(input->pairing, asset) != PAIRING_NONE;
    uint32_t contract = id.n ? contract_list_find(search->list, id, scratch) : CONTRACT_NONE;

    machines->kinds[asset] = (uint8_t)kind;
    machines->contract_ids[asset] = id.n && contract == CONTRACT_NONE ? CONTRACT_NOT_ON_RECORD : contract;
    struct str word = schema_word(schema_column(TABLE_DEVICES, DEVICES_KIND), kind);
    machines->quantities[asset] = row_quantity_read(reader, scratch);
    bool needs_cover = is_active && (id.n || policy_is_maintained(input->policy, word));
    machines->marks[asset] =
        (uint8_t)(MACHINE_IS_ON_PAPER | (is_active || is_seen ? MACHINE_IS_IN_USE : 0) |
                  (!is_seen && has_left(reader, input->as_of) ? MACHINE_HAS_LEFT : 0) |
                  (needs_cover ? MACHINE_NEEDS_COVER : 0) | (has_serial(reader, scratch) ? MACHINE_HAS_SERIAL : 0));
}

/* A machine that was observed: the asset's, or one of its own. Threads may meet at one asset only through different
 * devices, and an asset has one. */
static uint32_t mark_device(const struct search *search, uint32_t device, struct row_reader *reader,
                            struct buffer *scratch) {
    struct contract_machines *machines = search->machines;
    uint32_t machine = pairing_machine(machines->run->input->pairing, device);

    machines->marks[machine] |= (uint8_t)(MACHINE_IS_IN_USE | (has_serial(reader, scratch) ? MACHINE_HAS_SERIAL : 0));
    return machine;
}

static enum err_code search_rows(void *context, size_t task, unsigned worker, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer scratch = {0};
    const struct search *search = context;
    uint32_t rows = table_rows(search->side->table), begin = (uint32_t)task * ROWS_PER_TASK;
    uint32_t end = rows - begin > ROWS_PER_TASK ? begin + ROWS_PER_TASK : rows;
    enum err_code code = row_reader_new(search->side->table, &reader, err);

    (void)worker;
    for (uint32_t row = begin; code == ERR_OK && row < end; row++) {
        uint32_t machine = row;
        row_reader_move(reader, row);
        if (search->side->is_observed) {
            machine = mark_device(search, row, reader, &scratch);
        } else {
            mark_asset(search, row, reader, &scratch);
        }
        if (!note_names(search, row, reader, machine, &search->parts[task], &scratch) || scratch.failed) {
            code = err_no_memory(err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

/* --- all of them ----------------------------------------------------------------------------------------------------
 */

static int compare_holders(const void *a, const void *b) {
    const struct holder *x = a, *y = b;
    int sign = (x->name > y->name) - (x->name < y->name);
    return sign ? sign : (x->machine > y->machine) - (x->machine < y->machine);
}

/* The holders of a side behind those in ALL. */
static enum err_code join_parts(struct part *all, struct part *parts, size_t count, struct err *err) {
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < parts[i].count; k++) {
            if (!add_holder(all, parts[i].items[k].name, parts[i].items[k].machine)) {
                return err_no_memory(err);
            }
        }
    }
    return ERR_OK;
}

static enum err_code search_side(struct search *search, struct side *side, struct part *all, struct err *err) {
    size_t tasks = ((size_t)table_rows(side->table) + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
    struct part *parts = calloc(tasks + 1, sizeof *parts);

    if (!parts) {
        return err_no_memory(err);
    }
    enum err_code code = side_init(search->machines, side) ? ERR_OK : err_no_memory(err);
    search->side = side;
    search->parts = parts;
    if (code == ERR_OK) {
        code = parallel_try(search->machines->run->pool, tasks, search_rows, search, err);
    }
    code = code ? code : join_parts(all, parts, tasks, err);
    for (size_t i = 0; i < tasks; i++) {
        free(parts[i].items);
    }
    free(parts);
    side_done(side);
    return code;
}

/* Devices that no asset claims are first of all what rows for several machines stand for. */
static int64_t count_in_use(const struct contract_machines *machines, const uint32_t *members, uint32_t count) {
    int64_t assets = 0, beyond = 0, unclaimed = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t machine = members[i];
        if (!(machines->marks[machine] & MACHINE_IS_IN_USE)) {
            continue;
        }
        if (machine < machines->assets) {
            assets++;
            beyond += machines->quantities[machine] - 1;
        } else {
            unclaimed++;
        }
    }
    return assets + (beyond > unclaimed ? beyond : unclaimed);
}

/* Takes the members of a name from FIRST on that come twice, and those that have left where others have not. Returns
 * how many remain. */
static uint32_t settle_name(struct contract_machines *machines, uint32_t name, uint32_t first, uint32_t count) {
    uint32_t *members = machines->members + first, kept = 0;
    bool has_present = false;

    for (uint32_t i = 0; i < count; i++) {
        has_present |= !(machines->marks[members[i]] & MACHINE_HAS_LEFT);
    }
    for (uint32_t i = 0; i < count; i++) {
        bool is_again = kept && members[kept - 1] == members[i];
        bool is_gone = has_present && machines->marks[members[i]] & MACHINE_HAS_LEFT;
        if (!is_again && !is_gone) {
            members[kept++] = members[i];
        }
    }
    machines->in_use[name] = count_in_use(machines, members, kept);
    return kept;
}

static enum err_code keep_holders(struct contract_machines *machines, struct part *all, struct err *err) {
    uint32_t names = intern_count(machines->names), first = 0;

    machines->first = calloc((size_t)names + 1, sizeof *machines->first);
    machines->in_use = calloc((size_t)names + 1, sizeof *machines->in_use);
    machines->members = calloc((size_t)all->count + 1, sizeof *machines->members);
    if (!machines->first || !machines->in_use || !machines->members) {
        return err_no_memory(err);
    }
    if (all->count) {
        qsort(all->items, all->count, sizeof *all->items, compare_holders);
    }
    for (uint32_t i = 0, name = 0; name < names; name++) {
        uint32_t count = 0;
        for (; i < all->count && all->items[i].name == name; i++) {
            machines->members[first + count++] = all->items[i].machine;
        }
        machines->first[name] = first;
        first += settle_name(machines, name, first, count);
    }
    machines->first[names] = first;
    return ERR_OK;
}

static enum err_code make_room(struct contract_machines *machines, const struct table *assets,
                               const struct table *devices, struct err *err) {
    struct budget *budget = table_budget(assets);

    machines->assets = table_rows(assets);
    machines->count = machines->assets + (devices ? table_rows(devices) : 0);
    machines->names = intern_new_within(budget);
    machines->marks = budget_alloc(budget, (size_t)machines->count + 1, sizeof *machines->marks);
    machines->kinds = budget_alloc(budget, (size_t)machines->assets + 1, sizeof *machines->kinds);
    machines->quantities = budget_alloc(budget, (size_t)machines->assets + 1, sizeof *machines->quantities);
    machines->contract_ids = budget_alloc(budget, (size_t)machines->assets + 1, sizeof *machines->contract_ids);
    bool is_ok =
        machines->names && machines->marks && machines->kinds && machines->quantities && machines->contract_ids;
    return is_ok ? ERR_OK : err_no_memory(err);
}

static enum err_code find_machines(struct contract_machines *machines, const struct contract_list *list,
                                   struct err *err) {
    const struct lifecycle_input *input = machines->run->input;
    const struct table *devices = inventory_table(input->snapshot, TABLE_DEVICES);
    struct side documented = {
        inventory_table(input->ledger, TABLE_DEVICES), documented_names, ARRAY_LEN(documented_names), {0}, false};
    struct side observed = {devices, observed_names, ARRAY_LEN(observed_names), {0}, true};
    struct search search = {.machines = machines, .list = list};
    struct part all = {0};
    enum err_code code = make_room(machines, documented.table, devices, err);

    if (code == ERR_OK && !want_names(machines, list)) {
        code = err_no_memory(err);
    }
    code = code ? code : search_side(&search, &documented, &all, err);
    if (code == ERR_OK && devices) {
        code = search_side(&search, &observed, &all, err);
    }
    code = code ? code : keep_holders(machines, &all, err);
    free(all.items);
    return code;
}

enum err_code contract_machines_find(const struct lifecycle_run *run, const struct contract_list *list,
                                     struct contract_machines *ret_machines, struct err *err) {
    struct contract_machines machines = {.run = run};
    enum err_code code = find_machines(&machines, list, err);

    if (code) {
        contract_machines_done(&machines);
        return code;
    }
    *ret_machines = machines;
    return ERR_OK;
}

void contract_machines_done(struct contract_machines *machines) {
    intern_free(machines->names);
    budget_drop(machines->marks);
    budget_drop(machines->kinds);
    budget_drop(machines->quantities);
    budget_drop(machines->contract_ids);
    free(machines->first);
    free(machines->members);
    free(machines->in_use);
    *machines = (struct contract_machines){0};
}

struct machine_list contract_machines_of(const struct contract_machines *machines, uint32_t name) {
    uint32_t first = machines->first[name];

    return (struct machine_list){name, machines->members + first, machines->first[name + 1] - first,
                                 machines->in_use[name]};
}

struct machine_list contract_machines_named(const struct contract_machines *machines, enum machine_name kind,
                                            struct str text, struct buffer *scratch) {
    uint32_t name = find_name(machines, kind, text, scratch);

    return name == INTERN_NONE ? (struct machine_list){.name = INTERN_NONE} : contract_machines_of(machines, name);
}

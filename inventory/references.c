#include "inventory/references.h"

#include "base/budget.h"
#include "base/intern.h"
#include "inventory/cell_report.h"
#include "inventory/identity.h"
#include "inventory/reference_key.h"
#include "inventory/words.h"

#include <stdlib.h>

/* --- which column refers to which ------------------------------------------------------------------------------------
 */

enum { TARGET_COLUMNS_MAX = 8, TARGETS_MAX = 3 };

/* Where a thing may be named: the id first, then what people write instead of it. */
struct target {
    const char *table;
    const char *columns[TARGET_COLUMNS_MAX]; /* ends at NULL */
};

enum target_id {
    TARGET_NONE,
    TARGET_ASSET,
    TARGET_MACHINE, /* by serial number or model as well */
    TARGET_NODE,    /* by what a right is bound to */
    TARGET_LICENSE,
    TARGET_RIGHT, /* by its product as well */
    TARGET_PERSON,
    TARGET_CONTRACT,
    TARGET_PRODUCT,
    TARGET_FACILITY,
};

static const struct target targets[] = {
    [TARGET_NONE] = {0},
    [TARGET_ASSET] = {"devices", {"asset_id", "hostname"}},
    [TARGET_MACHINE] = {"devices", {"asset_id", "hostname", "serial", "model", "model_number"}},
    [TARGET_NODE] = {"devices", {"asset_id", "hostname", "serial", "uuid", "mac_addresses", "model", "model_number"}},
    [TARGET_LICENSE] = {"licenses", {"license_id"}},
    [TARGET_RIGHT] = {"licenses", {"license_id", "product", "sku"}},
    [TARGET_PERSON] = {"people", {"user_id", "accounts", "user_name"}},
    [TARGET_CONTRACT] = {"contracts", {"contract_id"}},
    [TARGET_PRODUCT] = {"software", {"product"}},
    [TARGET_FACILITY] = {"facilities", {"facility_id", "name"}},
};

struct reference {
    const char *table, *column;
    enum target_id targets[TARGETS_MAX]; /* one of them must know it */
    const char *kind_column, *kind;      /* only rows with that word there ("": with none); NULL: all rows */
    bool only_ids;                       /* the column may also hold words: only what looks like an id is looked up */
    bool is_history;                     /* the column may name what is gone by now */
    bool needs_all;                      /* without all of the targets nothing can be said; else without the first */
};

static const struct reference references[] = {
    {.table = "software", .column = "asset_id", .targets = {TARGET_ASSET}},
    {.table = "software", .column = "license_id", .targets = {TARGET_LICENSE}},
    {.table = "software", .column = "user_id", .targets = {TARGET_PERSON}},
    {.table = "devices", .column = "virtual_host", .targets = {TARGET_ASSET}},
    {.table = "devices", .column = "user_id", .targets = {TARGET_PERSON}},
    {.table = "devices", .column = "contract_id", .targets = {TARGET_CONTRACT}},
    {.table = "licenses", .column = "contract_id", .targets = {TARGET_CONTRACT}},
    {.table = "licenses", .column = "bound_to", .targets = {TARGET_NODE}, .only_ids = true},
    {.table = "licenses", .column = "upgrade_of", .targets = {TARGET_RIGHT}, .only_ids = true},
    {.table = "assignments", .column = "license_id", .targets = {TARGET_LICENSE}},
    {.table = "assignments",
     .column = "assignee",
     .targets = {TARGET_ASSET},
     .kind_column = "assignee_kind",
     .kind = "device"},
    {.table = "assignments",
     .column = "assignee",
     .targets = {TARGET_PERSON},
     .kind_column = "assignee_kind",
     .kind = "user"},
    {.table = "assignments",
     .column = "assignee",
     .targets = {TARGET_ASSET, TARGET_PERSON},
     .kind_column = "assignee_kind",
     .kind = "",
     .needs_all = true},
    {.table = "contracts",
     .column = "targets",
     .targets = {TARGET_MACHINE, TARGET_PRODUCT, TARGET_RIGHT},
     .only_ids = true},
    {.table = "contracts", .column = "next_contract", .targets = {TARGET_CONTRACT}},
    {.table = "changes", .column = "target", .targets = {TARGET_MACHINE}, .only_ids = true, .is_history = true},
    {.table = "circuits", .column = "device", .targets = {TARGET_ASSET}, .only_ids = true},
    {.table = "circuits", .column = "contract_id", .targets = {TARGET_CONTRACT}},
    {.table = "cloud", .column = "contract_id", .targets = {TARGET_CONTRACT}},
    {.table = "facilities", .column = "contract_id", .targets = {TARGET_CONTRACT}},
    {.table = "places", .column = "facility", .targets = {TARGET_FACILITY}, .only_ids = true},
    {.table = "sessions", .column = "user_id", .targets = {TARGET_PERSON}, .is_history = true},
    {.table = "sessions", .column = "device", .targets = {TARGET_ASSET}, .is_history = true},
    {.table = "access", .column = "user_id", .targets = {TARGET_PERSON}, .is_history = true},
    {.table = "access", .column = "device", .targets = {TARGET_ASSET}, .is_history = true},
    {.table = "usage", .column = "license_id", .targets = {TARGET_LICENSE}},
    {.table = "clusters", .column = "host", .targets = {TARGET_ASSET}},
    {.table = "connections", .column = "device", .targets = {TARGET_ASSET}},
    {.table = "checks", .column = "asset_id", .targets = {TARGET_ASSET}, .is_history = true},
};

/* --- one reference ---------------------------------------------------------------------------------------------------
 */

enum { BLOCK = 1024 };
enum { KEY_FOUND = 1, KEY_PRESENT = 2 };   /* a row has the key; one that has not left does */
enum { TEXT_UNSEEN, TEXT_SEEN, TEXT_BAD }; /* what became of a distinct cell */
enum verdict { KNOWN, GONE, UNKNOWN };

struct check {
    const struct reference *reference;
    const struct inventory *ledger;
    struct cell_report *report;
    const struct table *table;
    unsigned column, kind_column; /* COLUMNS_MAX: no kind is asked for */
    struct row_reader *reader;
    struct intern *texts; /* distinct cells of an uncoded column; coded ones are known by their code */
    struct intern *keys;
    uint8_t *marks;       /* by key */
    struct buffer states; /* by code, or number in texts */
    struct buffer key;
    bool has_bad;
};

static void check_done(struct check *check) {
    cell_report_free(check->report);
    row_reader_free(check->reader);
    intern_free(check->texts);
    intern_free(check->keys);
    budget_drop(check->marks);
    buffer_done(&check->states);
    buffer_done(&check->key);
}

static const struct table *table_by_name(const struct inventory *ledger, const char *name) {
    enum table_id id;

    return schema_table_by_name(str_from(name), &id) ? inventory_table(ledger, id) : NULL;
}

static bool is_refused(const struct inventory *ledger, const char *name) {
    enum table_id id;

    return schema_table_by_name(str_from(name), &id) && inventory_is_refused(ledger, id);
}

static bool find_column(const struct table *table, const char *name, unsigned *ret_column) {
    return schema_column_by_name(table_id(table), str_from(name), ret_column);
}

/* What stands in no row may stand in a file that was refused. */
static bool has_targets(const struct check *check) {
    for (size_t i = 0; i < TARGETS_MAX && check->reference->targets[i]; i++) {
        const char *name = targets[check->reference->targets[i]].table;
        bool is_needed = i == 0 || check->reference->needs_all;
        if (is_refused(check->ledger, name) || (is_needed && !table_by_name(check->ledger, name))) {
            return false;
        }
    }
    return true;
}

/* False when there is nothing to check. */
static bool find_cells(struct check *check) {
    const struct reference *reference = check->reference;

    check->table = table_by_name(check->ledger, reference->table);
    check->kind_column = COLUMNS_MAX;
    if (!check->table || !find_column(check->table, reference->column, &check->column) ||
        !table_has_column(check->table, check->column) || !has_targets(check)) {
        return false;
    }
    return !reference->kind || find_column(check->table, reference->kind_column, &check->kind_column);
}

/* The reader stands on the row. */
static bool is_of_kind(const struct check *check) {
    if (check->kind_column == COLUMNS_MAX) {
        return true;
    }
    const struct column_def *column = schema_column(table_id(check->table), check->kind_column);
    struct value kind = row_reader_value(check->reader, check->kind_column);
    return str_eq(kind.is_set ? schema_word(column, (unsigned)kind.number) : STR(""), str_from(check->reference->kind));
}

/* States for at least COUNT distinct cells; false when memory is out. */
static bool make_states(struct check *check, uint32_t count) {
    while (check->states.n < count && !check->states.failed) {
        buffer_append_char(&check->states, TEXT_UNSEEN);
    }
    return !check->states.failed;
}

/* The number of the row's cell among the distinct ones; INTERN_NONE when memory is out. */
static uint32_t number_of(struct check *check, uint32_t row) {
    uint32_t number = table_code(check->table, check->column, row);

    if (number == TABLE_UNCODED) {
        number = intern_add(check->texts, row_reader_text(check->reader, check->column));
    }
    return number == INTERN_NONE || make_states(check, number + 1) ? number : INTERN_NONE;
}

static struct str text_of(const struct check *check, uint32_t number) {
    return table_code_count(check->table, check->column) ? table_code_text(check->table, check->column, number)
                                                         : intern_text(check->texts, number);
}

/* A number of a kind that the ledger does not keep: nothing can be said of it. */
static bool is_unkept(const struct check *check, struct str part) {
    static const struct {
        enum identity_key key;
        unsigned column;
    } kinds[] = {{KEY_UUID, DEVICES_UUID}, {KEY_MAC, DEVICES_MAC_ADDRESSES}};
    CLEANUP(buffer_done) struct buffer normal = {0};

    for (size_t i = 0; check->reference->targets[0] == TARGET_NODE && i < ARRAY_LEN(kinds); i++) {
        if (!table_has_column(inventory_table(check->ledger, TABLE_DEVICES), kinds[i].column) &&
            identity_normalise(kinds[i].key, part, &normal)) {
            return true;
        }
    }
    return false;
}

static bool next_part(const struct check *check, struct str *rest, struct str *ret_part) {
    const struct column_def *column = schema_column(table_id(check->table), check->column);

    while (value_next_part(column, rest, ret_part)) {
        bool is_asked = !check->reference->only_ids || reference_key_is_id(*ret_part);
        if (is_asked && !identity_is_placeholder(*ret_part) && !is_unkept(check, *ret_part)) {
            return true;
        }
    }
    return false;
}

/* Calls VISIT with each key that would make the part known, in CHECK->key. */
static bool each_key(struct check *check, struct str part, bool (*visit)(struct check *check, void *context),
                     void *context) {
    for (size_t i = 0; i < TARGETS_MAX && check->reference->targets[i]; i++) {
        const struct target *target = &targets[check->reference->targets[i]];
        for (size_t k = 0; k < TARGET_COLUMNS_MAX && target->columns[k]; k++) {
            if (reference_key_append(target->columns[k], part, &check->key) && !visit(check, context)) {
                return false;
            }
        }
    }
    return !check->key.failed;
}

static bool add_key(struct check *check, void *context) {
    (void)context;
    return intern_add(check->keys, buffer_view(&check->key)) != INTERN_NONE;
}

static bool want_text(struct check *check, struct str text) {
    struct str part;

    while (next_part(check, &text, &part)) {
        if (!each_key(check, part, add_key, NULL)) {
            return false;
        }
    }
    return true;
}

static bool see_number(struct check *check, uint32_t number) {
    if (number == INTERN_NONE || check->states.p[number] != TEXT_UNSEEN) {
        return number != INTERN_NONE;
    }
    check->states.p[number] = TEXT_SEEN;
    return want_text(check, text_of(check, number));
}

/* Of a coded column all of whose rows count, codes are all there is to look at. */
static enum err_code collect_codes(struct check *check, struct err *err) {
    uint32_t codes[BLOCK], rows = table_rows(check->table), count;
    bool is_ok = make_states(check, table_code_count(check->table, check->column));

    for (uint32_t row = 0; is_ok && row < rows; row += count) {
        count = rows - row < BLOCK ? rows - row : BLOCK;
        table_codes(check->table, check->column, row, count, codes);
        for (uint32_t i = 0; is_ok && i < count; i++) {
            is_ok = see_number(check, codes[i]);
        }
    }
    return is_ok ? ERR_OK : err_no_memory(err);
}

static enum err_code collect_rows(struct check *check, struct err *err) {
    for (uint32_t row = 0; row < table_rows(check->table); row++) {
        row_reader_move(check->reader, row);
        if (!is_of_kind(check)) {
            continue;
        }
        if (!see_number(check, number_of(check, row))) {
            return err_no_memory(err);
        }
    }
    return row_reader_error(check->reader, err);
}

static enum err_code collect(struct check *check, struct err *err) {
    bool has_codes = check->kind_column == COLUMNS_MAX && table_code_count(check->table, check->column);
    return has_codes ? collect_codes(check, err) : collect_rows(check, err);
}

/* Disposed of or returned to its owner, as the ledger has it. */
static bool has_left(const struct table *table, uint32_t row) {
    if (table_id(table) != TABLE_DEVICES) {
        return false;
    }
    uint32_t code = table_code(table, DEVICES_STATUS, row);
    const struct value *status = code == TABLE_UNCODED ? NULL : table_code_value(table, DEVICES_STATUS, code);
    return status && status->is_set && (status->number == STATUS_DISPOSED || status->number == STATUS_RETURNED);
}

static void mark_cell(struct check *check, const char *name, const struct column_def *column, struct str text,
                      uint8_t mark) {
    struct str part;

    while (value_next_part(column, &text, &part)) {
        uint32_t key = reference_key_append(name, part, &check->key)
                           ? intern_find(check->keys, buffer_view(&check->key))
                           : INTERN_NONE;
        if (key != INTERN_NONE) {
            check->marks[key] |= mark;
        }
    }
}

static void mark_coded(struct check *check, const struct table *table, const char *name, unsigned column) {
    for (uint32_t code = 1; code < table_code_count(table, column); code++) {
        mark_cell(check, name, schema_column(table_id(table), column), table_code_text(table, column, code),
                  KEY_FOUND | KEY_PRESENT);
    }
}

static enum err_code mark_target(struct check *check, const struct target *target, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    const struct table *table = table_by_name(check->ledger, target->table);
    unsigned columns[TARGET_COLUMNS_MAX];
    size_t count = 0;
    enum err_code code = row_reader_open(table, &reader, err);

    if (code || !table) {
        return code;
    }
    for (size_t i = 0; i < TARGET_COLUMNS_MAX && target->columns[i]; i++) {
        unsigned column;
        if (!find_column(table, target->columns[i], &column) || !table_has_column(table, column)) {
            continue;
        }
        if (table_code_count(table, column)) {
            mark_coded(check, table, target->columns[i], column);
        } else {
            columns[count++] = column;
        }
    }
    for (uint32_t row = 0; count && row < table_rows(table); row++) {
        row_reader_move(reader, row);
        uint8_t mark = KEY_FOUND | (has_left(table, row) ? 0 : KEY_PRESENT);
        for (size_t i = 0; i < count; i++) {
            const struct column_def *column = schema_column(table_id(table), columns[i]);
            mark_cell(check, column->name, column, row_reader_text(reader, columns[i]), mark);
        }
    }
    return row_reader_error(reader, err);
}

static bool look_up(struct check *check, void *context) {
    uint32_t key = intern_find(check->keys, buffer_view(&check->key));
    uint8_t *marks = context;

    *marks |= (uint8_t)(0x80 | (key == INTERN_NONE ? 0 : check->marks[key]));
    return true;
}

static enum verdict judge(struct check *check, struct str part) {
    uint8_t marks = 0;

    (void)!each_key(check, part, look_up, &marks);
    /* What is no name at all was not looked up. */
    return marks == 0 || marks & KEY_PRESENT ? KNOWN : marks & KEY_FOUND ? GONE : UNKNOWN;
}

static void judge_texts(struct check *check) {
    for (uint32_t number = 0; number < check->states.n; number++) {
        struct str rest = check->states.p[number] == TEXT_SEEN ? text_of(check, number) : STR_NONE, part;
        while (next_part(check, &rest, &part)) {
            if (judge(check, part) != KNOWN) {
                check->states.p[number] = TEXT_BAD;
                check->has_bad = true;
            }
        }
    }
}

static enum err_code report_row(struct check *check, uint32_t row, struct err *err) {
    struct str rest = row_reader_text(check->reader, check->column), part;
    enum err_code code = ERR_OK;

    while (!code && next_part(check, &rest, &part)) {
        const char *where = targets[check->reference->targets[0]].table;
        switch (judge(check, part)) {
        case KNOWN:
            break;
        case GONE:
            if (!check->reference->is_history && !has_left(check->table, row)) {
                code = cell_report_add(check->report, row, check->column, PROBLEM_REFERENCE_GONE, part, str_from(where),
                                       err);
            }
            break;
        case UNKNOWN:
            code = cell_report_add(check->report, row, check->column, PROBLEM_REFERENCE_UNKNOWN, part, str_from(where),
                                   err);
            break;
        }
    }
    return code;
}

static enum err_code report_rows(struct check *check, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t row = 0; !code && row < table_rows(check->table); row++) {
        uint32_t text = table_code(check->table, check->column, row);
        if (text != TABLE_UNCODED && (text >= check->states.n || check->states.p[text] != TEXT_BAD)) {
            continue;
        }
        row_reader_move(check->reader, row);
        uint32_t number = is_of_kind(check) ? number_of(check, row) : INTERN_NONE;
        if (number != INTERN_NONE && check->states.p[number] == TEXT_BAD) {
            code = report_row(check, row, err);
        }
    }
    return code ? code : row_reader_error(check->reader, err);
}

static enum err_code look_for_targets(struct check *check, struct err *err) {
    enum err_code code = ERR_OK;

    check->marks = budget_alloc(table_budget(check->table), (size_t)intern_count(check->keys) + 1, 1);
    if (!check->marks) {
        return err_no_memory(err);
    }
    for (size_t i = 0; !code && i < TARGETS_MAX && check->reference->targets[i]; i++) {
        code = mark_target(check, &targets[check->reference->targets[i]], err);
    }
    return code;
}

static enum err_code check_reference(const struct reference *reference, const struct inventory *ledger,
                                     struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(check_done) struct check check = {.reference = reference, .ledger = ledger};
    enum err_code code;

    if (!find_cells(&check)) {
        return ERR_OK;
    }
    check.texts = intern_new_within(table_budget(check.table));
    check.keys = intern_new_within(table_budget(check.table));
    if (!check.texts || !check.keys) {
        return err_no_memory(err);
    }
    code = row_reader_new(check.table, &check.reader, err);
    if (!code) {
        code = cell_report_new(check.table, diagnostics, &check.report, err);
    }
    if (!code) {
        code = collect(&check, err);
    }
    if (code || intern_count(check.keys) == 0) {
        return code;
    }
    code = look_for_targets(&check, err);
    if (!code) {
        judge_texts(&check);
    }
    return code || !check.has_bad ? code : report_rows(&check, err);
}

enum err_code references_check(const struct inventory *ledger, struct diagnostics *diagnostics, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < ARRAY_LEN(references); i++) {
        code = check_reference(&references[i], ledger, diagnostics, err);
    }
    return code;
}

static bool is_known(const char *table, const char *column) {
    enum table_id id;
    unsigned number;

    return schema_table_by_name(str_from(table), &id) && schema_column_by_name(id, str_from(column), &number);
}

bool references_are_known(struct str *ret_name) {
    for (size_t i = 0; i < ARRAY_LEN(references); i++) {
        const struct reference *reference = &references[i];
        if (!is_known(reference->table, reference->column) ||
            (reference->kind && !is_known(reference->table, reference->kind_column))) {
            *ret_name = str_from(reference->table);
            return false;
        }
    }
    for (size_t i = TARGET_NONE + 1; i < ARRAY_LEN(targets); i++) {
        for (size_t k = 0; k < TARGET_COLUMNS_MAX && targets[i].columns[k]; k++) {
            if (!is_known(targets[i].table, targets[i].columns[k])) {
                *ret_name = str_from(targets[i].columns[k]);
                return false;
            }
        }
    }
    return true;
}

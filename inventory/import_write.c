#include "inventory/import_write.h"

#include "inventory/import_cell.h"
#include "inventory/words.h"

#include <stdlib.h>

/* What a scan reads in sections, and the columns that show that an export carries it too. */
static const struct part {
    const char *name;
    unsigned columns[4]; /* up to the first 0 */
} parts[] = {
    {"identity", {DEVICES_SERIAL, DEVICES_UUID}},
    {"os", {DEVICES_OS_NAME}},
    {"cpu", {DEVICES_CPU_MODEL, DEVICES_CPU_CORES, DEVICES_CPU_SOCKETS}},
    {"memory", {DEVICES_MEMORY_MB}},
    {"disks", {DEVICES_DISK_GB}},
    {"network", {DEVICES_MAC_ADDRESSES, DEVICES_IP_ADDRESSES}},
    {"logins", {DEVICES_LAST_LOGIN_USER, DEVICES_LAST_LOGIN_AT}},
};
_Static_assert(DEVICES_ASSET_ID == 0, "0 ends the columns of a part");

/* --- one machine ---------------------------------------------------------------------------------------------------
 */

/* Of what rows say in a column that ids depend on, the least: that does not depend on the order of rows. */
struct least {
    struct buffer text, normal;
};

static const struct least_column {
    unsigned column;
    bool is_key; /* what cannot serve as the key does not count */
    enum identity_key key;
} least_columns[] = {
    {DEVICES_MANUFACTURER, false, KEY_COUNT},
    {DEVICES_SERIAL, true, KEY_SERIAL},
    {DEVICES_UUID, true, KEY_UUID},
    {DEVICES_HOSTNAME, true, KEY_HOSTNAME},
};

/* A machine put together from its rows: the first that says something in a column is right, lists are joined. */
struct merged {
    struct buffer cells[DEVICES_COLUMN_COUNT];
    struct least least[ARRAY_LEN(least_columns)];
};

static void merged_done(struct merged *merged) {
    for (unsigned i = 0; i < DEVICES_COLUMN_COUNT; i++) {
        buffer_done(&merged->cells[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(least_columns); i++) {
        buffer_done(&merged->least[i].text);
        buffer_done(&merged->least[i].normal);
    }
}

static void merged_reset(struct merged *merged) {
    for (unsigned i = 0; i < DEVICES_COLUMN_COUNT; i++) {
        buffer_reset(&merged->cells[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(least_columns); i++) {
        buffer_reset(&merged->least[i].text);
        buffer_reset(&merged->least[i].normal);
    }
}

static bool merged_failed(const struct merged *merged) {
    bool failed = false;

    for (unsigned i = 0; i < DEVICES_COLUMN_COUNT; i++) {
        failed |= merged->cells[i].failed;
    }
    for (size_t i = 0; i < ARRAY_LEN(least_columns); i++) {
        failed |= merged->least[i].text.failed || merged->least[i].normal.failed;
    }
    return failed;
}

static void take_if_less(const struct least_column *column, struct str text, struct least *least) {
    CLEANUP(buffer_done) struct buffer normal = {0};

    if (!column->is_key) {
        buffer_append(&normal, text);
    } else if (!identity_normalise(column->key, text, &normal)) {
        least->text.failed |= normal.failed;
        return;
    }
    if (text.n && (least->text.n == 0 || str_cmp(buffer_view(&normal), buffer_view(&least->normal)) < 0)) {
        buffer_reset(&least->text);
        buffer_reset(&least->normal);
        buffer_append(&least->text, text);
        buffer_append(&least->normal, buffer_view(&normal));
    }
    least->text.failed |= normal.failed;
}

/* The cells that ids are made of. */
static void note_least(struct import *import, const struct import_file *file, struct row_reader *reader,
                       struct merged *merged) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (size_t i = 0; i < ARRAY_LEN(least_columns); i++) {
        if (import_file_has(file, least_columns[i].column)) {
            buffer_reset(&text);
            import_cell_append(TABLE_DEVICES, least_columns[i].column, reader, import->options.utc_offset, &text);
            take_if_less(&least_columns[i], buffer_view(&text), &merged->least[i]);
            merged->least[i].text.failed |= text.failed;
        }
    }
}

static bool list_has(const struct column_def *column, struct str list, struct str wanted) {
    struct str part;

    while (value_next_part(column, &list, &part)) {
        if (str_eq(part, wanted)) {
            return true;
        }
    }
    return false;
}

static void join_list(const struct column_def *column, struct str more, struct buffer *list) {
    struct str part;

    while (value_next_part(column, &more, &part)) {
        if (!list_has(column, buffer_view(list), part)) {
            buffer_append_cstr(list, list->n ? ";" : "");
            buffer_append(list, part);
        }
    }
}

static void merge_row(struct import *import, const struct import_file *file, struct row_reader *reader,
                      struct merged *merged) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (unsigned i = 0; i < DEVICES_COLUMN_COUNT; i++) {
        const struct column_def *column = schema_column(TABLE_DEVICES, i);
        bool is_list = column->type == TYPE_MAC_LIST || column->type == TYPE_IP_LIST;
        if (!import_file_has(file, i) || (merged->cells[i].n && !is_list)) {
            continue;
        }
        buffer_reset(&text);
        import_cell_append(TABLE_DEVICES, i, reader, import->options.utc_offset, &text);
        if (is_list) {
            join_list(column, buffer_view(&text), &merged->cells[i]);
        } else {
            buffer_append(&merged->cells[i], buffer_view(&text));
        }
        merged->cells[i].failed |= text.failed;
    }
}

/* A reader a file, opened when it is first needed. */
struct readers {
    struct row_reader **devices;
    size_t count;
};

static void readers_done(struct readers *readers) {
    for (size_t i = 0; i < readers->count; i++) {
        row_reader_free(readers->devices[i]);
    }
    free(readers->devices);
}

static enum err_code readers_open(const struct import *import, struct readers *readers, struct err *err) {
    enum err_code code = ERR_OK;

    readers->devices = calloc(import->files.count + 1, sizeof *readers->devices);
    if (!readers->devices) {
        return err_no_memory(err);
    }
    readers->count = import->files.count;
    for (size_t i = 0; !code && i < import->files.count; i++) {
        if (import->files.items[i].devices) {
            code = row_reader_new(import->files.items[i].devices, &readers->devices[i], err);
        }
    }
    return code;
}

/* The links of machines stand together, in the order of machines. */
static size_t first_link(const struct import *import, uint32_t machine) {
    size_t low = 0, high = import->link_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (import->links[middle].machine < machine) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum err_code merge_machine(struct import *import, uint32_t machine, const struct readers *readers,
                                   struct merged *merged, struct err *err) {
    enum err_code code = ERR_OK;

    merged_reset(merged);
    for (size_t i = first_link(import, machine); i < import->link_count && import->links[i].machine == machine; i++) {
        struct row_reader *reader = readers->devices[import->links[i].file];
        row_reader_move(reader, import->links[i].row);
        merge_row(import, &import->files.items[import->links[i].file], reader, merged);
        note_least(import, &import->files.items[import->links[i].file], reader, merged);
        code = code ? code : row_reader_error(reader, err);
    }
    /* A machine that only a list of programs names. */
    if (merged->cells[DEVICES_HOSTNAME].n == 0) {
        buffer_append(&merged->cells[DEVICES_HOSTNAME], import_fold_keys(import->fold, machine)->text[KEY_HOSTNAME]);
    }
    return code ? code : merged_failed(merged) ? err_no_memory(err) : ERR_OK;
}

/* --- the list of machines ------------------------------------------------------------------------------------------
 */

static int compare_links(const void *a, const void *b) {
    const struct import_link *left = a, *right = b;

    if (left->machine != right->machine) {
        return left->machine < right->machine ? -1 : 1;
    }
    if (left->file != right->file) {
        return left->file < right->file ? -1 : 1;
    }
    return left->row < right->row ? -1 : left->row > right->row;
}

/* What ids depend on in a column: where no row has anything that can serve as a key, what the first one has. */
static struct str identity_dup(struct import *import, const struct merged *merged, unsigned column) {
    struct str text = buffer_view(&merged->cells[column]);

    for (size_t i = 0; i < ARRAY_LEN(least_columns); i++) {
        if (least_columns[i].column == column && merged->least[i].text.n) {
            text = buffer_view(&merged->least[i].text);
        }
    }
    return arena_dup(import->arena, text);
}

/* The least of the addresses of all rows, in normal form. */
static struct str least_mac(struct import *import, const struct merged *merged) {
    CLEANUP(buffer_done) struct buffer least = {0};

    import_key_least(KEY_MAC, schema_column(TABLE_DEVICES, DEVICES_MAC_ADDRESSES),
                     buffer_view(&merged->cells[DEVICES_MAC_ADDRESSES]), &least);
    return arena_dup(import->arena, buffer_view(&least));
}

/* Where neither serial number nor name nor address is known, the label is what stays the same. */
static struct str address_of(struct import *import, uint32_t machine) {
    const struct import_keys *keys = import_fold_keys(import->fold, machine);

    if (str_is_empty(keys->text[KEY_ADDRESS]) && !str_is_empty(keys->text[KEY_ASSET_ID])) {
        return arena_printf(import->arena, "asset:%.*s", STR_FMT(keys->text[KEY_ASSET_ID]));
    }
    return keys->text[KEY_ADDRESS];
}

static enum err_code list_machine(struct import *import, uint32_t machine, const struct readers *readers,
                                  struct merged *merged, struct err *err) {
    enum err_code code = merge_machine(import, machine, readers, merged, err);

    if (code) {
        return code;
    }
    import->numbers[import->machine_count] = machine;
    import->machines[import->machine_count++] = (struct import_machine){
        .manufacturer = identity_dup(import, merged, DEVICES_MANUFACTURER),
        .serial = identity_dup(import, merged, DEVICES_SERIAL),
        .uuid = identity_dup(import, merged, DEVICES_UUID),
        .mac = least_mac(import, merged),
        .hostname = identity_dup(import, merged, DEVICES_HOSTNAME),
        .address = address_of(import, machine),
        .label = import_fold_keys(import->fold, machine)->text[KEY_ASSET_ID],
    };
    return arena_failed(import->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code import_list_machines(struct import *import, struct err *err) {
    CLEANUP(readers_done) struct readers readers = {0};
    CLEANUP(merged_done) struct merged merged = {0};
    uint32_t count = import_fold_count(import->fold);
    enum err_code code = readers_open(import, &readers, err);

    import->machines = arena_alloc_array(import->arena, (size_t)count + 1, sizeof *import->machines);
    import->numbers = arena_alloc_array(import->arena, (size_t)count + 1, sizeof *import->numbers);
    if (!import->machines || !import->numbers) {
        return err_no_memory(err);
    }
    if (import->link_count) {
        qsort(import->links, import->link_count, sizeof *import->links, compare_links);
    }
    for (uint32_t i = 0; !code && i < count; i++) {
        if (import->seen[i].is_set) {
            code = list_machine(import, i, &readers, &merged, err);
        }
    }
    return code;
}

/* --- rows of the snapshot ------------------------------------------------------------------------------------------
 */

/* While the rows are written. */
struct writing {
    struct import *import;
    struct snapshot_writer *writer;
    struct str *ids;    /* by number of the fold: the device id; empty when it was never seen */
    bool *has_software; /* by number of the fold: a list of programs has rows of it */
    struct readers readers;
    struct merged merged;
};

static void writing_done(struct writing *writing) {
    free(writing->ids);
    free(writing->has_software);
    readers_done(&writing->readers);
    merged_done(&writing->merged);
}

static bool has_part(const struct merged *merged, const struct part *part) {
    for (size_t i = 0; i < ARRAY_LEN(part->columns) && part->columns[i]; i++) {
        if (merged->cells[part->columns[i]].n) {
            return true;
        }
    }
    return false;
}

static void add_word(struct buffer *list, const char *word) {
    buffer_append_cstr(list, list->n ? ";" : "");
    buffer_append_cstr(list, word);
}

static void list_parts(const struct merged *merged, bool has_software, struct buffer *complete,
                       struct buffer *missing) {
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        add_word(has_part(merged, &parts[i]) ? complete : missing, parts[i].name);
    }
    add_word(has_software ? complete : missing, "packages");
}

/* What the machine is called where targets are listed. */
static struct str target_of(const struct import *import, uint32_t machine) {
    static const enum identity_key order[] = {KEY_HOSTNAME, KEY_ASSET_ID, KEY_SERIAL, KEY_UUID, KEY_ADDRESS, KEY_MAC};
    const struct import_keys *keys = import_fold_keys(import->fold, machine);

    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        if (!str_is_empty(keys->text[order[i]])) {
            return keys->text[order[i]];
        }
    }
    return STR_NONE;
}

static enum err_code write_probe(const struct writing *writing, uint32_t machine, struct str complete,
                                 struct str missing, struct err *err) {
    const struct import_seen *seen = &writing->import->seen[machine];
    CLEANUP(buffer_done) struct buffer message = {0};
    struct str cells[PROBES_COLUMN_COUNT] = {0};
    char at[26] = "";

    buffer_append(&message, writing->import->options.tool);
    if (seen->is_set) {
        instant_format(seen->at, at);
        buffer_append_cstr(&message, " ");
        buffer_append_cstr(&message, at);
    }
    if (message.failed) {
        return err_no_memory(err);
    }
    cells[PROBES_TARGET] = target_of(writing->import, machine);
    cells[PROBES_ADDRESS] = import_fold_keys(writing->import->fold, machine)->text[KEY_ADDRESS];
    cells[PROBES_OUTCOME] =
        schema_word(schema_column(TABLE_PROBES, PROBES_OUTCOME), seen->is_set ? PROBE_ANSWERED : PROBE_NO_ANSWER);
    cells[PROBES_METHOD] = STR("import");
    cells[PROBES_SECTIONS_COMPLETE] = complete;
    cells[PROBES_SECTIONS_MISSING] = missing;
    cells[PROBES_MESSAGE] = buffer_view(&message);
    cells[PROBES_DEVICE_ID] = writing->ids[machine];
    return snapshot_writer_row(writing->writer, TABLE_PROBES, cells, err);
}

static enum err_code write_device(struct writing *writing, uint32_t machine, const struct import_identity *identity,
                                  struct err *err) {
    CLEANUP(buffer_done) struct buffer complete = {0};
    CLEANUP(buffer_done) struct buffer missing = {0};
    struct str cells[DEVICES_COLUMN_COUNT] = {0};
    struct merged *merged = &writing->merged;
    char at[26];
    enum err_code code = merge_machine(writing->import, machine, &writing->readers, merged, err);

    if (code) {
        return code;
    }
    list_parts(merged, writing->has_software[machine], &complete, &missing);
    if (complete.failed || missing.failed) {
        return err_no_memory(err);
    }
    for (unsigned i = 0; i < DEVICES_COLUMN_COUNT; i++) {
        cells[i] = buffer_view(&merged->cells[i]);
    }
    instant_format(writing->import->seen[machine].at, at);
    if (str_is_empty(cells[DEVICES_ASSET_TAG])) {
        cells[DEVICES_ASSET_TAG] = cells[DEVICES_ASSET_ID];
    }
    cells[DEVICES_ASSET_ID] = STR_NONE;
    cells[DEVICES_DEVICE_ID] = identity->device_id;
    cells[DEVICES_IDENTITY_NOTES] = identity->notes;
    cells[DEVICES_OBSERVED_AT] = str_from(at);
    cells[DEVICES_METHOD] = STR("import");
    cells[DEVICES_SECTIONS_MISSING] = buffer_view(&missing);
    code = snapshot_writer_row(writing->writer, TABLE_DEVICES, cells, err);
    return code ? code : write_probe(writing, machine, buffer_view(&complete), buffer_view(&missing), err);
}

static enum err_code write_program(const struct writing *writing, struct row_reader *reader, struct str device_id,
                                   struct buffer *cells, struct err *err) {
    struct str views[SOFTWARE_COLUMN_COUNT];

    for (unsigned i = 0; i < SOFTWARE_COLUMN_COUNT; i++) {
        buffer_reset(&cells[i]);
        if (i != SOFTWARE_ASSET_ID) {
            import_cell_append(TABLE_SOFTWARE, i, reader, writing->import->options.utc_offset, &cells[i]);
        }
        views[i] = buffer_view(&cells[i]);
        if (cells[i].failed) {
            return err_no_memory(err);
        }
    }
    views[SOFTWARE_DEVICE_ID] = device_id;
    return str_is_empty(views[SOFTWARE_PRODUCT]) ? ERR_OK
                                                 : snapshot_writer_row(writing->writer, TABLE_SOFTWARE, views, err);
}

static enum err_code write_programs(const struct writing *writing, size_t file, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    const struct table *table = writing->import->files.items[file].software;
    const uint32_t *machines = writing->import->machines_of[file];
    struct buffer cells[SOFTWARE_COLUMN_COUNT] = {0};
    enum err_code code = row_reader_new(table, &reader, err);

    for (uint32_t row = 0; !code && row < table_rows(table); row++) {
        if (machines[row] != MACHINE_NONE && writing->ids[machines[row]].n) {
            row_reader_move(reader, row);
            code = write_program(writing, reader, writing->ids[machines[row]], cells, err);
        }
    }
    for (unsigned i = 0; i < SOFTWARE_COLUMN_COUNT; i++) {
        buffer_done(&cells[i]);
    }
    return code ? code : row_reader_error(reader, err);
}

static void note_software(struct writing *writing) {
    for (size_t file = 0; file < writing->import->files.count; file++) {
        const struct table *table = writing->import->files.items[file].software;
        for (uint32_t row = 0; table && row < table_rows(table); row++) {
            uint32_t machine = writing->import->machines_of[file][row];
            if (machine != MACHINE_NONE) {
                writing->has_software[machine] = true;
            }
        }
    }
}

static enum err_code begin(struct writing *writing, const struct import_identity *identities, struct err *err) {
    const struct import *import = writing->import;
    size_t count = (size_t)import_fold_count(import->fold) + 1;

    writing->ids = calloc(count, sizeof *writing->ids);
    writing->has_software = calloc(count, sizeof *writing->has_software);
    if (!writing->ids || !writing->has_software) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < import->machine_count; i++) {
        writing->ids[import->numbers[i]] = identities[i].device_id;
    }
    note_software(writing);
    return readers_open(import, &writing->readers, err);
}

enum err_code import_inventory_write(struct import *import, const struct import_identity *identities,
                                     struct snapshot_writer *writer, struct err *err) {
    CLEANUP(writing_done) struct writing writing = {.import = import, .writer = writer};
    enum err_code code = begin(&writing, identities, err);

    for (size_t i = 0; !code && i < import->machine_count; i++) {
        code = write_device(&writing, import->numbers[i], &identities[i], err);
    }
    for (uint32_t i = 0; !code && i < import_fold_count(import->fold); i++) {
        if (!import->seen[i].is_set) {
            code = write_probe(&writing, i, STR_NONE, STR_NONE, err);
        }
    }
    for (size_t i = 0; !code && i < import->files.count; i++) {
        if (import->files.items[i].software) {
            code = write_programs(&writing, i, err);
        }
    }
    return code;
}

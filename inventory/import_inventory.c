#include "inventory/import_inventory.h"

#include "base/budget.h"
#include "inventory/import_cell.h"
#include "inventory/import_files.h"
#include "inventory/import_fold.h"
#include "inventory/import_write.h"

#include <stdlib.h>

void import_free(struct import *import) {
    if (!import) {
        return;
    }
    for (size_t i = 0; import->machines_of && i < import->files.count; i++) {
        budget_drop(import->machines_of[i]);
    }
    free(import->machines_of);
    import_files_done(&import->files);
    budget_drop(import->links);
    budget_drop(import->seen);
    import_fold_free(import->fold);
    hasher_free(import->hasher);
    arena_free(import->arena);
    free(import);
}

/* --- keys of a row -------------------------------------------------------------------------------------------------
 */

static const unsigned key_columns[KEY_COUNT] = {
    [KEY_ASSET_ID] = DEVICES_ASSET_ID, [KEY_SERIAL] = DEVICES_SERIAL,     [KEY_UUID] = DEVICES_UUID,
    [KEY_MAC] = DEVICES_MAC_ADDRESSES, [KEY_HOSTNAME] = DEVICES_HOSTNAME, [KEY_ADDRESS] = DEVICES_IP_ADDRESSES,
};

static bool read_keys(const struct import_file *file, struct row_reader *reader, struct buffer *buffers,
                      struct import_keys *keys) {
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        unsigned column = key_columns[key];
        const struct column_def *def = schema_column(TABLE_DEVICES, column);
        buffer_reset(&buffers[key]);
        if (import_file_has(file, column)) {
            struct str text = row_reader_text(reader, column);
            if (def->type == TYPE_ID || def->type == TYPE_SERIAL) {
                (void)identity_normalise((enum identity_key)key, text, &buffers[key]);
            } else {
                import_key_least((enum identity_key)key, def, text, &buffers[key]);
            }
        }
        keys->text[key] = buffer_view(&buffers[key]);
        if (buffers[key].failed) {
            return false;
        }
    }
    return true;
}

/* --- rows of one file ----------------------------------------------------------------------------------------------
 */

/* One file while its rows are given to machines. */
struct pass {
    struct import *import;
    const struct import_options *options;
    struct diagnostics *diagnostics;
    const struct import_file *file;
    uint32_t file_number;
    struct row_reader *devices, *software;
    struct buffer buffers[KEY_COUNT];
};

static void report(const struct pass *pass, const struct table *table, uint32_t row, enum problem problem,
                   struct str arg0, struct str arg1) {
    struct diagnostic diagnostic = {
        .problem = problem, .file = pass->file->name, .line = table_line(table, row), .args = {arg0, arg1}};

    diagnostics_add(pass->diagnostics, &diagnostic);
}

/* The machine of a row; MACHINE_NONE, and it is said why, when the row cannot be used. */
static uint32_t machine_of(struct pass *pass, const struct table *table, uint32_t row, uint32_t machine,
                           struct str name) {
    if (machine == MACHINE_AMBIGUOUS) {
        report(pass, table, row, PROBLEM_REFERENCE_AMBIGUOUS, name, STR_NONE);
        return MACHINE_NONE;
    }
    if (machine == MACHINE_NONE && !import_fold_failed(pass->import->fold)) {
        report(pass, table, row, PROBLEM_CELL_REQUIRED, STR("hostname"), STR_NONE);
    }
    return machine;
}

/* In a list of programs the rows of one machine stand together and repeat what they say of it: the first is enough. */
static bool is_repeated(const struct import *import, uint32_t machine, uint32_t file) {
    const struct import_link *last = import->link_count ? &import->links[import->link_count - 1] : NULL;

    return import->files.items[file].software && last && last->machine == machine && last->file == file;
}

static bool add_link(struct import *import, uint32_t machine, uint32_t file, uint32_t row) {
    if (is_repeated(import, machine, file)) {
        return true;
    }
    if (import->link_count == import->link_capacity) {
        size_t capacity = import->link_capacity ? import->link_capacity * 2 : 256;
        struct import_link *grown = budget_resize(import->options.budget, import->links, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        import->links = grown;
        import->link_capacity = capacity;
    }
    import->links[import->link_count++] = (struct import_link){machine, file, row};
    return true;
}

static bool grow_seen(struct import *import) {
    uint32_t count = import_fold_count(import->fold);

    if (count > import->seen_capacity) {
        uint32_t capacity = count * 2;
        struct import_seen *grown = budget_resize(import->options.budget, import->seen, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        memset(grown + import->seen_capacity, 0, (capacity - import->seen_capacity) * sizeof *grown);
        import->seen = grown;
        import->seen_capacity = capacity;
    }
    return true;
}

/* When the row says that its machine was seen. What a list of machines says goes before what a list of programs says:
 * there a date may speak of the program. */
static void note_seen(struct pass *pass, uint32_t machine, uint32_t row) {
    struct import_seen *seen = &pass->import->seen[machine];
    struct str text = row_reader_text(pass->devices, DEVICES_OBSERVED_AT);
    struct instant instant;
    bool is_set;

    enum problem problem = import_cell_time(text, pass->options->utc_offset, &instant, &is_set);
    if (problem != PROBLEM_NONE) {
        report(pass, pass->file->devices, row, problem, text, STR_NONE);
    } else if (is_set && pass->file->software && seen->is_set && seen->is_by_list) {
        return;
    } else if (is_set && (!seen->is_set || instant.seconds > seen->at.seconds)) {
        *seen = (struct import_seen){instant, true, pass->file->software == NULL};
    }
}

/* The first of the names that a row has, to speak of it. */
static struct str name_of(const struct import_keys *keys) {
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        if (!str_is_empty(keys->text[key])) {
            return keys->text[key];
        }
    }
    return STR_NONE;
}

/* A row that says something of its machine itself. */
static enum err_code take_machine_row(struct pass *pass, uint32_t row, uint32_t *ret_machine, struct err *err) {
    struct import_keys keys;

    row_reader_move(pass->devices, row);
    if (!read_keys(pass->file, pass->devices, pass->buffers, &keys)) {
        return err_no_memory(err);
    }
    *ret_machine =
        machine_of(pass, pass->file->devices, row, import_fold_add(pass->import->fold, &keys), name_of(&keys));
    if (*ret_machine == MACHINE_NONE) {
        return import_fold_failed(pass->import->fold) ? err_no_memory(err) : ERR_OK;
    }
    if (!grow_seen(pass->import) || !add_link(pass->import, *ret_machine, pass->file_number, row)) {
        return err_no_memory(err);
    }
    if (import_file_has(pass->file, DEVICES_OBSERVED_AT)) {
        note_seen(pass, *ret_machine, row);
    }
    return ERR_OK;
}

/* A row that names its machine only. */
static enum err_code take_named_row(struct pass *pass, uint32_t row, uint32_t *ret_machine, struct err *err) {
    row_reader_move(pass->software, row);
    struct str name = row_reader_text(pass->software, SOFTWARE_ASSET_ID);

    *ret_machine = machine_of(pass, pass->file->software, row, import_fold_add_named(pass->import->fold, name), name);
    return import_fold_failed(pass->import->fold) || !grow_seen(pass->import) ? err_no_memory(err) : ERR_OK;
}

/* Both readings of a file have the same rows, but for those that one of them takes for no row at all. */
static enum err_code take_software_rows(struct pass *pass, uint32_t *machines, struct err *err) {
    const struct table *devices = pass->file->devices, *software = pass->file->software;
    uint32_t device = 0;
    enum err_code code = ERR_OK;

    for (uint32_t row = 0; !code && row < table_rows(software); row++) {
        machines[row] = MACHINE_NONE;
        if (!pass->file->names_machines) {
            code = take_named_row(pass, row, &machines[row], err);
            continue;
        }
        while (device < table_rows(devices) && table_line(devices, device) < table_line(software, row)) {
            device++;
        }
        if (device < table_rows(devices) && table_line(devices, device) == table_line(software, row)) {
            code = take_machine_row(pass, device, &machines[row], err);
        } else {
            report(pass, software, row, PROBLEM_CELL_REQUIRED, STR("hostname"), STR_NONE);
        }
    }
    return code;
}

static enum err_code take_rows(struct pass *pass, struct err *err) {
    struct import *import = pass->import;
    const struct import_file *file = pass->file;
    enum err_code code = ERR_OK;
    uint32_t machine;

    if (file->software) {
        uint32_t *machines =
            budget_alloc(import->options.budget, (size_t)table_rows(file->software) + 1, sizeof *machines);
        import->machines_of[pass->file_number] = machines;
        return machines ? take_software_rows(pass, machines, err) : err_no_memory(err);
    }
    for (uint32_t row = 0; !code && row < table_rows(file->devices); row++) {
        code = take_machine_row(pass, row, &machine, err);
    }
    return code;
}

static enum err_code take_file(struct import *import, size_t number, const struct import_options *options,
                               struct diagnostics *diagnostics, struct err *err) {
    struct pass pass = {.import = import,
                        .options = options,
                        .diagnostics = diagnostics,
                        .file = &import->files.items[number],
                        .file_number = (uint32_t)number};
    enum err_code code = pass.file->devices ? row_reader_new(pass.file->devices, &pass.devices, err) : ERR_OK;

    if (!code && pass.file->software) {
        code = row_reader_new(pass.file->software, &pass.software, err);
    }
    if (!code) {
        code = take_rows(&pass, err);
    }
    if (!code && pass.devices) {
        code = row_reader_error(pass.devices, err);
    }
    if (!code && pass.software) {
        code = row_reader_error(pass.software, err);
    }
    row_reader_free(pass.devices);
    row_reader_free(pass.software);
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        buffer_done(&pass.buffers[key]);
    }
    return code;
}

/* Lists of machines first, then lists of programs, those last that give no more than a name: what they name is then
 * known. */
static unsigned turn_of(const struct import_file *file) {
    return !file->software ? 0 : file->names_machines ? 1 : 2;
}

static enum err_code take_files(struct import *import, const struct import_options *options,
                                struct diagnostics *diagnostics, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned turn = 0; turn < 3; turn++) {
        for (size_t i = 0; !code && i < import->files.count; i++) {
            if (turn_of(&import->files.items[i]) == turn) {
                code = take_file(import, i, options, diagnostics, err);
            }
        }
    }
    return code;
}

/* --- when ----------------------------------------------------------------------------------------------------------
 */

static bool says_when(const struct import *import) {
    for (size_t i = 0; i < import->files.count; i++) {
        if (import_file_has(&import->files.items[i], DEVICES_OBSERVED_AT)) {
            return true;
        }
    }
    return false;
}

static enum err_code settle_seen(struct import *import, const struct import_options *options, struct err *err) {
    uint32_t count = import_fold_count(import->fold);

    if (count == 0) {
        return err_set(err, ERR_REFUSED, import->files.items[0].name.p, STR_NONE, STR_NONE);
    }
    if (!options->has_observed && !says_when(import)) {
        return err_set(err, ERR_MISSING_KEY, import->files.items[0].name.p, STR("observed_at"), STR_NONE);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct import_seen *seen = &import->seen[i];
        if (!seen->is_set && options->has_observed) {
            *seen = (struct import_seen){options->observed, true, true};
        }
        if (!seen->is_set) {
            import->unseen++;
        } else if (!import->has_period || seen->at.seconds < import->first.seconds) {
            import->first = seen->at;
        }
        if (seen->is_set && (!import->has_period || seen->at.seconds > import->last.seconds)) {
            import->last = seen->at;
        }
        import->has_period |= seen->is_set;
    }
    return import->has_period
               ? ERR_OK
               : err_set(err, ERR_MISSING_KEY, import->files.items[0].name.p, STR("observed_at"), STR_NONE);
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static enum err_code read_files(struct import *import, const char *const *paths, size_t count,
                                const struct import_options *options, struct diagnostics *diagnostics,
                                struct err *err) {
    struct read_options reading = {.tmpdir = options->tmpdir, .budget = options->budget};
    enum err_code first = ERR_OK;

    for (size_t i = 0; i < count; i++) {
        struct err why = {.code = ERR_OK};
        enum err_code code = import_files_add(&import->files, paths[i], &reading, diagnostics, &why);
        /* All files are looked at, so that people see everything that is wrong; a failure of the system ends it. */
        bool is_telling = code && (!first || code != ERR_REFUSED);
        if (is_telling && err) {
            *err = why;
        }
        first = is_telling ? code : first;
        if (code && code != ERR_REFUSED) {
            break;
        }
    }
    return first;
}

static void hash_files(struct import *import) {
    char hex[33];

    for (size_t i = 0; i < import->files.count; i++) {
        hash128_format(import->files.items[i].digest, hex);
        hasher_update(import->hasher, str_from(hex));
    }
}

enum err_code import_inventory_read(const char *const *paths, size_t count, const struct import_options *options,
                                    struct diagnostics *diagnostics, struct import **ret_import, struct err *err) {
    CLEANUP(import_free_cleanup) struct import *import = calloc(1, sizeof *import);

    if (!import) {
        return err_no_memory(err);
    }
    import->options = *options;
    import->arena = arena_new_within(options->budget);
    import->fold = import_fold_new(options->budget);
    import->hasher = hasher_new();
    import->files.arena = import->arena;
    if (!import->arena || !import->fold || !import->hasher) {
        return err_no_memory(err);
    }
    enum err_code code = read_files(import, paths, count, options, diagnostics, err);
    if (!code) {
        import->machines_of = calloc(import->files.count + 1, sizeof *import->machines_of);
        code = import->machines_of ? ERR_OK : err_no_memory(err);
    }
    if (!code) {
        hash_files(import);
        code = take_files(import, options, diagnostics, err);
    }
    if (!code && diagnostics_failed(diagnostics)) {
        code = err_no_memory(err);
    }
    if (!code) {
        code = settle_seen(import, options, err);
    }
    if (!code) {
        code = import_list_machines(import, err);
    }
    if (code) {
        return code;
    }
    *ret_import = TAKE_PTR(import);
    return ERR_OK;
}

const struct import_machine *import_machines(const struct import *import, size_t *ret_count) {
    *ret_count = import->machine_count;
    return import->machines;
}

size_t import_unseen(const struct import *import) {
    return import->unseen;
}

void import_period(const struct import *import, struct instant *ret_first, struct instant *ret_last) {
    *ret_first = import->first;
    *ret_last = import->last;
}

struct hash128 import_digest(const struct import *import) {
    return hasher_digest(import->hasher);
}

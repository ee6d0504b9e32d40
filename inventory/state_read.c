#include "inventory/state_read.h"

#include "inventory/directory.h"
#include "inventory/inventory_build.h"

#include <stdio.h>

void state_file_name(enum table_id table, char *name, size_t size) {
    snprintf(name, size, "%s.csv", schema_table(table)->name);
}

/* The table that the file NAME holds; false when it is none of the state's. */
static bool find_table(const char *name, enum table_id *ret_table) {
    struct str bare = str_from(name);

    return str_drop_suffix(&bare, STR(".csv")) && schema_table_by_name(bare, ret_table) &&
           schema_table(*ret_table)->kind == TABLE_KIND_STATE;
}

static enum err_code read_files(const struct directory *directory, const struct read_options *options,
                                struct diagnostics *diagnostics, struct inventory *inventory, struct err *err) {
    enum err_code code = ERR_OK;
    enum table_id table;

    for (size_t i = 0; !code && i < directory->count; i++) {
        if (find_table(directory->names[i], &table)) {
            const struct intake_options intake = {
                .table = &table,
                .is_snapshot = true,
                .tmpdir = options->tmpdir,
                .plan = options->plan,
                .keys = KEYS_NONE,
                .budget = options->budget,
            };
            code = inventory_read_file(inventory, directory->fd, directory->names[i], &intake, diagnostics, err);
        }
    }
    return code;
}

enum err_code state_read(const char *path, const struct read_options *options, struct diagnostics *diagnostics,
                         struct inventory **ret_inventory, struct err *err) {
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = inventory_new();
    CLEANUP(directory_close) struct directory directory = {.fd = -1};

    if (!inventory) {
        return err_no_memory(err);
    }
    enum err_code code = directory_open(path, false, &directory, err);
    if (!code) {
        code = read_files(&directory, options, diagnostics, inventory, err);
    }
    if (!code && inventory->file_count == 0) {
        code = err_set(err, ERR_NOT_FOUND, path, STR_NONE, STR_NONE);
    }
    if (!code && diagnostics_failed(diagnostics)) {
        code = err_no_memory(err);
    }
    if (code) {
        return code;
    }
    inventory_finish(inventory);
    *ret_inventory = TAKE_PTR(inventory);
    return ERR_OK;
}

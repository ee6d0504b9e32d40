#include "inventory/inventory.h"

#include "inventory/directory.h"
#include "inventory/heading.h"
#include "inventory/inventory_build.h"

/* The table that a file holds, as far as its name tells. */
static bool recognise(const char *name, enum table_id *ret_table) {
    unsigned count;

    return heading_table_of_file(str_from(name), ret_table, &count);
}

static enum err_code read_files(const struct directory *directory, const struct read_options *options,
                                struct diagnostics *diagnostics, struct inventory *inventory, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < directory->count; i++) {
        const char *name = directory->names[i];
        enum table_id table;
        struct intake_options intake = {.tmpdir = options->tmpdir};
        if (recognise(name, &table)) {
            intake.table = &table;
        }
        code = inventory_read_file(inventory, directory->fd, name, &intake, diagnostics, err);
    }
    return code;
}

enum err_code ledger_read(const char *path, const struct read_options *options, struct diagnostics *diagnostics,
                          struct inventory **ret_inventory, struct err *err) {
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = inventory_new();
    CLEANUP(directory_close) struct directory directory = {.fd = -1};
    enum err_code code = inventory ? directory_open(path, true, &directory, err) : err_no_memory(err);

    if (!code) {
        code = read_files(&directory, options, diagnostics, inventory, err);
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

#include "inventory/edited_read.h"

#include "inventory/intake_xlsx.h"
#include "inventory/inventory_build.h"

#include <fcntl.h>

enum err_code edited_read(const char *path, enum table_id table, const struct read_options *options,
                          struct diagnostics *diagnostics, struct inventory **ret_inventory, struct err *err) {
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = inventory_new();
    const struct intake_options intake = {
        .table = &table,
        .tmpdir = options->tmpdir,
        .path = options->path,
        .plan = options->plan,
        .keys = KEYS_NONE,
        .budget = options->budget,
    };

    if (!inventory) {
        return err_no_memory(err);
    }
    enum err_code code = intake_is_workbook(str_from(path))
                             ? intake_workbook(inventory, AT_FDCWD, path, &intake, diagnostics, err)
                             : inventory_read_file(inventory, AT_FDCWD, path, &intake, diagnostics, err);
    if (!code) {
        inventory_finish(inventory);
    }
    if (!code && diagnostics_failed(diagnostics)) {
        code = err_no_memory(err);
    }
    if (code) {
        return code;
    }
    *ret_inventory = TAKE_PTR(inventory);
    return ERR_OK;
}

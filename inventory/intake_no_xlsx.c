/* intake_xlsx.h for builds without libzip and expat. */

#include "inventory/intake_xlsx.h"

bool intake_is_workbook(struct str name) {
    (void)name;
    return false;
}

enum err_code intake_workbook(struct inventory *inventory, int dir_fd, const char *name,
                              const struct intake_options *options, struct diagnostics *diagnostics, struct err *err) {
    return inventory_read_file(inventory, dir_fd, name, options, diagnostics, err);
}

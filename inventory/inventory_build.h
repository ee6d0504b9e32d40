#pragma once
/* What an inventory is made of; for the code that reads one. All others use inventory/inventory.h. */

#include "base/arena.h"
#include "inventory/intake.h"
#include "inventory/ledger_settings.h"

struct inventory {
    struct arena *arena;
    struct table *tables[TABLE_COUNT];
    bool is_refused[TABLE_COUNT];
    struct inventory_file *files;
    size_t file_count, file_capacity;
    struct ledger_settings settings;
};

/* NULL when memory is out. */
struct inventory *inventory_new(void);
/* Reads a file into the inventory and lists it. */
MUST_CHECK enum err_code inventory_read_file(struct inventory *inventory, int dir_fd, const char *name,
                                             const struct intake_options *options, struct diagnostics *diagnostics,
                                             struct err *err);
/* Lists a file that could not be read into a table; its name stays the caller's. */
MUST_CHECK enum err_code inventory_add_file(struct inventory *inventory, const struct inventory_file *file,
                                            struct err *err);
/* All files are read. */
void inventory_finish(struct inventory *inventory);

#pragma once
/* A file that was exported for people to fill in, and came back: CSV or a workbook, in whatever encoding and order of
 * columns their spreadsheet left. Tables of kind EDITED (inventory/schema.h). */

#include "inventory/inventory.h"

/* Reads PATH as the table. Problems in the data go to DIAGNOSTICS, which name the file as PATH does; where the file
 * cannot be used, inventory_is_refused says so. */
MUST_CHECK enum err_code edited_read(const char *path, enum table_id table, const struct read_options *options,
                                     struct diagnostics *diagnostics, struct inventory **ret_inventory,
                                     struct err *err);

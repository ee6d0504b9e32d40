#pragma once
/* What was imported and is kept in the state directory: the tables of kind STATE (inventory/schema.h), one file each
 * with canonical headings, UTF-8. Whoever imports writes the directory as a whole (base/staging.h). */

#include "inventory/inventory.h"

/* Reads the tables' files of DIRECTORY, each of which may be missing; ERR_NOT_FOUND without any. Problems in the data
 * go to DIAGNOSTICS; a table that cannot be used is left out and marked. */
MUST_CHECK enum err_code state_read(const char *directory, const struct read_options *options,
                                    struct diagnostics *diagnostics, struct inventory **ret_inventory, struct err *err);
/* "calendar.csv", in NAME of SIZE bytes. */
void state_file_name(enum table_id table, char *name, size_t size);

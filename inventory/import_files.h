#pragma once
/* What an import reads: files, and the sheets of workbooks, each as if it were a file of its own. One thread at a time.
 */

#include "inventory/import_file.h"

struct import_files {
    struct arena *arena; /* for the names of sheets; the caller's */
    struct import_file *items;
    size_t count, capacity;
};

/* Adds the file PATH, which is borrowed, or all sheets of the workbook PATH that list something; the others are passed
 * over, which is said. ERR_REFUSED: it cannot be used, DIAGNOSTICS say why. */
MUST_CHECK enum err_code import_files_add(struct import_files *files, const char *path,
                                          const struct read_options *options, struct diagnostics *diagnostics,
                                          struct err *err);
void import_files_done(struct import_files *files);

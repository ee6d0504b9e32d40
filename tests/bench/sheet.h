#pragma once
/* What generators write: CSV files, the columns of which are tables of functions, ledger directories and snapshots.
 * Generators serve nobody but the person who runs them: whatever fails ends the process with a message. One thread. */

#include "base/buffer.h"
#include "inventory/manifest.h"

/* Ends the process. */
_Noreturn void generator_fail(const char *what);

/* One column, and how the cell of a row is written: quoted where it needs it, without the comma. */
struct sheet_column {
    const char *heading;
    void (*append)(struct buffer *out, const void *row);
};

/* A directory that must not exist yet. */
struct sheet_directory {
    int fd;
    struct manifest manifest; /* of the files that were written so far */
};

struct sheet_directory sheet_directory_create(const char *path);
/* Writes the manifest, so that the directory is a snapshot. */
void sheet_directory_seal(const struct sheet_directory *directory);

struct sheet;
/* The file of TABLE, with its headings. LINE_END outlives the sheet. */
struct sheet *sheet_new(struct sheet_directory *directory, enum table_id table, const struct sheet_column *columns,
                        size_t column_count, const char *line_end);
void sheet_add(struct sheet *sheet, const void *row);
/* Adds the file to the manifest of DIRECTORY, and frees the sheet. */
void sheet_close(struct sheet_directory *directory, struct sheet *sheet);

/* Ends the process unless a ledger's reader takes the heading for a column that is not taken yet, which it then is: a
 * timing would else be that of doing less. */
void sheet_expect_heading(enum table_id table, const char *text, bool is_taken[COLUMNS_MAX]);

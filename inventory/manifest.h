#pragma once
/* manifest.json of a snapshot: what scan it comes from, and the digest of each of its files. */

#include "base/arena.h"
#include "inventory/inventory.h"
#include "inventory/snapshot.h"

#define MANIFEST_NAME "manifest.json"

struct manifest {
    struct snapshot_info info;
    bool has_file[TABLE_COUNT];
    struct inventory_file files[TABLE_COUNT]; /* rows, bytes, digest */
};

/* "devices.csv" for TABLE_DEVICES; false when no snapshot has the table. */
bool manifest_file_name(enum table_id table, char ret_name[64]);
/* Of the directory PATH, open as DIR_FD. ERR_NOT_FOUND, ERR_VERSION, or ERR_SYNTAX. Texts live in ARENA. */
MUST_CHECK enum err_code manifest_read(int dir_fd, const char *path, struct arena *arena, struct manifest *ret_manifest,
                                       struct err *err);
/* Creates it in the directory, synced. */
MUST_CHECK enum err_code manifest_write(int dir_fd, const struct manifest *manifest, struct err *err);

#include "inventory/snapshot.h"

#include "inventory/directory.h"
#include "inventory/inventory_build.h"
#include "inventory/manifest.h"

#include <stdlib.h>

struct snapshot {
    struct arena *arena;
    struct manifest manifest;
    struct inventory *inventory;
};

void snapshot_free(struct snapshot *snapshot) {
    if (snapshot) {
        inventory_free(snapshot->inventory);
        arena_free(snapshot->arena);
        free(snapshot);
    }
}

const struct inventory *snapshot_inventory(const struct snapshot *snapshot) {
    return snapshot->inventory;
}

const struct snapshot_info *snapshot_info(const struct snapshot *snapshot) {
    return &snapshot->manifest.info;
}

/* Names as people find them: with the directory before them. */
static enum err_code fail(struct snapshot *snapshot, enum err_code code, const char *path, const char *name,
                          struct err *err) {
    const char *whole = arena_printf(snapshot->arena, "%s/%s", path, name).p;

    return err_set(err, code, whole ? whole : name, STR_NONE, STR_NONE);
}

/* A table's file that the manifest does not list was put there afterwards. */
static enum err_code check_listed(struct snapshot *snapshot, const struct directory *directory, struct err *err) {
    for (size_t i = 0; i < directory->count; i++) {
        bool is_listed = false;
        char name[64];
        for (enum table_id table = 0; table < TABLE_COUNT; table++) {
            is_listed |= snapshot->manifest.has_file[table] && manifest_file_name(table, name) &&
                         strcmp(directory->names[i], name) == 0;
        }
        if (!is_listed) {
            return fail(snapshot, ERR_DIGEST, directory->path, directory->names[i], err);
        }
    }
    return ERR_OK;
}

static enum err_code read_table(struct snapshot *snapshot, const struct directory *directory, enum table_id table,
                                const struct read_options *options, struct diagnostics *diagnostics, struct err *err) {
    struct intake_options intake = {
        .table = &table,
        .is_snapshot = true,
        .tmpdir = options->tmpdir,
        .plan = options->plan,
        .keys = options->keeps_machine_keys ? KEYS_OF_MACHINES : KEYS_NONE,
        .budget = options->budget,
        .expected = &snapshot->manifest.files[table],
    };
    enum err_code code;
    char name[64];

    if (!snapshot->manifest.has_file[table] || !manifest_file_name(table, name)) {
        return ERR_OK;
    }
    code = inventory_read_file(snapshot->inventory, directory->fd, name, &intake, diagnostics, err);
    if (code == ERR_NOT_FOUND || code == ERR_DIGEST) {
        return fail(snapshot, ERR_DIGEST, directory->path, name, err);
    }
    if (!code && inventory_is_refused(snapshot->inventory, table)) {
        return fail(snapshot, ERR_REFUSED, directory->path, name, err);
    }
    return code;
}

/* ONLY: the one table that is wanted; NULL: all that are compared. */
static enum err_code read_directory(struct snapshot *snapshot, const char *path, const enum table_id *only,
                                    const struct read_options *options, struct diagnostics *diagnostics,
                                    struct err *err) {
    CLEANUP(directory_close) struct directory directory = {.fd = -1};
    enum err_code code = directory_open(path, false, &directory, err);

    if (!code) {
        code = manifest_read(directory.fd, path, snapshot->arena, &snapshot->manifest, err);
    }
    if (!code) {
        code = check_listed(snapshot, &directory, err);
    }
    for (enum table_id table = 0; !code && table < TABLE_COUNT; table++) {
        if (only ? table == *only : table != TABLE_KEYS) {
            code = read_table(snapshot, &directory, table, options, diagnostics, err);
        }
    }
    return code;
}

static enum err_code read_snapshot(const char *directory, const enum table_id *only, const struct read_options *options,
                                   struct diagnostics *diagnostics, struct snapshot **ret_snapshot, struct err *err) {
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    enum err_code code;

    if (!snapshot) {
        return err_no_memory(err);
    }
    snapshot->arena = arena_new();
    snapshot->inventory = inventory_new();
    if (!snapshot->arena || !snapshot->inventory) {
        return err_no_memory(err);
    }
    code = read_directory(snapshot, directory, only, options, diagnostics, err);
    if (!code && diagnostics_failed(diagnostics)) {
        code = err_no_memory(err);
    }
    if (code) {
        return code;
    }
    inventory_finish(snapshot->inventory);
    *ret_snapshot = TAKE_PTR(snapshot);
    return ERR_OK;
}

enum err_code snapshot_read(const char *directory, const struct read_options *options, struct diagnostics *diagnostics,
                            struct snapshot **ret_snapshot, struct err *err) {
    return read_snapshot(directory, NULL, options, diagnostics, ret_snapshot, err);
}

enum err_code snapshot_read_table(const char *directory, enum table_id table, const struct read_options *options,
                                  struct diagnostics *diagnostics, struct snapshot **ret_snapshot, struct err *err) {
    return read_snapshot(directory, &table, options, diagnostics, ret_snapshot, err);
}

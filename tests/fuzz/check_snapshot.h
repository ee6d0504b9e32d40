#pragma once
/* What must hold of a snapshot that was written, whatever it was made of: it is read again, and nothing of it is lost.
 */

#include "inventory/snapshot.h"
#include "tests/fuzz/check_inventory.h"
#include "tests/fuzz/memory_directory.h"

/* The info of snapshots that tests write. */
static inline struct snapshot_info check_snapshot_info(void) {
    return (struct snapshot_info){.scanner_version = STR("genkyo"), .scope = STR("fuzz"), .has_keys = true};
}

/* NULL where it was refused, which ERR says. */
static inline struct snapshot *check_snapshot_try(const char *path, struct diagnostics *diagnostics, struct err *err) {
    const struct read_options options = {.tmpdir = memory_directory_tmpdir(), .plan = {.bytes = (size_t)1 << 16}};
    struct snapshot *snapshot = NULL;
    enum err_code code = snapshot_read(path, &options, diagnostics, &snapshot, err);

    CHECK(code == err->code && !code == !!snapshot);
    if (snapshot) {
        check_inventory(snapshot_inventory(snapshot));
    }
    return snapshot;
}

/* Notices may be: a user-defined character stays one. */
static inline void check_nothing_is_lost(struct diagnostics *diagnostics) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (problem_effect((enum problem)groups[i].problem) > EFFECT_NOTICE) {
            fprintf(stderr, "%.*s: %.*s: %s\n", STR_FMT(groups[i].file), STR_FMT(groups[i].heading),
                    problem_code((enum problem)groups[i].problem));
            CHECK(false);
        }
    }
}

/* The snapshot of the directory. */
static inline struct snapshot *check_snapshot(const char *path) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct err err = {0};
    struct snapshot *snapshot = check_snapshot_try(path, diagnostics, &err);

    CHECK(snapshot);
    check_nothing_is_lost(diagnostics);
    return snapshot;
}

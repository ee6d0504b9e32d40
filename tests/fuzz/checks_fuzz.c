/* Hand check sheets that were filled in, as import checks reads them: 0.csv to 3.csv of a directory
 * (memory_directory.h). What must hold for any bytes: they are refused, or give a snapshot that has each asset that was
 * found as a machine, and each that was looked for as a probe. */

#include "inventory/import_checks.h"
#include "tests/fuzz/check_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_snapshot(const struct import_checks *checks, const char *path) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = check_snapshot_info();
    size_t count;
    const struct import_machine *machines = import_checks_machines(checks, &count);
    struct import_identity *identities = check_import_identify(machines, count, arena);

    CHECK(count == import_checks_counts(checks).found);
    import_checks_period(checks, &info.started, &info.ended);
    CHECK(info.started.seconds <= info.ended.seconds);
    CHECK(snapshot_writer_new(path, memory_directory_tmpdir(), &writer, NULL) == ERR_OK);
    CHECK(import_checks_write(checks, identities, writer, NULL) == ERR_OK);
    CHECK(snapshot_writer_commit(writer, &info, NULL) == ERR_OK);
}

static size_t count_rows(const struct snapshot *snapshot, enum table_id id) {
    const struct table *table = inventory_table(snapshot_inventory(snapshot), id);

    return table ? table_rows(table) : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(import_checks_free_cleanup) struct import_checks *checks = NULL;
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    const struct import_options options = check_import_options();
    char names[CHECK_IMPORT_FILES][PATH_MAX], path[PATH_MAX];
    const char *paths[CHECK_IMPORT_FILES];
    size_t count = check_import_paths(&directory, names, paths);
    struct err err = {0};

    if (count == 0) {
        return 0;
    }
    if (import_checks_read(paths, count, &options, diagnostics, &checks, &err) != ERR_OK) {
        check_import_refusal(&err);
        return 0;
    }
    struct import_check_counts counts = import_checks_counts(checks);
    memory_directory_path(&directory, "snapshot", path, sizeof path);
    write_snapshot(checks, path);
    snapshot = check_snapshot(path);
    CHECK(count_rows(snapshot, TABLE_DEVICES) == counts.found);
    CHECK(count_rows(snapshot, TABLE_PROBES) == counts.found + counts.not_found);
    return 0;
}

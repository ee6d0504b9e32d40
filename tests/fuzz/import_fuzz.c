/* Exports of inventory tools, as import inventory reads them: 0.csv to 3.csv of a directory (memory_directory.h). What
 * must hold for any bytes: they are refused, or give a snapshot that has each machine once and is read without a
 * problem. */

#include "tests/fuzz/check_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_snapshot(struct import *import, const char *path) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = check_snapshot_info();
    size_t count;
    const struct import_machine *machines = import_machines(import, &count);
    struct import_identity *identities = check_import_identify(machines, count, arena);

    CHECK(count > 0);
    import_period(import, &info.started, &info.ended);
    CHECK(info.started.seconds <= info.ended.seconds);
    CHECK(snapshot_writer_new(path, memory_directory_tmpdir(), &writer, NULL) == ERR_OK);
    CHECK(import_inventory_write(import, identities, writer, NULL) == ERR_OK);
    CHECK(snapshot_writer_commit(writer, &info, NULL) == ERR_OK);
}

static void check_devices(const char *path, size_t machines) {
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = check_snapshot(path);
    const struct table *devices = inventory_table(snapshot_inventory(snapshot), TABLE_DEVICES);

    CHECK(devices && table_rows(devices) == machines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(import_free_cleanup) struct import *import = NULL;
    const struct import_options options = check_import_options();
    char names[CHECK_IMPORT_FILES][PATH_MAX], path[PATH_MAX];
    const char *paths[CHECK_IMPORT_FILES];
    size_t machines, count = check_import_paths(&directory, names, paths);
    struct err err = {0};

    if (count == 0) {
        return 0;
    }
    if (import_inventory_read(paths, count, &options, diagnostics, &import, &err) != ERR_OK) {
        check_import_refusal(&err);
        return 0;
    }
    memory_directory_path(&directory, "snapshot", path, sizeof path);
    write_snapshot(import, path);
    (void)import_machines(import, &machines);
    check_devices(path, machines);
    return 0;
}

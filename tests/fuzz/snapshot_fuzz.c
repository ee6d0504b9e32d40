/* Directories of snapshots (memory_directory.h). Where the input has no manifest.json, one is made that fits the files:
 * no fuzzer gets past the digests. What must hold for any bytes: a refusal names a file; what is read without a problem
 * can be written, and is then read as the same, however often. */

#include "base/file.h"
#include "base/hash.h"
#include "inventory/inventory_build.h"
#include "inventory/manifest.h"
#include "tests/fuzz/check_snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- the manifest that fits --- */

static void add_file(int dir_fd, enum table_id table, uint64_t rows, struct manifest *manifest) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct hasher *hasher = hasher_new();
    struct str bytes;
    char name[64];

    CHECK(arena && hasher);
    if (manifest_file_name(table, name) && file_read_all(dir_fd, name, SIZE_MAX, arena, &bytes, NULL) == ERR_OK) {
        hasher_update(hasher, bytes);
        manifest->has_file[table] = true;
        manifest->files[table] = (struct inventory_file){
            .table = table, .has_table = true, .bytes = bytes.n, .rows = rows, .digest = hasher_digest(hasher)};
    }
    hasher_free(hasher);
}

/* As many rows as a reader finds who expects nothing; 0 where it refuses the file. */
static uint64_t count_rows(int dir_fd, enum table_id table) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = inventory_new();
    const struct intake_options options = {
        .table = &table, .is_snapshot = true, .tmpdir = memory_directory_tmpdir(), .keys = KEYS_NONE};
    size_t files;
    char name[64];

    CHECK(diagnostics && inventory);
    if (!manifest_file_name(table, name) ||
        inventory_read_file(inventory, dir_fd, name, &options, diagnostics, NULL) != ERR_OK) {
        return 0;
    }
    const struct inventory_file *file = inventory_files(inventory, &files);
    CHECK(files == 1);
    return file->rows;
}

static void make_manifest(const char *path) {
    struct manifest manifest = {.info = check_snapshot_info()};
    int dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    CHECK(dir_fd >= 0);
    if (faccessat(dir_fd, MANIFEST_NAME, F_OK, 0) != 0) {
        for (enum table_id table = 0; table < TABLE_COUNT; table++) {
            add_file(dir_fd, table, count_rows(dir_fd, table), &manifest);
        }
        CHECK(manifest_write(dir_fd, &manifest, NULL) == ERR_OK);
    }
    close(dir_fd);
}

/* --- writing again --- */

static void write_table(const struct table *table, struct snapshot_writer *writer) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = check_reader(table);
    unsigned count = schema_table(table_id(table))->column_count;

    for (uint32_t row = 0; row < table_rows(table); row++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct str cells[COLUMNS_MAX];
        row_reader_move(reader, row);
        for (unsigned column = 0; column < count; column++) {
            cells[column] = arena_dup(arena, row_reader_text(reader, column));
        }
        CHECK(snapshot_writer_row(writer, table_id(table), cells, NULL) == ERR_OK);
    }
}

static struct snapshot *write_again(const struct snapshot *snapshot, const char *path) {
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;

    CHECK(snapshot_writer_new(path, memory_directory_tmpdir(), &writer, NULL) == ERR_OK);
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        const struct table *table = inventory_table(snapshot_inventory(snapshot), id);
        if (table) {
            write_table(table, writer);
        }
    }
    CHECK(snapshot_writer_commit(writer, snapshot_info(snapshot), NULL) == ERR_OK);
    return check_snapshot(path);
}

/* The first writing sorts rows, so the second is compared. */
static void check_round_trip(const struct snapshot *snapshot, const struct memory_directory *directory) {
    CLEANUP(snapshot_free_cleanup) struct snapshot *first = NULL;
    CLEANUP(snapshot_free_cleanup) struct snapshot *second = NULL;
    char path[PATH_MAX];

    memory_directory_path(directory, "first", path, sizeof path);
    first = write_again(snapshot, path);
    memory_directory_path(directory, "second", path, sizeof path);
    second = write_again(first, path);
    check_same_inventory(snapshot_inventory(first), snapshot_inventory(second));
    CHECK(str_eq(snapshot_info(second)->scope, snapshot_info(snapshot)->scope));
    CHECK(snapshot_info(second)->started.seconds == snapshot_info(snapshot)->started.seconds);
}

static void check_refusal(const struct err *err) {
    CHECK(err->code == ERR_NOT_FOUND || err->code == ERR_VERSION || err->code == ERR_SYNTAX ||
          err->code == ERR_ENCODING || err->code == ERR_DIGEST || err->code == ERR_REFUSED ||
          err->code == ERR_TOO_LARGE || err->code == ERR_NOT_A_FILE);
    CHECK(err->file[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    struct err err = {0};
    size_t problems;

    make_manifest(directory.path);
    snapshot = check_snapshot_try(directory.path, diagnostics, &err);
    (void)diagnostics_groups(diagnostics, &problems);
    if (!snapshot) {
        check_refusal(&err);
    } else if (problems == 0) {
        check_round_trip(snapshot, &directory);
    }
    return 0;
}

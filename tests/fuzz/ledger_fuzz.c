/* Ledgers: the files of a directory (memory_directory.h), among them ledger.yaml. What must hold for any bytes: there
 * are tables and problems, or a refusal of ledger.yaml with its place; the reader of rows one by one, and in pieces
 * that cut rows, gives the same tables and the same problems as the fast one. */

#include "tests/fuzz/check_inventory.h"
#include "tests/fuzz/memory_directory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct inventory *read_as(const char *path, enum read_path reader, size_t piece, struct diagnostics *diagnostics,
                                 struct err *err) {
    const struct read_options options = {
        .tmpdir = memory_directory_tmpdir(), .path = reader, .plan = {.bytes = piece}, .keeps_machine_keys = true};
    struct inventory *inventory = NULL;
    enum err_code code = ledger_read(path, &options, diagnostics, &inventory, err);

    CHECK(code == err->code && !code == !!inventory);
    return inventory;
}

static void check_refusal(const struct err *err) {
    if (err->code != ERR_NOT_FOUND && err->code != ERR_TOO_LARGE && err->code != ERR_NOT_A_FILE) {
        CHECK(err->line > 0 && err->column > 0);
    }
    CHECK(err->file[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_directory_done) struct memory_directory directory = memory_directory(data, size);
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *of_fast = diagnostics_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *of_slow = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *fast = NULL;
    CLEANUP(inventory_free_cleanup) struct inventory *slow = NULL;
    struct err err = {0}, other = {0};

    CHECK(of_fast && of_slow);
    fast = read_as(directory.path, READ_PATH_FASTEST, (size_t)1 << 16, of_fast, &err);
    slow = read_as(directory.path, READ_PATH_SEQUENTIAL, 64 + size % 400, of_slow, &other);
    CHECK(err.code == other.code && err.line == other.line && err.column == other.column);
    if (!fast) {
        check_refusal(&err);
        return 0;
    }
    check_inventory(fast);
    check_same_inventory(fast, slow);
    check_same_diagnostics(of_fast, of_slow);
    return 0;
}

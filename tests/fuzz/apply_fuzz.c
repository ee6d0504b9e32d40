/* Tables of findings that people filled in, as findings apply reads them, against a store with three findings. What
 * must hold for any bytes: each row is counted once at most; a table that was applied without a problem changes nothing
 * when it is applied again; nothing is left when it is taken back. */

#include "cli/edited_rows.h"
#include "history/dispositions.h"
#include "history/waivers.h"
#include "inventory/edited_read.h"
#include "tests/fuzz/check_inventory.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/memory_store.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The store and its findings. Set once, before the first input. */
static struct history *history;
static uint64_t ids[3];
static size_t id_count;

static enum err_code take_id(void *context, const struct history_finding *finding, struct err *err) {
    (void)context, (void)err;
    CHECK(id_count < ARRAY_LEN(ids));
    ids[id_count++] = finding->finding.id;
    return ERR_OK;
}

static void close_store(void) {
    history_close(history);
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the fuzzer's own form */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    static const struct history_filter all = {.only_open = false};

    (void)argc, (void)argv;
    history = memory_store_new();
    CHECK(atexit(close_store) == 0);
    CHECK(history_findings_each(history, DATE_NONE, &all, take_id, NULL, NULL) == ERR_OK);
    return 0;
}

static size_t problems_of(struct diagnostics *diagnostics) {
    size_t count;

    (void)diagnostics_groups(diagnostics, &count);
    return count;
}

static struct edited_counts apply(const struct inventory *inventory, struct diagnostics *diagnostics) {
    size_t files;
    const struct edited_context context = {.history = history,
                                           .diagnostics = diagnostics,
                                           .encoding = inventory_files(inventory, &files)->encoding,
                                           .who = STR("山田"),
                                           .on = night_day("2027-04-02")};
    struct edited_counts counts = {0};

    CHECK(edited_rows_apply(&context, inventory_table(inventory, TABLE_DISPOSITIONS), &counts, NULL) == ERR_OK);
    CHECK(counts.rows <= table_rows(inventory_table(inventory, TABLE_DISPOSITIONS)));
    CHECK(counts.unchanged <= counts.rows && counts.dispositions <= ARRAY_LEN(ids));
    CHECK(counts.waived + counts.taken_back <= ARRAY_LEN(ids));
    return counts;
}

static void check_untouched(void) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct disposition disposition;
    struct waiver waiver;
    bool found;

    for (size_t i = 0; i < id_count; i++) {
        CHECK(disposition_get(history, ids[i], arena, &disposition, &found, NULL) == ERR_OK && !found);
        CHECK(waiver_get(history, ids[i], arena, &waiver, &found, NULL) == ERR_OK && !found);
    }
}

static void check_applied(const struct inventory *inventory, struct diagnostics *diagnostics) {
    CHECK(database_begin(history_database(history), NULL) == ERR_OK);
    apply(inventory, diagnostics);
    if (problems_of(diagnostics) == 0) {
        struct edited_counts again = apply(inventory, diagnostics);
        CHECK(again.dispositions + again.waived + again.taken_back == 0 && again.unchanged == again.rows);
    }
    database_rollback(history_database(history));
    check_untouched();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(memory_file_done) struct memory_file file = memory_file(data, size);
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
    const struct read_options options = {.tmpdir = memory_directory_tmpdir()};
    struct err err = {0};

    CHECK(diagnostics);
    if (edited_read(file.path, TABLE_DISPOSITIONS, &options, diagnostics, &inventory, &err) != ERR_OK) {
        CHECK(err.file[0]);
        return 0;
    }
    check_inventory(inventory);
    if (inventory_table(inventory, TABLE_DISPOSITIONS) && !inventory_is_refused(inventory, TABLE_DISPOSITIONS)) {
        check_applied(inventory, diagnostics);
    }
    return 0;
}

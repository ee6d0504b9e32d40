/* Journals of scans. The bytes are a journal's file; and, as no fuzzer gets past its checksums, the records of one, a
 * line "===" between them. What must hold for any bytes: records lie whole in the file, and what is appended follows
 * them; rows that records tell are written or refused, never beyond their bytes. */

#include "inventory/snapshot.h"
#include "scanner/probe_record.h"
#include "scanner/scan_write.h"
#include "tests/fuzz/check_snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_records(struct journal *journal) {
    size_t count = 0;
    struct str record;
    bool more = true;

    journal_rewind(journal);
    while (journal_next(journal, &more, &record, NULL) == ERR_OK && more) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct str copy = arena_dup(arena, record), again;
        CHECK(journal_read(journal, journal_place(journal), &again, NULL) == ERR_OK && str_eq(copy, again));
        count++;
    }
    return count;
}

static void check_file(int dir_fd) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(journal_free_cleanup) struct journal *again = NULL;
    CLEANUP(buffer_done) struct buffer head = {0};
    CLEANUP(buffer_done) struct buffer same = {0};

    CHECK(journal_open(dir_fd, "file", &head, &journal, NULL) == ERR_OK);
    size_t count = count_records(journal);
    if (head.n > 0) {
        CHECK(journal_append(journal, STR("another"), NULL) == ERR_OK && journal_sync(journal, NULL) == ERR_OK);
        CHECK(journal_open(dir_fd, "file", &same, &again, NULL) == ERR_OK);
        CHECK(count_records(again) == count + 1 && str_eq(buffer_view(&head), buffer_view(&same)));
    }
}

static struct journal *make_journal(int dir_fd, struct str rest) {
    struct journal *journal = NULL;

    CHECK(journal_create(dir_fd, "records", STR("head"), &journal, NULL) == ERR_OK);
    for (ptrdiff_t at = 0; at >= 0 && rest.p;) {
        at = str_find(rest, STR("\n===\n"));
        struct str record = str_sub(rest, 0, at < 0 ? SIZE_MAX : (size_t)at);
        CHECK(journal_append(journal, record, NULL) == ERR_OK);
        rest = str_sub(rest, record.n + 5, SIZE_MAX);
    }
    return journal;
}

/* Cells are as our own collectors leave them: here they may be anything, and so the snapshot may be unsound. */
static void check_rows(struct journal *journal, const struct memory_directory *directory) {
    static struct target items[4] = {{.scope = STR("a"), .address = STR("a"), .port = 22},
                                     {.scope = STR("b"), .address = STR("b"), .port = 22},
                                     {.scope = STR("c"), .address = STR("c"), .port = 22},
                                     {.scope = STR("d"), .address = STR("d"), .port = 161, .method = SCAN_SNMP}};
    const struct target_list targets = {.items = items, .count = ARRAY_LEN(items)};
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    const struct snapshot_info info = check_snapshot_info();
    struct err err = {0};
    char path[PATH_MAX];

    memory_directory_path(directory, "snapshot", path, sizeof path);
    CHECK(snapshot_writer_new(path, memory_directory_tmpdir(), &writer, NULL) == ERR_OK);
    if (scan_write_rows(journal, NULL, &targets, NULL, writer, &err) == ERR_OK &&
        snapshot_writer_commit(writer, &info, &err) == ERR_OK) {
        snapshot = check_snapshot_try(path, diagnostics, &err);
    } else {
        CHECK(err.code);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct memory_directory directory;
    struct str bytes = {size ? (const char *)data : "", size};

    memory_directory_new(&directory);
    memory_directory_write(&directory, "file", bytes);
    int dir_fd = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(dir_fd >= 0);
    check_file(dir_fd);
    struct journal *journal = make_journal(dir_fd, bytes);
    check_rows(journal, &directory);
    journal_free(journal);
    close(dir_fd);
    memory_directory_done(&directory);
    return 0;
}

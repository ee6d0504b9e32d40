#include "scanner/scan_write.h"

#include "scanner/probe_record.h"
#include "tests/unit/support/observed.h"
#include "tests/unit/support/scratch.h"

#include <stdlib.h>

/* A target that answered. */
struct answer {
    const char *serial, *mac, *asset_tag, *uuid, *machine_id;
};

static void append_answer(struct journal *journal, uint64_t target, const struct answer *answer) {
    struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer bytes = {0};
    struct probe_record record = {.target = target,
                                  .outcome = PROBE_ANSWERED,
                                  .address = STR("192.0.2.1"),
                                  .has_device = true,
                                  .keys = {.serial = str_from(answer->serial),
                                           .mac = str_from(answer->mac),
                                           .uuid = str_from(answer->uuid),
                                           .machine_id = str_from(answer->machine_id)}};

    observation_set(&observed.observation, DEVICES_SERIAL, str_from(answer->serial));
    observation_set(&observed.observation, DEVICES_ASSET_TAG, str_from(answer->asset_tag));
    probe_record_write(&record, &observed.observation, &bytes);
    assert_int_equal(journal_append(journal, buffer_view(&bytes), NULL), ERR_OK);
    arena_free(observed.arena);
}

static void write_scan(const char *path, const struct answer *answers, size_t count,
                       const struct previous_ids *previous) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("t"), .has_keys = true};
    struct target items[4] = {0};
    const struct target_list targets = {.items = items, .count = count};

    assert_int_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        append_answer(journal, i, &answers[i]);
    }
    assert_int_equal(snapshot_writer_new(path, ".", &writer, NULL), ERR_OK);
    assert_int_equal(scan_write_rows(journal, NULL, &targets, previous, writer, NULL), ERR_OK);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
}

/* A cell of the machine that has a serial number, in the caller's arena. */
static struct str cell_of(struct arena *arena, const char *path, const char *serial, unsigned column) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    struct read_options options = {.tmpdir = "."};
    struct str text = STR_NONE;
    bool is_there = false;

    assert_int_equal(snapshot_read(path, &options, diagnostics, &snapshot, NULL), ERR_OK);
    const struct table *table = inventory_table(snapshot_inventory(snapshot), TABLE_DEVICES);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        if (str_eq(row_reader_text(reader, DEVICES_SERIAL), str_from(serial))) {
            text = arena_dup(arena, row_reader_text(reader, column));
            is_there = true;
        }
    }
    assert_true(is_there);
    return text;
}

static struct str id_of(struct arena *arena, const char *path, const char *serial) {
    struct str id = cell_of(arena, path, serial, DEVICES_DEVICE_ID);

    assert_int_equal(id.n, 17);
    return id;
}

/* From scan to scan: a card in a new board, a label on one, and a machine that is new. */
static void test_previous(void **state) {
    static const struct answer first[] = {
        {"S1", "00:1b:21:00:00:01", "", "", ""}, {"S2", "", "HW-2", "", ""}, {"S3", "", "", "", ""}};
    static const struct answer second[] = {
        {"S9", "", "", "", ""}, {"S2B", "", "HW-2", "", ""}, {"S1B", "00:1b:21:00:00:01", "", "", ""}};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = NULL;

    (void)state;
    write_scan("first", first, ARRAY_LEN(first), NULL);
    assert_int_equal(previous_ids_read("first", ".", diagnostics, &previous, NULL), ERR_OK);
    write_scan("second", second, ARRAY_LEN(second), previous);
    write_scan("without", second, ARRAY_LEN(second), NULL);
    assert_true(str_eq(id_of(arena, "second", "S1B"), id_of(arena, "first", "S1")));
    assert_true(str_eq(id_of(arena, "second", "S2B"), id_of(arena, "first", "S2")));
    assert_true(str_eq(id_of(arena, "second", "S9"), id_of(arena, "without", "S9")));
    assert_false(str_eq(id_of(arena, "without", "S1B"), id_of(arena, "first", "S1")));
}

/* target, address and method of the probes, a line each. */
static void assert_probes(const char *path, const char *expected) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(snapshot_free_cleanup) struct snapshot *snapshot = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    CLEANUP(buffer_done) struct buffer text = {0};
    struct read_options options = {.tmpdir = "."};
    size_t problems;

    assert_int_equal(snapshot_read(path, &options, diagnostics, &snapshot, NULL), ERR_OK);
    (void)diagnostics_groups(diagnostics, &problems);
    assert_int_equal(problems, 0);
    const struct table *table = inventory_table(snapshot_inventory(snapshot), TABLE_PROBES);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        row_reader_move(reader, row);
        buffer_append(&text, row_reader_text(reader, PROBES_TARGET));
        buffer_append_char(&text, '|');
        buffer_append(&text, row_reader_text(reader, PROBES_ADDRESS));
        buffer_append_char(&text, '|');
        buffer_append(&text, row_reader_text(reader, PROBES_METHOD));
        buffer_append_char(&text, '\n');
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
}

/* Members of a block have its text, their addresses even untried, and the way where they have one: no two rows are the
 * same. */
static void test_probes_of_blocks(void **state) {
    static const struct hop hops[] = {{STR("gate1"), 2222, STR("audit")}, {STR("gate2"), 22, STR("")}};
    struct target items[] = {
        {.scope = STR("10.0.0.0/30"), .address = STR("10.0.0.1"), .port = 22},
        {.scope = STR("10.0.0.0/30"), .address = STR("10.0.0.2"), .port = 22},
        {.scope = STR("10.0.0.0/30"), .address = STR("10.0.0.1"), .port = 22, .hops = hops, .hop_count = 2},
        {.scope = STR("web"), .address = STR("web"), .port = 22, .is_single = true, .is_excluded = true},
    };
    const struct target_list targets = {.items = items, .count = ARRAY_LEN(items)};
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    struct snapshot_info info = {.scanner_version = STR("test"), .scope = STR("t"), .has_keys = true};

    (void)state;
    assert_int_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    for (size_t i = 0; i < targets.count; i++) {
        CLEANUP(buffer_done) struct buffer bytes = {0};
        struct probe_record record = {.target = i, .outcome = items[i].is_excluded ? PROBE_EXCLUDED : PROBE_NO_ANSWER};
        probe_record_write(&record, NULL, &bytes);
        assert_int_equal(journal_append(journal, buffer_view(&bytes), NULL), ERR_OK);
    }
    assert_int_equal(snapshot_writer_new("blocks", ".", &writer, NULL), ERR_OK);
    assert_int_equal(scan_write_rows(journal, NULL, &targets, NULL, writer, NULL), ERR_OK);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
    assert_probes("blocks", "10.0.0.0/30|10.0.0.1|ssh\n"
                            "10.0.0.0/30|10.0.0.1|ssh via audit@gate1:2222,gate2\n"
                            "10.0.0.0/30|10.0.0.2|ssh\n"
                            "web||ssh\n");
}

/* What two machines have in common is said of both, and lists no key of either; of the machine id nothing is kept. */
static void test_clones(void **state) {
    static const struct answer answers[] = {
        {"S1", "00:1b:21:00:00:01", "7000001", "4c4c4544-0046-4810-8057-b3c04f385a31", "00112233445566aa"},
        {"S2", "00:1b:21:00:00:02", "7000001", "44454c4c-4600-1048-8057-b3c04f385a31", "00112233445566aa"},
        {"S3", "00:1b:21:00:00:03", "HW-3", "4c4c4544-0046-4810-8057-b3c04f385a33", "00112233445566bb"}};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str keys, devices;

    (void)state;
    write_scan("clones", answers, ARRAY_LEN(answers), NULL);
    assert_text(cell_of(arena, "clones", "S1", DEVICES_IDENTITY_NOTES),
                "shared uuid;shared asset tag;shared machine id");
    assert_text(cell_of(arena, "clones", "S2", DEVICES_IDENTITY_NOTES),
                "shared uuid;shared asset tag;shared machine id");
    assert_text(cell_of(arena, "clones", "S3", DEVICES_IDENTITY_NOTES), "");
    assert_false(str_eq(id_of(arena, "clones", "S1"), id_of(arena, "clones", "S2")));
    keys = scratch_read("clones/keys.csv");
    devices = scratch_read("clones/devices.csv");
    assert_false(str_contains(keys, STR("7000001")) || str_contains(keys, STR("b3c04f385a31")));
    assert_true(str_contains(keys, STR("hw-3")) && str_contains(keys, STR("b3c04f385a33")));
    assert_false(str_contains(keys, STR("00112233445566")) || str_contains(devices, STR("00112233445566")));
    free((char *)(uintptr_t)keys.p);
    free((char *)(uintptr_t)devices.p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_previous, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_probes_of_blocks, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_clones, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

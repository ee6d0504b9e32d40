#include "inventory/snapshot.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/problems.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct read_options options = {.tmpdir = "/tmp"};

static const struct snapshot_info info = {
    .scanner_version = {"genkyo 0.1.0", 12},
    .started = {1806451200, 32400},
    .ended = {1806454800, 32400},
    .scope = {"本省.csv", 10},
    .scope_digest = {"00112233445566778899aabbccddeeff", 32},
};

static void add_device(struct snapshot_writer *writer, const char *id, const char *hostname, const char *note) {
    struct str cells[DEVICES_COLUMN_COUNT] = {[DEVICES_DEVICE_ID] = str_from(id),
                                              [DEVICES_HOSTNAME] = str_from(hostname),
                                              [DEVICES_KIND] = STR("server"),
                                              [DEVICES_OBSERVED_AT] = STR("2027-03-31T09:00:00+09:00"),
                                              [DEVICES_IDENTITY_NOTES] = str_from(note)};

    assert_int_equal(snapshot_writer_row(writer, TABLE_DEVICES, cells, NULL), ERR_OK);
}

static void add_software(struct snapshot_writer *writer, const char *id, const char *product) {
    struct str cells[SOFTWARE_COLUMN_COUNT] = {
        [SOFTWARE_DEVICE_ID] = str_from(id), [SOFTWARE_PRODUCT] = str_from(product), [SOFTWARE_SOURCE] = STR("dpkg")};

    assert_int_equal(snapshot_writer_row(writer, TABLE_SOFTWARE, cells, NULL), ERR_OK);
}

static struct snapshot_writer *begin(const char *path) {
    struct snapshot_writer *writer;

    assert_int_equal(snapshot_writer_new(path, "/tmp", &writer, NULL), ERR_OK);
    return writer;
}

static void write_snapshot(const char *path, bool is_reversed) {
    static const char *const devices[][3] = {
        {"d-1", "alpha", "# no comment"}, {"d-2", "beta", "a,\"b\"\nc"}, {"d-3", "〃", "合計"}};
    struct snapshot_writer *writer = begin(path);

    for (size_t i = 0; i < 3; i++) {
        const char *const *device = devices[is_reversed ? 2 - i : i];
        add_device(writer, device[0], device[1], device[2]);
        add_software(writer, device[0], is_reversed ? "b" : "a");
        add_software(writer, device[0], is_reversed ? "a" : "b");
    }
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
    snapshot_writer_free(writer);
}

static enum err_code read_snapshot(const char *path, struct snapshot **ret_snapshot, struct err *err) {
    struct diagnostics *diagnostics = diagnostics_new();
    enum err_code code = snapshot_read(path, &options, diagnostics, ret_snapshot, err);

    diagnostics_free(diagnostics);
    return code;
}

static void check_cell(struct row_reader *reader, unsigned column, const char *expected) {
    struct str found = row_reader_text(reader, column);

    if (!str_eq(found, str_from(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", STR_FMT(found), expected);
    }
}

static void test_what_is_written_is_read(void **state) {
    static const char *const rows[][3] = {
        {"d-1", "alpha", "# no comment"}, {"d-2", "beta", "a,\"b\"\nc"}, {"d-3", "〃", "合計"}};
    struct snapshot *snapshot;
    const struct table *table;
    struct row_reader *reader;

    (void)state;
    write_snapshot("s", true);
    assert_int_equal(read_snapshot("s", &snapshot, NULL), ERR_OK);
    assert_true(str_eq(snapshot_info(snapshot)->scanner_version, info.scanner_version));
    assert_true(str_eq(snapshot_info(snapshot)->scope, info.scope));
    assert_true(str_eq(snapshot_info(snapshot)->scope_digest, info.scope_digest));
    assert_int_equal(snapshot_info(snapshot)->script_sha256.n, 0);
    assert_int_equal(snapshot_info(snapshot)->started.seconds, info.started.seconds);
    assert_int_equal(snapshot_info(snapshot)->ended.utc_offset, info.ended.utc_offset);
    table = inventory_table(snapshot_inventory(snapshot), TABLE_DEVICES);
    assert_int_equal(table_rows(table), 3);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t i = 0; i < 3; i++) {
        row_reader_move(reader, i);
        check_cell(reader, DEVICES_DEVICE_ID, rows[i][0]);
        check_cell(reader, DEVICES_HOSTNAME, rows[i][1]);
        check_cell(reader, DEVICES_IDENTITY_NOTES, rows[i][2]);
        check_cell(reader, DEVICES_ASSET_ID, "");
        check_cell(reader, DEVICES_KIND, "server");
    }
    row_reader_free(reader);
    assert_int_equal(table_rows(inventory_table(snapshot_inventory(snapshot), TABLE_SOFTWARE)), 6);
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        assert_int_equal(inventory_table(snapshot_inventory(snapshot), id) != NULL,
                         schema_table(id)->is_snapshot && id != TABLE_KEYS);
    }
    snapshot_free(snapshot);
}

/* The list of keys is there when it was said to be, even empty, and is read by itself. */
static void test_keys(void **state) {
    static const struct str key[KEYS_COLUMN_COUNT] = {[KEYS_KEY] = {"serial", 6},
                                                      [KEYS_MAKER] = {"nec", 3},
                                                      [KEYS_VALUE] = {"sn-1", 4},
                                                      [KEYS_DEVICE_ID] = {"d-1", 3}};
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct snapshot_info with_keys = info;

    (void)state;
    with_keys.has_keys = true;
    for (unsigned round = 0; round < 3; round++) {
        CLEANUP(snapshot_free_cleanup) struct snapshot *whole = NULL, *alone = NULL;
        struct snapshot_writer *writer = begin("s");
        add_device(writer, "d-1", "alpha", "");
        assert_int_equal(round == 2 ? snapshot_writer_row(writer, TABLE_KEYS, key, NULL) : ERR_OK, ERR_OK);
        assert_int_equal(snapshot_writer_commit(writer, round ? &with_keys : &info, NULL), ERR_OK);
        snapshot_writer_free(writer);
        assert_int_equal(read_snapshot("s", &whole, NULL), ERR_OK);
        assert_int_equal(snapshot_info(whole)->has_keys, round > 0);
        assert_null(inventory_table(snapshot_inventory(whole), TABLE_KEYS));
        assert_int_equal(snapshot_read_table("s", TABLE_KEYS, &options, diagnostics, &alone, NULL), ERR_OK);
        const struct table *table = inventory_table(snapshot_inventory(alone), TABLE_KEYS);
        assert_int_equal(table != NULL, round > 0);
        assert_int_equal(table ? table_rows(table) : 0, round == 2 ? 1 : 0);
        assert_null(inventory_table(snapshot_inventory(alone), TABLE_DEVICES));
        assert_int_equal(system("rm -r s"), 0);
    }
    assert_int_equal(count_problems(diagnostics), 0);
}

static void test_order_of_adding_plays_no_part(void **state) {
    static const char *const names[] = {"manifest.json", "devices.csv", "software.csv", "probes.csv"};

    (void)state;
    write_snapshot("a", false);
    write_snapshot("b", true);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char path[64];
        struct str left, right;
        snprintf(path, sizeof path, "a/%s", names[i]);
        left = scratch_read(path);
        path[0] = 'b';
        right = scratch_read(path);
        assert_true(str_eq(left, right));
        free((char *)(uintptr_t)left.p);
        free((char *)(uintptr_t)right.p);
    }
}

/* RFC 4180 with LF, by hand. */
static void test_bytes(void **state) {
    struct str bytes;
    struct snapshot_writer *writer;
    struct str update[UPDATES_COLUMN_COUNT] = {[UPDATES_DEVICE_ID] = STR("d-1"), [UPDATES_PACKAGE] = STR("a,b")};

    (void)state;
    update[UPDATES_INSTALLED] = (struct str){"1\0\xFF", 3};
    writer = begin("s");
    assert_int_equal(snapshot_writer_row(writer, TABLE_UPDATES, update, NULL), ERR_OK);
    assert_int_equal(snapshot_writer_commit(writer, &info, NULL), ERR_OK);
    snapshot_writer_free(writer);
    bytes = scratch_read("s/updates.csv");
    assert_true(str_eq(bytes, STR("device_id,package,installed,available,security,metadata_age_hours\n"
                                  "d-1,\"a,b\",1\xEF\xBF\xBD\xEF\xBF\xBD,,,\n")));
    free((char *)(uintptr_t)bytes.p);
}

static void append(const char *path, const char *text) {
    FILE *file = fopen(path, "ae");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Replaces the first FROM of a file by TO. */
static void replace(const char *path, const char *from, const char *to) {
    struct str bytes = scratch_read(path);
    struct buffer changed = {0};
    ptrdiff_t at = str_find(bytes, str_from(from));

    assert_true(at >= 0);
    buffer_append(&changed, str_sub(bytes, 0, (size_t)at));
    buffer_append_cstr(&changed, to);
    buffer_append(&changed, str_sub(bytes, (size_t)at + strlen(from), SIZE_MAX));
    scratch_write(path, buffer_view(&changed));
    buffer_done(&changed);
    free((char *)(uintptr_t)bytes.p);
}

static void damage_longer(void) {
    append("s/software.csv", "\n");
}
static void damage_changed(void) {
    replace("s/devices.csv", "alpha", "alphb");
}
static void damage_shorter(void) {
    assert_int_equal(truncate("s/devices.csv", 10), 0);
}
static void damage_missing(void) {
    assert_int_equal(unlink("s/probes.csv"), 0);
}
static void damage_unlisted(void) {
    scratch_write("s/extra.csv", STR("a\n"));
}
static void damage_no_manifest(void) {
    assert_int_equal(unlink("s/manifest.json"), 0);
}
static void damage_version(void) {
    replace("s/manifest.json", "\"format_version\": 1", "\"format_version\": 2");
}
static void damage_format(void) {
    replace("s/manifest.json", "genkyo-snapshot", "other-snapshot");
}
static void damage_cut_manifest(void) {
    assert_int_equal(truncate("s/manifest.json", 40), 0);
}
static void damage_time(void) {
    replace("s/manifest.json", "\"started\": \"2027", "\"started\": \"20x7");
}
static void damage_digest_text(void) {
    replace("s/manifest.json", "\"xxh3_128\": \"", "\"xxh3_128\": \"0");
}
static void damage_path(void) {
    replace("s/manifest.json", "\"devices.csv\"", "\"../devices.csv\"");
}
static void damage_not_listed(void) {
    replace("s/manifest.json", "\"devices.csv\"", "\"device.csv\"");
}
static void damage_rows(void) {
    replace("s/manifest.json", "\"rows\": 3", "\"rows\": 4");
}

static void test_damage_is_refused(void **state) {
    static const struct {
        void (*damage)(void);
        enum err_code code;
        const char *file; /* how the error's file ends */
    } cases[] = {
        {damage_longer, ERR_DIGEST, "s/software.csv"},        {damage_changed, ERR_DIGEST, "s/devices.csv"},
        {damage_shorter, ERR_DIGEST, "s/devices.csv"},        {damage_missing, ERR_DIGEST, "s/probes.csv"},
        {damage_unlisted, ERR_DIGEST, "s/extra.csv"},         {damage_no_manifest, ERR_NOT_FOUND, "s/manifest.json"},
        {damage_version, ERR_VERSION, "s/manifest.json"},     {damage_format, ERR_SYNTAX, "s/manifest.json"},
        {damage_cut_manifest, ERR_SYNTAX, "s/manifest.json"}, {damage_time, ERR_SYNTAX, "s/manifest.json"},
        {damage_digest_text, ERR_SYNTAX, "s/manifest.json"},  {damage_path, ERR_SYNTAX, "s/manifest.json"},
        {damage_not_listed, ERR_SYNTAX, "s/manifest.json"},   {damage_rows, ERR_DIGEST, "s/devices.csv"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct snapshot *snapshot = NULL;
        struct err err = {0};
        assert_int_equal(system("rm -rf s"), 0);
        write_snapshot("s", false);
        cases[i].damage();
        if (read_snapshot("s", &snapshot, &err) != cases[i].code ||
            !str_ends_with(str_from(err.file), str_from(cases[i].file))) {
            fail_msg("case %zu: %d %s", i, err.code, err.file);
        }
        assert_null(snapshot);
    }
}

/* Well-formed by its digest, but not canonical. */
static void test_other_headings_are_refused(void **state) {
    struct snapshot *snapshot = NULL;
    struct str bytes = STR("device_id,ホスト名\nd-1,h\n");
    struct hash128 digest;
    struct hasher *hasher = hasher_new();
    char hex[33], manifest[1024];

    (void)state;
    hasher_update(hasher, bytes);
    digest = hasher_digest(hasher);
    hasher_free(hasher);
    hash128_format(digest, hex);
    assert_int_equal(mkdir("s", 0777), 0);
    scratch_write("s/devices.csv", bytes);
    snprintf(manifest, sizeof manifest,
             "{\"format\":\"genkyo-snapshot\",\"format_version\":1,\"scanner\":\"x\",\"started\":"
             "\"2027-03-31T09:00:00Z\",\"ended\":\"2027-03-31T09:00:00Z\",\"scope\":\"\",\"scope_digest\":\"\","
             "\"script_sha256\":\"\",\"files\":{\"devices.csv\":{\"rows\":1,\"bytes\":%zu,\"xxh3_128\":\"%s\"}}}",
             bytes.n, hex);
    scratch_write("s/manifest.json", str_from(manifest));
    assert_int_equal(read_snapshot("s", &snapshot, NULL), ERR_REFUSED);
}

static void test_existing_path_is_kept(void **state) {
    struct snapshot_writer *writer;

    (void)state;
    write_snapshot("s", false);
    assert_int_equal(snapshot_writer_new("s", "/tmp", &writer, NULL), ERR_EXISTS);
}

/* Killed at some point between the first row and the end of the commit. */
static void test_kill_leaves_nothing_readable(void **state) {
    (void)state;
    for (useconds_t delay = 0; delay < 20000; delay += 1000) {
        struct snapshot *snapshot = NULL;
        enum err_code code;
        int status;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct snapshot_writer *writer = begin("s");
            for (int i = 0; i < 2000; i++) {
                char id[16];
                snprintf(id, sizeof id, "d-%d", i);
                add_device(writer, id, "h", "");
            }
            if (delay == 0) {
                raise(SIGKILL);
            }
            _exit(snapshot_writer_commit(writer, &info, NULL));
        }
        usleep(delay);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        code = read_snapshot("s", &snapshot, NULL);
        if (code == ERR_OK) {
            /* It was whole before the signal came. */
            assert_int_equal(table_rows(inventory_table(snapshot_inventory(snapshot), TABLE_DEVICES)), 2000);
            assert_true(delay > 0);
        } else {
            assert_int_equal(code, ERR_NOT_FOUND);
        }
        snapshot_free(snapshot);
        assert_int_equal(system("rm -rf s"), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_what_is_written_is_read),
        SCRATCH_TEST(test_keys),
        SCRATCH_TEST(test_order_of_adding_plays_no_part),
        SCRATCH_TEST(test_bytes),
        SCRATCH_TEST(test_damage_is_refused),
        SCRATCH_TEST(test_other_headings_are_refused),
        SCRATCH_TEST(test_existing_path_is_kept),
        SCRATCH_TEST(test_kill_leaves_nothing_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

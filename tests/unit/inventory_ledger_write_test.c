#include "inventory/ledger_write.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "inventory/inventory.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/problems.h"
#include "tests/unit/support/scratch.h"

static struct ledger_writer *begin(enum table_id table, enum heading_language language, enum encoding encoding) {
    struct ledger_writer *writer = NULL;

    assert_int_equal(ledger_writer_new(AT_FDCWD, table, language, encoding, &writer, NULL), ERR_OK);
    return writer;
}

static void write_devices(enum heading_language language, enum encoding encoding) {
    struct str cells[DEVICES_COLUMN_COUNT] = {
        [DEVICES_ASSET_ID] = STR("A-1"), [DEVICES_DEVICE_ID] = STR("d-not-written"), [DEVICES_HOSTNAME] = STR("h1"),
        [DEVICES_KIND] = STR("server"),  [DEVICES_LOCATION] = STR("東京,\"3F\""),    [DEVICES_STATUS] = STR("active"),
        [DEVICES_NOTE] = STR("=1+1"),
    };
    struct ledger_writer *writer = begin(TABLE_DEVICES, language, encoding);

    assert_int_equal(ledger_writer_row(writer, cells, NULL), ERR_OK);
    cells[DEVICES_ASSET_ID] = STR("A-2");
    cells[DEVICES_NOTE] = STR("-1");
    cells[DEVICES_KIND] = STR("ups");
    assert_int_equal(ledger_writer_row(writer, cells, NULL), ERR_OK);
    assert_int_equal(ledger_writer_close(writer, NULL), ERR_OK);
}

static bool file_has(struct str bytes, const char *text) {
    return str_contains(bytes, str_from(text));
}

static void free_bytes(struct str bytes) {
    free((char *)(uintptr_t)bytes.p);
}

static void test_english(void **state) {
    (void)state;
    write_devices(HEADINGS_ENGLISH, ENCODING_UTF8);
    struct str bytes = scratch_read("devices.csv");
    assert_true(str_starts_with(bytes, STR("\xef\xbb\xbf"
                                           "asset_id,serial,uuid,hostname,kind,")));
    assert_true(file_has(bytes, "\r\nA-1,,,h1,server,"));
    assert_true(file_has(bytes, ",\"東京,\"\"3F\"\"\","));
    assert_true(file_has(bytes, ",active,"));
    assert_true(file_has(bytes, ",'=1+1\r\n"));
    assert_true(file_has(bytes, ",'-1\r\n"));
    assert_false(file_has(bytes, "d-not-written"));
    assert_false(file_has(bytes, "observed_at"));
    free_bytes(bytes);
}

static void test_japanese(void **state) {
    (void)state;
    write_devices(HEADINGS_JAPANESE, ENCODING_UTF8);
    struct str bytes = scratch_read("devices.csv");
    assert_true(str_starts_with(bytes, STR("\xef\xbb\xbf資産管理番号,シリアル番号,")));
    assert_true(file_has(bytes, ",h1,サーバ,"));
    assert_true(file_has(bytes, ",h1,無停電電源,"));
    assert_true(file_has(bytes, ",運用中,"));
    free_bytes(bytes);
}

static void test_cp932(void **state) {
    (void)state;
    write_devices(HEADINGS_JAPANESE, ENCODING_CP932);
    struct str bytes = scratch_read("devices.csv"), kind = scratch_encode("CP932", STR(",h1,サーバ,"));
    assert_true(str_starts_with(bytes, STR("\x8e\x91\x8e\x59"))); /* 資産, no BOM */
    assert_true(str_contains(bytes, kind));
    free_bytes(bytes);
    free_bytes(kind);
}

/* What CP932 cannot hold is refused, with its place, and nothing is left half-written. */
static void test_not_encodable(void **state) {
    struct str cells[DEVICES_COLUMN_COUNT] = {[DEVICES_ASSET_ID] = STR("A-1"), [DEVICES_HOSTNAME] = STR("한글")};
    struct ledger_writer *writer = begin(TABLE_DEVICES, HEADINGS_JAPANESE, ENCODING_CP932);
    struct err err = {0};

    (void)state;
    assert_int_equal(ledger_writer_row(writer, cells, &err), ERR_ENCODING);
    assert_string_equal(err.file, "devices.csv");
    assert_int_equal(err.line, 2);
    ledger_writer_abandon(writer);
    ledger_writer_abandon(NULL);
    unlink("devices.csv");
    /* the row has no cell yet */
    cells[DEVICES_ASSET_ID] = STR("한글");
    writer = begin(TABLE_DEVICES, HEADINGS_JAPANESE, ENCODING_CP932);
    assert_int_equal(ledger_writer_row(writer, cells, &err), ERR_ENCODING);
    ledger_writer_abandon(writer);
}

static void check_reads_back(enum heading_language language, enum encoding encoding) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *inventory = NULL;
    struct row_reader *reader = NULL;

    unlink("devices.csv");
    write_devices(language, encoding);
    assert_int_equal(ledger_read(".", &(struct read_options){.tmpdir = "/tmp"}, diagnostics, &inventory, NULL), ERR_OK);
    assert_int_equal(count_problems(diagnostics), 0);
    const struct table *table = inventory_table(inventory, TABLE_DEVICES);
    assert_int_equal(table_rows(table), 2);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    row_reader_move(reader, 0);
    assert_true(str_eq(row_reader_text(reader, DEVICES_ASSET_ID), STR("A-1")));
    assert_true(str_eq(row_reader_text(reader, DEVICES_LOCATION), STR("東京,\"3F\"")));
    assert_int_equal(row_reader_value(reader, DEVICES_KIND).number, 0);
    assert_true(row_reader_value(reader, DEVICES_STATUS).is_set);
    row_reader_free(reader);
    inventory_free(inventory);
    diagnostics_free(diagnostics);
}

static void test_reads_back(void **state) {
    (void)state;
    check_reads_back(HEADINGS_ENGLISH, ENCODING_UTF8);
    check_reads_back(HEADINGS_JAPANESE, ENCODING_UTF8);
    check_reads_back(HEADINGS_JAPANESE, ENCODING_CP932);
}

enum { RANDOM_ROWS = 12 };
static const unsigned random_columns[] = {DEVICES_HOSTNAME, DEVICES_OS_NAME, DEVICES_LOCATION, DEVICES_NOTE};

struct random_rows {
    char texts[RANDOM_ROWS][DEVICES_COLUMN_COUNT][128];
};

static void fill_randomly(struct random_rows *rows) {
    static const char *const pieces[] = {"ソ", "表", "宮崎", "髙", "①", "～", "ｶﾅ", "\"", ",", "\r\n",
                                         " ",  "'",  "=",    "-",  "a", "#",  "\\", "\t", "7", "\xEE\x80\x80"};

    *rows = (struct random_rows){0};
    for (size_t i = 0; i < RANDOM_ROWS; i++) {
        snprintf(rows->texts[i][DEVICES_ASSET_ID], 128, "HW-%zu", i);
        for (size_t j = 0; j < ARRAY_LEN(random_columns); j++) {
            char *to = rows->texts[i][random_columns[j]];
            size_t n = 0;
            for (int left = rand() % 9; left > 0; left--) {
                n += (size_t)snprintf(to + n, 128 - n, "%s", pieces[(size_t)rand() % ARRAY_LEN(pieces)]);
            }
            /* reading trims outer blanks */
            snprintf(to + n, 128 - n, "%s", n ? "z" : "");
            to[0] = to[0] && strchr(" \t\r", to[0]) ? 'y' : to[0];
        }
    }
}

static void write_rows(const struct random_rows *rows, enum encoding encoding) {
    struct ledger_writer *writer = begin(TABLE_DEVICES, HEADINGS_JAPANESE, encoding);
    struct str cells[DEVICES_COLUMN_COUNT];

    for (size_t i = 0; i < RANDOM_ROWS; i++) {
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            cells[column] = str_from(rows->texts[i][column]);
        }
        assert_int_equal(ledger_writer_row(writer, cells, NULL), ERR_OK);
    }
    assert_int_equal(ledger_writer_close(writer, NULL), ERR_OK);
}

static void read_rows(struct random_rows *rows) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;

    assert_int_equal(ledger_read(".", &(struct read_options){.tmpdir = "/tmp"}, diagnostics, &inventory, NULL), ERR_OK);
    const struct table *table = inventory_table(inventory, TABLE_DEVICES);
    assert_int_equal(table_rows(table), RANDOM_ROWS);
    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    for (uint32_t row = 0; row < RANDOM_ROWS; row++) {
        row_reader_move(reader, row);
        for (unsigned column = 0; column < DEVICES_COLUMN_COUNT; column++) {
            struct str text = row_reader_text(reader, column);
            snprintf(rows->texts[row][column], 128, "%.*s", STR_FMT(text));
        }
    }
}

/* What was written says what was to be written, but for the mark before formulas. */
static void compare_rows(const struct random_rows *written, const struct random_rows *read) {
    for (size_t i = 0; i < RANDOM_ROWS; i++) {
        for (size_t j = 0; j < ARRAY_LEN(random_columns); j++) {
            const char *from = written->texts[i][random_columns[j]], *to = read->texts[i][random_columns[j]];
            assert_string_equal(to + (from[0] && strchr("=-", from[0]) ? 1 : 0), from);
        }
    }
}

static void check_random_rows(enum encoding encoding) {
    struct random_rows made, read = {0};

    fill_randomly(&made);
    write_rows(&made, encoding);
    struct str first = scratch_read("devices.csv");
    read_rows(&read);
    compare_rows(&made, &read);
    assert_int_equal(unlink("devices.csv"), 0);
    write_rows(&read, encoding);
    struct str second = scratch_read("devices.csv");
    assert_true(str_eq(first, second));
    assert_int_equal(unlink("devices.csv"), 0);
    free_bytes(first);
    free_bytes(second);
}

/* Written, read and written again: the same bytes, in each encoding that is split before it is decoded. */
static void test_random_rows(void **state) {
    static const enum encoding encodings[] = {ENCODING_UTF8, ENCODING_CP932, ENCODING_EUC_JP};

    (void)state;
    srand((unsigned)test_seed());
    for (long count = test_count("ledger_write_random"); count > 0; count--) {
        enum encoding encoding = encodings[(size_t)rand() % ARRAY_LEN(encodings)];
        scratch_write("ledger.yaml", encoding == ENCODING_EUC_JP
                                         ? STR("files: [{file: devices.csv, encoding: EUC-JP}]\n")
                                         : STR("country: JP\n"));
        check_random_rows(encoding);
    }
}

/* Every heading of a template is recognised, in both languages and for every table. */
static void test_templates_are_recognised(void **state) {
    (void)state;
    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        for (int language = 0; language < 2 && schema_table(table)->is_ledger; language++) {
            struct diagnostics *diagnostics = diagnostics_new();
            struct inventory *inventory = NULL;
            struct ledger_writer *writer = begin(table, language ? HEADINGS_JAPANESE : HEADINGS_ENGLISH, ENCODING_UTF8);
            assert_int_equal(ledger_writer_close(writer, NULL), ERR_OK);
            assert_int_equal(ledger_read(".", &(struct read_options){.tmpdir = "/tmp"}, diagnostics, &inventory, NULL),
                             ERR_OK);
            assert_int_equal(count_problems(diagnostics), table == TABLE_CHECKS); /* told to be of no use there */
            for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
                assert_int_equal(table_has_column(inventory_table(inventory, table), i),
                                 schema_column(table, i)->need != NEED_OBSERVED);
            }
            inventory_free(inventory);
            diagnostics_free(diagnostics);
            char name[64];
            snprintf(name, sizeof name, "%s.csv", schema_table(table)->name);
            assert_int_equal(unlink(name), 0);
        }
    }
}

/* People's files are never overwritten. */
static void test_file_that_exists(void **state) {
    struct ledger_writer *writer = NULL;

    (void)state;
    scratch_write("devices.csv", STR("mine"));
    assert_int_equal(ledger_writer_new(AT_FDCWD, TABLE_DEVICES, HEADINGS_ENGLISH, ENCODING_UTF8, &writer, NULL),
                     ERR_EXISTS);
    assert_null(writer);
    struct str bytes = scratch_read("devices.csv");
    assert_true(str_eq(bytes, STR("mine")));
    free_bytes(bytes);
}

static void test_no_directory(void **state) {
    struct ledger_writer *writer = NULL;

    (void)state;
    assert_int_not_equal(ledger_writer_new(-1, TABLE_DEVICES, HEADINGS_ENGLISH, ENCODING_UTF8, &writer, NULL), ERR_OK);
    assert_null(writer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_english, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_japanese, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_cp932, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_not_encodable, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_reads_back, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_random_rows, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_templates_are_recognised, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_file_that_exists, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_no_directory, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/journal.h"

#include "base/buffer.h"
#include "scanner/probe_record.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { HEAD_END = 16 + 4 }; /* "head" in its frame */

static const char *const records[] = {"first", "", "a third record, longer than the others"};

/* The bytes of a journal with the three records. */
static struct str whole_journal(void) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;

    assert_int_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        assert_int_equal(journal_append(journal, str_from(records[i]), NULL), ERR_OK);
    }
    assert_int_equal(journal_sync(journal, NULL), ERR_OK);
    return scratch_read("journal");
}

/* Reads it through: the first COUNT records, then the end. */
static void assert_records(struct journal *journal, size_t count) {
    struct str record;
    bool more;

    journal_rewind(journal);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(journal_next(journal, &more, &record, NULL), ERR_OK);
        assert_true(more);
        assert_true(str_eq(record, str_from(records[i])));
    }
    assert_int_equal(journal_next(journal, &more, &record, NULL), ERR_OK);
    assert_false(more);
}

static void test_round_trip(void **state) {
    struct str bytes = whole_journal();
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(buffer_done) struct buffer head = {0};

    (void)state;
    /* Four frames, each with 16 bytes before it. */
    assert_int_equal(bytes.n, 4 * 16 + 4 + 5 + 0 + strlen(records[2]));
    assert_memory_equal(bytes.p, "\4\0\0\0\0\0\0\0", 8);
    free((void *)(uintptr_t)bytes.p);
    assert_int_equal(journal_open(AT_FDCWD, "journal", &head, &journal, NULL), ERR_OK);
    assert_true(str_eq(buffer_view(&head), STR("head")));
    assert_records(journal, 3);
    assert_records(journal, 3);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    assert_int_equal(access("journal", F_OK), -1);
}

/* Records are read again in any order, also while the reader is between two of them. */
static void test_places(void **state) {
    struct str bytes = whole_journal(), record;
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    CLEANUP(buffer_done) struct buffer head = {0};
    uint64_t places[ARRAY_LEN(records)];
    bool more;

    (void)state;
    assert_int_equal(journal_open(AT_FDCWD, "journal", &head, &journal, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(records); i++) {
        assert_int_equal(journal_next(journal, &more, &record, NULL), ERR_OK);
        places[i] = journal_place(journal);
        for (size_t back = i + 1; back-- > 0;) {
            assert_int_equal(journal_read(journal, places[back], &record, NULL), ERR_OK);
            assert_true(str_eq(record, str_from(records[back])));
        }
    }
    assert_int_equal(places[0], HEAD_END);
    assert_int_equal(journal_next(journal, &more, &record, NULL), ERR_OK);
    assert_false(more);
    /* Within a record, at the end, and beyond it there is none. */
    assert_int_equal(journal_read(journal, places[0] + 1, &record, NULL), ERR_DIGEST);
    assert_int_equal(journal_read(journal, bytes.n, &record, NULL), ERR_DIGEST);
    assert_int_equal(journal_read(journal, UINT64_MAX, &record, NULL), ERR_DIGEST);
    assert_int_equal(journal_remove(journal, NULL), ERR_OK);
    free((void *)(uintptr_t)bytes.p);
}

/* Cut at every length, a journal gives its whole frames and takes further ones behind them. */
static void test_torn_at_any_byte(void **state) {
    struct str bytes = whole_journal();
    const size_t ends[] = {HEAD_END, HEAD_END + 16 + 5, HEAD_END + 16 + 5 + 16, bytes.n};

    (void)state;
    for (size_t length = HEAD_END; length <= bytes.n; length++) {
        CLEANUP(buffer_done) struct buffer head = {0};
        struct journal *journal = NULL;
        size_t count = 0;
        while (count < 3 && ends[count + 1] <= length) {
            count++;
        }
        scratch_write("journal", (struct str){bytes.p, length});
        assert_int_equal(journal_open(AT_FDCWD, "journal", &head, &journal, NULL), ERR_OK);
        assert_records(journal, count);
        for (size_t i = count; i < 3; i++) {
            assert_int_equal(journal_append(journal, str_from(records[i]), NULL), ERR_OK);
        }
        assert_records(journal, 3);
        journal_free(journal);
    }
    free((void *)(uintptr_t)bytes.p);
}

/* Without its head a journal holds nothing. */
static void test_torn_head(void **state) {
    struct str bytes = whole_journal();

    (void)state;
    for (size_t length = 0; length < HEAD_END; length++) {
        CLEANUP(buffer_done) struct buffer head = {0};
        CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
        scratch_write("journal", (struct str){bytes.p, length});
        assert_int_equal(journal_open(AT_FDCWD, "journal", &head, &journal, NULL), ERR_OK);
        assert_int_equal(head.n, 0);
        assert_records(journal, 0);
    }
    free((void *)(uintptr_t)bytes.p);
}

/* A flipped bit in a frame ends the journal there. */
static void test_damage(void **state) {
    struct str bytes = whole_journal();
    char *copy = malloc(bytes.n);

    (void)state;
    assert_non_null(copy);
    for (size_t at = HEAD_END; at < HEAD_END + 16 + 5; at++) {
        CLEANUP(buffer_done) struct buffer head = {0};
        struct journal *journal = NULL;
        memcpy(copy, bytes.p, bytes.n);
        copy[at] ^= 0x10;
        scratch_write("journal", (struct str){copy, bytes.n});
        assert_int_equal(journal_open(AT_FDCWD, "journal", &head, &journal, NULL), ERR_OK);
        assert_int_equal(head.n, 4);
        assert_records(journal, 0);
        journal_free(journal);
    }
    free(copy);
    free((void *)(uintptr_t)bytes.p);
}

static void test_must_not_exist(void **state) {
    CLEANUP(buffer_done) struct buffer head = {0};
    struct journal *journal = NULL;

    (void)state;
    scratch_write("journal", STR(""));
    assert_int_not_equal(journal_create(AT_FDCWD, "journal", STR("head"), &journal, NULL), ERR_OK);
    assert_int_equal(journal_open(AT_FDCWD, "none", &head, &journal, NULL), ERR_NOT_FOUND);
}

static void test_probe_record(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer out = {0};
    const struct probe_record written = {
        .target = 70000,
        .outcome = PROBE_PARTIAL,
        .tenths = 12,
        .address = STR("10.0.0.1"),
        .message = STR("it broke off"),
        .has_device = true,
        .keys = {.serial = STR("S1"), .address = STR("10.0.0.1")},
        .notes = STR("note"),
    };
    struct observation observation;
    struct observation_row *row;
    struct probe_record read;
    struct str cells[COLUMNS_MAX];
    enum table_id table;
    struct str rest;

    (void)state;
    assert_true(observation_init(&observation, arena));
    observation_set(&observation, DEVICES_HOSTNAME, STR("web1"));
    row = observation_add(&observation, TABLE_SOFTWARE);
    observation_cell(&observation, row, SOFTWARE_PRODUCT, STR("bash"));
    probe_record_write(&written, &observation, &out);
    rest = buffer_view(&out);
    assert_true(probe_record_read(&rest, &read));
    assert_int_equal(read.target, 70000);
    assert_int_equal(read.outcome, PROBE_PARTIAL);
    assert_int_equal(read.tenths, 12);
    assert_true(str_eq(read.message, written.message));
    assert_true(str_eq(read.keys.serial, STR("S1")));
    assert_true(str_is_empty(read.keys.uuid));
    assert_true(str_eq(read.notes, STR("note")));
    assert_true(probe_record_next_row(&rest, &table, cells));
    assert_int_equal(table, TABLE_DEVICES);
    assert_true(str_eq(cells[DEVICES_HOSTNAME], STR("web1")));
    assert_true(str_is_empty(cells[DEVICES_SERIAL]));
    assert_true(probe_record_next_row(&rest, &table, cells));
    assert_int_equal(table, TABLE_SOFTWARE);
    assert_true(str_eq(cells[SOFTWARE_PRODUCT], STR("bash")));
    assert_true(str_is_empty(cells[DEVICES_HOSTNAME]));
    assert_false(probe_record_next_row(&rest, &table, cells));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_places, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_round_trip, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_torn_at_any_byte, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_torn_head, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_damage, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_must_not_exist, scratch_make, scratch_remove),
        cmocka_unit_test(test_probe_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

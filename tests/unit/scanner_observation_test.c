#include "scanner/collect/observation.h"

#include "tests/unit/support/observed.h"

static const struct {
    struct str given;
    const char *stored;
} texts[] = {
    {STR("plain"), "plain"},
    {STR("  outer blanks\t\r\n"), "outer blanks"},
    {STR(" \t "), ""},
    {STR("東京"), "東京"},
    {STR("a\xff\xfe"
         "b"),
     "a\xef\xbf\xbd\xef\xbf\xbd"
     "b"},
    {STR("cut \xe6\x9d"), "cut \xef\xbf\xbd\xef\xbf\xbd"},
    {STR("nul\0and\x1b[31mescape"), "nul and [31mescape"},
    {STR("\0\0"), ""},
};

static void test_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        observation_set(&observed.observation, DEVICES_HOSTNAME, texts[i].given);
        assert_device(&observed, DEVICES_HOSTNAME, texts[i].stored);
    }
}

static void test_first_value_stays(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    observation_set(&observed.observation, DEVICES_SERIAL, STR("  "));
    observation_set(&observed.observation, DEVICES_SERIAL, STR("A1"));
    observation_set(&observed.observation, DEVICES_SERIAL, STR("B2"));
    assert_device(&observed, DEVICES_SERIAL, "A1");
}

static void test_copies(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    char text[] = "A1";

    (void)state;
    observation_set(&observed.observation, DEVICES_SERIAL, str_from(text));
    text[0] = 'X';
    assert_device(&observed, DEVICES_SERIAL, "A1");
}

/* A cell that is too long is cut at the end of a character: 65,534 letters and a character of three bytes. */
static void test_cell_bound(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    for (int i = 0; i < 65534; i++) {
        buffer_append_char(&text, 'x');
    }
    buffer_append_cstr(&text, "京");
    observation_set(&observed.observation, DEVICES_NOTE, buffer_view(&text));
    assert_int_equal(observation_get(&observed.observation, DEVICES_NOTE).n, 65534);
}

static void test_rows(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct observation_row *row = observation_add(&observed.observation, TABLE_SOFTWARE);

    (void)state;
    assert_non_null(row);
    for (unsigned column = 0; column < SOFTWARE_COLUMN_COUNT; column++) {
        observation_cell(&observed.observation, row, column, STR("x"));
    }
    observation_cell(&observed.observation, row, SOFTWARE_PRODUCT, STR("bash "));
    assert_text(row->cells[SOFTWARE_PRODUCT], "bash");
    assert_text(row->cells[SOFTWARE_COLUMN_COUNT - 1], "x");
    assert_int_equal(observed.observation.row_count, 2);
    assert_int_equal(observed.observation.rows->table, TABLE_DEVICES);
    assert_ptr_equal(observed.observation.rows->next, row);
}

static void test_notes(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    observation_note(&observed.observation, STR("one"));
    observation_note(&observed.observation, STR("two ; three"));
    observation_note(&observed.observation, STR("one"));
    observation_note(&observed.observation, STR(" "));
    assert_text(observed.observation.notes, "one;two");
}

/* 1795423725 is 2026-11-23T08:48:45Z (date -u -d @1795423725). */
static void test_instants(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    assert_text(observation_instant(&observed.observation, 1795423725), "2026-11-23T08:48:45Z");
    observed.observation.utc_offset = 9 * 3600;
    observation_set_instant(&observed.observation, DEVICES_BOOT_AT, 1795423725);
    assert_device(&observed, DEVICES_BOOT_AT, "2026-11-23T17:48:45+09:00");
    observation_set_instant(&observed.observation, DEVICES_INSTALLED_AT, INT64_MAX);
    assert_device(&observed, DEVICES_INSTALLED_AT, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),    cmocka_unit_test(test_first_value_stays),
        cmocka_unit_test(test_copies),   cmocka_unit_test(test_cell_bound),
        cmocka_unit_test(test_rows),     cmocka_unit_test(test_notes),
        cmocka_unit_test(test_instants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a file of a ledger leaves behind: codes, ids, and what ledger.yaml says of it. */

#include "inventory/cell_key.h"
#include "inventory/dictionary.h"
#include "inventory/inventory.h"
#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t count_of(struct diagnostics *diagnostics, enum problem problem) {
    size_t group_count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);
    uint64_t count = 0;

    for (size_t i = 0; i < group_count; i++) {
        count += groups[i].problem == problem ? groups[i].count : 0;
    }
    return count;
}

/* Reads the scratch directory; *RET_LEDGER may be NULL. Returns how often a problem was met. */
static uint64_t read_here(enum problem problem, struct inventory **ret_ledger) {
    struct read_options options = {.tmpdir = "/tmp"};
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *ledger;

    assert_int_equal(ledger_read(".", &options, diagnostics, &ledger, NULL), ERR_OK);
    if (ret_ledger) {
        *ret_ledger = ledger;
    } else {
        inventory_free(ledger);
    }
    return count_of(diagnostics, problem);
}

/* A file that is refused does not make the columns of others uncoded. */
static void test_refused_file_leaves_codes(void **state) {
    CLEANUP(buffer_done) struct buffer text = {0};
    struct inventory *ledger;

    (void)state;
    scratch_write("devices.csv", STR("asset_id,model\nA-1,m1\n"));
    buffer_append_cstr(&text, "asset_id,model\nA-2,");
    while (text.n < 2 * DICTIONARY_TEXT_MAX) {
        buffer_append_cstr(&text, "long");
    }
    buffer_append_cstr(&text, "\nA-3,\"open\n");
    scratch_write("devices-2.csv", buffer_view(&text));
    assert_int_equal(read_here(PROBLEM_UNCLOSED_QUOTE, &ledger), 1);
    const struct table *table = inventory_table(ledger, TABLE_DEVICES);
    assert_int_equal(table_rows(table), 1);
    assert_int_equal(table_code(table, DEVICES_MODEL, 0), 1);
    assert_true(str_eq(table_code_text(table, DEVICES_MODEL, 1), STR("m1")));
    inventory_free(ledger);
}

/* 東京 in CP932: what ledger.yaml says goes before what the bytes look like, and does not make them text. */
static void test_said_encoding_is_checked(void **state) {
    (void)state;
    scratch_write("devices.csv", STR("asset_id,location,note\nA-1,\x93\x8C\x8B\x9E,\x93\x8C\x8B\x9E\n"));
    assert_int_equal(read_here(PROBLEM_BYTES_NOT_TEXT, NULL), 0);
    scratch_write("ledger.yaml", STR("files:\n  - file: devices.csv\n    encoding: utf-8\n"));
    assert_int_equal(read_here(PROBLEM_BYTES_NOT_TEXT, NULL), 2);
}

/* What must stand in every row of the table, before the id. */
static void write_twice(const struct table_def *def, unsigned id) {
    static const char *const ids[] = {"ID-0001", "ID-0002", "ｉｄ－０００１", "id-0001", "", ""};
    CLEANUP(buffer_done) struct buffer text = {0};
    char name[64];

    for (unsigned i = 0; i < def->column_count; i++) {
        if (i != id && def->columns[i].need == NEED_MANDATORY) {
            buffer_printf(&text, "%s,", def->columns[i].name);
        }
    }
    buffer_printf(&text, "%s\n", def->columns[id].name);
    for (size_t row = 0; row < ARRAY_LEN(ids); row++) {
        for (unsigned i = 0; i < def->column_count; i++) {
            buffer_append_cstr(&text, i != id && def->columns[i].need == NEED_MANDATORY ? "1," : "");
        }
        buffer_append_cstr(&text, ids[row]);
        buffer_append_cstr(&text, ids[row][0] ? "\n" : " \n");
    }
    snprintf(name, sizeof name, "%s.csv", def->name);
    scratch_write(name, buffer_view(&text));
}

/* In every table whose rows are one thing each. */
static void test_ids_that_stand_twice(void **state) {
    size_t tables = 0;

    (void)state;
    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        unsigned id = cell_key_unique_column(table);
        if (id < COLUMNS_MAX) {
            const struct table_def *def = schema_table(table);
            char name[64];
            write_twice(def, id);
            if (read_here(PROBLEM_ID_TWICE, NULL) != 2) {
                fail_msg("%s", def->name);
            }
            snprintf(name, sizeof name, "%s.csv", def->name);
            unlink(name);
            tables++;
        }
    }
    assert_int_equal(tables, 9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_refused_file_leaves_codes, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_said_encoding_is_checked, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_ids_that_stand_twice, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "inventory/edited_read.h"

#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

/* A row as "id|cause|due|state". */
static void assert_row(const struct table *table, uint32_t row, const char *expected) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    char text[256], due[11];

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    row_reader_move(reader, row);
    struct value day = row_reader_value(reader, DISPOSITIONS_DUE), word = row_reader_value(reader, DISPOSITIONS_STATE);
    struct str id = row_reader_text(reader, DISPOSITIONS_ID), cause = row_reader_text(reader, DISPOSITIONS_CAUSE);
    date_format(day.is_set ? day.date : DATE_NONE, due);
    snprintf(text, sizeof text, "%.*s|%.*s|%s|%d", STR_FMT(id), STR_FMT(cause), due,
             word.is_set ? (int)word.number : -1);
    assert_string_equal(text, expected);
    assert_int_equal(row_reader_error(reader, NULL), ERR_OK);
}

/* As a spreadsheet saves it: CP932, tabs, other columns first, a blank line at the end. A row that begins with # or
 * with the word for totals is no comment where it has an id; without one it is. */
static void test_spreadsheet(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
    const struct read_options options = {.tmpdir = "/tmp"};
    struct str bytes = scratch_encode("CP932", STR("相違理由\t期限\t指摘ID\t対応状況\t備考\r\n"
                                                   "#1 申請漏れ\t2027/5/31\t0123456789abcdef\t完了\tx\r\n"
                                                   "合計\tR9.6.1\t'1234567890123456\t\t\r\n"
                                                   "# 注記\t\t\t\t\r\n"
                                                   "\t\tffffffffffffffff\t対応中\t\r\n"
                                                   "\t\t\t\t\r\n"));
    size_t count;

    (void)state;
    scratch_write("edited.txt", bytes);
    free((char *)(uintptr_t)bytes.p);
    assert_int_equal(edited_read("edited.txt", TABLE_DISPOSITIONS, &options, diagnostics, &inventory, NULL), ERR_OK);
    (void)diagnostics_groups(diagnostics, &count);
    assert_int_equal(count, 0);
    assert_int_equal(inventory_files(inventory, &count)->encoding, ENCODING_CP932);
    const struct table *table = inventory_table(inventory, TABLE_DISPOSITIONS);
    assert_non_null(table);
    assert_int_equal(table_rows(table), 3);
    assert_row(table, 0, "0123456789abcdef|#1 申請漏れ|2027-05-31|2");
    assert_row(table, 1, "'1234567890123456|合計|2027-06-01|-1");
    assert_row(table, 2, "ffffffffffffffff|||1");
    assert_false(table_has_column(table, DISPOSITIONS_OWNER));
}

static void test_refused(void **state) {
    static const struct {
        const char *text;
        enum problem problem;
    } cases[] = {
        {"owner,due\nA,2027-05-31\n", PROBLEM_COLUMN_MISSING},
        {"id,owner,担当\n", PROBLEM_HEADING_TWICE},
        {"a,b\n1,2\n", PROBLEM_NO_HEADINGS},
        {"id,owner\n0123456789abcdef,\"A\n", PROBLEM_UNCLOSED_QUOTE},
        {"PK\3\4", PROBLEM_ENCODING_UNKNOWN},
    };
    const struct read_options options = {.tmpdir = "/tmp"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
        CLEANUP(inventory_free_cleanup) struct inventory *inventory = NULL;
        size_t count;
        scratch_write("edited.csv", str_from(cases[i].text));
        assert_int_equal(edited_read("edited.csv", TABLE_DISPOSITIONS, &options, diagnostics, &inventory, NULL),
                         ERR_OK);
        assert_true(inventory_is_refused(inventory, TABLE_DISPOSITIONS));
        const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);
        assert_int_equal(count, 1);
        assert_int_equal(groups->problem, cases[i].problem);
        assert_true(str_eq(groups->file, STR("edited.csv")));
    }
}

static void test_missing(void **state) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct read_options options = {.tmpdir = "/tmp"};
    struct inventory *inventory = NULL;

    (void)state;
    assert_int_equal(edited_read("missing.csv", TABLE_DISPOSITIONS, &options, diagnostics, &inventory, NULL),
                     ERR_NOT_FOUND);
    assert_null(inventory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_spreadsheet, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_missing, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

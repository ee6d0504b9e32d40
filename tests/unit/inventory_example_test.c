#include "inventory/example.h"

#include "base/compiler.h"
#include "base/encoding.h"
#include "inventory/value.h"
#include "tests/unit/support/cmocka.h"

static bool has_example(enum table_id table) {
    return schema_table(table)->kind == TABLE_KIND_LEDGER;
}

/* A row that people write over must itself be read without a word, and in every encoding that templates have. */
static void check_cell(enum table_id table, unsigned column, bool is_japanese) {
    CLEANUP(buffer_done) struct buffer cp932 = {0};
    const struct column_def *def = schema_column(table, column);
    struct str cell = example_cell(table, column, is_japanese);
    struct value value = value_read(def, UNIT_NONE, cell);

    if (value.problem != PROBLEM_NONE || value.is_set != (cell.n > 0)) {
        fail_msg("%s.%s: problem %d", schema_table(table)->name, def->name, (int)value.problem);
    }
    assert_true(encoding_encode(ENCODING_CP932, cell, &cp932));
    for (size_t i = 0; !is_japanese && i < cell.n; i++) {
        assert_true((unsigned char)cell.p[i] < 0x80);
    }
    if (def->need == NEED_MANDATORY || def->need == NEED_EXPECTED) {
        assert_true(cell.n > 0);
    }
}

static void test_cells(void **state) {
    (void)state;
    for (enum table_id table = TABLE_DEVICES; table < TABLE_COUNT; table++) {
        for (unsigned i = 0; has_example(table) && i < schema_table(table)->column_count; i++) {
            if (schema_column(table, i)->need != NEED_OBSERVED) {
                check_cell(table, i, true);
                check_cell(table, i, false);
            }
        }
    }
}

/* The tables tell one story, and a key is never made up. */
static void test_story(void **state) {
    (void)state;
    assert_true(str_eq(example_cell(TABLE_DEVICES, DEVICES_ASSET_ID, true), STR("PC-0001")));
    assert_true(str_eq(example_cell(TABLE_SOFTWARE, SOFTWARE_ASSET_ID, true), STR("PC-0001")));
    assert_true(str_eq(example_cell(TABLE_ASSIGNMENTS, ASSIGNMENTS_LICENSE_ID, false),
                       example_cell(TABLE_LICENSES, LICENSES_LICENSE_ID, false)));
    assert_true(
        str_eq(example_cell(TABLE_DEVICES, DEVICES_USER_ID, true), example_cell(TABLE_PEOPLE, PEOPLE_USER_ID, true)));
    assert_true(str_eq(example_cell(TABLE_DEVICES, DEVICES_CONTRACT_ID, true),
                       example_cell(TABLE_CONTRACTS, CONTRACTS_CONTRACT_ID, true)));
    assert_true(str_eq(example_cell(TABLE_LICENSES, LICENSES_PRODUCT, true),
                       example_cell(TABLE_SOFTWARE, SOFTWARE_PRODUCT, true)));
    assert_true(str_eq(example_cell(TABLE_LICENSES, LICENSES_END_ON, true), STR("永続")));
    assert_true(str_is_empty(example_cell(TABLE_LICENSES, LICENSES_KEY, true)));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells), cmocka_unit_test(test_story)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

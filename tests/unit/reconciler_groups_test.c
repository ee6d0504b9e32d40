#include "reconciler/groups.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "tests/unit/support/ministry.h"

static uint32_t owner(void *context, struct str reference) {
    unsigned *calls = context;

    ++*calls;
    return reference.n == 1 ? (uint32_t)(reference.p[0] - 'a') : UINT32_MAX;
}

/* Owners a to d; c has none, "zz" is nobody. */
static void test_rows_by_owner(void **state) {
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.listed = "asset_id,product\nb,P0\na,P1\nzz,P2\nb,P3\nd,P4\nb,P5\n"});
    static const uint32_t first[] = {0, 1, 4, 4, 5}, rows[] = {1, 0, 3, 5, 4};
    const struct table *table = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE);
    struct row_groups groups;
    unsigned calls = 0;

    (void)state;
    assert_int_equal(row_groups_build(table, SOFTWARE_ASSET_ID, 4, owner, &calls, &groups, NULL), ERR_OK);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(groups.first[i], first[i]);
        assert_int_equal(groups.rows[i], rows[i]);
    }
    assert_true(calls <= 4); /* once a text */
    row_groups_done(&groups);
    ministry_free(ministry);
}

static void test_no_table(void **state) {
    struct row_groups groups;
    unsigned calls = 0;

    (void)state;
    assert_int_equal(row_groups_build(NULL, SOFTWARE_ASSET_ID, 3, owner, &calls, &groups, NULL), ERR_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(groups.first[i], 0);
    }
    row_groups_done(&groups);
    assert_int_equal(row_groups_build(NULL, SOFTWARE_ASSET_ID, 0, owner, &calls, &groups, NULL), ERR_OK);
    row_groups_done(&groups);
    assert_int_equal(calls, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_by_owner),
        cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

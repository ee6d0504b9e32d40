#include "reconciler/titles.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include "tests/unit/support/ministry.h"

static struct title title_at(const struct titles *titles, const struct table *table, uint32_t row) {
    struct row_reader *reader;

    assert_int_equal(row_reader_new(table, &reader, NULL), ERR_OK);
    row_reader_move(reader, row);
    struct title title = titles_of_row(titles, table, reader, row);
    row_reader_free(reader);
    return title;
}

static void test_spellings_meet(void **state) {
    /* a snapshot is sorted by device_id and product */
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .listed = "asset_id,product\nA-1,ｇｏｏｇｌｅ　Chrome\nA-1,7-Zip 22.00\nA-1,Office 2019\n",
        .installed = "device_id,product\nd1,7-Zip 23.01 (x64)\nd2,Google Chrome\nd3,Office 2021\n"});
    const struct table *listed = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE);
    const struct table *installed = inventory_table(ministry_snapshot(ministry), TABLE_SOFTWARE);
    struct titles *titles = NULL;

    (void)state;
    assert_int_equal(titles_build(listed, installed, &titles, NULL), ERR_OK);
    struct title paper[3], real[3];
    for (uint32_t i = 0; i < 3; i++) {
        paper[i] = title_at(titles, listed, i);
        real[i] = title_at(titles, installed, i);
    }
    assert_int_equal(paper[0].exact, real[1].exact);
    assert_int_not_equal(paper[1].exact, real[0].exact);
    assert_int_equal(paper[1].stem, real[0].stem);
    assert_int_not_equal(paper[2].stem, real[2].stem);
    assert_true(titles_is_listed(titles, real[0]));
    assert_true(titles_is_listed(titles, real[1]));
    assert_false(titles_is_listed(titles, real[2]));
    assert_false(titles_is_listed(titles, (struct title){INTERN_NONE, INTERN_NONE}));
    titles_free(titles);
    ministry_free(ministry);
}

static void test_no_tables(void **state) {
    struct titles *titles = NULL;

    (void)state;
    assert_int_equal(titles_build(NULL, NULL, &titles, NULL), ERR_OK);
    titles_free(titles);
    titles_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings_meet),
        cmocka_unit_test(test_no_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

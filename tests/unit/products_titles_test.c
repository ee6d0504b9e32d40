#include "products/titles.h"

#include "tests/unit/support/cmocka.h"
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
    assert_int_equal(titles_build(&(struct titles_input){.listed = listed, .installed = installed}, &titles, NULL),
                     ERR_OK);
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
    assert_false(titles_is_listed(titles, (struct title){INTERN_NONE, INTERN_NONE, 0, 0}));
    titles_free(titles);
    ministry_free(ministry);
}

#define TEXT(LITERAL)                                                                                                  \
    { "" LITERAL "", sizeof(LITERAL) - 1 }

/* Titles of one product meet whatever their versions; other editions, makers and classes do not. */
static void test_products_meet(void **state) {
    static const struct title_rule rules[] = {
        {.pattern = TEXT("/office (?<edition>standard|pro) (?<version>20[0-9][0-9])/"),
         .title_class = TITLE_PRODUCT,
         .product = TEXT("Office")},
        {.pattern = TEXT("Office Help*"), .title_class = TITLE_COMPONENT, .product = TEXT("Office")},
    };
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .listed = "asset_id,product\nA-1,Office Standard 2019\n",
        .installed = "device_id,product,source\nd1,Office Help,registry\nd1,Office Pro 2019,registry\n"
                     "d1,Office Standard 2021 - ja,registry\nd1,bash,dpkg\n"});
    struct titles_input input = {.listed = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE),
                                 .installed = inventory_table(ministry_snapshot(ministry), TABLE_SOFTWARE)};
    struct title_rules *made = NULL;
    struct titles *titles = NULL;

    (void)state;
    assert_int_equal(title_rules_new(rules, ARRAY_LEN(rules), NULL, &made, NULL), ERR_OK);
    input.rules = made;
    assert_int_equal(titles_build(&input, &titles, NULL), ERR_OK);
    struct title paper = title_at(titles, input.listed, 0), real[4];
    for (uint32_t i = 0; i < 4; i++) {
        real[i] = title_at(titles, input.installed, i);
    }
    assert_int_not_equal(paper.product, 0);
    assert_int_equal(paper.product, real[2].product);
    assert_int_not_equal(paper.product, real[0].product);
    assert_int_not_equal(paper.product, real[1].product);
    assert_int_equal(real[3].product, 0);
    assert_true(titles_is_listed(titles, real[2]));
    assert_false(titles_is_listed(titles, real[0]));
    assert_false(titles_is_listed(titles, real[1]));
    assert_int_equal(titles_class(titles, real[0], STR("registry")), TITLE_COMPONENT);
    assert_int_equal(titles_class(titles, real[2], STR("registry")), TITLE_PRODUCT);
    assert_int_equal(titles_class(titles, real[3], STR("dpkg")), TITLE_OS_PACKAGE);
    assert_int_equal(titles_class(titles, real[3], STR("registry")), TITLE_UNKNOWN);
    assert_true(str_eq(titles_version(titles, paper), STR("2019")));
    assert_true(str_eq(titles_version(titles, real[2]), STR("2021")));
    assert_int_equal(titles_version(titles, real[3]).n, 0);
    titles_free(titles);
    title_rules_free(made);
    ministry_free(ministry);
}

static void test_no_tables(void **state) {
    struct titles *titles = NULL;

    (void)state;
    assert_int_equal(titles_build(&(struct titles_input){0}, &titles, NULL), ERR_OK);
    titles_free(titles);
    titles_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spellings_meet),
        cmocka_unit_test(test_products_meet),
        cmocka_unit_test(test_no_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

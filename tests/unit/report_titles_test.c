#include "report/result_files.h"

#include <fcntl.h>
#include <stdlib.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

static void expect_file(const struct title_list *list, const char *expected) {
    struct report_context context = {.dir_fd = AT_FDCWD, .language = LANGUAGE_EN};

    assert_int_equal(report_titles(&context, list, NULL), ERR_OK);
    struct str bytes = scratch_read("titles.csv");
    assert_int_equal(bytes.n, strlen(expected));
    assert_memory_equal(bytes.p, expected, bytes.n);
    free((void *)(uintptr_t)bytes.p);
}

#define HEADING                                                                                                        \
    "\xEF\xBB\xBFpattern,class,vendor,product,edition,version,licensable,purl,cpe,endoflife,source,checked_on,"        \
    "devices\r\n"

static void test_empty(void **state) {
    struct title_list *list = title_list_new();

    (void)state;
    expect_file(list, HEADING);
    title_list_free(list);
    title_list_free(NULL);
}

/* The list keeps copies, in the order of adding; no cell starts a formula. */
static void test_rows(void **state) {
    struct title_list *list = title_list_new();
    char text[] = "Tool, 2.0";

    (void)state;
    assert_non_null(list);
    assert_int_equal(title_list_add(list, &(struct unknown_title){str_from(text), STR("Maker"), 12}, NULL), ERR_OK);
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(title_list_add(list, &(struct unknown_title){STR("=a"), STR_NONE, 1}, NULL), ERR_OK);
    }
    size_t count;
    const struct unknown_title *items = title_list_items(list, &count);
    assert_int_equal(count, 101);
    assert_true(str_eq(items[100].title, STR("=a")));
    title_list_free(list);

    list = title_list_new();
    assert_int_equal(title_list_add(list, &(struct unknown_title){STR("Tool, 2.0"), STR("製作所"), 12}, NULL), ERR_OK);
    assert_int_equal(title_list_add(list, &(struct unknown_title){STR("=a"), STR_NONE, 1}, NULL), ERR_OK);
    expect_file(list, HEADING "\"Tool, 2.0\",,製作所,,,,,,,,,,12\r\n'=a,,,,,,,,,,,,1\r\n");
    title_list_free(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_rows, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

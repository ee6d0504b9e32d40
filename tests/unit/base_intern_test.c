#include "base/intern.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static void test_numbers_in_order_of_first_sight(void **state) {
    CLEANUP(intern_free_cleanup) struct intern *intern = intern_new();
    char text[] = "alpha";

    (void)state;
    assert_non_null(intern);
    assert_int_equal(intern_count(intern), 0);
    assert_int_equal(intern_find(intern, STR("alpha")), INTERN_NONE);
    assert_int_equal(intern_add(intern, (struct str){text, 5}), 0);
    text[0] = 'x'; /* the set keeps a copy */
    assert_int_equal(intern_add(intern, STR("beta")), 1);
    assert_int_equal(intern_add(intern, STR("alpha")), 0);
    assert_int_equal(intern_add(intern, STR("")), 2);
    assert_int_equal(intern_add(intern, STR_NONE), 2);
    assert_int_equal(intern_add(intern, STR("al\0a")), 3);
    assert_int_equal(intern_add(intern, STR("al\0b")), 4);
    assert_int_equal(intern_count(intern), 5);
    assert_true(str_eq(intern_text(intern, 0), STR("alpha")));
    assert_true(str_eq(intern_text(intern, 4), STR("al\0b")));
    assert_int_equal(intern_find(intern, STR("beta")), 1);
    assert_int_equal(intern_find(intern, STR("alph")), INTERN_NONE);
}

/* Past several growths every text is still where it was. */
static void test_many(void **state) {
    enum { MANY = 100000 };
    CLEANUP(intern_free_cleanup) struct intern *intern = intern_new();
    char text[32];

    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        int n = snprintf(text, sizeof text, "serial-%u", i * 7919u);
        assert_int_equal(intern_add(intern, (struct str){text, (size_t)n}), i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        int n = snprintf(text, sizeof text, "serial-%u", i * 7919u);
        struct str expected = {text, (size_t)n};
        assert_int_equal(intern_find(intern, expected), i);
        assert_true(str_eq(intern_text(intern, i), expected));
    }
    assert_int_equal(intern_count(intern), MANY);
    intern_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_in_order_of_first_sight),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

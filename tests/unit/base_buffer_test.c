#include "base/buffer.h"

#include "tests/unit/support/cmocka.h"

static void test_append(void **state) {
    CLEANUP(buffer_done) struct buffer buffer = {0};

    (void)state;
    buffer_append(&buffer, STR_NONE);
    assert_int_equal(buffer_view(&buffer).n, 0);
    buffer_append(&buffer, STR("host"));
    buffer_append_char(&buffer, '-');
    buffer_append_cstr(&buffer, "01");
    buffer_append_cstr(&buffer, NULL);
    buffer_printf(&buffer, "/%d%%%s", 50, "");
    buffer_append_u64(&buffer, 0);
    buffer_append_u64(&buffer, UINT64_MAX);
    assert_true(str_eq(buffer_view(&buffer), STR("host-01/50%018446744073709551615")));
    assert_false(buffer.failed);
    buffer_reset(&buffer);
    assert_int_equal(buffer.n, 0);
    buffer_append_lower(&buffer, STR("Web1.EXAMPLE\xc3\x84"));
    assert_true(str_eq(buffer_view(&buffer), STR("web1.example\xc3\x84")));
    assert_true(buffer.capacity > 0);
}

static void test_growth(void **state) {
    CLEANUP(buffer_done) struct buffer buffer = {0};

    (void)state;
    for (int i = 0; i < 10000; i++) {
        buffer_printf(&buffer, "%05d", i);
    }
    assert_int_equal(buffer.n, 50000);
    assert_memory_equal(buffer.p, "0000000001", 10);
    assert_memory_equal(buffer.p + 5 * 4321, "04321", 5);
    assert_memory_equal(buffer.p + 49995, "09999", 5);
}

static void test_exact_printf(void **state) {
    /* Texts at every length around the growth steps, which printf's NUL must not overrun. */
    (void)state;
    for (int n = 0; n < 300; n++) {
        CLEANUP(buffer_done) struct buffer buffer = {0};
        buffer_printf(&buffer, "%*s", n, "");
        assert_int_equal(buffer.n, n);
    }
}

static void test_reserve(void **state) {
    CLEANUP(buffer_done) struct buffer buffer = {0};
    char *end;

    (void)state;
    assert_non_null(buffer_reserve(&buffer, 0));
    end = buffer_reserve(&buffer, 1000);
    assert_non_null(end);
    memset(end, 'x', 1000);
    buffer.n += 1000;
    assert_ptr_equal(buffer_reserve(&buffer, 0), buffer.p + 1000);
}

static void test_failure_is_kept(void **state) {
    CLEANUP(buffer_done) struct buffer buffer = {0};

    (void)state;
    buffer_append(&buffer, STR("a"));
    assert_null(buffer_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_append(&buffer, STR("b"));
    buffer_append_char(&buffer, 'c');
    buffer_printf(&buffer, "d");
    assert_true(str_eq(buffer_view(&buffer), STR("a")));
    assert_true(buffer.failed);
    buffer_reset(&buffer);
    assert_false(buffer.failed);
    assert_null(buffer_reserve(&buffer, (size_t)PTRDIFF_MAX + 1));
    assert_true(buffer.failed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),  cmocka_unit_test(test_growth),          cmocka_unit_test(test_exact_printf),
        cmocka_unit_test(test_reserve), cmocka_unit_test(test_failure_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

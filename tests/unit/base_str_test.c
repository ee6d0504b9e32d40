#include "base/str.h"

#include "tests/unit/support/cmocka.h"

static int sign(int value) {
    return (value > 0) - (value < 0);
}

static void assert_str(struct str s, const char *expected) {
    assert_int_equal(s.n, strlen(expected));
    assert_memory_equal(s.n ? s.p : "", expected, s.n);
}

static void test_cmp(void **state) {
    static const struct {
        struct str a, b;
        int order;
    } cases[] = {
        {STR(""), STR(""), 0},      {STR_NONE, STR(""), 0},     {STR("a"), STR(""), 1},
        {STR("a"), STR("ab"), -1},  {STR("b"), STR("ab"), 1},   {STR("ab"), STR("ab"), 0},
        {STR("a"), STR("a\0"), -1}, {STR("\xE3"), STR("z"), 1}, {STR("a\0b"), STR("a\0c"), -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(sign(str_cmp(cases[i].a, cases[i].b)), cases[i].order);
        assert_int_equal(sign(str_cmp(cases[i].b, cases[i].a)), -cases[i].order);
        assert_int_equal(str_eq(cases[i].a, cases[i].b), cases[i].order == 0);
    }
}

static void test_ignore_case(void **state) {
    (void)state;
    assert_true(str_eq_ignore_case(STR("ThinkPad-X1"), STR("THINKPAD-x1")));
    assert_true(str_eq_ignore_case(STR_NONE, STR("")));
    assert_false(str_eq_ignore_case(STR("a"), STR("ab")));
    /* Only letters: '[' and '{' differ by the same bit as letters do. */
    assert_false(str_eq_ignore_case(STR("["), STR("{")));
    assert_false(str_eq_ignore_case(STR("\xC4"), STR("\xE4")));
}

static void test_starts_ends(void **state) {
    static const struct {
        struct str s, part;
        bool starts, ends;
    } cases[] = {
        {STR("devices.csv"), STR("devices"), true, false},
        {STR("devices.csv"), STR(".csv"), false, true},
        {STR("aba"), STR("a"), true, true},
        {STR("a"), STR("ab"), false, false},
        {STR_NONE, STR_NONE, true, true},
        {STR("a"), STR_NONE, true, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(str_starts_with(cases[i].s, cases[i].part), cases[i].starts);
        assert_int_equal(str_ends_with(cases[i].s, cases[i].part), cases[i].ends);
    }
}

static void test_find(void **state) {
    static const struct {
        struct str s, needle;
        ptrdiff_t at;
    } cases[] = {
        {STR("abcabc"), STR("ca"), 2}, {STR("abc"), STR("abcd"), -1}, {STR("aab"), STR("ab"), 1},
        {STR("abc"), STR(""), 0},      {STR_NONE, STR("a"), -1},      {STR_NONE, STR_NONE, 0},
        {STR("a\0b"), STR("\0b"), 1},  {STR("abc"), STR("x"), -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(str_find(cases[i].s, cases[i].needle), cases[i].at);
        assert_int_equal(str_contains(cases[i].s, cases[i].needle), cases[i].at >= 0);
    }
    assert_int_equal(str_find_char(STR("key=value="), '='), 3);
    assert_int_equal(str_find_char(STR("key"), '='), -1);
    assert_int_equal(str_find_char(STR_NONE, '='), -1);
}

static void test_sub(void **state) {
    (void)state;
    assert_str(str_sub(STR("abcdef"), 2, 3), "cde");
    assert_str(str_sub(STR("abcdef"), 2, SIZE_MAX), "cdef");
    assert_str(str_sub(STR("abcdef"), 6, 1), "");
    assert_str(str_sub(STR("abcdef"), 99, 1), "");
    assert_str(str_sub(STR_NONE, 1, 1), "");
}

static void test_trim(void **state) {
    (void)state;
    assert_str(str_trim(STR(" \t\r\n\v\fa b\f ")), "a b");
    assert_str(str_trim(STR(" \t ")), "");
    assert_str(str_trim(STR_NONE), "");
    assert_str(str_trim(STR("\x08x\x0E")), "\x08x\x0E");
    /* An ideographic space is no ASCII blank. */
    assert_str(str_trim(STR("　x")), "　x");
}

static void test_skip_lines(void **state) {
    static const struct {
        const char *text;
        uint64_t count;
        const char *rest;
    } cases[] = {
        {"", 0, ""},      {"a", 0, "a"},      {"a\nb", 1, "b"},       {"a\r\nb", 1, "b"},
        {"a\rb", 1, "b"}, {"a\n\nb", 2, "b"}, {"a\r\n\r\nb", 2, "b"}, {"a\n\rb", 2, "b"},
        {"a\n", 1, ""},   {"a\r", 1, ""},     {"\n\r\n\r", 3, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str rest = str_from(cases[i].text);
        assert_int_equal(str_skip_lines(&rest), cases[i].count);
        assert_str(rest, cases[i].rest);
    }
}

static void test_cut(void **state) {
    static const struct {
        struct str s;
        size_t n;
        const char *parts[4];
    } cases[] = {
        {STR("a,,b"), 3, {"a", "", "b"}}, {STR(""), 1, {""}},   {STR_NONE, 0, {NULL}},        {STR("a,"), 2, {"a", ""}},
        {STR(",a"), 2, {"", "a"}},        {STR("a"), 1, {"a"}}, {STR(",,"), 3, {"", "", ""}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str rest = cases[i].s, part;
        for (size_t k = 0; k < cases[i].n; k++) {
            assert_true(str_cut(&rest, ',', &part));
            assert_str(part, cases[i].parts[k]);
        }
        assert_false(str_cut(&rest, ',', &part));
    }
}

static void test_to_u64(void **state) {
    static const struct {
        struct str s;
        bool good;
        uint64_t value;
    } cases[] = {
        {STR("0"), true, 0},
        {STR("0042"), true, 42},
        {STR("18446744073709551615"), true, UINT64_MAX},
        {STR("18446744073709551616"), false, 0},
        {STR("99999999999999999999"), false, 0},
        {STR(""), false, 0},
        {STR("-1"), false, 0},
        {STR("+1"), false, 0},
        {STR(" 1"), false, 0},
        {STR("1a"), false, 0},
        {STR("１"), false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 7;
        assert_int_equal(str_to_u64(cases[i].s, &value), cases[i].good);
        assert_int_equal(value, cases[i].good ? cases[i].value : 7);
    }
}

static void test_characters(void **state) {
    static const char alnum[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    (void)state;
    for (int c = -128; c < 128; c++) {
        const char *at = c ? strchr(alnum, c) : NULL;
        assert_int_equal(str_is_alnum((char)c), at != NULL);
        assert_int_equal(str_is_digit((char)c), at && at < alnum + 10);
        assert_int_equal(str_lower_char((char)c), at && at >= alnum + 10 && at < alnum + 36 ? at[26] : c);
    }
}

static void test_drop(void **state) {
    struct str s = STR("v12.3GB");

    (void)state;
    assert_false(str_drop_prefix(&s, STR("ver")));
    assert_true(str_drop_prefix(&s, STR("v")));
    assert_false(str_drop_suffix(&s, STR("MB")));
    assert_true(str_drop_suffix(&s, STR("GB")));
    assert_true(str_eq(s, STR("12.3")));
    assert_false(str_drop_prefix(&s, STR("12.34")));
    assert_true(str_drop_suffix(&s, STR("12.3")));
    assert_int_equal(s.n, 0);
}

static void test_listed(void **state) {
    (void)state;
    assert_true(str_is_listed("one|two|three", STR("one")));
    assert_true(str_is_listed("one|two|three", STR("three")));
    assert_false(str_is_listed("one|two|three", STR("tw")));
    assert_false(str_is_listed("one|two|three", STR("one|two")));
    assert_false(str_is_listed("one|two", STR_NONE));
    assert_true(str_has_digit(STR("ab9")));
    assert_false(str_has_digit(STR("ab\xef\xbc\x99")));
    assert_false(str_has_digit(STR_NONE));
}

static void test_format_numbers(void **state) {
    char to[STR_I64_SIZE];

    (void)state;
    assert_true(str_eq(str_format_u64(0, to), STR("0")));
    assert_true(str_eq(str_format_u64(10, to), STR("10")));
    assert_true(str_eq(str_format_u64(UINT64_MAX, to), STR("18446744073709551615")));
    assert_true(str_eq(str_format_i64(-1, to), STR("-1")));
    assert_true(str_eq(str_format_i64(INT64_MAX, to), STR("9223372036854775807")));
    assert_true(str_eq(str_format_i64(INT64_MIN, to), STR("-9223372036854775808")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format_numbers), cmocka_unit_test(test_cmp),        cmocka_unit_test(test_ignore_case),
        cmocka_unit_test(test_starts_ends),    cmocka_unit_test(test_find),       cmocka_unit_test(test_sub),
        cmocka_unit_test(test_skip_lines),     cmocka_unit_test(test_trim),       cmocka_unit_test(test_cut),
        cmocka_unit_test(test_to_u64),         cmocka_unit_test(test_characters), cmocka_unit_test(test_drop),
        cmocka_unit_test(test_listed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "report/workbook/excel_text.h"

#include "tests/unit/support/cmocka.h"

static void expect_text(struct str text, size_t limit, bool is_whole, const char *expected) {
    CLEANUP(buffer_done) struct buffer out = {0};

    assert_int_equal(excel_fit_text(text, limit, &out), is_whole);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.p, expected);
}

static void test_characters(void **state) {
    static const struct {
        struct str text;
        const char *expected;
    } cases[] = {
        {STR_NONE, ""},
        {STR("plain"), "plain"},
        {STR("=1+1"), "=1+1"},
        {STR("台帳"), "台帳"},
        {STR("a\tb\nc"), "a\tb\nc"},
        {STR("a\r\nb"), "a\nb"},
        {STR("a\rb\r"), "a␍b␍"},
        {STR("\0\x01\x1b"), "␀␁␛"},
        {STR("\xef\xbf\xbe\xef\xbf\xbf"), "\xef\xbf\xbd\xef\xbf\xbd"},
        {STR("\xef\xbb\xbfＡｶ"), "\xef\xbb\xbfＡｶ"},
        {STR("_x0041_"), "_x005F_x0041_"},
        {STR("_x00g1_ _x0041 _X0041_ _"), "_x00g1_ _x0041 _X0041_ _"},
        {STR("__x000d_x000d_"), "__x005F_x000d_x005F_x000d_"},
        {STR("a\xff\xe5\x8f"), "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {STR("\xed\xa0\x80z"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        expect_text(cases[i].text, 100, true, cases[i].expected);
    }
}

/* 𠮷 is two units of UTF-16. */
static void test_limit(void **state) {
    (void)state;
    expect_text(STR("abcde"), 5, true, "abcde");
    expect_text(STR("abcdef"), 5, false, "abcd…");
    expect_text(STR("台帳台帳台"), 5, true, "台帳台帳台");
    expect_text(STR("台帳台帳台帳"), 5, false, "台帳台帳…");
    expect_text(STR("abc𠮷"), 5, true, "abc𠮷");
    expect_text(STR("abcd𠮷"), 5, false, "abcd…");
    expect_text(STR("abc𠮷f"), 5, false, "abc…");
    expect_text(STR("\x01\x02\x03\x04\x05\x06"), 5, false, "␁␂␃␄…");
}

static void test_lines(void **state) {
    static const struct {
        const char *text;
        double width;
        unsigned lines;
    } cases[] = {
        {"", 10, 1},           {"0123456789", 10, 1},   {"0123456789a", 10, 2},
        {"台帳台帳台", 10, 1}, {"台帳台帳台帳", 10, 2}, {"ｶﾞｶﾞｶﾞｶﾞｶﾞ", 10, 1},
        {"a\nb\nc", 10, 3},    {"123456789台", 10, 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(excel_text_lines(str_from(cases[i].text), cases[i].width), cases[i].lines);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

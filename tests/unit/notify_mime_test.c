#include "notify/mime.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"

/* RFC 4648, section 10, and lines of RFC 2045 */
static const struct base64_case {
    const char *bytes, *base64;
    size_t line;
} base64_cases[] = {
    {"", "", 0},
    {"f", "Zg==", 0},
    {"fo", "Zm8=", 0},
    {"foo", "Zm9v", 0},
    {"foob", "Zm9vYg==", 0},
    {"fooba", "Zm9vYmE=", 0},
    {"foobar", "Zm9vYmFy", 0},
    {"\xff\xef\xbe\xfb",
     "/+++"
     "+w==",
     0},
    {"foobar", "Zm9v\r\nYmFy\r\n", 4},
    {"foobarf", "Zm9vYmFy\r\nZg==\r\n", 8},
};

static void test_base64(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(base64_cases); i++) {
        struct buffer out = {0};
        mime_append_base64(str_from(base64_cases[i].bytes), base64_cases[i].line, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, base64_cases[i].base64);
        buffer_done(&out);
    }
}

/* The words were made by Python's base64 and by hand. */
static const struct header_case {
    const char *text, *header;
    size_t column;
} header_cases[] = {
    {"plain text", "plain text", 9},
    {"  trimmed ", "trimmed", 9},
    {"", "", 9},
    {"現況", "=?UTF-8?B?54++5rOB?=", 9},
    {"x\r\nBcc: y", "x\\x0d\\x0aBcc: y", 9},
    {"=?UTF-8?B?QUJD?=", "=?UTF-8?B?PT9VVEYtOD9CP1FVSkQ/PQ==?=", 9},
    /* no room on the line: the next one */
    {"現況", "\r\n =?UTF-8?B?54++5rOB?=", 70},
    {"0123456789", "\r\n =?UTF-8?B?MDEyMzQ1Njc4OQ==?=", 70},
};

static void test_headers(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(header_cases); i++) {
        struct buffer out = {0};
        mime_append_header_text(str_from(header_cases[i].text), header_cases[i].column, 200, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, header_cases[i].header);
        buffer_done(&out);
    }
}

/* No line is too long, no character is divided, and no line begins without a blank, at whatever column it starts. */
static void test_folding(void **state) {
    static const char text[] =
        "漢字とkanaが𠮷混ざった長い件名を何行にも分けて送る場合に文字の途中で切らない、123456789";

    (void)state;
    for (size_t column = 0; column <= MIME_LINE_MAX; column++) {
        struct buffer out = {0};
        struct str rest, line;
        size_t used = column;
        mime_append_header_text(str_from(text), column, 200, &out);
        rest = buffer_view(&out);
        while (str_cut(&rest, '\n', &line)) {
            (void)str_drop_suffix(&line, STR("\r"));
            assert_true(used + line.n <= MIME_LINE_MAX);
            assert_true(line.n == 0 || column == used || line.p[0] == ' ');
            /* whole groups, so that each word is decoded by itself */
            assert_true(line.n == 0 || str_ends_with(line, STR("?=")));
            used = 0;
        }
        buffer_done(&out);
    }
}

static void test_long_is_cut(void **state) {
    struct buffer out = {0};

    (void)state;
    mime_append_header_text(STR("0123456789"), 9, 4, &out);
    /* 0123… */
    assert_true(str_eq(buffer_view(&out), STR("=?UTF-8?B?MDEyM+KApg==?=")));
    buffer_done(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_long_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

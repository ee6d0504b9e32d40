#include "report/html/write.h"

#include "tests/unit/support/cmocka.h"

#include <stdlib.h>

/* What WRITE writes of the text. */
static struct str written(void (*write)(struct html *html, struct str text), struct str text, struct output *output) {
    struct html html;

    output_reset(output);
    html_init(&html, output);
    write(&html, text);
    html_done(&html);
    return output_bytes(output);
}

struct written_case {
    struct str text, expected;
};

static void check_all(void (*write)(struct html *html, struct str text), const struct written_case *cases,
                      size_t count) {
    struct output *output;

    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        struct str found = written(write, cases[i].text, output);
        if (!str_eq(found, cases[i].expected)) {
            fail_msg("%.*s gave %.*s", STR_FMT(cases[i].text), STR_FMT(found));
        }
    }
    output_abandon(output);
}

static void test_values(void **state) {
    static const struct written_case cases[] = {
        {STR(""), STR("")},
        {STR("plain"), STR("plain")},
        {STR("<img src=x onerror=\"y\">"), STR("&lt;img src=x onerror=&quot;y&quot;&gt;")},
        {STR("</script>'&amp;"), STR("&lt;/script&gt;&#39;&amp;amp;")},
        {STR("情報＜課＞"), STR("情報＜課＞")},
        /* what cannot be seen is spelled out; line ends and tabs are not */
        {STR("a\x01"
             "b\x7f"),
         STR("a\\x01b\\x7f")},
        {STR("a\r\nb\tc\n"), STR("a\nb\tc\n")},
        {STR("a\rb"), STR("a\\x0db")},
        {STR("\xe2\x80\xaegnp.exe"), STR("\\u202egnp.exe")},
        {STR("\xe2\x81\xa6x\xe2\x80\xa8y\xef\xbb\xbf"), STR("\\u2066x\\u2028y\\ufeff")},
        {STR("\xc2\x85"), STR("\\x85")},
        /* no UTF-8 */
        {STR("\xff<"), STR("\\xff&lt;")},
    };

    (void)state;
    check_all(html_value, cases, ARRAY_LEN(cases));
}

static void test_json(void **state) {
    static const struct written_case cases[] = {
        {STR("[\"plain\",1]"), STR("[\"plain\",1]")},
        {STR("\"</script><!--&\""), STR("\"\\u003c/script\\u003e\\u003c!--\\u0026\"")},
        {STR("\"a\xe2\x80\xa8"
             "b\xe2\x80\xa9"
             "c\xe2\x80\xaa\""),
         STR("\"a\\u2028b\\u2029c\xe2\x80\xaa\"")},
        {STR("\"\xe2\x80\xa9\xe2\x80\xa8<\""), STR("\"\\u2029\\u2028\\u003c\"")},
    };

    (void)state;
    check_all(html_json, cases, ARRAY_LEN(cases));
}

/* A value of COUNT times TEXT, as it is shown. */
static struct str repeated(const char *text, size_t count, struct buffer *value, struct buffer *shown) {
    buffer_reset(value);
    buffer_reset(shown);
    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(value, text);
    }
    html_visible(buffer_view(value), shown);
    return buffer_view(shown);
}

static void test_long_values(void **state) {
    CLEANUP(buffer_done) struct buffer value = {0};
    CLEANUP(buffer_done) struct buffer shown = {0};

    (void)state;
    assert_int_equal(repeated("a", HTML_VALUE_MAX, &value, &shown).n, HTML_VALUE_MAX);
    struct str longer = repeated("a", HTML_VALUE_MAX + 1, &value, &shown);
    assert_int_equal(longer.n, HTML_VALUE_MAX + strlen("…"));
    assert_true(str_ends_with(longer, STR("a…")));
    assert_int_equal(repeated("課", HTML_VALUE_MAX, &value, &shown).n, HTML_VALUE_MAX * strlen("課"));
    assert_true(str_ends_with(repeated("課", HTML_VALUE_MAX + 1, &value, &shown), STR("課…")));
    /* lines and tabs count as well */
    assert_true(repeated("\n", HTML_VALUE_MAX * 2, &value, &shown).n <= HTML_VALUE_MAX + strlen("…"));
    assert_true(repeated("\t", HTML_VALUE_MAX * 2, &value, &shown).n <= HTML_VALUE_MAX + strlen("…"));
}

static void test_counts(void **state) {
    static const struct {
        uint64_t count;
        const char *text;
    } cases[] = {
        {0, "0"}, {999, "999"}, {1000, "1,000"}, {123456, "123,456"}, {UINT64_MAX, "18,446,744,073,709,551,615"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer out = {0};
        html_count_append(cases[i].count, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, cases[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_long_values),
        cmocka_unit_test(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

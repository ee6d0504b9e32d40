#include "notify/webhook_url.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static const struct url_case {
    const char *url;
    bool is_plain_allowed, is_encrypted;
    const char *host, *server, *rest;
} url_cases[] = {
    {"https://hooks.example.jp/services/T0/B0", false, true, "hooks.example.jp", "hooks.example.jp", "/services/T0/B0"},
    {"https://example.jp:8443", false, true, "example.jp", "example.jp:8443", ""},
    {"https://example.jp?key=1", false, true, "example.jp", "example.jp", "?key=1"},
    {"https://[2001:db8::1]:8443/x", false, true, "2001:db8::1", "[2001:db8::1]:8443", "/x"},
    {"http://127.0.0.1:8080/x", false, false, "127.0.0.1", "127.0.0.1:8080", "/x"},
    {"http://127.1.2.3/x", false, false, "127.1.2.3", "127.1.2.3", "/x"},
    {"http://localhost/x", false, false, "localhost", "localhost", "/x"},
    {"http://[::1]/x", false, false, "::1", "[::1]", "/x"},
    {"http://192.0.2.1/x", true, false, "192.0.2.1", "192.0.2.1", "/x"},
};

static void test_urls(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(url_cases); i++) {
        const struct url_case *c = &url_cases[i];
        struct webhook_url url;
        assert_int_equal(webhook_url_read(str_from(c->url), c->is_plain_allowed, &url, NULL), ERR_OK);
        assert_int_equal(url.is_encrypted, c->is_encrypted);
        assert_true(str_eq(url.host, str_from(c->host)));
        assert_true(str_eq(url.server, str_from(c->server)));
        assert_true(str_eq(url.rest, str_from(c->rest)));
    }
}

static const struct str refused[] = {
    STR(""),
    STR("example.jp"),
    STR("ftp://example.jp/secret"),
    STR("HTTPS://example.jp/secret"),
    STR("https://"),
    STR("https:///secret"),
    STR("https://user:secret@example.jp/"),
    STR("https://127.0.0.1\\@example.jp/secret"),
    STR("https://example.jp:0/secret"),
    STR("https://example.jp:65536/secret"),
    STR("https://example.jp:/secret"),
    STR("https://example.jp:80:90/secret"),
    STR("https://2001:db8::1/secret"),
    STR("https://[2001:db8::1/secret"),
    STR("https://[example.jp]/secret"),
    STR("https://[::1]x/secret"),
    STR("https://example.jp/secret\r\nX: y"),
    STR("https://example.jp/sec ret"),
    STR("https://example.jp/secret#x"),
    STR("https://例.jp/secret"),
    STR("https://example.jp/secret\0"),
    STR("http://192.0.2.1/secret"),
    STR("http://127.example.jp/secret"),
    STR("http://127.0.0.1.example.jp/secret"),
    STR("http://localhost.example.jp/secret"),
    STR("http://[::2]/secret"),
    STR("http://[::ffff:192.0.2.1]/secret"),
};

/* What is refused is not said back, since it may be a secret. */
static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct webhook_url url;
        struct err err = {0};
        if (webhook_url_read(refused[i], false, &url, &err) != ERR_USAGE) {
            fail_msg("case %zu was taken", i);
        }
        assert_string_equal(err.arg[0], "url");
        assert_null(strstr(err.arg[1], "secret"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_urls), cmocka_unit_test(test_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/ssh/host_key.h"

#include "base/compiler.h"
#include "scanner/base64.h"
#include "scanner/credential/hmac_sha1.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

/* Public keys, and the lines that ssh-keygen -H made of "web.example.jp KEY_A" and "[web.example.jp]:2222 KEY_B". */
#define KEY_A "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGX1AaLmwF2VLOXbMTxcoRZ7DgBI1DyfxN8k4lzC5dlE"
#define KEY_B "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMN/yFZauFZlVYFceAGdxAYkI04o/OHbXR9QDDzlB5E"
#define KEY_C                                                                                                          \
    "ecdsa-sha2-nistp256 "                                                                                             \
    "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBFiSl70rL2ab30Cc3nLmRvLitFt6YRVes8mJ6zrLbJSSgnNUzcxhkcw1BUw"  \
    "CukL3X9hpoXcvRe8RUuIqAQP6qB4="
#define HASHED                                                                                                         \
    "|1|5Z4ccsT7Padoi2EuV1wcLnDaDcc=|+HJBMBiSafkwneu7hqVdAMo/Sns= " KEY_A " comment\n"                                 \
    "|1|heGEeYjmv0bUet2EO+wlk8Sh5YM=|S3iG3L+FkkMrr0cbWJG+qx52o/o= " KEY_B "\n"

#define ED25519 (1U << HOST_KEY_ED25519)
#define ECDSA   (1U << HOST_KEY_ECDSA_256)

static void decode(const char *key, struct buffer *blob) {
    const char *space = strchr(key, ' ');

    buffer_reset(blob);
    assert_true(base64_decode(str_from(space + 1), blob));
}

static struct known_hosts *read_text(const char *text) {
    struct known_hosts *known = NULL;

    scratch_write("known_hosts", str_from(text));
    assert_int_equal(known_hosts_read("known_hosts", &known, NULL), ERR_OK);
    return known;
}

static void test_check(void **state) {
    static const struct {
        const char *text, *host;
        unsigned port;
        const char *key;
        enum host_key_verdict verdict;
        unsigned types;
    } cases[] = {
        {"", "web", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"web " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"web " KEY_A, "WEB", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"web " KEY_A "\n", "web", 22, KEY_B, HOST_KEY_CHANGED, ED25519},
        {"web " KEY_A "\n", "web", 22, KEY_C, HOST_KEY_CHANGED, ED25519},
        {"web " KEY_A "\nweb " KEY_C "\n", "web", 22, KEY_C, HOST_KEY_MATCHES, ED25519 | ECDSA},
        {"web " KEY_A "\nweb " KEY_B "\n", "web", 22, KEY_B, HOST_KEY_MATCHES, ED25519},
        {"web,10.0.0.1 " KEY_A "\n", "10.0.0.1", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"web " KEY_A "\n", "web2", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        /* ports */
        {"web " KEY_A "\n", "web", 2222, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"[web]:2222 " KEY_A "\n", "web", 2222, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"[web]:2222 " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"[web]:2222 " KEY_A "\n", "web", 222, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"[::1]:2222 " KEY_A "\n", "::1", 2222, KEY_A, HOST_KEY_MATCHES, ED25519},
        /* patterns */
        {"*.example.jp " KEY_A "\n", "web.example.jp", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"*.example.jp,!web.* " KEY_A "\n", "web.example.jp", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"10.0.0.? " KEY_A "\n", "10.0.0.7", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"10.0.0.? " KEY_A "\n", "10.0.0.17", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"*.EXAMPLE.jp " KEY_A "\n", "Web.example.JP", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"WEB " KEY_A "\n", "Web", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"!web " KEY_A "\n", "db", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        /* hashed */
        {HASHED, "web.example.jp", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {HASHED, "web.example.jp", 2222, KEY_B, HOST_KEY_MATCHES, ED25519},
        {HASHED, "web.example.jp", 2222, KEY_A, HOST_KEY_CHANGED, ED25519},
        {HASHED, "db.example.jp", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        /* markers */
        {"@revoked * " KEY_A "\nweb " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_REVOKED, ED25519},
        {"web " KEY_A "\n@revoked * " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_REVOKED, ED25519},
        {"@revoked * " KEY_A "\n", "web", 22, KEY_B, HOST_KEY_UNKNOWN, 0},
        {"@revoked db " KEY_A "\nweb " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"@cert-authority *.example.jp " KEY_A "\n", "web.example.jp", 22, KEY_A, HOST_KEY_AUTHORITY, 0},
        {"@cert-authority *.example.jp ssh-dss AAAA\n", "web.example.jp", 22, KEY_A, HOST_KEY_AUTHORITY, 0},
        {"@cert-authority *.example.jp " KEY_A "\n", "web.example.com", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"@cert-authority * " KEY_B "\nweb " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
        {"@cert-authority * " KEY_A "\nweb " KEY_B "\n", "web", 22, KEY_A, HOST_KEY_CHANGED, ED25519},
        /* lines that say nothing */
        {"# web " KEY_A "\n\n  \nweb\nweb ssh-ed25519\nweb ssh-ed25519 !!!!\n", "web", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"web ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGX1AaLmwF2VLOXbMTxcoRZ7DgBI1DyfxN8k4lzC5dlE\n", "web", 22, KEY_A,
         HOST_KEY_UNKNOWN, 0},
        {"|1|nonsense " KEY_A "\n|1|AAAA|BBBB " KEY_A "\n", "web", 22, KEY_A, HOST_KEY_UNKNOWN, 0},
        {"\t web \t " KEY_A "\r\n", "web", 22, KEY_A, HOST_KEY_MATCHES, ED25519},
    };
    CLEANUP(buffer_done) struct buffer blob = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = read_text(cases[i].text);
        struct str host = str_from(cases[i].host);
        decode(cases[i].key, &blob);
        CLEANUP(host_keys_free_cleanup) struct host_keys *keys = NULL;
        assert_int_equal(known_hosts_find(known, host, (uint16_t)cases[i].port, &keys, NULL), ERR_OK);
        assert_int_equal(host_keys_check(keys, buffer_view(&blob)), cases[i].verdict);
        assert_int_equal(host_keys_types(keys), cases[i].types);
    }
}

static void test_add(void **state) {
    /* A last line without its end must not run into the new one. */
    CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = read_text("web " KEY_A);
    CLEANUP(host_keys_free_cleanup) struct host_keys *keys = NULL;
    CLEANUP(buffer_done) struct buffer blob = {0};
    struct str text;

    (void)state;
    decode(KEY_B, &blob);
    assert_int_equal(known_hosts_add(known, STR("DB"), 22, buffer_view(&blob), NULL), ERR_OK);
    decode(KEY_C, &blob);
    assert_int_equal(known_hosts_add(known, STR("10.0.0.1"), 2222, buffer_view(&blob), NULL), ERR_OK);
    assert_int_equal(known_hosts_find(known, STR("10.0.0.1"), 2222, &keys, NULL), ERR_OK);
    assert_int_equal(host_keys_check(keys, buffer_view(&blob)), HOST_KEY_MATCHES);
    text = scratch_read("known_hosts");
    assert_true(str_eq(text, STR("web " KEY_A "\ndb " KEY_B "\n[10.0.0.1]:2222 " KEY_C "\n")));
    free((void *)(uintptr_t)text.p);
    assert_int_equal(known_hosts_add(known, STR("x"), 22, STR("\0\0\0\4none"), NULL), ERR_UNSUPPORTED);
}

static void test_no_file(void **state) {
    CLEANUP(known_hosts_free_cleanup) struct known_hosts *known = NULL;
    CLEANUP(host_keys_free_cleanup) struct host_keys *keys = NULL;

    (void)state;
    assert_int_equal(known_hosts_read("none", &known, NULL), ERR_OK);
    assert_int_equal(known_hosts_find(known, STR("web"), 22, &keys, NULL), ERR_OK);
    assert_int_equal(host_keys_types(keys), 0);
}

/* RFC 2202, section 3. */
static void test_hmac_sha1(void **state) {
    static const struct {
        unsigned char key_byte;
        size_t key_length;
        const char *key, *text; /* KEY, or KEY_LENGTH times KEY_BYTE */
        const char *digest;
    } cases[] = {
        {0x0b, 20, NULL, "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
        {0, 0, "Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {0xaa, 80, NULL, "Test Using Larger Than Block-Size Key - Hash Key First",
         "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
        {0xaa, 80, NULL, "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
         "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char key[80];
        uint8_t digest[SHA1_SIZE];
        char hex[2 * SHA1_SIZE + 1];
        memset(key, cases[i].key_byte, sizeof key);
        assert_true(hmac_sha1(cases[i].key ? str_from(cases[i].key) : (struct str){key, cases[i].key_length},
                              str_from(cases[i].text), digest));
        for (size_t j = 0; j < SHA1_SIZE; j++) {
            snprintf(hex + 2 * j, 3, "%02x", digest[j]);
        }
        assert_string_equal(hex, cases[i].digest);
    }
}

/* RFC 4648, section 10. */
static void test_base64(void **state) {
    static const char *const cases[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    static const char *const refused[] = {"Z", "Zg==Zg==", "Zm9v\n", "Zm9_", "Zm 9v"};
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        buffer_reset(&out);
        base64_encode(str_from(cases[i][0]), &out);
        assert_true(str_eq(buffer_view(&out), str_from(cases[i][1])));
        buffer_reset(&out);
        assert_true(base64_decode(str_from(cases[i][1]), &out));
        assert_true(str_eq(buffer_view(&out), str_from(cases[i][0])));
    }
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        assert_false(base64_decode(str_from(refused[i]), &out));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_check, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_add, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_no_file, scratch_make, scratch_remove),
        cmocka_unit_test(test_hmac_sha1),
        cmocka_unit_test(test_base64),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

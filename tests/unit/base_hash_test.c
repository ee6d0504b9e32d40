#include "base/hash.h"

#include "tests/unit/support/cmocka.h"

enum { COUNTED_MOST = 5000 };

/* Printed by xxhsum 0.8.1 (-H2 and -H3). COUNTED: the input is the bytes i % 251 for i below it; the lengths take each
 * of XXH3's ways. */
static const struct {
    const char *text;
    size_t counted;
    const char *hex128;
    const char *hex64;
} known[] = {
    {"", 0, "99aa06d3014798d86001c324468d497f", "2d06800538d394c2"},
    {"a", 0, "a96faf705af16834e6c632b61e964e1f", "e6c632b61e964e1f"},
    {"abc", 0, "06b05ab6733a618578af5f94892f3950", "78af5f94892f3950"},
    {"管理台帳", 0, "84f417573b19050539f9f96a0bd4f972", "a90022dd1dbfbe96"},
    {NULL, 17, "685bc458b37d057fc06e233df7729217", "9ef341a99de37328"},
    {NULL, 129, "dd5e74ac6b45f54ebc30b63382b09a3b", "ec7642b431ba3e5a"},
    {NULL, 240, "65b5be86da5540e7c92b68e16f83bbb6", "375a384d957fe865"},
    {NULL, 241, "1da1cb61bcb8a2a102e8cd95421c6d02", "02e8cd95421c6d02"},
    {NULL, COUNTED_MOST, "b92ec02c39d33ce7b418500fc42320ee", "b418500fc42320ee"},
};

static struct str input(size_t i, char bytes[COUNTED_MOST]) {
    for (size_t k = 0; k < known[i].counted; k++) {
        bytes[k] = (char)(k % 251);
    }
    return known[i].text ? str_from(known[i].text) : (struct str){bytes, known[i].counted};
}

static void test_hash64(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char bytes[COUNTED_MOST], hex[17];
        hash64_format(hash64(input(i, bytes)), hex);
        assert_string_equal(hex, known[i].hex64);
    }
    assert_int_equal(hash64(STR_NONE), hash64(STR("")));
}

static void test_hash128_read(void **state) {
    static const char *const others[] = {"",
                                         "78af5f94892f3950",
                                         "78af5f94892f39500123456789abcde",
                                         "78af5f94892f39500123456789abcdef0",
                                         "78af5f94892f395g0123456789abcdef",
                                         "78af5f94892f39500123456789abcde "};
    struct hash128 hash = {1, 2};
    char hex[33];

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(hash128_read(str_from(others[i]), &hash));
        assert_true(hash.high == 1 && hash.low == 2);
    }
    assert_true(hash128_read(STR("78AF5f94892f39500123456789abcdef"), &hash));
    assert_true(hash.high == UINT64_C(0x78af5f94892f3950) && hash.low == UINT64_C(0x0123456789abcdef));
    hash128_format(hash, hex);
    assert_string_equal(hex, "78af5f94892f39500123456789abcdef");
}

static void test_hash64_read(void **state) {
    static const char *const others[] = {"",
                                         "78af5f94892f395",
                                         "78af5f94892f39501",
                                         "78af5f94892f395g",
                                         "0x8af5f94892f395",
                                         " 78af5f94892f395",
                                         "-8af5f94892f3950"};
    uint64_t hash = 1;

    (void)state;
    assert_true(hash64_read(STR("78af5f94892f3950"), &hash) && hash == UINT64_C(0x78af5f94892f3950));
    assert_true(hash64_read(STR("FFFFFFFFFFFFFFFF"), &hash) && hash == UINT64_MAX);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(hash64_read(str_from(others[i]), &hash));
        assert_true(hash == UINT64_MAX);
    }
}

/* Whole, and in steps of a few bytes. */
static void test_hasher(void **state) {
    static const size_t steps[] = {SIZE_MAX, 1, 7, 256, 1000};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            char bytes[COUNTED_MOST], hex[33];
            struct str s = input(i, bytes);
            struct hasher *hasher = hasher_new();
            assert_non_null(hasher);
            hasher_update(hasher, STR_NONE);
            for (size_t at = 0; at < s.n; at += steps[k] < s.n ? steps[k] : s.n) {
                hasher_update(hasher, str_sub(s, at, steps[k]));
            }
            hash128_format(hasher_digest(hasher), hex);
            hasher_free(hasher);
            assert_string_equal(hex, known[i].hex128);
        }
    }
    hasher_free(NULL);
}

static void test_digest_between_updates(void **state) {
    struct hasher *hasher = hasher_new();
    char hex[33];

    (void)state;
    hasher_update(hasher, STR("a"));
    hash128_format(hasher_digest(hasher), hex);
    assert_string_equal(hex, "a96faf705af16834e6c632b61e964e1f");
    hasher_update(hasher, STR("bc"));
    hash128_format(hasher_digest(hasher), hex);
    assert_string_equal(hex, "06b05ab6733a618578af5f94892f3950");
    hasher_free(hasher);
}

static void test_seed(void **state) {
    uint64_t seed = hash_table_seed();

    (void)state;
    assert_int_equal(hash_table_seed(), seed);
    assert_int_not_equal(seed, 0);
    assert_int_equal(hash64_seeded(STR("abc"), 0), hash64(STR("abc")));
    assert_int_not_equal(hash64_seeded(STR("abc"), 1), hash64_seeded(STR("abc"), 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash64),
        cmocka_unit_test(test_hash64_read),
        cmocka_unit_test(test_hash128_read),
        cmocka_unit_test(test_hasher),
        cmocka_unit_test(test_digest_between_updates),
        cmocka_unit_test(test_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

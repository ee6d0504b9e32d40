#include "base/record.h"

#include "tests/unit/support/cmocka.h"

static const uint64_t values[] = {0,         1, 127, 128, 255, 256, 65535, 65536, UINT64_C(1) << 40, UINT64_MAX - 1,
                                  UINT64_MAX};

static void test_round_trip(void **state) {
    static const struct str texts[] = {STR(""), STR("a"), STR("a\0b"), STR("管理番号")};
    CLEANUP(buffer_done) struct buffer buffer = {0};
    struct str rest, s;
    uint64_t value;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        record_put_u64(&buffer, values[i]);
        record_put_str(&buffer, texts[i % ARRAY_LEN(texts)]);
    }
    rest = buffer_view(&buffer);
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        assert_true(record_get_u64(&rest, &value));
        assert_true(value == values[i]);
        assert_true(record_get_str(&rest, &s));
        assert_true(str_eq(s, texts[i % ARRAY_LEN(texts)]));
    }
    assert_int_equal(rest.n, 0);
    assert_false(record_get_u64(&rest, &value));
    assert_false(record_get_str(&rest, &s));
}

static void test_integers_sort(void **state) {
    CLEANUP(buffer_done) struct buffer low = {0}, high = {0};

    (void)state;
    for (size_t i = 0; i + 1 < ARRAY_LEN(values); i++) {
        buffer_reset(&low);
        buffer_reset(&high);
        record_put_u64(&low, values[i]);
        record_put_u64(&high, values[i + 1]);
        assert_true(str_cmp(buffer_view(&low), buffer_view(&high)) < 0);
    }
}

/* Every cut of a good record is refused and leaves its outputs alone. */
/* What is too large stays where it is. */
static void test_below(void **state) {
    CLEANUP(buffer_done) struct buffer buffer = {0};
    unsigned number = 77;

    (void)state;
    record_put_u64(&buffer, 4);
    record_put_u64(&buffer, UINT64_C(1) << 32);
    struct str rest = buffer_view(&buffer);
    assert_false(record_get_below(&rest, 4, &number));
    assert_int_equal(number, 77);
    assert_int_equal(rest.n, buffer.n);
    assert_true(record_get_below(&rest, 5, &number));
    assert_int_equal(number, 4);
    assert_false(record_get_below(&rest, 5, &number));
}

static void test_cut(void **state) {
    CLEANUP(buffer_done) struct buffer buffer = {0};

    (void)state;
    record_put_str(&buffer, STR("0123456789"));
    for (size_t n = 0; n < buffer.n; n++) {
        struct str rest = {buffer.p, n}, s = STR("untouched");
        assert_false(record_get_str(&rest, &s));
        assert_true(str_eq(s, STR("untouched")));
        assert_ptr_equal(rest.p, buffer.p);
        assert_int_equal(rest.n, n);
    }
}

static void test_broken(void **state) {
    static const struct str cases[] = {
        STR("\x09"
            "123456789"), /* more than eight bytes */
        STR("\x01\x00"),  /* a leading zero */
        STR("\x02\x01"),  /* a byte short */
        STR("\xFF"),
    };
    static const struct str huge = STR("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                       "a");
    struct str rest, s;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t value = 7;
        rest = cases[i];
        assert_false(record_get_u64(&rest, &value));
        assert_int_equal(value, 7);
        assert_int_equal(rest.n, cases[i].n);
        assert_false(record_get_str(&rest, &s));
    }
    rest = huge;
    assert_false(record_get_str(&rest, &s));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_integers_sort), cmocka_unit_test(test_below),
        cmocka_unit_test(test_cut),        cmocka_unit_test(test_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/rational.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>

/* The second method: trial division, so slow that only small values go in. */
static bool is_lowest(int64_t numerator, int64_t denominator) {
    int64_t limit = denominator;

    for (int64_t i = 2; i <= limit; i++) {
        if (numerator % i == 0 && denominator % i == 0) {
            return false;
        }
    }
    return true;
}

static void assert_value(struct rational value, int64_t numerator, int64_t denominator) {
    assert_int_equal(value.numerator, numerator);
    assert_int_equal(value.denominator, denominator);
}

static void assert_equals(struct rational value, int64_t numerator, int64_t denominator) {
    assert_true(value.denominator > 0);
    assert_true(value.numerator * denominator == numerator * value.denominator);
    assert_true(is_lowest(value.numerator, value.denominator));
}

static void computes_with_small_values(void **state) {
    (void)state;
    for (int64_t i = 0; i < 13 * 6 * 13 * 6; i++) {
        int64_t a = i % 13 - 6, b = i / 13 % 6 + 1, c = i / 78 % 13 - 6, d = i / 1014 + 1;
        struct rational x, y, z;
        int64_t ceil = rational_ceil((rational_make(a, b, &x), x));

        assert_equals(x, a, b);
        assert_true(rational_make(-c, -d, &y));
        assert_equals(y, c, d);
        assert_true(rational_add(x, y, &z));
        assert_equals(z, a * d + c * b, b * d);
        assert_true(rational_sub(x, y, &z));
        assert_equals(z, a * d - c * b, b * d);
        assert_true(rational_mul(x, y, &z));
        assert_equals(z, a * c, b * d);
        assert_int_equal(rational_div(x, y, &z), c != 0);
        if (c) {
            assert_equals(z, c < 0 ? -a * d : a * d, c < 0 ? -b * c : b * c);
        }
        assert_int_equal(rational_cmp(x, y), (a * d > c * b) - (a * d < c * b));
        assert_true(ceil * b >= a && (ceil - 1) * b < a);
    }
}

/* Values around the edges of 64 bits: the result is either exact, or refused because it does not fit. */
static int64_t random_value(void) {
    static const int64_t edges[] = {INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1, 3037000500, 4294967296, 1, -1};
    int64_t wide = (int64_t)((uint64_t)random() << 33 ^ (uint64_t)random() << 11 ^ (uint64_t)random());

    return random() % 3 == 0 ? edges[random() % 8] : wide >> random() % 60;
}

static __int128 divisor(__int128 a, __int128 b) {
    return b == 0 ? (a < 0 ? -a : a) : divisor(b, a % b);
}

static void check_result(bool fits, struct rational value, __int128 numerator, __int128 denominator) {
    __int128 d = denominator ? divisor(numerator, denominator) : 1;
    bool should_fit;

    numerator /= denominator < 0 ? -d : d;
    denominator /= denominator < 0 ? -d : d;
    should_fit = denominator > 0 && denominator <= INT64_MAX && numerator >= INT64_MIN && numerator <= INT64_MAX;
    assert_int_equal(fits, should_fit);
    if (fits) {
        assert_true(value.numerator == numerator && value.denominator == denominator);
    } else {
        assert_value(value, 7, 9);
    }
}

static void is_exact_or_refuses(void **state) {
    long count = test_count("rational_random");

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        __int128 a = random_value(), b = random_value(), c = random_value(), d = random_value();
        const struct rational untouched = {7, 9};
        struct rational x = untouched, y = untouched, z;
        bool made = rational_make((int64_t)a, (int64_t)b, &x);

        check_result(made, x, a, b);
        if (!made || !rational_make((int64_t)c, (int64_t)d, &y)) {
            continue;
        }
        a = x.numerator, b = x.denominator, c = y.numerator, d = y.denominator;
        z = untouched;
        check_result(rational_add(x, y, &z), z, a * d + c * b, b * d);
        z = untouched;
        check_result(rational_sub(x, y, &z), z, a * d - c * b, b * d);
        z = untouched;
        check_result(rational_mul(x, y, &z), z, a * c, b * d);
        z = untouched;
        check_result(rational_div(x, y, &z), z, a * d, b * c);
        assert_int_equal(rational_cmp(x, y), (a * d > c * b) - (a * d < c * b));
    }
}

static void holds_at_the_edges(void **state) {
    struct rational value = {7, 9};

    (void)state;
    assert_false(rational_make(1, 0, &value));
    assert_false(rational_make(INT64_MIN, -1, &value));
    assert_false(rational_make(1, INT64_MIN, &value));
    assert_false(rational_add(rational_whole(INT64_MAX), rational_whole(1), &value));
    assert_false(rational_sub(rational_whole(INT64_MIN), rational_whole(1), &value));
    assert_false(rational_mul(rational_whole(INT64_MIN), rational_whole(-1), &value));
    assert_false(rational_div(rational_whole(1), rational_whole(0), &value));
    assert_false(rational_div(rational_whole(1), rational_whole(INT64_MIN), &value));
    assert_value(value, 7, 9);
    assert_true(rational_make(INT64_MIN, INT64_MIN, &value));
    assert_value(value, 1, 1);
    assert_true(rational_make(INT64_MIN, 2, &value));
    assert_value(value, INT64_MIN / 2, 1);
    assert_true(rational_make(0, INT64_MIN, &value));
    assert_value(value, 0, 1);
    assert_int_equal(rational_ceil((struct rational){INT64_MAX, 2}), INT64_MAX / 2 + 1);
}

static void reads_and_writes(void **state) {
    static const struct {
        const char *text;
        int64_t numerator, denominator;
        const char *written;
    } rows[] = {
        {"0.25", 1, 4, "0.25"},
        {"3", 3, 1, "3"},
        {"1/4", 1, 4, "0.25"},
        {"-2.5", -5, 2, "-2.5"},
        {"-0.5", -1, 2, "-0.5"},
        {"-0", 0, 1, "0"},
        {"0", 0, 1, "0"},
        {"007", 7, 1, "7"},
        {"2/6", 1, 3, "1/3"},
        {"-4/6", -2, 3, "-2/3"},
        {"0.05", 1, 20, "0.05"},
        {"1.10", 11, 10, "1.1"},
        {"9223372036854775807", INT64_MAX, 1, "9223372036854775807"},
        {"-9223372036854775808", INT64_MIN, 1, "-9223372036854775808"},
        {"0.10000000000000000000000000000000000000000", 1, 10, "0.1"},
        {"00000000000000000000000000000000000000000001", 1, 1, "1"},
        {"1/9223372036854775807", 1, INT64_MAX, "1/9223372036854775807"},
        {"1/4611686018427387904", 1, INT64_C(1) << 62, "1/4611686018427387904"},
        {"0.000000000000000001", 1, 1000000000000000000, "0.000000000000000001"},
        {"9223372036854775807/262144", INT64_MAX, 262144, "35184372088831.999996185302734375"},
        {"20000000000000000000/40000000000000000000", 1, 2, "0.5"},
    };
    char text[48];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rational value;

        assert_true(rational_read(str_from(rows[i].text), &value));
        assert_value(value, rows[i].numerator, rows[i].denominator);
        rational_format(value, text);
        assert_string_equal(text, rows[i].written);
        assert_true(rational_read(str_from(text), &value));
        assert_value(value, rows[i].numerator, rows[i].denominator);
    }
    rational_format((struct rational){INT64_MIN, INT64_MAX}, text);
    assert_string_equal(text, "-9223372036854775808/9223372036854775807");
}

static void refuses_other_texts(void **state) {
    static const char *const bad[] = {"",
                                      "-",
                                      ".5",
                                      "5.",
                                      "1/",
                                      "/4",
                                      "1/0",
                                      "1/-4",
                                      "+1",
                                      "--1",
                                      "1.5/2",
                                      "1 ",
                                      " 1",
                                      "1,024",
                                      "1e3",
                                      "0x10",
                                      "1.2.3",
                                      "1/2/3",
                                      "１",
                                      "0/0",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999999999999999999999999999",
                                      "0.0000000000000000001",
                                      "1.00000000000000000000000000000000000000000000000001"};
    struct rational value = {7, 9};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(rational_read(str_from(bad[i]), &value));
        assert_value(value, 7, 9);
    }
    assert_false(rational_read((struct str){"1\0", 2}, &value));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(computes_with_small_values), cmocka_unit_test(is_exact_or_refuses),
        cmocka_unit_test(holds_at_the_edges),         cmocka_unit_test(reads_and_writes),
        cmocka_unit_test(refuses_other_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

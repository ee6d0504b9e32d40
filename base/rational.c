#include "base/rational.h"

#include <inttypes.h>
#include <stdio.h>

/* Products of two 64-bit values, and sums of two such products, fit into 128 bits: every result is exact before it is
 * reduced, and its size is checked once, in reduce. */

static unsigned __int128 magnitude(__int128 value) {
    return value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
}

static unsigned __int128 greatest_common_divisor(unsigned __int128 a, unsigned __int128 b) {
    while (b != 0) {
        unsigned __int128 rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

static bool reduce(__int128 numerator, __int128 denominator, struct rational *ret) {
    __int128 divisor;

    if (denominator == 0) {
        return false;
    }
    divisor = (__int128)greatest_common_divisor(magnitude(numerator), magnitude(denominator));
    if (denominator < 0) {
        divisor = -divisor;
    }
    numerator /= divisor;
    denominator /= divisor;
    if (numerator < INT64_MIN || numerator > INT64_MAX || denominator > INT64_MAX) {
        return false;
    }
    *ret = (struct rational){(int64_t)numerator, (int64_t)denominator};
    return true;
}

bool rational_make(int64_t numerator, int64_t denominator, struct rational *ret) {
    return reduce(numerator, denominator, ret);
}

bool rational_add(struct rational a, struct rational b, struct rational *ret) {
    return reduce((__int128)a.numerator * b.denominator + (__int128)b.numerator * a.denominator,
                  (__int128)a.denominator * b.denominator, ret);
}

bool rational_sub(struct rational a, struct rational b, struct rational *ret) {
    return reduce((__int128)a.numerator * b.denominator - (__int128)b.numerator * a.denominator,
                  (__int128)a.denominator * b.denominator, ret);
}

bool rational_mul(struct rational a, struct rational b, struct rational *ret) {
    return reduce((__int128)a.numerator * b.numerator, (__int128)a.denominator * b.denominator, ret);
}

bool rational_div(struct rational a, struct rational b, struct rational *ret) {
    return reduce((__int128)a.numerator * b.denominator, (__int128)a.denominator * b.numerator, ret);
}

int rational_cmp(struct rational a, struct rational b) {
    __int128 left = (__int128)a.numerator * b.denominator;
    __int128 right = (__int128)b.numerator * a.denominator;

    return (left > right) - (left < right);
}

int64_t rational_ceil(struct rational value) {
    return value.numerator / value.denominator + (value.numerator % value.denominator > 0);
}

/* Digits beyond this are refused, so that VALUE below stays under 10^37. */
enum { MAX_DIGITS = 37 };

static size_t count_digits(struct str s) {
    size_t n = 0;

    while (n < s.n && str_is_digit(s.p[n])) {
        n++;
    }
    return n;
}

/* Appends the digits of S to *VALUE in decimal; leading zeros of the whole do not count against the limit. */
static bool append_digits(struct str s, __int128 *value) {
    __int128 limit = 1;

    for (int i = 0; i < MAX_DIGITS - 1; i++) {
        limit *= 10;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (*value >= limit) {
            return false;
        }
        *value = *value * 10 + (s.p[i] - '0');
    }
    return true;
}

static bool power_of_ten(size_t exponent, __int128 *ret_power) {
    __int128 power = 1;

    if (exponent > MAX_DIGITS) {
        return false;
    }
    while (exponent-- > 0) {
        power *= 10;
    }
    *ret_power = power;
    return true;
}

/* REST is what follows the whole part in *NUMERATOR: nothing, ".25" or "/4". */
static bool read_rest(struct str rest, __int128 *numerator, __int128 *denominator) {
    struct str digits = str_sub(rest, 1, SIZE_MAX);
    bool is_fraction = rest.n && rest.p[0] == '/';

    *denominator = 1;
    if (rest.n == 0) {
        return true;
    }
    if ((!is_fraction && rest.p[0] != '.') || digits.n == 0 || count_digits(digits) != digits.n) {
        return false;
    }
    if (is_fraction) {
        *denominator = 0;
        return append_digits(digits, denominator);
    }
    while (digits.n && digits.p[digits.n - 1] == '0') {
        digits.n--;
    }
    return append_digits(digits, numerator) && power_of_ten(digits.n, denominator);
}

bool rational_read(struct str s, struct rational *ret) {
    bool is_negative = s.n && s.p[0] == '-';
    struct str rest = str_sub(s, is_negative, SIZE_MAX);
    size_t n = count_digits(rest);
    __int128 numerator = 0, denominator;

    if (n == 0 || !append_digits(str_sub(rest, 0, n), &numerator)) {
        return false;
    }
    if (!read_rest(str_sub(rest, n, SIZE_MAX), &numerator, &denominator)) {
        return false;
    }
    return reduce(is_negative ? -numerator : numerator, denominator, ret);
}

/* Places of the decimal that ends, or -1. */
static int decimal_places(int64_t denominator) {
    int twos = 0, fives = 0;

    for (; denominator % 2 == 0; twos++) {
        denominator /= 2;
    }
    for (; denominator % 5 == 0; fives++) {
        denominator /= 5;
    }
    return denominator != 1 ? -1 : twos > fives ? twos : fives;
}

void rational_format(struct rational value, char ret_text[48]) {
    enum { MAX_PLACES = 18 };
    int places = decimal_places(value.denominator);
    uint64_t unit = 1;
    unsigned __int128 scaled;

    if (places == 0) {
        snprintf(ret_text, 48, "%" PRId64, value.numerator);
        return;
    }
    if (places < 0 || places > MAX_PLACES) {
        snprintf(ret_text, 48, "%" PRId64 "/%" PRId64, value.numerator, value.denominator);
        return;
    }
    for (int i = 0; i < places; i++) {
        unit *= 10;
    }
    scaled = magnitude(value.numerator) * unit / (uint64_t)value.denominator;
    snprintf(ret_text, 48, "%s%" PRIu64 ".%0*" PRIu64, value.numerator < 0 ? "-" : "", (uint64_t)(scaled / unit),
             places, (uint64_t)(scaled % unit));
}

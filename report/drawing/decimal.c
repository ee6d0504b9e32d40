#include "report/drawing/decimal.h"

#include <math.h>

void decimal_append(struct buffer *out, double value, unsigned digits) {
    static const uint32_t scales[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    uint32_t scale = scales[digits];
    int64_t number = llround(value * scale);
    uint64_t size = (uint64_t)(number < 0 ? -number : number), part = size % scale;

    if (number < 0) {
        buffer_append_char(out, '-');
    }
    buffer_append_u64(out, size / scale);
    if (part) {
        buffer_append_char(out, '.');
    }
    for (scale /= 10; part && scale; scale /= 10) {
        buffer_append_char(out, (char)('0' + part / scale));
        part %= scale;
    }
}

/* Takes digits off the beginning; the number of them. */
static size_t take_digits(struct str *text, double *value, double *unit, double step) {
    size_t n = 0;

    for (; n < text->n && text->p[n] >= '0' && text->p[n] <= '9'; n++) {
        *value = *value * (step > 1 ? step : 1) + (text->p[n] - '0') * *unit;
        *unit *= step > 1 ? 1 : step;
    }
    *text = str_sub(*text, n, SIZE_MAX);
    return n;
}

static bool take(struct str *text, char c) {
    bool is_there = text->n && text->p[0] == c;
    *text = is_there ? str_sub(*text, 1, SIZE_MAX) : *text;
    return is_there;
}

static bool read_exponent(struct str *text, double *value) {
    bool is_negative = take(text, '-');
    double exponent = 0, one = 1;

    if (!is_negative) {
        (void)take(text, '+');
    }
    if (take_digits(text, &exponent, &one, 10) == 0 || exponent > 30) {
        return false;
    }
    *value *= pow(10, is_negative ? -exponent : exponent);
    return true;
}

bool decimal_read(struct str text, double *ret_value) {
    bool is_negative = take(&text, '-');
    double value = 0, one = 1, tenth = 0.1;
    size_t digits = take_digits(&text, &value, &one, 10);

    if (take(&text, '.')) {
        digits += take_digits(&text, &value, &tenth, 0.1);
    }
    if (digits == 0 || (take(&text, 'e') && !read_exponent(&text, &value)) || text.n || !(value < 1e9)) {
        return false;
    }
    *ret_value = is_negative ? -value : value;
    return true;
}

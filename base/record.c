#include "base/record.h"

/* An integer is a byte with the number of bytes that follow (0 to 8), then these, most significant first and without
 * leading zeros. A string is its length as such an integer, then its bytes. */

void record_put_u64(struct buffer *buffer, uint64_t value) {
    char bytes[9];
    size_t n = 0;

    for (int shift = 56; shift >= 0; shift -= 8) {
        if (n || value >> shift) {
            bytes[++n] = (char)(value >> shift & 0xFF);
        }
    }
    bytes[0] = (char)n;
    buffer_append(buffer, (struct str){bytes, n + 1});
}

void record_put_str(struct buffer *buffer, struct str s) {
    record_put_u64(buffer, s.n);
    buffer_append(buffer, s);
}

bool record_get_u64(struct str *rest, uint64_t *ret_value) {
    uint64_t value = 0;
    size_t n;

    if (rest->n == 0) {
        return false;
    }
    n = (unsigned char)rest->p[0];
    if (n > 8 || n >= rest->n || (n && rest->p[1] == 0)) {
        return false;
    }
    for (size_t i = 1; i <= n; i++) {
        value = value << 8 | (unsigned char)rest->p[i];
    }
    *rest = str_sub(*rest, n + 1, SIZE_MAX);
    *ret_value = value;
    return true;
}

bool record_get_str(struct str *rest, struct str *ret_s) {
    struct str after = *rest;
    uint64_t n;

    if (!record_get_u64(&after, &n) || n > after.n) {
        return false;
    }
    *ret_s = (struct str){after.p, (size_t)n};
    *rest = str_sub(after, (size_t)n, SIZE_MAX);
    return true;
}

bool record_get_below(struct str *rest, unsigned limit, unsigned *ret_number) {
    struct str after = *rest;
    uint64_t number;

    if (!record_get_u64(&after, &number) || number >= limit) {
        return false;
    }
    *ret_number = (unsigned)number;
    *rest = after;
    return true;
}

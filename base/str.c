#include "base/str.h"

#include <assert.h>

bool str_is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int str_cmp(struct str a, struct str b) {
    size_t shared = a.n < b.n ? a.n : b.n;
    int order = shared ? memcmp(a.p, b.p, shared) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

int str_order(const void *left, const void *right) {
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

bool str_eq_ignore_case(struct str a, struct str b) {
    if (a.n != b.n) {
        return false;
    }
    assert(a.n == 0 || (a.p && b.p));
    for (size_t i = 0; i < a.n; i++) {
        if (str_lower_char(a.p[i]) != str_lower_char(b.p[i])) {
            return false;
        }
    }
    return true;
}

bool str_starts_with(struct str s, struct str prefix) {
    return s.n >= prefix.n && str_eq((struct str){s.p, prefix.n}, prefix);
}

bool str_ends_with(struct str s, struct str suffix) {
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

bool str_ends_with_ignore_case(struct str s, struct str suffix) {
    return s.n >= suffix.n && str_eq_ignore_case(str_sub(s, s.n - suffix.n, SIZE_MAX), suffix);
}

ptrdiff_t str_find(struct str s, struct str needle) {
    const char *found;

    if (needle.n == 0) {
        return 0;
    }
    if (needle.n > s.n) {
        return -1;
    }
    found = memmem(s.p, s.n, needle.p, needle.n);
    return found ? found - s.p : -1;
}

ptrdiff_t str_find_char(struct str s, char c) {
    const char *found = s.n ? memchr(s.p, c, s.n) : NULL;

    return found ? found - s.p : -1;
}

bool str_contains(struct str s, struct str needle) {
    return str_find(s, needle) >= 0;
}

struct str str_sub(struct str s, size_t from, size_t n) {
    if (from > s.n) {
        from = s.n;
    }
    if (n > s.n - from) {
        n = s.n - from;
    }
    return (struct str){s.p ? s.p + from : NULL, n};
}

struct str str_trim(struct str s) {
    while (s.n && str_is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && str_is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

bool str_cut(struct str *rest, char separator, struct str *ret_part) {
    ptrdiff_t at;

    if (!rest->p) {
        return false;
    }
    at = str_find_char(*rest, separator);
    if (at < 0) {
        *ret_part = *rest;
        *rest = STR_NONE;
    } else {
        *ret_part = (struct str){rest->p, (size_t)at};
        *rest = str_sub(*rest, (size_t)at + 1, SIZE_MAX);
    }
    return true;
}

bool str_to_u64(struct str s, uint64_t *ret_value) {
    uint64_t value = 0;

    if (s.n == 0) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!str_is_digit(s.p[i]) || __builtin_mul_overflow(value, UINT64_C(10), &value) ||
            __builtin_add_overflow(value, (uint64_t)(s.p[i] - '0'), &value)) {
            return false;
        }
    }
    *ret_value = value;
    return true;
}

bool str_is_alnum(char c) {
    char lower = str_lower_char(c);

    return str_is_digit(c) || (lower >= 'a' && lower <= 'z');
}

bool str_is_digit(char c) {
    return c >= '0' && c <= '9';
}

int str_hex_digit(char c) {
    char lower = str_lower_char(c);

    return str_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

char str_lower_char(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

uint64_t str_skip_lines(struct str *s) {
    uint64_t count = 0;
    size_t begin = 0;

    for (size_t i = 0; i < s->n; i++) {
        bool is_crlf = s->p[i] == '\r' && i + 1 < s->n && s->p[i + 1] == '\n';
        if (s->p[i] == '\n' || (s->p[i] == '\r' && !is_crlf)) {
            count++;
            begin = i + 1;
        }
    }
    *s = str_sub(*s, begin, SIZE_MAX);
    return count;
}

bool str_drop_prefix(struct str *s, struct str prefix) {
    if (!str_starts_with(*s, prefix)) {
        return false;
    }
    *s = str_sub(*s, prefix.n, SIZE_MAX);
    return true;
}

bool str_drop_suffix(struct str *s, struct str suffix) {
    if (!str_ends_with(*s, suffix)) {
        return false;
    }
    s->n -= suffix.n;
    return true;
}

bool str_is_listed(const char *list, struct str word) {
    struct str rest = str_from(list), part;

    while (str_cut(&rest, '|', &part)) {
        if (str_eq(part, word)) {
            return true;
        }
    }
    return false;
}

bool str_has_digit(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        if (str_is_digit(s.p[i])) {
            return true;
        }
    }
    return false;
}

struct str str_format_u64(uint64_t value, char to[STR_U64_SIZE]) {
    char *begin = to + STR_U64_SIZE;

    do {
        *--begin = (char)('0' + value % 10);
    } while (value /= 10);
    return str_range(begin, to + STR_U64_SIZE);
}

struct str str_format_i64(int64_t value, char to[STR_I64_SIZE]) {
    struct str digits = str_format_u64(value < 0 ? -(uint64_t)value : (uint64_t)value, to + 1);
    size_t sign = value < 0;

    if (sign) {
        to[digits.p - to - 1] = '-';
    }
    return (struct str){digits.p - sign, digits.n + sign};
}

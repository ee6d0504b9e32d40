#pragma once
/* Exact rationals with 64-bit numerator and denominator, always in lowest terms, denominator > 0. Every operation is
 * checked: it returns false on overflow or division by zero and leaves its output untouched. Pure functions. Operands
 * are values that these functions made. */

#include "base/str.h"

struct rational {
    int64_t numerator;
    int64_t denominator;
};

bool rational_make(int64_t numerator, int64_t denominator, struct rational *ret);
static inline struct rational rational_whole(int64_t value) {
    return (struct rational){value, 1};
}
bool rational_add(struct rational a, struct rational b, struct rational *ret);
bool rational_sub(struct rational a, struct rational b, struct rational *ret);
bool rational_mul(struct rational a, struct rational b, struct rational *ret);
bool rational_div(struct rational a, struct rational b, struct rational *ret);
/* <0, 0, >0; exact for all values. */
int rational_cmp(struct rational a, struct rational b);
int64_t rational_ceil(struct rational value);
/* "0.25", "3", "1/4", "-2.5": ASCII, whole slice; false on anything else or overflow. */
bool rational_read(struct str s, struct rational *ret);
/* Decimal where it ends within 18 places ("0.25"), else "1/3"; with a NUL. rational_read gives the same value back. */
void rational_format(struct rational value, char ret_text[48]);

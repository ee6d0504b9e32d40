#pragma once
/* Slices: a pointer and a length, never NUL-terminated, never owning. Who owns the bytes, and until when they are
 * valid, is said by whoever hands a slice out. An empty slice may have p == NULL. All functions are pure. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

#define STR(LITERAL) ((struct str){"" LITERAL "", sizeof(LITERAL) - 1})
#define STR_NONE     ((struct str){NULL, 0})
/* For printf("%.*s", STR_FMT(s)). */
#define STR_FMT(S) (int)(S).n, (S).n ? (S).p : ""

static inline struct str str_from(const char *text) {
    return (struct str){text, text ? strlen(text) : 0};
}

static inline struct str str_range(const char *begin, const char *end) {
    return (struct str){begin, (size_t)(end - begin)};
}

static inline bool str_is_empty(struct str s) {
    return s.n == 0;
}

static inline bool str_eq(struct str a, struct str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Order of bytes, then of length: <0, 0 or >0. */
int str_cmp(struct str a, struct str b);
/* Equal but for the case of ASCII letters. */
bool str_eq_ignore_case(struct str a, struct str b);
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);
/* Offset of the first occurrence, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);
ptrdiff_t str_find_char(struct str s, char c);
bool str_contains(struct str s, struct str needle);
/* The part from offset FROM (clamped) with at most N bytes; SIZE_MAX for the rest. */
struct str str_sub(struct str s, size_t from, size_t n);
/* Without leading and trailing ASCII blanks (space, tab, CR, LF, VT, FF). */
struct str str_trim(struct str s);
/* Takes the whole lines off *S; returns how many. LF, CRLF and CR end one each. */
uint64_t str_skip_lines(struct str *s);
/* Takes PREFIX or SUFFIX off *S; false, and *S unchanged, when it is not there. */
bool str_drop_prefix(struct str *s, struct str prefix);
bool str_drop_suffix(struct str *s, struct str suffix);
/* Is WORD one of the words of LIST, which | separates? */
bool str_is_listed(const char *list, struct str word);
/* Is there an ASCII digit in it? */
bool str_has_digit(struct str s);
/* Takes the part before the first SEPARATOR off REST into *ret_part; false when REST is used up (REST->p == NULL).
 * "a,,b" gives "a", "", "b"; an empty but non-NULL REST gives one empty part. */
bool str_cut(struct str *rest, char separator, struct str *ret_part);
/* Unsigned decimal, whole slice, ASCII digits only; false on anything else or overflow. */
bool str_to_u64(struct str s, uint64_t *ret_value);
/* The number in decimal, somewhere in TO. */
#define STR_U64_SIZE 20
#define STR_I64_SIZE (STR_U64_SIZE + 1)
struct str str_format_u64(uint64_t value, char to[STR_U64_SIZE]);
struct str str_format_i64(int64_t value, char to[STR_I64_SIZE]);
/* Is c an ASCII letter or digit? (the locale plays no part) */
bool str_is_alnum(char c);
bool str_is_digit(char c);
/* Space, tab, LF, VT, FF or CR? */
bool str_is_blank(char c);
/* The value of a hexadecimal digit, of either case, or -1. */
int str_hex_digit(char c);
char str_lower_char(char c);

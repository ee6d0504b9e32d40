#pragma once
/* Reading what the collector script prints: lines, NAME=VALUE, "Key: value". Slices borrow the body. Pure functions. */

#include "base/arena.h"

/* Takes the next line off *REST, without its line end; false at the end. */
bool fields_next_line(struct str *rest, struct str *ret_line);
/* The value of the first NAME=VALUE line, trimmed; empty when there is none. */
struct str fields_value(struct str body, const char *name);
/* VALUE when LINE is "KEY: value" with blanks around the colon allowed; false else. */
bool fields_colon(struct str line, const char *key, struct str *ret_value);
/* Where in a struct the text of a key goes. */
struct fields_key {
    const char *key;
    size_t offset; /* of a struct str */
};
/* That text. */
struct str *fields_at(void *record, size_t offset);
/* Takes the value of a line "KEY: value" into RECORD, where the first one of a key stays; other lines do nothing. */
void fields_take_colon(struct str line, const struct fields_key *keys, size_t count, void *record);
/* Takes the next word (between blanks) off *REST; false at the end. */
bool fields_next_word(struct str *rest, struct str *ret_word);
/* The VALUE of NAME='VALUE' or NAME="VALUE" in a tag of XML; NAME begins with the blank before it. Escapes stay. Empty
 * when there is none. */
struct str fields_attribute(struct str tag, const char *name);
/* Offset of the last C, or -1. */
ptrdiff_t fields_find_last(struct str text, char c);
/* The leading decimal digits; false when there are none or they do not fit. */
bool fields_leading_number(struct str text, uint64_t *ret_number);
/* The words with one blank between them, as makers pad names: "Intel(R) Xeon(R) CPU           X3430". In the arena. */
struct str fields_single_spaced(struct arena *arena, struct str text);
/* Without PREFIX, where it begins so. */
struct str fields_without_prefix(struct str text, struct str prefix);
/* Without one pair of outer quotes, double or single. */
struct str fields_unquote(struct str text);
/* Seconds since 1970 that can be a fact of a computer: 1980 to 2200. */
bool fields_epoch(struct str text, int64_t *ret_seconds);
/* AMOUNT in units of UNIT, rounded to the nearest; half of one is rounded up. */
uint64_t fields_rounded(uint64_t amount, uint64_t unit);
/* Makers write sizes in powers of ten: bytes → decimal GB, rounded. */
uint64_t fields_decimal_gb(uint64_t bytes);

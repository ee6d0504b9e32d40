#pragma once
/* The distinct texts of one coded column. Bytes of a file go in, a small number (the code) comes out; the code's text
 * and value are worked out once. Code 0 is the blank cell. Spellings that decode to the same text share the code, so
 * equal codes are equal text. Where the headings of two files set different units (メモリ(MB), メモリ(GB)), a text has
 * a code for each. Codes are numbered in the order of first sight. */

#include "inventory/cell.h"
#include "inventory/value.h"

/* Past so many texts, or spellings of texts, a column is not worth coding. */
#define DICTIONARY_MAX (UINT32_C(1) << 20)

struct dictionary;
/* Empty but for code 0; NULL when memory is out. */
struct dictionary *dictionary_new(const struct column_def *column);
void dictionary_free(struct dictionary *dictionary);
DEFINE_CLEANUP(dictionary, dictionary_free)

struct dictionary_hit {
    uint32_t code;  /* 0 for a ditto and for bytes that are no text */
    unsigned marks; /* enum cell_mark */
};
/* The code of a cell, given one when it is new. ERR_TOO_LARGE when the dictionary is full. */
MUST_CHECK enum err_code dictionary_code(struct dictionary *dictionary, struct str bytes, enum unit unit,
                                         struct cell_decoder *cells, struct dictionary_hit *ret_hit, struct err *err);
/* The same for a cell that was met before in these bytes and of which nothing needs to be said: no marks, and a value
 * without a problem. DICTIONARY_ASK: it may be another; dictionary_code knows. */
#define DICTIONARY_ASK UINT32_MAX
uint32_t dictionary_known_code(const struct dictionary *dictionary, struct str bytes, enum unit unit,
                               enum encoding encoding);
uint32_t dictionary_count(const struct dictionary *dictionary);
/* Both owned by the dictionary, until it is truncated below the code. */
struct str dictionary_text(const struct dictionary *dictionary, uint32_t code);
const struct value *dictionary_value(const struct dictionary *dictionary, uint32_t code);
size_t dictionary_footprint(const struct dictionary *dictionary);

/* Codes from COUNT on are forgotten, as if they had never been seen. Memory of their texts stays until the end. */
void dictionary_truncate(struct dictionary *dictionary, uint32_t count);

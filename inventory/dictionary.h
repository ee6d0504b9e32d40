#pragma once
/* The distinct texts of one coded column. Bytes of a file go in, a small number (the code) comes out; the code's text
 * and value are worked out once. Code 0 is the blank cell. Spellings that decode to the same text share the code, so
 * equal codes are equal text. Where the headings of two files set different units (メモリ(MB), メモリ(GB)), a text has
 * a code for each. Codes are numbered in the order of first sight.
 *
 * Looking up and adding: any number of threads at once, each with its own decoder. A code that a thread got may be
 * asked for its text and value by that thread; by others once they know that it is there. All else: one thread, alone.
 */

#include "inventory/cell.h"
#include "inventory/value.h"

/* Past so many texts, or spellings of texts, a column is not worth coding; nor is one with so long a text. */
#define DICTIONARY_MAX      (UINT32_C(1) << 20)
#define DICTIONARY_TEXT_MAX ((size_t)64 << 10)

struct dictionary;
/* Empty but for code 0; NULL when memory is out. */
struct dictionary *dictionary_new(const struct column_def *column);
void dictionary_free(struct dictionary *dictionary);
DEFINE_CLEANUP(dictionary, dictionary_free)

struct dictionary_hit {
    uint32_t code;  /* 0 for a ditto and for bytes that are no text */
    unsigned marks; /* enum cell_mark */
};
/* The code of a cell, given one when it is new. ERR_TOO_LARGE when the dictionary is full, or the cell too long; it
 * then is full for good. */
MUST_CHECK enum err_code dictionary_code(struct dictionary *dictionary, struct str bytes, enum unit unit,
                                         struct cell_decoder *cells, struct dictionary_hit *ret_hit, struct err *err);
bool dictionary_is_full(const struct dictionary *dictionary);
/* The codes of COUNT cells that were met before in these bytes and of which nothing needs to be said: no marks, and a
 * value without a problem. DICTIONARY_ASK for others, which may yet have a code; blank cells are 0. */
#define DICTIONARY_ASK   UINT32_MAX
#define DICTIONARY_BATCH 256
void dictionary_known_codes(const struct dictionary *dictionary, const struct str *cells, size_t count, enum unit unit,
                            enum encoding encoding, uint32_t *ret_codes);
uint32_t dictionary_count(const struct dictionary *dictionary);
/* Both owned by the dictionary, until it is truncated below the code. */
struct str dictionary_text(const struct dictionary *dictionary, uint32_t code);
const struct value *dictionary_value(const struct dictionary *dictionary, uint32_t code);
size_t dictionary_footprint(const struct dictionary *dictionary);

/* Memory that only lookups side by side needed is given back. */
void dictionary_settle(struct dictionary *dictionary);
/* Codes from COUNT on are forgotten, as if they had never been seen. Memory of their texts stays until the end. */
void dictionary_truncate(struct dictionary *dictionary, uint32_t count);

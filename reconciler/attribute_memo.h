#pragma once
/* What came of comparing two codes of a column, so that each pair of texts is compared once and not for every machine.
 * A cache: what it forgets is compared again. One thread's. */

#include "base/compiler.h"

#include <stdint.h>

enum { ATTRIBUTES_MAX = 32 };

enum attribute_result {
    ATTRIBUTE_UNKNOWN,      /* not met yet */
    ATTRIBUTE_NOT_COMPARED, /* a side has nothing to say */
    ATTRIBUTE_EQUAL,
    ATTRIBUTE_ASSUMED, /* equal only if character variants are taken as the same */
    ATTRIBUTE_DIFFERENT,
    ATTRIBUTE_UNREADABLE, /* the documented cell */
    ATTRIBUTE_FILL_IN,    /* the documented cell says nothing, the observed one does */
};

/* Of the cells that decide; TABLE_UNCODED where a cell has none. */
struct attribute_codes {
    uint32_t documented, observed, further;
};

struct attribute_memo;
/* NULL when memory is out. */
struct attribute_memo *attribute_memo_new(void);
void attribute_memo_free(struct attribute_memo *memo);
/* ATTRIBUTE, below ATTRIBUTES_MAX: which column it is. Codes of uncoded cells are never known. */
enum attribute_result attribute_memo_find(const struct attribute_memo *memo, size_t attribute,
                                          struct attribute_codes codes);
void attribute_memo_note(struct attribute_memo *memo, size_t attribute, struct attribute_codes codes,
                         enum attribute_result result);

#pragma once
/* Headings of two rows: a group heading above (機種) with headings below (メーカー, 型番), a heading that goes on in
 * the row below (取得 / 日), or units below headings ((GB), 千円). */

#include "base/arena.h"
#include "inventory/heading.h"

struct heading_texts {
    struct str *items;
    size_t count;
};

/* The headings that the two rows give together, in ARENA, for recognising: where neither row says more, the text of the
 * row above stays. False when the row below does not continue the row above (one of its cells is no heading, nor part
 * of one, nor a unit), or when memory is out. */
bool heading_pair_read(enum table_id table, struct heading_texts above, struct heading_texts below, struct arena *arena,
                       struct heading_texts *ret_texts);

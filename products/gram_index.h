#pragma once
/* Which of many literals may stand in a text: an index from runs of three characters ("grams") to literals. Each
 * literal is filed under the gram of its own that is rarest among all literals, so that looking a text up costs one
 * probe a character and gives few literals. Constant once built, any thread; the hits belong to one thread. */

#include "base/compiler.h"
#include "base/str.h"

struct gram_index;

/* LITERALS are UTF-8; one of fewer than three characters is never found. NULL when memory is out. */
struct gram_index *gram_index_new(const struct str *literals, uint32_t count);
void gram_index_free(struct gram_index *index);
DEFINE_CLEANUP(gram_index, gram_index_free)

/* The numbers of the literals found, each once, in no order. */
struct gram_hits {
    uint32_t *items;
    uint32_t count;
    /* which lookup found a literal last */
    uint32_t *stamps;
    uint32_t stamp;
    uint32_t capacity;
};

/* Room for all literals of the index; false when memory is out. */
bool gram_hits_init(struct gram_hits *hits, const struct gram_index *index);
void gram_hits_done(struct gram_hits *hits);
/* Every literal that stands in TEXT is among the hits, with others that do not. */
void gram_index_find(const struct gram_index *index, struct str text, struct gram_hits *hits);

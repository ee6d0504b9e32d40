#include "products/gram_index.h"

#include "base/hash.h"

#include <stdlib.h>

enum { GRAM = 3, CHARACTER_BITS = 21, FIRST_SLOTS = 64 };

static const uint64_t GRAM_MASK = ((uint64_t)1 << (GRAM * CHARACTER_BITS)) - 1;

/* A gram is three code points in one number; 0 is a free slot (text holds no NUL). While literals are counted, COUNT
 * is how often the gram occurs; in the finished index, how many literals are filed under it, from number FIRST on. */
struct slot {
    uint64_t gram;
    uint32_t first, count;
};

struct slots {
    struct slot *items;
    size_t mask, used;
    uint64_t seed;
};

struct gram_index {
    struct slots slots;
    uint32_t *numbers; /* of literals, those of one gram together */
    uint32_t literal_count;
};

/* --- slots ---------------------------------------------------------------------------------------------------------
 */

static bool slots_init(struct slots *slots, uint64_t seed) {
    *slots = (struct slots){calloc(FIRST_SLOTS, sizeof *slots->items), FIRST_SLOTS - 1, 0, seed};
    return slots->items != NULL;
}

static struct slot *slots_find(const struct slots *slots, uint64_t gram) {
    uint64_t hash = (gram ^ slots->seed) * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash ^ (hash >> 29)) & slots->mask;

    while (slots->items[at].gram && slots->items[at].gram != gram) {
        at = (at + 1) & slots->mask;
    }
    return &slots->items[at];
}

static bool slots_grow(struct slots *slots) {
    struct slots larger = {NULL, slots->mask * 2 + 1, slots->used, slots->seed};

    larger.items = calloc(larger.mask + 1, sizeof *larger.items);
    if (!larger.items) {
        return false;
    }
    for (size_t i = 0; i <= slots->mask; i++) {
        if (slots->items[i].gram) {
            *slots_find(&larger, slots->items[i].gram) = slots->items[i];
        }
    }
    free(slots->items);
    *slots = larger;
    return true;
}

/* Counts one more of the gram; false when memory is out. */
static bool slots_count(struct slots *slots, uint64_t gram) {
    if (slots->used * 2 > slots->mask && !slots_grow(slots)) {
        return false;
    }
    struct slot *slot = slots_find(slots, gram);
    slots->used += !slot->gram;
    slot->gram = gram;
    slot->count++;
    return true;
}

/* --- grams ---------------------------------------------------------------------------------------------------------
 */

struct grams {
    struct str rest;
    uint64_t gram;
    unsigned count; /* characters taken, up to GRAM */
};

/* Well-formed UTF-8 is not checked again: any bytes give some number, the same for the same bytes. */
static uint64_t take_character(struct str *rest) {
    uint64_t c = (unsigned char)rest->p[0];
    size_t n = 1;

    while (n < rest->n && n < 4 && ((unsigned char)rest->p[n] & 0xC0) == 0x80) {
        c = c << 6 | ((unsigned char)rest->p[n++] & 0x3F);
    }
    *rest = str_sub(*rest, n, SIZE_MAX);
    return c & (((uint64_t)1 << CHARACTER_BITS) - 1);
}

static bool grams_next(struct grams *grams, uint64_t *ret_gram) {
    while (grams->rest.n) {
        grams->gram = (grams->gram << CHARACTER_BITS | take_character(&grams->rest)) & GRAM_MASK;
        grams->count += grams->count < GRAM;
        if (grams->count == GRAM && grams->gram) {
            *ret_gram = grams->gram;
            return true;
        }
    }
    return false;
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static bool count_all(struct slots *all, const struct str *literals, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        struct grams grams = {literals[i], 0, 0};
        for (uint64_t gram; grams_next(&grams, &gram);) {
            if (!slots_count(all, gram)) {
                return false;
            }
        }
    }
    return true;
}

/* 0 when the literal is too short. */
static uint64_t rarest_gram(const struct slots *all, struct str literal) {
    struct grams grams = {literal, 0, 0};
    uint64_t rarest = 0;
    uint32_t least = UINT32_MAX;

    for (uint64_t gram; grams_next(&grams, &gram);) {
        uint32_t count = slots_find(all, gram)->count;
        if (count < least) {
            least = count;
            rarest = gram;
        }
    }
    return rarest;
}

/* Files literal number I under chosen[I]. */
static bool file_literals(struct gram_index *index, const uint64_t *chosen) {
    uint32_t first = 0;

    for (uint32_t i = 0; i < index->literal_count; i++) {
        if (chosen[i] && !slots_count(&index->slots, chosen[i])) {
            return false;
        }
    }
    for (size_t i = 0; i <= index->slots.mask; i++) {
        index->slots.items[i].first = first;
        first += index->slots.items[i].count;
        index->slots.items[i].count = 0;
    }
    for (uint32_t i = 0; i < index->literal_count; i++) {
        if (chosen[i]) {
            struct slot *slot = slots_find(&index->slots, chosen[i]);
            index->numbers[slot->first + slot->count++] = i;
        }
    }
    return true;
}

static bool choose_all(struct gram_index *index, const struct str *literals, uint64_t *chosen) {
    struct slots all;
    bool is_done = slots_init(&all, index->slots.seed) && count_all(&all, literals, index->literal_count);

    for (uint32_t i = 0; is_done && i < index->literal_count; i++) {
        chosen[i] = rarest_gram(&all, literals[i]);
    }
    free(all.items);
    return is_done && file_literals(index, chosen);
}

struct gram_index *gram_index_new(const struct str *literals, uint32_t count) {
    CLEANUP(gram_index_free_cleanup) struct gram_index *index = calloc(1, sizeof *index);
    uint64_t *chosen = calloc((size_t)count + 1, sizeof *chosen);

    if (index) {
        index->literal_count = count;
        index->numbers = calloc((size_t)count + 1, sizeof *index->numbers);
    }
    bool is_done = index && chosen && index->numbers && slots_init(&index->slots, hash_table_seed()) &&
                   choose_all(index, literals, chosen);
    free(chosen);
    return is_done ? TAKE_PTR(index) : NULL;
}

void gram_index_free(struct gram_index *index) {
    if (index) {
        free(index->slots.items);
        free(index->numbers);
        free(index);
    }
}

/* --- finding -------------------------------------------------------------------------------------------------------
 */

bool gram_hits_init(struct gram_hits *hits, const struct gram_index *index) {
    *hits = (struct gram_hits){.capacity = index->literal_count};
    hits->items = calloc((size_t)hits->capacity + 1, sizeof *hits->items);
    hits->stamps = calloc((size_t)hits->capacity + 1, sizeof *hits->stamps);
    return hits->items && hits->stamps;
}

void gram_hits_done(struct gram_hits *hits) {
    free(hits->items);
    free(hits->stamps);
    *hits = (struct gram_hits){0};
}

static void begin_lookup(struct gram_hits *hits) {
    hits->count = 0;
    if (++hits->stamp == 0) { /* after 2^32 lookups */
        memset(hits->stamps, 0, hits->capacity * sizeof *hits->stamps);
        hits->stamp = 1;
    }
}

void gram_index_find(const struct gram_index *index, struct str text, struct gram_hits *hits) {
    struct grams grams = {text, 0, 0};

    begin_lookup(hits);
    for (uint64_t gram; grams_next(&grams, &gram);) {
        const struct slot *slot = slots_find(&index->slots, gram);
        for (uint32_t i = 0; i < slot->count; i++) {
            uint32_t number = index->numbers[slot->first + i];
            if (hits->stamps[number] != hits->stamp) {
                hits->stamps[number] = hits->stamp;
                hits->items[hits->count++] = number;
            }
        }
    }
}

#include "base/intern.h"

#include "base/arena.h"
#include "base/budget.h"
#include "base/hash.h"

#include <stdlib.h>

/* Open addressing over numbers; the texts and their hashes stand in arrays by number. */
struct intern {
    struct budget *budget;
    struct arena *arena;
    struct str *texts;
    uint64_t *hashes;
    uint32_t count, capacity;
    uint32_t *slots; /* number + 1, 0 is free */
    uint32_t slot_mask;
    uint64_t seed;
};

enum { FIRST_CAPACITY = 64, SLOTS_PER_TEXT = 2 };

void intern_free(struct intern *intern) {
    if (!intern) {
        return;
    }
    arena_free(intern->arena);
    budget_drop(intern->texts);
    budget_drop(intern->hashes);
    budget_drop(intern->slots);
    free(intern);
}

static bool grow_texts(struct intern *intern, uint32_t capacity) {
    struct str *texts = budget_resize(intern->budget, intern->texts, capacity, sizeof *texts);
    if (texts) {
        intern->texts = texts;
    }
    uint64_t *hashes = budget_resize(intern->budget, intern->hashes, capacity, sizeof *hashes);
    if (hashes) {
        intern->hashes = hashes;
    }
    return texts && hashes;
}

static void place(uint32_t *slots, uint32_t mask, uint64_t hash, uint32_t number) {
    uint32_t slot = (uint32_t)hash & mask;
    while (slots[slot]) {
        slot = (slot + 1) & mask;
    }
    slots[slot] = number + 1;
}

/* Makes room for CAPACITY texts (a power of two). */
static bool grow(struct intern *intern, uint32_t capacity) {
    uint32_t *slots = budget_alloc(intern->budget, (size_t)capacity * SLOTS_PER_TEXT, sizeof *slots);
    if (!slots || !grow_texts(intern, capacity)) {
        budget_drop(slots);
        return false;
    }
    budget_drop(intern->slots);
    intern->slots = slots;
    intern->slot_mask = capacity * SLOTS_PER_TEXT - 1;
    intern->capacity = capacity;
    for (uint32_t number = 0; number < intern->count; number++) {
        place(slots, intern->slot_mask, intern->hashes[number], number);
    }
    return true;
}

struct intern *intern_new(void) {
    return intern_new_within(NULL);
}

struct intern *intern_new_within(struct budget *budget) {
    struct intern *intern = calloc(1, sizeof *intern);
    if (!intern) {
        return NULL;
    }
    intern->budget = budget;
    intern->seed = hash_table_seed();
    intern->arena = arena_new_within(budget);
    if (!intern->arena || !grow(intern, FIRST_CAPACITY)) {
        intern_free(intern);
        return NULL;
    }
    return intern;
}

static uint32_t find_hashed(const struct intern *intern, struct str text, uint64_t hash) {
    uint32_t slot = (uint32_t)hash & intern->slot_mask;
    for (; intern->slots[slot]; slot = (slot + 1) & intern->slot_mask) {
        uint32_t number = intern->slots[slot] - 1;
        if (intern->hashes[number] == hash && str_eq(intern->texts[number], text)) {
            return number;
        }
    }
    return INTERN_NONE;
}

uint32_t intern_find(const struct intern *intern, struct str text) {
    return find_hashed(intern, text, hash64_seeded(text, intern->seed));
}

uint32_t intern_add(struct intern *intern, struct str text) {
    uint64_t hash = hash64_seeded(text, intern->seed);
    uint32_t number = find_hashed(intern, text, hash);
    if (number != INTERN_NONE) {
        return number;
    }
    if (intern->count == intern->capacity &&
        (intern->capacity > UINT32_MAX / (2 * SLOTS_PER_TEXT) || !grow(intern, intern->capacity * 2))) {
        return INTERN_NONE;
    }
    struct str copy = arena_dup(intern->arena, text);
    if (arena_failed(intern->arena)) {
        return INTERN_NONE;
    }
    number = intern->count++;
    intern->texts[number] = copy;
    intern->hashes[number] = hash;
    place(intern->slots, intern->slot_mask, hash, number);
    return number;
}

struct str intern_text(const struct intern *intern, uint32_t number) {
    return intern->texts[number];
}

uint32_t intern_count(const struct intern *intern) {
    return intern->count;
}

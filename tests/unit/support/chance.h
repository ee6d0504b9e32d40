#pragma once
/* Chance, by random(): what a test draws depends on its srandom() alone. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static inline unsigned pick(unsigned below) {
    return (unsigned)random() % below;
}

static inline bool one_in(unsigned n) {
    return pick(n) == 0;
}

static inline int64_t between(int64_t least, int64_t most) {
    return least + random() % (most - least + 1);
}

/* The numbers below COUNT, in any order. */
static inline void pick_order(uint32_t *order, size_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t k = pick(i + 1);

        order[i] = order[k];
        order[k] = i;
    }
}

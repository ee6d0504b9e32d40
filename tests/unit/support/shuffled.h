#pragma once
/* Another order of what a test has made. */

#include <stdlib.h>

/* COUNT items of SIZE bytes each; SEED goes on from call to call (rand_r). */
static inline void shuffle_items(void *items, size_t count, size_t size, unsigned *seed) {
    char *bytes = items;

    for (size_t i = count; i-- > 1;) {
        size_t k = (size_t)rand_r(seed) % (i + 1);
        for (size_t n = 0; n < size; n++) {
            char moved = bytes[i * size + n];
            bytes[i * size + n] = bytes[k * size + n];
            bytes[k * size + n] = moved;
        }
    }
}

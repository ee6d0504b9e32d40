#include "licenses/number_set.h"

#include <stdlib.h>

static int compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t number_set_make(uint32_t *items, uint32_t count) {
    uint32_t kept = 0;

    if (count) {
        qsort(items, count, sizeof *items, compare);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || items[i] != items[kept - 1]) {
            items[kept++] = items[i];
        }
    }
    return kept;
}

uint32_t number_set_find(const uint32_t *items, uint32_t count, uint32_t number) {
    uint32_t low = 0, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (items[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && items[low] == number ? low : NUMBER_SET_NONE;
}

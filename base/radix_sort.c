#include "base/radix_sort.h"

#include <stdbool.h>
#include <string.h>

enum { DIGITS = 8, DIGIT_BITS = 8, DIGIT_VALUES = 256, FEW = 48 };

static void sort_few(uint64_t *numbers, size_t count) {
    for (size_t i = 1; i < count; i++) {
        uint64_t number = numbers[i];
        size_t at = i;
        for (; at > 0 && numbers[at - 1] > number; at--) {
            numbers[at] = numbers[at - 1];
        }
        numbers[at] = number;
    }
}

static unsigned digit_of(uint64_t number, unsigned digit) {
    return (unsigned)(number >> (digit * DIGIT_BITS)) & (DIGIT_VALUES - 1);
}

static void place(const uint64_t *from, uint64_t *to, size_t count, unsigned digit) {
    size_t next[DIGIT_VALUES] = {0}, total = 0;

    for (size_t i = 0; i < count; i++) {
        next[digit_of(from[i], digit)]++;
    }
    for (unsigned value = 0; value < DIGIT_VALUES; value++) {
        size_t begin = total;
        total += next[value];
        next[value] = begin;
    }
    for (size_t i = 0; i < count; i++) {
        to[next[digit_of(from[i], digit)]++] = from[i];
    }
}

/* The bits in which not all of the numbers are the same. */
static uint64_t differing_bits(const uint64_t *numbers, size_t count, bool *ret_is_sorted) {
    uint64_t differing = 0;

    *ret_is_sorted = true;
    for (size_t i = 1; i < count; i++) {
        differing |= numbers[i] ^ numbers[0];
        *ret_is_sorted &= numbers[i - 1] <= numbers[i];
    }
    return differing;
}

void radix_sort(uint64_t *numbers, size_t count, uint64_t *scratch) {
    uint64_t *from = numbers, *to = scratch;
    bool is_sorted;

    if (count <= FEW) {
        sort_few(numbers, count);
        return;
    }
    uint64_t differing = differing_bits(numbers, count, &is_sorted);
    for (unsigned digit = 0; digit < DIGITS && !is_sorted; digit++) {
        if (digit_of(differing, digit) != 0) {
            place(from, to, count, digit);
            uint64_t *placed = to;
            to = from;
            from = placed;
        }
    }
    if (from != numbers) {
        memcpy(numbers, from, count * sizeof *numbers);
    }
}

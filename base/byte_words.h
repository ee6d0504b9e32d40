#pragma once
/* Eight bytes at a time, in a 64-bit word: is one of them such and such? Tells whether, not where. Pure; any thread. */

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define BYTE_WORD(BYTE) (UINT64_C(0x0101010101010101) * (unsigned char)(BYTE))

static inline uint64_t byte_word_load(const char *p) {
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return word;
}

/* Not 0 when one of the bytes is BYTE. */
static inline uint64_t byte_word_has(uint64_t word, char byte) {
    uint64_t x = word ^ BYTE_WORD(byte);

    return (x - BYTE_WORD(0x01)) & ~x & BYTE_WORD(0x80);
}

/* Not 0 when one of the bytes is below LIMIT, which is at most 0x80. */
static inline uint64_t byte_word_has_below(uint64_t word, unsigned char limit) {
    return (word - BYTE_WORD(limit)) & ~word & BYTE_WORD(0x80);
}

#pragma once
/* Sixteen bytes at a time: is one of a text's bytes such and such? The compilers' vectors, in whatever instructions the
 * machine has. Pure; any thread. */

#include "base/str.h"

typedef unsigned char byte_vector __attribute__((vector_size(16)));

#define BYTE_VECTOR sizeof(byte_vector)

static inline byte_vector byte_vector_load(const char *p) {
    byte_vector vector;

    memcpy(&vector, p, sizeof vector);
    return vector;
}

static inline byte_vector byte_vector_of(uint64_t low, uint64_t high) {
    const uint64_t words[] = {low, high};
    byte_vector vector;

    memcpy(&vector, words, sizeof vector);
    return vector;
}

/* Is a byte of it not 0? */
static inline bool byte_vector_any(byte_vector vector) {
    uint64_t words[2];

    memcpy(words, &vector, sizeof words);
    return words[0] | words[1];
}

/* All bytes of a text of 1 to 15 bytes, some of them more than once, and nothing else; copies the text to TO. Nothing
 * beyond it is read or written. */
static inline byte_vector byte_vector_copy_short(char *to, struct str text) {
    if (text.n >= sizeof(uint64_t)) {
        uint64_t first, last;
        memcpy(&first, text.p, sizeof first);
        memcpy(&last, text.p + text.n - sizeof last, sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + text.n - sizeof last, &last, sizeof last);
        return byte_vector_of(first, last);
    }
    if (text.n >= sizeof(uint32_t)) {
        uint32_t first, last;
        memcpy(&first, text.p, sizeof first);
        memcpy(&last, text.p + text.n - sizeof last, sizeof last);
        memcpy(to, &first, sizeof first);
        memcpy(to + text.n - sizeof last, &last, sizeof last);
        return byte_vector_of(first | (uint64_t)last << 32, first | (uint64_t)last << 32);
    }
    unsigned char first = (unsigned char)text.p[0], middle = (unsigned char)text.p[text.n / 2],
                  last = (unsigned char)text.p[text.n - 1];
    uint64_t word = (uint64_t)first | (uint64_t)first << 32 | (uint64_t)middle << 8 | (uint64_t)middle << 40 |
                    (uint64_t)last << 16 | (uint64_t)last << 24 | (uint64_t)last << 48 | (uint64_t)last << 56;
    to[0] = (char)first;
    to[text.n / 2] = (char)middle;
    to[text.n - 1] = (char)last;
    return byte_vector_of(word, word);
}

/* Copies the text to TO and gives the bytes that FIND marks, of all of it together: for byte_vector_any. */
static inline __attribute__((always_inline)) byte_vector byte_vector_copy(char *to, struct str text,
                                                                          byte_vector (*find)(byte_vector bytes)) {
    byte_vector found = {0}, bytes;

    if (text.n < BYTE_VECTOR) {
        return text.n ? find(byte_vector_copy_short(to, text)) : found;
    }
    for (size_t i = 0; i < text.n - BYTE_VECTOR; i += BYTE_VECTOR) {
        bytes = byte_vector_load(text.p + i);
        memcpy(to + i, &bytes, BYTE_VECTOR);
        found |= find(bytes);
    }
    /* The last ones may be some of those before. */
    bytes = byte_vector_load(text.p + text.n - BYTE_VECTOR);
    memcpy(to + text.n - BYTE_VECTOR, &bytes, BYTE_VECTOR);
    return found | find(bytes);
}

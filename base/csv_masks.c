#include "base/csv_masks.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ONES ((uint64_t)0x0101010101010101)
#define LOW7 ((uint64_t)0x7F7F7F7F7F7F7F7F)

/* Eight bytes in a word, the first one lowest. */
static uint64_t load_word(const char *bytes) {
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* One bit for each of the word's bytes that is C: the bytes' high bits first, then these are brought together. No
 * carry leaves a byte, so the bits are exact. */
static uint64_t word_mask(uint64_t word, char c) {
    uint64_t differs = word ^ (ONES * (unsigned char)c);
    uint64_t zero = ~(((differs & LOW7) + LOW7) | differs | LOW7);

    return (zero >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static void find_portable(const char *bytes, size_t count, char delimiter, struct csv_masks *ret_masks) {
    for (size_t i = 0; i < count; i++, bytes += CSV_BLOCK) {
        struct csv_masks masks = {0};
        for (unsigned at = 0; at < CSV_BLOCK; at += 8) {
            uint64_t word = load_word(bytes + at);
            masks.quotes |= word_mask(word, '"') << at;
            masks.delimiters |= word_mask(word, delimiter) << at;
            masks.lf |= word_mask(word, '\n') << at;
            masks.cr |= word_mask(word, '\r') << at;
            masks.nul |= word_mask(word, '\0') << at;
        }
        ret_masks[i] = masks;
    }
}

#if defined(__x86_64__)

static uint64_t mask16(const __m128i vectors[4], char c) {
    __m128i wanted = _mm_set1_epi8(c);
    uint64_t mask = 0;

    for (unsigned i = 0; i < 4; i++) {
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(vectors[i], wanted)) << (16 * i);
    }
    return mask;
}

static uint64_t nul16(const __m128i vectors[4]) {
    __m128i least = _mm_min_epu8(_mm_min_epu8(vectors[0], vectors[1]), _mm_min_epu8(vectors[2], vectors[3]));

    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128()));
}

static void find_sse2(const char *bytes, size_t count, char delimiter, struct csv_masks *ret_masks) {
    for (size_t i = 0; i < count; i++, bytes += CSV_BLOCK) {
        __m128i vectors[4];
        for (size_t j = 0; j < 4; j++) {
            vectors[j] = _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * j));
        }
        ret_masks[i] = (struct csv_masks){mask16(vectors, '"'), mask16(vectors, delimiter), mask16(vectors, '\n'),
                                          mask16(vectors, '\r'), nul16(vectors)};
    }
}

__attribute__((target("avx2"))) static uint64_t mask32(const __m256i vectors[2], char c) {
    __m256i wanted = _mm256_set1_epi8(c);

    return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(vectors[0], wanted)) |
           (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(vectors[1], wanted)) << 32;
}

__attribute__((target("avx2"))) static uint64_t nul32(const __m256i vectors[2]) {
    __m256i least = _mm256_min_epu8(vectors[0], vectors[1]);

    return (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(least, _mm256_setzero_si256()));
}

__attribute__((target("avx2"))) static void find_avx2(const char *bytes, size_t count, char delimiter,
                                                      struct csv_masks *ret_masks) {
    for (size_t i = 0; i < count; i++, bytes += CSV_BLOCK) {
        __m256i vectors[2] = {
            _mm256_loadu_si256((const __m256i *)(const void *)bytes),
            _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32)),
        };
        ret_masks[i] = (struct csv_masks){mask32(vectors, '"'), mask32(vectors, delimiter), mask32(vectors, '\n'),
                                          mask32(vectors, '\r'), nul32(vectors)};
    }
}

bool csv_masks_has(enum csv_masks_kind kind) {
    return kind != CSV_MASKS_AVX2 || __builtin_cpu_supports("avx2");
}

static enum csv_masks_kind fastest(void) {
    return csv_masks_has(CSV_MASKS_AVX2) ? CSV_MASKS_AVX2 : CSV_MASKS_SSE2;
}

#else

bool csv_masks_has(enum csv_masks_kind kind) {
    return kind == CSV_MASKS_FASTEST || kind == CSV_MASKS_PORTABLE;
}

static enum csv_masks_kind fastest(void) {
    return CSV_MASKS_PORTABLE;
}

#endif

void csv_masks_find(enum csv_masks_kind kind, const char *bytes, size_t count, char delimiter,
                    struct csv_masks *ret_masks) {
    static void (*const finders[CSV_MASKS_KIND_COUNT])(const char *, size_t, char, struct csv_masks *) = {
        [CSV_MASKS_PORTABLE] = find_portable,
#if defined(__x86_64__)
        [CSV_MASKS_SSE2] = find_sse2,
        [CSV_MASKS_AVX2] = find_avx2,
#endif
    };

    finders[kind == CSV_MASKS_FASTEST ? fastest() : kind](bytes, count, delimiter, ret_masks);
}

#include "base/utf8_check.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* What can be wrong with two neighbouring bytes shows from three of their halves: the first byte's upper and lower one,
 * and the second's upper one. A bit stands for a fault; the pair has it when all three halves allow it. */
enum fault {
    CUT_SHORT = 1,      /* lead, then no continuation */
    STRAY = 2,          /* ASCII, then a continuation */
    SURROGATE = 4,      /* ED A0–BF */
    TOO_LARGE = 8,      /* F4 90–BF, F5–FF 90–BF */
    TOO_LARGE_80 = 16,  /* F5–FF 80–8F */
    OVERLONG_2 = 32,    /* C0, C1 */
    OVERLONG_3 = 64,    /* E0 80–9F */
    OVERLONG_4 = 16,    /* F0 80–8F: the second byte is that of TOO_LARGE_80 */
    CONTINUED_ON = 128, /* two continuations: right when one or two bytes before them ask for it */
    ANY_LOW = CUT_SHORT | STRAY | CONTINUED_ON
};

static const uint8_t first_upper[16] = {
    STRAY,
    STRAY,
    STRAY,
    STRAY,
    STRAY,
    STRAY,
    STRAY,
    STRAY,
    CONTINUED_ON,
    CONTINUED_ON,
    CONTINUED_ON,
    CONTINUED_ON,
    [0xC] = CUT_SHORT | OVERLONG_2,
    [0xD] = CUT_SHORT,
    [0xE] = CUT_SHORT | SURROGATE | OVERLONG_3,
    [0xF] = CUT_SHORT | TOO_LARGE | TOO_LARGE_80 | OVERLONG_4,
};

static const uint8_t first_lower[16] = {
    [0x0] = ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
    [0x1] = ANY_LOW | OVERLONG_2,
    [0x2] = ANY_LOW,
    [0x3] = ANY_LOW,
    [0x4] = ANY_LOW | TOO_LARGE,
    [0x5] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0x6] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0x7] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0x8] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0x9] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0xA] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0xB] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0xC] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0xD] = ANY_LOW | TOO_LARGE | TOO_LARGE_80 | SURROGATE,
    [0xE] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
    [0xF] = ANY_LOW | TOO_LARGE | TOO_LARGE_80,
};

static const uint8_t second_upper[16] = {
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    CUT_SHORT,
    [0x8] = STRAY | CONTINUED_ON | OVERLONG_2 | OVERLONG_3 | TOO_LARGE_80 | OVERLONG_4,
    [0x9] = STRAY | CONTINUED_ON | OVERLONG_2 | OVERLONG_3 | TOO_LARGE,
    [0xA] = STRAY | CONTINUED_ON | OVERLONG_2 | SURROGATE | TOO_LARGE,
    [0xB] = STRAY | CONTINUED_ON | OVERLONG_2 | SURROGATE | TOO_LARGE,
    [0xC] = CUT_SHORT,
    [0xD] = CUT_SHORT,
    [0xE] = CUT_SHORT,
    [0xF] = CUT_SHORT,
};

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i load(const char *p) {
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline __m256i look_up(const uint8_t table[16], __m256i halves) {
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table)),
                               halves);
}

/* The faults of the 32 bytes at P, with the three bytes before them; 0 for none. */
AVX2 static inline __m256i faults_at(const char *p) {
    const __m256i lower = _mm256_set1_epi8(0xF);
    __m256i second = load(p), first = load(p - 1);
    __m256i pairs =
        _mm256_and_si256(_mm256_and_si256(look_up(first_upper, _mm256_and_si256(_mm256_srli_epi16(first, 4), lower)),
                                          look_up(first_lower, _mm256_and_si256(first, lower))),
                         look_up(second_upper, _mm256_and_si256(_mm256_srli_epi16(second, 4), lower)));
    /* The upper bit is set where E0–FF stands two bytes before, or F0–FF three. */
    __m256i third = _mm256_subs_epu8(load(p - 2), _mm256_set1_epi8(0xE0 - 0x80));
    __m256i fourth = _mm256_subs_epu8(load(p - 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i continued = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)CONTINUED_ON));

    return _mm256_xor_si256(pairs, continued);
}

enum { VECTOR = 32, BLOCK = 32 * VECTOR };

/* Bytes at the front without a fault, but for a character that they may cut; a multiple of VECTOR. */
AVX2 static size_t faultless_avx2(struct str bytes) {
    char start[3 + VECTOR] = {0};
    size_t at = VECTOR, i;
    __m256i faults;

    if (bytes.n < VECTOR) {
        return 0;
    }
    memcpy(start + 3, bytes.p, VECTOR);
    faults = faults_at(start + 3);
    while (at + BLOCK <= bytes.n && _mm256_testz_si256(faults, faults)) {
        for (i = at; i < at + BLOCK; i += VECTOR) {
            faults = _mm256_or_si256(faults, faults_at(bytes.p + i));
        }
        at = i;
    }
    if (_mm256_testz_si256(faults, faults)) {
        return at;
    }
    return at > VECTOR ? at - BLOCK : 0;
}

static size_t without_cut_character(struct str bytes) {
    for (size_t back = 1; back <= 3 && back <= bytes.n; back++) {
        unsigned char c = (unsigned char)bytes.p[bytes.n - back];
        if (c >= 0xC0) {
            size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
            return length > back ? bytes.n - back : bytes.n;
        }
    }
    return bytes.n;
}

size_t utf8_sound_length(struct str bytes) {
    return __builtin_cpu_supports("avx2") ? without_cut_character(str_sub(bytes, 0, faultless_avx2(bytes))) : 0;
}

#else

size_t utf8_sound_length(struct str bytes) {
    (void)bytes;
    return 0;
}

#endif

#include "base/hash.h"

#include <stdlib.h>
#include <sys/auxv.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct hasher {
    XXH3_state_t state;
};

uint64_t hash64(struct str s) {
    return hash64_seeded(s, 0);
}

uint64_t hash64_seeded(struct str s, uint64_t seed) {
    return XXH3_64bits_withSeed(s.n ? s.p : "", s.n, seed);
}

uint64_t hash_table_seed(void) {
    /* The kernel hands every process 16 random bytes at exec: constant for the process without a variable to guard. */
    const char *bytes = (const char *)getauxval(AT_RANDOM); // NOLINT(performance-no-int-to-ptr)

    return bytes ? hash64((struct str){bytes, 16}) : 0;
}

struct hasher *hasher_new(void) {
    /* XXH3's state wants more alignment than malloc gives. */
    struct hasher *hasher = aligned_alloc(_Alignof(struct hasher), sizeof *hasher);

    if (hasher) {
        XXH3_INITSTATE(&hasher->state);
        XXH3_128bits_reset(&hasher->state);
    }
    return hasher;
}

void hasher_free(struct hasher *hasher) {
    free(hasher);
}

void hasher_update(struct hasher *hasher, struct str s) {
    if (s.n) {
        XXH3_128bits_update(&hasher->state, s.p, s.n);
    }
}

struct hash128 hasher_digest(const struct hasher *hasher) {
    XXH128_hash_t digest = XXH3_128bits_digest(&hasher->state);

    return (struct hash128){.high = digest.high64, .low = digest.low64};
}

void hash128_format(struct hash128 hash, char ret_hex[33]) {
    hash64_format(hash.high, ret_hex);
    hash64_format(hash.low, ret_hex + 16);
}

void hash64_format(uint64_t hash, char ret_hex[17]) {
    for (int i = 0; i < 16; i++) {
        ret_hex[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    }
    ret_hex[16] = '\0';
}

struct library_version hash_library(void) {
    return library_version_of(
        LIBRARY_NUMBER(XXH_VERSION_MAJOR) "." LIBRARY_NUMBER(XXH_VERSION_MINOR) "." LIBRARY_NUMBER(XXH_VERSION_RELEASE),
        NULL);
}

bool hash64_read(struct str hex, uint64_t *ret_hash) {
    uint64_t hash = 0;

    if (hex.n != 16) {
        return false;
    }
    for (size_t i = 0; i < 16; i++) {
        int digit = str_hex_digit(hex.p[i]);
        if (digit < 0) {
            return false;
        }
        hash = hash << 4 | (uint64_t)digit;
    }
    *ret_hash = hash;
    return true;
}

bool hash128_read(struct str hex, struct hash128 *ret_hash) {
    struct hash128 hash;

    if (!hash64_read(str_sub(hex, 0, 16), &hash.high) || !hash64_read(str_sub(hex, 16, SIZE_MAX), &hash.low)) {
        return false;
    }
    *ret_hash = hash;
    return true;
}

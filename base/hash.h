#pragma once
/* XXH3 hashes. A hash is never identity: joins compare key bytes. Digests of files and finding ids use seed 0 and are
 * stable across machines; in-memory hash tables use a per-process seed that never reaches output. Thread-safe. */

#include "base/compiler.h"
#include "base/library_version.h"
#include "base/str.h"

struct hash128 {
    uint64_t high, low;
};

uint64_t hash64(struct str s);
uint64_t hash64_seeded(struct str s, uint64_t seed);
/* The seed of this process's hash tables, from the system's random source. */
uint64_t hash_table_seed(void);

/* Incremental XXH3-128. */
struct hasher;
struct hasher *hasher_new(void);
void hasher_free(struct hasher *hasher);
DEFINE_CLEANUP(hasher, hasher_free)
void hasher_update(struct hasher *hasher, struct str s);
struct hash128 hasher_digest(const struct hasher *hasher);
/* 32 lower-case hex digits and a NUL; the canonical big-endian form, as `xxhsum -H2` prints it. */
void hash128_format(struct hash128 hash, char ret_hex[33]);
void hash64_format(uint64_t hash, char ret_hex[17]);
/* What hash64_format and hash128_format write, in letters of either case; false, and *RET_HASH unchanged, for anything
 * else. */
bool hash64_read(struct str hex, uint64_t *ret_hash);
bool hash128_read(struct str hex, struct hash128 *ret_hash);
/* Of xxHash, which is compiled in. */
struct library_version hash_library(void);

#pragma once
/* Records of a sorter: a key and a payload, both bytes. Their order, and sorting references to them fast. Internal to
 * the sorter. Pure; any thread. */

#include "base/str.h"

struct record {
    struct str key, payload;
};

/* A record as it stands in memory and in files: its two lengths, the key's bytes, the payload's bytes. */
struct record_head {
    uint32_t key_n, payload_n;
};

static inline size_t record_size(struct record record) {
    return sizeof(struct record_head) + record.key.n + record.payload.n;
}

/* The record at BYTES, borrowed. */
static inline struct record record_at(const char *bytes) {
    struct record_head head;

    memcpy(&head, bytes, sizeof head);
    bytes += sizeof head;
    return (struct record){.key = {bytes, head.key_n}, .payload = {bytes + head.key_n, head.payload_n}};
}

/* Writes the record, record_size bytes; returns where it ends. */
static inline char *record_write(struct record record, char *to) {
    struct record_head head = {(uint32_t)record.key.n, (uint32_t)record.payload.n};

    memcpy(to, &head, sizeof head);
    to += sizeof head;
    if (record.key.n) {
        memcpy(to, record.key.p, record.key.n);
    }
    to += record.key.n;
    if (record.payload.n) {
        memcpy(to, record.payload.p, record.payload.n);
    }
    return to + record.payload.n;
}

/* By the key's bytes, then its length, then the payload likewise: <0, 0 or >0. */
int record_compare(struct record a, struct record b);

/* Up to eight bytes of the key from offset AT on, as a number that orders as they do; beyond its end zeros. */
uint64_t record_prefix(struct str key, size_t at);
/* How many bytes the two have in common at their start, of which FROM are known to be. */
size_t record_common(struct str a, struct str b, size_t from);

struct record_entry {
    uint64_t prefix; /* scratch of the sorting */
    const char *at;  /* record_at */
};

/* Sorts by record_compare. */
void record_sort(struct record_entry *entries, size_t count);

#include "inventory/id_set.h"

#include "base/buffer.h"
#include "base/hash.h"

#include <stdlib.h>

/* Records lie one behind the other in the order of rows: header, bytes, padding to UNIT. A slot has a record's offset
 * in UNITs and 1, or 0, so that 32 bits do for 16 GiB of ids, and the upper half of the id's hash. The place of an id
 * is the top of its hash: when the slots are doubled, they move in order and no record is looked at. */
#define UNIT 4

struct header {
    uint32_t row;
    uint32_t length;
};

struct slot {
    uint32_t tag;
    uint32_t place;
};

struct id_set {
    uint64_t seed;
    struct buffer records;
    struct slot *slots;
    size_t slot_count; /* a power of two, at most 2^32; at most half of it is used */
    unsigned shift;    /* from a tag to its slot */
    size_t count;
    bool failed;
};

struct id_set *id_set_new(void) {
    struct id_set *set = calloc(1, sizeof *set);

    if (set) {
        set->seed = hash_table_seed();
    }
    return set;
}

void id_set_free(struct id_set *set) {
    if (set) {
        buffer_done(&set->records);
        free(set->slots);
        free(set);
    }
}

bool id_set_failed(const struct id_set *set) {
    return set->failed;
}

static struct header header_at(const struct id_set *set, size_t offset) {
    struct header header;

    memcpy(&header, set->records.p + offset, sizeof header);
    return header;
}

static struct str id_at(const struct id_set *set, size_t offset) {
    return (struct str){set->records.p + offset + sizeof(struct header), header_at(set, offset).length};
}

static size_t record_size(size_t length) {
    return (sizeof(struct header) + length + UNIT - 1) / UNIT * UNIT;
}

static uint32_t tag_of(const struct id_set *set, struct str id) {
    return (uint32_t)(hash64_seeded(id, set->seed) >> 32);
}

static void put(struct id_set *set, struct slot slot) {
    size_t mask = set->slot_count - 1, i = slot.tag >> set->shift;

    while (set->slots[i].place) {
        i = (i + 1) & mask;
    }
    set->slots[i] = slot;
}

static void put_all(struct id_set *set) {
    for (size_t offset = 0; offset < set->records.n; offset += record_size(header_at(set, offset).length)) {
        put(set, (struct slot){tag_of(set, id_at(set, offset)), (uint32_t)(offset / UNIT + 1)});
    }
}

static bool make_room(struct id_set *set) {
    struct id_set wide = *set;

    if ((set->count + 1) * 2 <= set->slot_count) {
        return true;
    }
    wide.slot_count = set->slot_count ? set->slot_count * 2 : 1024;
    wide.shift = 32 - (unsigned)__builtin_ctzll(wide.slot_count);
    wide.slots = wide.slot_count <= (size_t)1 << 32 ? calloc(wide.slot_count, sizeof *wide.slots) : NULL;
    if (!wide.slots) {
        return false;
    }
    for (size_t i = 0; i < set->slot_count; i++) {
        if (set->slots[i].place) {
            put(&wide, set->slots[i]);
        }
    }
    free(set->slots);
    *set = wide;
    return true;
}

static bool append(struct id_set *set, struct str folded, uint32_t row, uint32_t tag) {
    size_t offset = set->records.n, size = record_size(folded.n);
    struct header header = {.row = row, .length = (uint32_t)folded.n};
    char *to;

    if (folded.n > UINT32_MAX || offset / UNIT >= UINT32_MAX - 1) {
        return false;
    }
    to = buffer_reserve(&set->records, size);
    if (!to) {
        return false;
    }
    memset(to, 0, size);
    memcpy(to, &header, sizeof header);
    memcpy(to + sizeof header, folded.p, folded.n);
    set->records.n += size;
    set->count++;
    put(set, (struct slot){tag, (uint32_t)(offset / UNIT + 1)});
    return true;
}

bool id_set_add(struct id_set *set, struct str folded, uint32_t row, uint32_t *ret_row) {
    uint32_t tag = tag_of(set, folded);
    size_t mask, i;

    if (set->failed || !make_room(set)) {
        set->failed = true;
        return false;
    }
    mask = set->slot_count - 1;
    for (i = tag >> set->shift; set->slots[i].place; i = (i + 1) & mask) {
        size_t offset = (size_t)(set->slots[i].place - 1) * UNIT;
        if (set->slots[i].tag == tag && str_eq(id_at(set, offset), folded)) {
            *ret_row = header_at(set, offset).row;
            return false;
        }
    }
    set->failed = !append(set, folded, row, tag);
    return !set->failed;
}

void id_set_expect(const struct id_set *set, struct str folded) {
    if (set->slot_count) {
        __builtin_prefetch(&set->slots[tag_of(set, folded) >> set->shift], 1);
    }
}

void id_set_truncate(struct id_set *set, uint32_t first_row) {
    size_t end = 0;

    set->count = 0;
    while (end < set->records.n && header_at(set, end).row < first_row) {
        end += record_size(header_at(set, end).length);
        set->count++;
    }
    set->records.n = end;
    if (set->slots) {
        memset(set->slots, 0, set->slot_count * sizeof *set->slots);
        put_all(set);
    }
}

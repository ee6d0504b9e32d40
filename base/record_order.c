#include "base/record_order.h"

#include <endian.h>
#include <stdlib.h>

/* Records are sorted by eight bytes of their keys at a time, taken behind what all keys of the group have in common:
 * asset numbers and finding keys share long beginnings, of which the first bytes decide nothing. The eight bytes are
 * sorted as numbers, byte by byte in place; only records that agree in all eight are looked at again. */

/* Groups of up to so many are sorted by insertion. */
#define FEW 16
/* Levels of eight bytes; what still agrees then is compared as a whole. Bounds the recursion on hostile keys. */
#define LEVELS_MAX 24

int record_compare(struct record a, struct record b) {
    int order = str_cmp(a.key, b.key);

    return order ? order : str_cmp(a.payload, b.payload);
}

uint64_t record_prefix(struct str key, size_t at) {
    uint64_t prefix = 0;

    if (key.n >= at + sizeof prefix) {
        memcpy(&prefix, key.p + at, sizeof prefix);
        return be64toh(prefix);
    }
    for (size_t i = at; i < at + sizeof prefix; i++) {
        prefix = prefix << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    }
    return prefix;
}

size_t record_common(struct str a, struct str b, size_t from) {
    size_t least = a.n < b.n ? a.n : b.n;

    while (from < least && a.p[from] == b.p[from]) {
        from++;
    }
    return from;
}

static struct str key_of(const struct record_entry *entry) {
    return record_at(entry->at).key;
}

static int compare_entries(const void *left, const void *right) {
    const struct record_entry *a = left, *b = right;

    return record_compare(record_at(a->at), record_at(b->at));
}

static void sort_by_comparing(struct record_entry *entries, size_t count) {
    if (count > FEW) {
        qsort(entries, count, sizeof *entries, compare_entries);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct record_entry moved = entries[i];
        size_t k = i;
        for (; k && compare_entries(&moved, &entries[k - 1]) < 0; k--) {
            entries[k] = entries[k - 1];
        }
        entries[k] = moved;
    }
}

static void insert_by_prefix(struct record_entry *entries, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct record_entry moved = entries[i];
        size_t k = i;
        for (; k && moved.prefix < entries[k - 1].prefix; k--) {
            entries[k] = entries[k - 1];
        }
        entries[k] = moved;
    }
}

static unsigned digit_of(const struct record_entry *entry, unsigned shift) {
    return entry->prefix >> shift & 0xFF;
}

/* Moves each entry to the part of its digit; end[d] becomes where the part of digit d ends. */
static void move_to_parts(struct record_entry *entries, size_t count, unsigned shift, size_t end[256]) {
    size_t begin[256] = {0}, total = 0;

    for (size_t i = 0; i < count; i++) {
        begin[digit_of(&entries[i], shift)]++;
    }
    for (unsigned digit = 0; digit < 256; digit++) {
        size_t n = begin[digit];
        begin[digit] = total;
        end[digit] = total += n;
    }
    for (unsigned digit = 0; digit < 256; digit++) {
        while (begin[digit] < end[digit]) {
            struct record_entry held = entries[begin[digit]];
            /* Each step puts one entry where it belongs and takes up the one that stood there. */
            for (unsigned other; (other = digit_of(&held, shift)) != digit;) {
                struct record_entry displaced = entries[begin[other]];
                entries[begin[other]++] = held;
                held = displaced;
            }
            entries[begin[digit]++] = held;
        }
    }
}

static void sort_by_prefix(struct record_entry *entries, size_t count, unsigned shift) {
    size_t end[256], begin = 0;

    if (count <= 2 * FEW) {
        insert_by_prefix(entries, count);
        return;
    }
    move_to_parts(entries, count, shift, end);
    for (unsigned digit = 0; shift && digit < 256; digit++) {
        if (end[digit] - begin > 1) {
            sort_by_prefix(entries + begin, end[digit] - begin, shift - 8);
        }
        begin = end[digit];
    }
}

/* The place of the highest byte in which prefixes differ. */
static unsigned first_shift(const struct record_entry *entries, size_t count) {
    uint64_t differing = 0;

    for (size_t i = 1; i < count; i++) {
        differing |= entries[i].prefix ^ entries[0].prefix;
    }
    return differing ? (63 - (unsigned)__builtin_clzll(differing)) / 8 * 8 : 0;
}

static size_t common_length(const struct record_entry *entries, size_t count, size_t from) {
    struct str first = key_of(&entries[0]);
    size_t common = first.n;

    for (size_t i = 1; i < count && common > from; i++) {
        struct str key = key_of(&entries[i]);
        /* Mostly all of it is still in common. */
        if (key.n < common || memcmp(key.p + from, first.p + from, common - from) != 0) {
            common = record_common((struct str){first.p, common}, key, from);
        }
    }
    return common;
}

/* The keys have FROM bytes in common. */
static void sort_group(struct record_entry *entries, size_t count, size_t from, unsigned level) {
    size_t at;

    if (count <= FEW || level == LEVELS_MAX) {
        sort_by_comparing(entries, count);
        return;
    }
    at = common_length(entries, count, from);
    for (size_t i = 0; i < count; i++) {
        entries[i].prefix = record_prefix(key_of(&entries[i]), at);
    }
    sort_by_prefix(entries, count, first_shift(entries, count));
    for (size_t begin = 0, end; begin < count; begin = end) {
        bool is_longer = true;
        for (end = begin; end < count && entries[end].prefix == entries[begin].prefix; end++) {
            is_longer = is_longer && key_of(&entries[end]).n >= at + sizeof entries->prefix;
        }
        if (end - begin > 1 && is_longer) {
            sort_group(entries + begin, end - begin, at + sizeof entries->prefix, level + 1);
        } else if (end - begin > 1) {
            /* Some key ends within its eight bytes, which zeros stand for. */
            sort_by_comparing(entries + begin, end - begin);
        }
    }
}

void record_sort(struct record_entry *entries, size_t count) {
    sort_group(entries, count, 0, 0);
}

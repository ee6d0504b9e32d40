#include "base/splitters.h"

#include "base/buffer.h"

#include <stdlib.h>

struct splitters {
    size_t count; /* one less than ranges; range i ends before the i-th record */
    struct record_entry *entries;
    size_t common; /* bytes that the keys of all of them have in common */
    struct buffer bytes;
};

void splitters_free(struct splitters *splitters) {
    if (splitters) {
        free(splitters->entries);
        buffer_done(&splitters->bytes);
        free(splitters);
    }
}

/* Every so-manieth record of the sorted sample, but each once, and never the least: nothing would stand before it. */
static size_t choose(struct record_entry *sample, size_t count, size_t ranges) {
    size_t chosen = 0;

    for (size_t range = 1; range < ranges; range++) {
        const char *at = sample[range * count / ranges].at;
        const char *last = sample[chosen ? chosen - 1 : 0].at;
        if (record_compare(record_at(last), record_at(at)) < 0) {
            sample[chosen++].at = at;
        }
    }
    return chosen;
}

static bool copy(struct splitters *splitters, const struct record_entry *chosen, size_t count) {
    size_t size = 0;
    char *to;

    for (size_t i = 0; i < count; i++) {
        size += record_size(record_at(chosen[i].at));
    }
    splitters->entries = calloc(count ? count : 1, sizeof *splitters->entries);
    to = buffer_reserve(&splitters->bytes, size ? size : 1);
    if (!splitters->entries || !to) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        splitters->entries[i].at = to;
        to = record_write(record_at(chosen[i].at), to);
    }
    splitters->count = count;
    return true;
}

static void set_prefixes(struct splitters *splitters) {
    struct record_entry *entries = splitters->entries;

    if (splitters->count == 0) {
        return;
    }
    /* They are sorted: what the first and the last have in common, all have. */
    splitters->common = record_common(record_at(entries[0].at).key, record_at(entries[splitters->count - 1].at).key, 0);
    for (size_t i = 0; i < splitters->count; i++) {
        entries[i].prefix = record_prefix(record_at(entries[i].at).key, splitters->common);
    }
}

enum err_code splitters_new(struct record_entry *sample, size_t count, size_t ranges, struct splitters **ret_splitters,
                            struct err *err) {
    CLEANUP(splitters_free_cleanup) struct splitters *splitters = calloc(1, sizeof *splitters);

    if (!splitters) {
        return err_no_memory(err);
    }
    record_sort(sample, count);
    if (!copy(splitters, sample, count ? choose(sample, count, ranges) : 0)) {
        return err_no_memory(err);
    }
    set_prefixes(splitters);
    *ret_splitters = TAKE_PTR(splitters);
    return ERR_OK;
}

size_t splitters_ranges(const struct splitters *splitters) {
    return splitters->count + 1;
}

/* Is the record before the splitter? */
static bool is_before(struct record record, uint64_t prefix, const struct record_entry *splitter) {
    return prefix != splitter->prefix ? prefix < splitter->prefix : record_compare(record, record_at(splitter->at)) < 0;
}

size_t splitters_find(const struct splitters *splitters, struct record record) {
    size_t low = 0, high = splitters->count;
    uint64_t prefix;

    if (splitters->common) {
        struct str common = {record_at(splitters->entries[0].at).key.p, splitters->common};
        size_t n = record.key.n < common.n ? record.key.n : common.n;
        int order = n ? memcmp(record.key.p, common.p, n) : 0;
        if (order || n < common.n) {
            return order <= 0 ? 0 : splitters->count;
        }
    }
    prefix = record_prefix(record.key, splitters->common);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(record, prefix, &splitters->entries[middle])) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

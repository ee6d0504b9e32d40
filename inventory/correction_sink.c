#include "inventory/correction_sink.h"

#include "base/sorter.h"

#include <assert.h>
#include <endian.h>
#include <stdatomic.h>
#include <stdlib.h>

struct correction_sink {
    struct sorter *sorter;
    atomic_uint_least64_t withheld;
};

/* Table, row and column as bytes that order as they do. */
#define KEY_BYTES 12

enum err_code correction_sink_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                  struct correction_sink **ret_sink, struct err *err) {
    struct correction_sink *sink = calloc(1, sizeof *sink);

    if (!sink) {
        return err_no_memory(err);
    }
    enum err_code code = sorter_new(lanes, run_bytes, tmpdir, &sink->sorter, err);
    if (code) {
        free(sink);
        return code;
    }
    *ret_sink = sink;
    return ERR_OK;
}

void correction_sink_free(struct correction_sink *sink) {
    if (sink) {
        sorter_free(sink->sorter);
        free(sink);
    }
}

enum err_code correction_sink_add(struct correction_sink *sink, unsigned lane, const struct correction *correction,
                                  struct err *err) {
    uint32_t key[] = {htobe32((uint32_t)correction->table), htobe32(correction->row), htobe32(correction->column)};

    static_assert(sizeof key == KEY_BYTES, "numbers of 32 bits");
    return sorter_add(sink->sorter, lane, (struct str){(const char *)key, sizeof key}, correction->text, err);
}

void correction_sink_withhold(struct correction_sink *sink) {
    atomic_fetch_add_explicit(&sink->withheld, 1, memory_order_relaxed);
}

uint64_t correction_sink_withheld(const struct correction_sink *sink) {
    return atomic_load_explicit(&sink->withheld, memory_order_relaxed);
}

enum err_code correction_sink_finish(struct correction_sink *sink, struct pool *pool, struct err *err) {
    return sorter_finish(sink->sorter, pool, err);
}

void correction_sink_rewind(struct correction_sink *sink) {
    sorter_rewind(sink->sorter);
}

enum err_code correction_sink_next(struct correction_sink *sink, bool *ret_more, struct correction *ret_correction,
                                   struct err *err) {
    struct str key, text;
    uint32_t numbers[3];
    bool more = true;
    enum err_code code = sorter_next(sink->sorter, &more, &key, &text, err);

    if (code) {
        return code;
    }
    if (more) {
        if (key.n != KEY_BYTES) {
            return err_set(err, ERR_DIGEST, NULL, STR_NONE, STR_NONE);
        }
        memcpy(numbers, key.p, sizeof numbers);
        *ret_correction =
            (struct correction){(enum table_id)be32toh(numbers[0]), be32toh(numbers[1]), be32toh(numbers[2]), text};
    }
    *ret_more = more;
    return ERR_OK;
}

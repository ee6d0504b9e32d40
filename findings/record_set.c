#include "findings/record_set.h"

#include "base/sorter.h"

#include <assert.h>
#include <stdlib.h>

#define RUN_BYTES_DEFAULT ((size_t)64 << 20)

/* Room for additions, of one lane. */
struct scratch {
    _Alignas(64) struct buffer key;
    struct buffer payload;
};

struct record_set {
    const struct record_shape *shapes;
    struct sorter **sorters; /* by kind */
    unsigned kinds, lanes;
    const char *tmpdir;
    struct scratch *scratch;
};

static enum err_code new_sorters(struct record_set *set, size_t run_bytes, struct err *err) {
    size_t share = (run_bytes ? run_bytes : RUN_BYTES_DEFAULT) / set->kinds;
    enum err_code code = ERR_OK;

    for (unsigned kind = 0; code == ERR_OK && kind < set->kinds; kind++) {
        code = sorter_new(set->lanes, share ? share : 1, set->tmpdir, &set->sorters[kind], err);
    }
    return code;
}

enum err_code record_set_new(const struct record_shape *shapes, unsigned kinds, unsigned lanes, size_t run_bytes,
                             const char *tmpdir, struct record_set **ret_set, struct err *err) {
    CLEANUP(record_set_free_cleanup) struct record_set *set = calloc(1, sizeof *set);

    if (!set) {
        return err_no_memory(err);
    }
    set->sorters = calloc(kinds, sizeof *set->sorters);
    set->scratch = aligned_alloc(_Alignof(struct scratch), lanes * sizeof *set->scratch);
    if (!set->sorters || !set->scratch) {
        return err_no_memory(err);
    }
    memset(set->scratch, 0, lanes * sizeof *set->scratch);
    set->shapes = shapes;
    set->kinds = kinds;
    set->lanes = lanes;
    set->tmpdir = tmpdir;

    enum err_code code = new_sorters(set, run_bytes, err);
    if (code == ERR_OK) {
        *ret_set = TAKE_PTR(set);
    }
    return code;
}

void record_set_free(struct record_set *set) {
    if (!set) {
        return;
    }
    for (unsigned kind = 0; kind < set->kinds; kind++) {
        sorter_free(set->sorters[kind]);
    }
    for (unsigned i = 0; i < set->lanes; i++) {
        buffer_done(&set->scratch[i].key);
        buffer_done(&set->scratch[i].payload);
    }
    free(set->sorters);
    free(set->scratch);
    free(set);
}

enum err_code record_set_add(struct record_set *set, unsigned lane, unsigned kind, const void *record,
                             struct err *err) {
    assert(lane < set->lanes && kind < set->kinds);
    struct scratch *scratch = &set->scratch[lane];

    buffer_reset(&scratch->key);
    buffer_reset(&scratch->payload);
    record_parts_put(&set->shapes[kind], record, &scratch->key, &scratch->payload);
    if (scratch->key.failed || scratch->payload.failed) {
        return err_no_memory(err);
    }
    return sorter_add(set->sorters[kind], lane, buffer_view(&scratch->key), buffer_view(&scratch->payload), err);
}

enum err_code record_set_finish(struct record_set *set, struct pool *pool, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned kind = 0; code == ERR_OK && kind < set->kinds; kind++) {
        code = sorter_finish(set->sorters[kind], pool, err);
    }
    return code;
}

void record_set_rewind(struct record_set *set) {
    for (unsigned kind = 0; kind < set->kinds; kind++) {
        sorter_rewind(set->sorters[kind]);
    }
}

enum err_code record_set_next(struct record_set *set, unsigned kind, bool *ret_more, void *ret_record,
                              struct err *err) {
    struct str key, payload;
    bool more;
    enum err_code code = sorter_next(set->sorters[kind], &more, &key, &payload, err);

    if (code != ERR_OK) {
        return code;
    }
    if (more && !record_parts_get(&set->shapes[kind], key, payload, ret_record)) {
        return err_set(err, ERR_DIGEST, set->tmpdir, STR_NONE, STR_NONE);
    }
    *ret_more = more;
    return ERR_OK;
}

#include "findings/id_check.h"

#include "base/buffer.h"
#include "base/sorter.h"

#include <stdlib.h>

#define ID_BYTES 8

/* A record at one end of a range. */
struct range_end {
    struct buffer id, key;
};

struct id_check {
    struct sorter *sorter; /* ids, most significant byte first, with their keys */
    /* while finishing */
    struct sorter_reader **readers;   /* by worker, as far as used */
    struct range_end *firsts, *lasts; /* by range; empty where the range is */
};

enum err_code id_check_new(unsigned lanes, size_t run_bytes, const char *tmpdir, struct id_check **ret_check,
                           struct err *err) {
    struct id_check *check = calloc(1, sizeof *check);
    enum err_code code;

    if (!check) {
        return err_no_memory(err);
    }
    code = sorter_new(lanes, run_bytes, tmpdir, &check->sorter, err);
    if (code) {
        free(check);
        return code;
    }
    *ret_check = check;
    return ERR_OK;
}

void id_check_free(struct id_check *check) {
    if (check) {
        sorter_free(check->sorter);
        free(check);
    }
}

enum err_code id_check_add(struct id_check *check, unsigned lane, uint64_t id, struct str key, struct err *err) {
    uint64_t bytes = __builtin_bswap64(id);

    return sorter_add(check->sorter, lane, (struct str){(const char *)&bytes, ID_BYTES}, key, err);
}

static enum err_code collision(struct str first, struct str second, struct err *err) {
    return err_set(err, ERR_COLLISION, NULL, first, second);
}

static bool end_set(struct range_end *end, struct str id, struct str key) {
    buffer_append(&end->id, id);
    buffer_append(&end->key, key);
    return !end->id.failed && !end->key.failed;
}

static void end_done(struct range_end *end) {
    buffer_done(&end->id);
    buffer_done(&end->key);
}

static enum err_code check_range(void *context, size_t range, unsigned worker, struct err *err) {
    struct id_check *check = context;
    struct sorter_reader **reader = &check->readers[worker];
    struct str id, key, last_id = STR_NONE, last_key = STR_NONE;
    enum err_code code = *reader ? ERR_OK : sorter_reader_new(check->sorter, reader, err);

    if (!code) {
        code = sorter_reader_open(*reader, range, err);
    }
    while (!code && sorter_reader_next(*reader, &id, &key)) {
        if (!last_id.p) {
            code = end_set(&check->firsts[range], id, key) ? ERR_OK : err_no_memory(err);
        } else if (str_eq(id, last_id)) {
            code = collision(last_key, key, err);
        }
        last_id = id;
        last_key = key;
    }
    return code || end_set(&check->lasts[range], last_id, last_key) ? code : err_no_memory(err);
}

/* Where one range ends and the next begins. */
static enum err_code check_ends(const struct id_check *check, size_t ranges, struct err *err) {
    const struct range_end *last = NULL;

    for (size_t range = 0; range < ranges; range++) {
        const struct range_end *first = &check->firsts[range];
        if (first->id.n == 0) {
            continue;
        }
        if (last && str_eq(buffer_view(&last->id), buffer_view(&first->id))) {
            return collision(buffer_view(&last->key), buffer_view(&first->key), err);
        }
        last = &check->lasts[range];
    }
    return ERR_OK;
}

enum err_code id_check_finish(struct id_check *check, struct pool *pool, struct err *err) {
    unsigned workers = pool_threads(pool);
    enum err_code code = sorter_finish(check->sorter, pool, err);
    size_t ranges = sorter_ranges(check->sorter);

    if (code) {
        return code;
    }
    check->readers = calloc(workers, sizeof(struct sorter_reader *));
    check->firsts = calloc(ranges + 1, sizeof *check->firsts);
    check->lasts = calloc(ranges + 1, sizeof *check->lasts);
    code = check->readers && check->firsts && check->lasts ? parallel_try(pool, ranges, check_range, check, err)
                                                           : err_no_memory(err);
    if (!code) {
        code = check_ends(check, ranges, err);
    }
    for (unsigned i = 0; check->readers && i < workers; i++) {
        sorter_reader_free(check->readers[i]);
    }
    for (size_t i = 0; check->firsts && check->lasts && i < ranges; i++) {
        end_done(&check->firsts[i]);
        end_done(&check->lasts[i]);
    }
    free(check->readers);
    free(check->firsts);
    free(check->lasts);
    return code;
}

#include "inventory/correction_sink.h"

#include "base/record.h"
#include "base/sorter.h"

#include <stdlib.h>

struct correction_sink {
    struct sorter *sorter;
    struct buffer key;
};

enum err_code correction_sink_new(size_t run_bytes, const char *tmpdir, struct correction_sink **ret_sink,
                                  struct err *err) {
    struct correction_sink *sink = calloc(1, sizeof *sink);

    if (!sink) {
        return err_no_memory(err);
    }
    enum err_code code = sorter_new(run_bytes, tmpdir, &sink->sorter, err);
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
        buffer_done(&sink->key);
        free(sink);
    }
}

enum err_code correction_sink_add(struct correction_sink *sink, const struct correction *correction, struct err *err) {
    buffer_reset(&sink->key);
    record_put_u64(&sink->key, (uint64_t)correction->table);
    record_put_u64(&sink->key, correction->row);
    record_put_u64(&sink->key, correction->column);
    return sink->key.failed ? err_no_memory(err)
                            : sorter_add(sink->sorter, buffer_view(&sink->key), correction->text, err);
}

enum err_code correction_sink_finish(struct correction_sink *sink, struct err *err) {
    return sorter_finish(sink->sorter, err);
}

enum err_code correction_sink_rewind(struct correction_sink *sink, struct err *err) {
    return sorter_rewind(sink->sorter, err);
}

enum err_code correction_sink_next(struct correction_sink *sink, bool *ret_more, struct correction *ret_correction,
                                   struct err *err) {
    struct str key, text;
    uint64_t table, row, column;
    bool more = true;
    enum err_code code = sorter_next(sink->sorter, &more, &key, &text, err);

    if (code) {
        return code;
    }
    if (more) {
        if (!record_get_u64(&key, &table) || !record_get_u64(&key, &row) || !record_get_u64(&key, &column)) {
            return err_set(err, ERR_DIGEST, NULL, STR_NONE, STR_NONE);
        }
        *ret_correction = (struct correction){(enum table_id)table, (uint32_t)row, (unsigned)column, text};
    }
    *ret_more = more;
    return ERR_OK;
}

#include "findings/license_records.h"

#include "base/sorter.h"
#include "findings/license_record.h"

#include <assert.h>
#include <stdlib.h>

/* What all kinds together may keep in memory. */
#define RUN_BYTES_DEFAULT ((size_t)64 << 20)

/* Room for additions, of one lane. */
struct scratch {
    _Alignas(64) struct buffer key;
    struct buffer payload;
};

struct license_records {
    struct sorter *sorters[LICENSE_RECORD_COUNT]; /* by kind */
    const char *tmpdir;
    unsigned lanes;
    struct scratch *scratch;
};

enum err_code license_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                  struct license_records **ret_records, struct err *err) {
    CLEANUP(license_records_free_cleanup) struct license_records *records = calloc(1, sizeof *records);
    size_t share = (run_bytes ? run_bytes : RUN_BYTES_DEFAULT) / LICENSE_RECORD_COUNT;
    enum err_code code = ERR_OK;

    if (!records) {
        return err_no_memory(err);
    }
    records->tmpdir = tmpdir;
    records->scratch = aligned_alloc(_Alignof(struct scratch), lanes * sizeof *records->scratch);
    if (!records->scratch) {
        return err_no_memory(err);
    }
    memset(records->scratch, 0, lanes * sizeof *records->scratch);
    records->lanes = lanes;
    for (unsigned kind = 0; code == ERR_OK && kind < LICENSE_RECORD_COUNT; kind++) {
        code = sorter_new(lanes, share ? share : 1, tmpdir, &records->sorters[kind], err);
    }
    if (code == ERR_OK) {
        *ret_records = TAKE_PTR(records);
    }
    return code;
}

void license_records_free(struct license_records *records) {
    if (!records) {
        return;
    }
    for (unsigned kind = 0; kind < LICENSE_RECORD_COUNT; kind++) {
        sorter_free(records->sorters[kind]);
    }
    for (unsigned i = 0; i < records->lanes; i++) {
        buffer_done(&records->scratch[i].key);
        buffer_done(&records->scratch[i].payload);
    }
    free(records->scratch);
    free(records);
}

static enum err_code add(struct license_records *records, unsigned lane, enum license_record_kind kind,
                         const void *record, struct err *err) {
    assert(lane < records->lanes);
    struct scratch *scratch = &records->scratch[lane];

    buffer_reset(&scratch->key);
    buffer_reset(&scratch->payload);
    license_record_put(kind, record, &scratch->key, &scratch->payload);
    if (scratch->key.failed || scratch->payload.failed) {
        return err_no_memory(err);
    }
    return sorter_add(records->sorters[kind], lane, buffer_view(&scratch->key), buffer_view(&scratch->payload), err);
}

enum err_code license_records_add_position(struct license_records *records, unsigned lane,
                                           const struct license_position *position, struct err *err) {
    return add(records, lane, LICENSE_RECORD_POSITION, position, err);
}

enum err_code license_records_add_allocation(struct license_records *records, unsigned lane,
                                             const struct license_allocation *allocation, struct err *err) {
    return add(records, lane, LICENSE_RECORD_ALLOCATION, allocation, err);
}

enum err_code license_records_add_demand(struct license_records *records, unsigned lane,
                                         const struct license_demand *demand, struct err *err) {
    return add(records, lane, LICENSE_RECORD_DEMAND, demand, err);
}

enum err_code license_records_finish(struct license_records *records, struct pool *pool, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned kind = 0; code == ERR_OK && kind < LICENSE_RECORD_COUNT; kind++) {
        code = sorter_finish(records->sorters[kind], pool, err);
    }
    return code;
}

void license_records_rewind(struct license_records *records) {
    for (unsigned kind = 0; kind < LICENSE_RECORD_COUNT; kind++) {
        sorter_rewind(records->sorters[kind]);
    }
}

static enum err_code next(struct license_records *records, enum license_record_kind kind, bool *ret_more,
                          void *ret_record, struct err *err) {
    struct str key, payload;
    bool more;
    enum err_code code = sorter_next(records->sorters[kind], &more, &key, &payload, err);

    if (code != ERR_OK) {
        return code;
    }
    if (more && !license_record_get(kind, key, payload, ret_record)) {
        return err_set(err, ERR_DIGEST, records->tmpdir, STR_NONE, STR_NONE);
    }
    *ret_more = more;
    return ERR_OK;
}

enum err_code license_records_next_position(struct license_records *records, bool *ret_more,
                                            struct license_position *ret_position, struct err *err) {
    return next(records, LICENSE_RECORD_POSITION, ret_more, ret_position, err);
}

enum err_code license_records_next_allocation(struct license_records *records, bool *ret_more,
                                              struct license_allocation *ret_allocation, struct err *err) {
    return next(records, LICENSE_RECORD_ALLOCATION, ret_more, ret_allocation, err);
}

enum err_code license_records_next_demand(struct license_records *records, bool *ret_more,
                                          struct license_demand *ret_demand, struct err *err) {
    return next(records, LICENSE_RECORD_DEMAND, ret_more, ret_demand, err);
}

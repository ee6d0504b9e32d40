#include "findings/lifecycle_records.h"

#include <stdlib.h>

struct lifecycle_records {
    unsigned lanes;
};

enum err_code lifecycle_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                    struct lifecycle_records **ret_records, struct err *err) {
    struct lifecycle_records *records = calloc(1, sizeof *records);

    (void)run_bytes;
    (void)tmpdir;
    if (!records) {
        return err_no_memory(err);
    }
    records->lanes = lanes;
    *ret_records = records;
    return ERR_OK;
}

void lifecycle_records_free(struct lifecycle_records *records) {
    free(records);
}

#define ADD(KIND)                                                                                                      \
    enum err_code lifecycle_records_add_##KIND(struct lifecycle_records *records, unsigned lane,                       \
                                               const struct KIND##_record *record, struct err *err) {                  \
        (void)records;                                                                                                 \
        (void)lane;                                                                                                    \
        (void)record;                                                                                                  \
        (void)err;                                                                                                     \
        return ERR_OK;                                                                                                 \
    }
ADD(support)
ADD(contract)
ADD(reuse)

enum err_code lifecycle_records_finish(struct lifecycle_records *records, struct pool *pool, struct err *err) {
    (void)records;
    (void)pool;
    (void)err;
    return ERR_OK;
}

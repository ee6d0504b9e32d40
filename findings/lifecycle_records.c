#include "findings/lifecycle_records.h"

#include "findings/lifecycle_record.h"
#include "findings/record_set.h"

/* The records are a set of these shapes, by another name. */
static struct record_set *set_of(struct lifecycle_records *records) {
    return (struct record_set *)records;
}

enum err_code lifecycle_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                    struct lifecycle_records **ret_records, struct err *err) {
    struct record_set *set;
    enum err_code code =
        record_set_new(lifecycle_record_shapes, LIFECYCLE_RECORD_COUNT, lanes, run_bytes, tmpdir, &set, err);

    if (code == ERR_OK) {
        *ret_records = (struct lifecycle_records *)set;
    }
    return code;
}

void lifecycle_records_free(struct lifecycle_records *records) {
    record_set_free(set_of(records));
}

enum err_code lifecycle_records_finish(struct lifecycle_records *records, struct pool *pool, struct err *err) {
    return record_set_finish(set_of(records), pool, err);
}

void lifecycle_records_rewind(struct lifecycle_records *records) {
    record_set_rewind(set_of(records));
}

enum err_code lifecycle_records_add_support(struct lifecycle_records *records, unsigned lane,
                                            const struct support_record *support, struct err *err) {
    return record_set_add(set_of(records), lane, LIFECYCLE_RECORD_SUPPORT, support, err);
}

enum err_code lifecycle_records_next_support(struct lifecycle_records *records, bool *ret_more,
                                             struct support_record *ret_support, struct err *err) {
    return record_set_next(set_of(records), LIFECYCLE_RECORD_SUPPORT, ret_more, ret_support, err);
}

enum err_code lifecycle_records_add_contract(struct lifecycle_records *records, unsigned lane,
                                             const struct contract_record *contract, struct err *err) {
    return record_set_add(set_of(records), lane, LIFECYCLE_RECORD_CONTRACT, contract, err);
}

enum err_code lifecycle_records_next_contract(struct lifecycle_records *records, bool *ret_more,
                                              struct contract_record *ret_contract, struct err *err) {
    return record_set_next(set_of(records), LIFECYCLE_RECORD_CONTRACT, ret_more, ret_contract, err);
}

enum err_code lifecycle_records_add_reuse(struct lifecycle_records *records, unsigned lane,
                                          const struct reuse_record *reuse, struct err *err) {
    return record_set_add(set_of(records), lane, LIFECYCLE_RECORD_REUSE, reuse, err);
}

enum err_code lifecycle_records_next_reuse(struct lifecycle_records *records, bool *ret_more,
                                           struct reuse_record *ret_reuse, struct err *err) {
    return record_set_next(set_of(records), LIFECYCLE_RECORD_REUSE, ret_more, ret_reuse, err);
}

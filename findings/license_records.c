#include "findings/license_records.h"

#include "findings/license_record.h"
#include "findings/record_set.h"

/* The records are a set of these shapes, by another name. */
static struct record_set *set_of(struct license_records *records) {
    return (struct record_set *)records;
}

enum err_code license_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                  struct license_records **ret_records, struct err *err) {
    struct record_set *set;
    enum err_code code =
        record_set_new(license_record_shapes, LICENSE_RECORD_COUNT, lanes, run_bytes, tmpdir, &set, err);

    if (code == ERR_OK) {
        *ret_records = (struct license_records *)set;
    }
    return code;
}

void license_records_free(struct license_records *records) {
    record_set_free(set_of(records));
}

enum err_code license_records_finish(struct license_records *records, struct pool *pool, struct err *err) {
    return record_set_finish(set_of(records), pool, err);
}

void license_records_rewind(struct license_records *records) {
    record_set_rewind(set_of(records));
}

enum err_code license_records_add_position(struct license_records *records, unsigned lane,
                                           const struct license_position *position, struct err *err) {
    return record_set_add(set_of(records), lane, LICENSE_RECORD_POSITION, position, err);
}

enum err_code license_records_next_position(struct license_records *records, bool *ret_more,
                                            struct license_position *ret_position, struct err *err) {
    return record_set_next(set_of(records), LICENSE_RECORD_POSITION, ret_more, ret_position, err);
}

enum err_code license_records_add_allocation(struct license_records *records, unsigned lane,
                                             const struct license_allocation *allocation, struct err *err) {
    return record_set_add(set_of(records), lane, LICENSE_RECORD_ALLOCATION, allocation, err);
}

enum err_code license_records_next_allocation(struct license_records *records, bool *ret_more,
                                              struct license_allocation *ret_allocation, struct err *err) {
    return record_set_next(set_of(records), LICENSE_RECORD_ALLOCATION, ret_more, ret_allocation, err);
}

enum err_code license_records_add_demand(struct license_records *records, unsigned lane,
                                         const struct license_demand *demand, struct err *err) {
    return record_set_add(set_of(records), lane, LICENSE_RECORD_DEMAND, demand, err);
}

enum err_code license_records_next_demand(struct license_records *records, bool *ret_more,
                                          struct license_demand *ret_demand, struct err *err) {
    return record_set_next(set_of(records), LICENSE_RECORD_DEMAND, ret_more, ret_demand, err);
}

#include "findings/drift_records.h"

#include "findings/record_set.h"

#include <assert.h>

static const char *const state_names[] = {
    [DRIFT_APPROVED] = "approved",     [DRIFT_UNAPPROVED] = "unapproved", [DRIFT_UNDETERMINED] = "undetermined",
    [DRIFT_UNJUDGED] = "no-register",  [DRIFT_MOVING] = "moving",         [DRIFT_COUNTED] = "counted",
    [DRIFT_FIRST_SEEN] = "first-seen",
};
static_assert(ARRAY_LEN(state_names) == DRIFT_STATE_COUNT, "a state lacks its name");

static const char *const what_names[] = {
    [DRIFT_OF_DEVICE] = "device",
    [DRIFT_OF_ATTRIBUTE] = "attribute",
    [DRIFT_OF_SOFTWARE] = "software",
};
static_assert(ARRAY_LEN(what_names) == DRIFT_WHAT_COUNT, "something lacks its name");

const char *drift_state_name(enum drift_state state) {
    assert((unsigned)state < DRIFT_STATE_COUNT);
    return state_names[state];
}

const char *drift_what_name(enum drift_what what) {
    assert((unsigned)what < DRIFT_WHAT_COUNT);
    return what_names[what];
}

#define PART(TYPE, MEMBER)                                                                                             \
    { RECORD_##TYPE, offsetof(struct drift_record, MEMBER), 0 }
static const struct record_part parts[] = {
    PART(KEY, device_id),
    {RECORD_KEY_WORD, offsetof(struct drift_record, what), DRIFT_WHAT_COUNT},
    PART(KEY, field),
    PART(TEXT, before),
    PART(TEXT, after),
    PART(TEXT, asset_id),
    PART(TEXT, hostname),
    PART(TEXT, change_id),
    {RECORD_WORD, offsetof(struct drift_record, state), DRIFT_STATE_COUNT},
};
static const struct record_shape shape = {parts, ARRAY_LEN(parts), sizeof(struct drift_record)};
static_assert(sizeof(struct drift_record) <= RECORD_SIZE_MAX, "a record does not fit");

/* The records are a set of this shape alone, by another name. */
static struct record_set *set_of(struct drift_records *records) {
    return (struct record_set *)records;
}

enum err_code drift_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                struct drift_records **ret_records, struct err *err) {
    struct record_set *set;
    enum err_code code = record_set_new(&shape, 1, lanes, run_bytes, tmpdir, &set, err);

    if (code == ERR_OK) {
        *ret_records = (struct drift_records *)set;
    }
    return code;
}

void drift_records_free(struct drift_records *records) {
    record_set_free(set_of(records));
}

enum err_code drift_records_add(struct drift_records *records, unsigned lane, const struct drift_record *record,
                                struct err *err) {
    return record_set_add(set_of(records), lane, 0, record, err);
}

enum err_code drift_records_finish(struct drift_records *records, struct pool *pool, struct err *err) {
    return record_set_finish(set_of(records), pool, err);
}

void drift_records_rewind(struct drift_records *records) {
    record_set_rewind(set_of(records));
}

enum err_code drift_records_next(struct drift_records *records, bool *ret_more, struct drift_record *ret_record,
                                 struct err *err) {
    return record_set_next(set_of(records), 0, ret_more, ret_record, err);
}

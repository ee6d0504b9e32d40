#pragma once
/* What changed between two snapshots, one change a record: they become drift.csv. All slices are UTF-8; what a reader
 * hands out is borrowed until its next call. */

#include "base/parallel.h"

enum drift_state {
    DRIFT_APPROVED,     /* an approved change explains it */
    DRIFT_UNAPPROVED,   /* none does */
    DRIFT_UNDETERMINED, /* one would, but a fact of it is missing */
    DRIFT_UNJUDGED,     /* there is no register of changes */
    DRIFT_MOVING,       /* an address of a client, which may change */
    DRIFT_COUNTED,      /* software that is no product of its own: of a distribution, or unknown */
    DRIFT_FIRST_SEEN,   /* a machine that was not seen before */
    DRIFT_STATE_COUNT
};
const char *drift_state_name(enum drift_state state); /* "no-register" */

enum drift_what { DRIFT_OF_DEVICE, DRIFT_OF_ATTRIBUTE, DRIFT_OF_SOFTWARE, DRIFT_WHAT_COUNT };
const char *drift_what_name(enum drift_what what); /* "attribute" */

struct drift_record {
    struct str device_id; /* of the later snapshot */
    enum drift_what what;
    struct str field;         /* the column or the title; empty for a device */
    struct str before, after; /* of software versions; empty where it was, or is, not installed */
    struct str asset_id, hostname;
    struct str change_id; /* of the change that explains it, or comes nearest: "CHG-101 (M-55)" */
    enum drift_state state;
};

/* In the order of device_id, what, field, then of all they say. Several threads may add at once, each to a lane of its
 * own; all else is one thread's. Beyond a bound they are kept in temporary files (base/sorter.h). */
struct drift_records;
/* RUN_BYTES 0 takes the usual bound; TMPDIR is borrowed. */
MUST_CHECK enum err_code drift_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                           struct drift_records **ret_records, struct err *err);
void drift_records_free(struct drift_records *records);
DEFINE_CLEANUP(drift_records, drift_records_free)
/* Copies. */
MUST_CHECK enum err_code drift_records_add(struct drift_records *records, unsigned lane,
                                           const struct drift_record *record, struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code drift_records_finish(struct drift_records *records, struct pool *pool, struct err *err);
/* From the first one on; *ret_more false at the end. */
void drift_records_rewind(struct drift_records *records);
MUST_CHECK enum err_code drift_records_next(struct drift_records *records, bool *ret_more,
                                            struct drift_record *ret_record, struct err *err);

#pragma once
/* What the audit of support, contracts and reuse says besides its findings: what is supported until when, which
 * contracts end when, and what could be used again. They become support.csv, contracts.csv, reuse_candidates.csv and
 * deadlines.ics.
 *
 * All slices are UTF-8; what a reader hands out is borrowed until its next call. */

#include "base/parallel.h"
#include "findings/code.h"
#include "inventory/milestone.h"

enum support_class {
    SUPPORT_UNKNOWN,     /* no data, or data that fit several releases which differ on the day */
    SUPPORT_BEFORE,      /* not released yet */
    SUPPORT_STANDARD,    /* all of it; also where no end has been announced */
    SUPPORT_MAINTENANCE, /* fixes only: active support is over */
    SUPPORT_EXTENDED,    /* after the regular end, and the extension counts */
    SUPPORT_ENDED,
    SUPPORT_CLASS_COUNT
};
const char *support_class_name(enum support_class support); /* "maintenance" */

enum support_subject { SUPPORT_OF_HARDWARE, SUPPORT_OF_SOFTWARE, SUPPORT_OF_OS, SUPPORT_OF_FIRMWARE };
const char *support_subject_name(enum support_subject subject); /* "hardware": the words of support.kind */

/* A product and version in use, by how long it is to be used. */
struct support_record {
    struct str product, version; /* as observed or documented */
    int64_t count;               /* machines, or instances, that have it */
    enum support_class support;  /* on the as-of date */
    struct milestone active_end, support_end, extended_end;
    struct milestone effective_end; /* the one that counts */
    struct date planned_end;        /* DATE_NONE: nobody says */
    bool has_gap;
    int64_t gap_days;    /* from the effective end to the planned end: positive when use outlasts support */
    struct str decision; /* a word of support.decision, or empty */
    struct str source;
    struct date checked_on;
    enum support_subject subject;
    struct str release;   /* the release that it was found to be: "windows/10-22h2", or as the ledger calls it */
    enum outcome outcome; /* the worst that is said of it */
    struct str evidence;  /* rows: "support.csv:2" */
};

enum contract_kind {
    CONTRACT_OF_MAINTENANCE, /* a row of contracts, whatever it is for */
    CONTRACT_OF_DOMAIN,
    CONTRACT_OF_CERTIFICATE,
    CONTRACT_OF_CIRCUIT,
    CONTRACT_OF_CLOUD,
    CONTRACT_KIND_COUNT
};
const char *contract_kind_name(enum contract_kind kind); /* "contract", "domain" … */

enum contract_state {
    CONTRACT_UNKNOWN, /* a date is missing or unreadable */
    CONTRACT_FUTURE,  /* has not begun, and nothing is due */
    CONTRACT_ACTIVE,
    CONTRACT_DUE,     /* ends, or must be given notice of, within renewal_days */
    CONTRACT_OVERDUE, /* the notice deadline has passed without a renewal on record */
    CONTRACT_RENEWED, /* ends, and what follows is on record */
    CONTRACT_ENDED,   /* nothing on record follows it */
    CONTRACT_STATE_COUNT
};
const char *contract_state_name(enum contract_state state);

struct contract_record {
    enum contract_kind kind;
    struct str id, title, vendor;
    struct date start_on;
    struct milestone end_on;
    struct date notice_deadline; /* DATE_NONE: there is none */
    struct date due_on;          /* what comes first of what is still to be done; DATE_NONE: nothing. The order of the
                                    records, those without one last */
    bool has_days_left;
    int64_t days_left; /* from the as-of date to due_on; negative: overdue */
    enum contract_state state;
    struct str next; /* the contract that follows */
    struct str evidence;
};

/* What was stopped, and what may become of it. */
struct reuse_record {
    struct str asset_id;   /* empty for a licence */
    struct str license_id; /* empty for a machine */
    struct str model;      /* 品名: maker and model, or the licensed product */
    int64_t quantity;
    struct date stopped_on;
    struct str storage_location, status; /* as written */
    struct str working, data_erased;     /* "yes", "no" or empty */
    struct milestone support_end;
    struct str accounting_status;
    enum finding_code code; /* CODE_REU_CANDIDATE, CODE_REU_HOLD, CODE_REU_RETURN or CODE_REU_LICENSE */
    struct str hold_reason; /* columns that keep it, as words, separated by blanks: "working data_erased" */
    struct str evidence;
};

/* Three kinds of records, each in an order of its own: support by the effective end, those without one last, product,
 * version, planned end; contracts by due_on, kind, id; reuse by code, asset_id, license_id; then by all they say.
 * Several threads may add at once, each to a lane of its own; all else is one thread's. Beyond a bound they are kept in
 * temporary files (base/sorter.h). */
struct lifecycle_records;
/* RUN_BYTES 0 takes the usual bound; TMPDIR is borrowed. */
MUST_CHECK enum err_code lifecycle_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                               struct lifecycle_records **ret_records, struct err *err);
void lifecycle_records_free(struct lifecycle_records *records);
DEFINE_CLEANUP(lifecycle_records, lifecycle_records_free)
/* Copies. */
MUST_CHECK enum err_code lifecycle_records_add_support(struct lifecycle_records *records, unsigned lane,
                                                       const struct support_record *support, struct err *err);
MUST_CHECK enum err_code lifecycle_records_add_contract(struct lifecycle_records *records, unsigned lane,
                                                        const struct contract_record *contract, struct err *err);
MUST_CHECK enum err_code lifecycle_records_add_reuse(struct lifecycle_records *records, unsigned lane,
                                                     const struct reuse_record *reuse, struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code lifecycle_records_finish(struct lifecycle_records *records, struct pool *pool,
                                                  struct err *err);
/* From the first one on; *ret_more false at the end. */
void lifecycle_records_rewind(struct lifecycle_records *records);
MUST_CHECK enum err_code lifecycle_records_next_support(struct lifecycle_records *records, bool *ret_more,
                                                        struct support_record *ret_support, struct err *err);
MUST_CHECK enum err_code lifecycle_records_next_contract(struct lifecycle_records *records, bool *ret_more,
                                                         struct contract_record *ret_contract, struct err *err);
MUST_CHECK enum err_code lifecycle_records_next_reuse(struct lifecycle_records *records, bool *ret_more,
                                                      struct reuse_record *ret_reuse, struct err *err);

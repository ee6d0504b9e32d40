#pragma once
/* A verdict per documented asset and per observed device that no asset claims, and their sink. */

#include "base/parallel.h"

enum verdict_kind {
    VERDICT_MATCHED,
    VERDICT_DIFFERENT,    /* paired, with at least one violation */
    VERDICT_MISSING,      /* positive evidence that it is gone */
    VERDICT_UNVERIFIED,   /* could not be examined: cause says why */
    VERDICT_NOT_EXPECTED, /* on paper not alive, and not observed */
    VERDICT_UNREGISTERED, /* observed, on no paper */
    VERDICT_AMBIGUOUS,    /* several candidates, none surely */
    VERDICT_KIND_COUNT
};
const char *verdict_name(enum verdict_kind kind); /* "not-expected" */

/* What the tables say of it: the asset's row, or that of a device without an asset. */
struct verdict_texts {
    struct str system, department, location;
    struct str device_kind; /* the column `kind` */
    struct str status;
    struct str observed_at; /* of the device */
};

#define VERDICT_NO_ROW UINT32_MAX

/* The same texts as numbers that the source of texts knows, in the same order; VERDICT_NO_CODE: to be looked up by the
 * row. Noted while the rows are at hand: a look at six columns of a row far off costs more than writing the verdict. */
#define VERDICT_TEXTS   6
#define VERDICT_NO_CODE UINT32_MAX

/* All slices UTF-8; what a sink hands out is borrowed until its next call. */
struct verdict {
    enum verdict_kind kind;
    uint32_t asset, device; /* rows of the devices tables, or VERDICT_NO_ROW */
    struct str asset_id, device_id, hostname;
    struct verdict_texts texts;
    uint32_t codes[VERDICT_TEXTS]; /* of a verdict with the row of a device */
    struct str cause;              /* a reason word for unverified and missing */
    unsigned keys;                 /* the keys that agree: bits 1 << enum identity_key */
    char grade;                    /* 'A'…'E' of the best agreeing key; 0 when unpaired */
    bool location_checked, user_checked, software_checked;
    uint32_t software_unlisted; /* observed titles that the ledger does not list for it */
};

/* Where the texts of verdicts with a device come from when they are read again: 4 million verdicts would not fit into
 * memory with all their texts, which the tables have anyway. */
struct verdict_source {
    void *context;
    /* Fills in the texts of those of the verdicts that have the row of a device, by their codes and rows. WORKER is the
     * number of the thread that asks, below that of the pool. Slices are borrowed until that thread's next call. */
    void (*describe)(void *context, unsigned worker, struct verdict *verdicts, size_t count);
};

/* Several threads may add at once, each to a lane of its own; see base/sorter.h. */
struct verdict_sink;
MUST_CHECK enum err_code verdict_sink_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                          struct verdict_sink **ret_sink, struct err *err);
void verdict_sink_free(struct verdict_sink *sink);
DEFINE_CLEANUP(verdict_sink, verdict_sink_free)
/* Some of the asset_ids and, of devices without an asset, device_ids that verdicts will have: see sorter_expect. Before
 * the first addition. */
MUST_CHECK enum err_code verdict_sink_expect(struct verdict_sink *sink, const struct str *asset_ids, size_t asset_count,
                                             const struct str *device_ids, size_t device_count, struct err *err);
/* Copies; of a verdict with the row of a device, whose device_id tells it from all others, all but the texts. */
MUST_CHECK enum err_code verdict_sink_add(struct verdict_sink *sink, unsigned lane, const struct verdict *verdict,
                                          struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code verdict_sink_finish(struct verdict_sink *sink, struct pool *pool, struct err *err);
/* Ranges of verdicts follow each other in order of asset_id, then device_id; assets first. */
size_t verdict_sink_ranges(const struct verdict_sink *sink);

/* Reads ranges of a finished sink; one thread at a time for each reader. */
struct verdict_reader;
/* SOURCE is borrowed and asked as WORKER; NULL: the texts of verdicts with a device stay empty. */
MUST_CHECK enum err_code verdict_reader_new(const struct verdict_sink *sink, const struct verdict_source *source,
                                            unsigned worker, struct verdict_reader **ret_reader, struct err *err);
void verdict_reader_free(struct verdict_reader *reader);
DEFINE_CLEANUP(verdict_reader, verdict_reader_free)
MUST_CHECK enum err_code verdict_reader_open(struct verdict_reader *reader, size_t range, struct err *err);
/* *ret_more false at the range's end. */
MUST_CHECK enum err_code verdict_reader_next(struct verdict_reader *reader, bool *ret_more, struct verdict *ret_verdict,
                                             struct err *err);

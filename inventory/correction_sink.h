#pragma once
/* Cells of the ledgers that should read otherwise: where engines put them beside their findings, and what correction
 * files are made from. Sorted on the way (base/sorter.h), so that files are copied front to back and adding order plays
 * no part. Several threads may add at once, each to a lane of its own; all else is one thread's. */

#include "base/parallel.h"
#include "inventory/schema.h"

struct correction {
    enum table_id table;
    uint32_t row; /* of the ledger's table */
    unsigned column;
    struct str text; /* as it was observed, UTF-8; what a sink hands out is borrowed until its next call */
};

struct correction_sink;
/* RUN_BYTES 0 takes the usual bound; TMPDIR is borrowed. */
MUST_CHECK enum err_code correction_sink_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                             struct correction_sink **ret_sink, struct err *err);
void correction_sink_free(struct correction_sink *sink);
DEFINE_CLEANUP(correction_sink, correction_sink_free)
/* Copies. */
MUST_CHECK enum err_code correction_sink_add(struct correction_sink *sink, unsigned lane,
                                             const struct correction *correction, struct err *err);
/* A cell differs, but nobody can be sure of what it should read. Any thread. */
void correction_sink_withhold(struct correction_sink *sink);
uint64_t correction_sink_withheld(const struct correction_sink *sink);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code correction_sink_finish(struct correction_sink *sink, struct pool *pool, struct err *err);
void correction_sink_rewind(struct correction_sink *sink);
/* In order of table, row and column. */
MUST_CHECK enum err_code correction_sink_next(struct correction_sink *sink, bool *ret_more,
                                              struct correction *ret_correction, struct err *err);

#pragma once
/* Where engines put findings. Nothing holds them all: beyond a bound they are kept in temporary files and sorted part
 * by part when they are read back (base/sorter.h). Order: code (its name), kind of subject, subject, field, distinct,
 * then content, then circumstances (findings/finding_key.h). Each gets its id: XXH3-64, seed 0, of `key US ordinal`,
 * ordinal 0, 1, … among those with one key in this order, which leaves the evidence columns out; so shuffling rows
 * changes no id. Two different keys with one id are ERR_COLLISION.
 *
 * Several threads may add at once, each to a lane of its own; all else is one thread's. */

#include "base/parallel.h"
#include "findings/finding.h"

struct finding_sink;
/* RUN_BYTES 0 takes the usual bound; TMPDIR is borrowed. */
MUST_CHECK enum err_code finding_sink_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                          struct finding_sink **ret_sink, struct err *err);
void finding_sink_free(struct finding_sink *sink);
DEFINE_CLEANUP(finding_sink, finding_sink_free)
/* Copies. */
MUST_CHECK enum err_code finding_sink_add(struct finding_sink *sink, unsigned lane, const struct finding *finding,
                                          struct err *err);
/* Adds the findings of FROM, which is finished and read from the first one on. */
MUST_CHECK enum err_code finding_sink_add_all(struct finding_sink *sink, struct finding_sink *from, struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code finding_sink_finish(struct finding_sink *sink, struct pool *pool, struct err *err);
/* Once finished. */
uint64_t finding_sink_count(const struct finding_sink *sink);

/* All findings one after the other, with a reader of the sink's own. */
void finding_sink_rewind(struct finding_sink *sink);
MUST_CHECK enum err_code finding_sink_next(struct finding_sink *sink, bool *ret_more, struct finding *ret_finding,
                                           struct err *err);

/* Findings in ranges that follow each other in order, for several threads to read at once: one thread at a time for
 * each reader. */
size_t finding_sink_ranges(const struct finding_sink *sink);
struct finding_reader;
MUST_CHECK enum err_code finding_reader_new(const struct finding_sink *sink, struct finding_reader **ret_reader,
                                            struct err *err);
void finding_reader_free(struct finding_reader *reader);
DEFINE_CLEANUP(finding_reader, finding_reader_free)
MUST_CHECK enum err_code finding_reader_open(struct finding_reader *reader, size_t range, struct err *err);
/* *ret_more false at the range's end. What is handed out is borrowed until the next range is opened. */
MUST_CHECK enum err_code finding_reader_next(struct finding_reader *reader, bool *ret_more, struct finding *ret_finding,
                                             struct err *err);

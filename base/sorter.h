#pragma once
/* External sort of records: bytes with a key, sorted by the key's bytes (memcmp, shorter first), equal keys by the
 * payload's bytes. Adding order plays no part in the result.
 *
 * Several threads may add at once, each to a lane of its own. Up to RUN_BYTES over all lanes stay in memory; beyond
 * that records are spread over ranges of keys, chosen from a sample of them, and kept in an O_TMPFILE file in TMPDIR.
 * Once finished, the ranges follow each other in order, and each can be read by itself, also by several threads at
 * once: it is sorted when it is opened. Where one range ends and the next begins follows from what happened to be in
 * the sample, and must not show in results.
 *
 * After a failure only sorter_free may follow. A key or payload past 4 GiB is ERR_TOO_LARGE. */

#include "base/parallel.h"

struct sorter;
/* LANES at least one. RUN_BYTES 0: 64 MiB. TMPDIR is borrowed. */
MUST_CHECK enum err_code sorter_new(unsigned lanes, size_t run_bytes, const char *tmpdir, struct sorter **ret_sorter,
                                    struct err *err);
void sorter_free(struct sorter *sorter);
DEFINE_CLEANUP(sorter, sorter_free)
/* What keys to expect: some of those that will be added, from all over them and in any order. Only a matter of speed:
 * without it, what a lane adds before it has to use the file stands for all that follows, and records that come in
 * order are spread twice. Before the first addition, by one thread. Copies. */
MUST_CHECK enum err_code sorter_expect(struct sorter *sorter, const struct str *keys, size_t count, struct err *err);
/* One thread at a time for each lane. Copies. */
MUST_CHECK enum err_code sorter_add(struct sorter *sorter, unsigned lane, struct str key, struct str payload,
                                    struct err *err);
/* No more additions; afterwards the records may be read. POOL may be NULL. One thread. */
MUST_CHECK enum err_code sorter_finish(struct sorter *sorter, struct pool *pool, struct err *err);
/* Of all lanes; while threads add, nobody may ask. */
uint64_t sorter_count(const struct sorter *sorter);
size_t sorter_ranges(const struct sorter *sorter);

/* Reads ranges of a finished sorter. One thread at a time for each reader. */
struct sorter_reader;
MUST_CHECK enum err_code sorter_reader_new(const struct sorter *sorter, struct sorter_reader **ret_reader,
                                           struct err *err);
void sorter_reader_free(struct sorter_reader *reader);
DEFINE_CLEANUP(sorter_reader, sorter_reader_free)
/* Reads and sorts a range; the reader then stands before its first record. */
MUST_CHECK enum err_code sorter_reader_open(struct sorter_reader *reader, size_t range, struct err *err);
/* The next record of the range; false (and the outputs untouched) at its end. Slices are borrowed until another range
 * is opened. */
bool sorter_reader_next(struct sorter_reader *reader, struct str *ret_key, struct str *ret_payload);

/* All ranges one after the other, with a reader of the sorter's own; one thread. *ret_more false (and the others
 * untouched) at the end. Slices are borrowed until the next call. */
MUST_CHECK enum err_code sorter_next(struct sorter *sorter, bool *ret_more, struct str *ret_key,
                                     struct str *ret_payload, struct err *err);
/* Starts again at the first record. */
void sorter_rewind(struct sorter *sorter);

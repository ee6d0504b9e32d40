#pragma once
/* External sort of records: bytes with a key, sorted by the key's bytes (memcmp, shorter first), equal keys by the
 * payload's bytes. Runs of at most RUN_BYTES are sorted in memory and, beyond one run, kept in O_TMPFILE files in
 * TMPDIR until they are merged. Adding order plays no part in the result. One thread at a time. After a failure only
 * sorter_free may follow. A key or payload past 4 GiB is ERR_TOO_LARGE. */

#include "base/error.h"

struct sorter;
/* RUN_BYTES 0: 64 MiB. TMPDIR is borrowed. */
MUST_CHECK enum err_code sorter_new(size_t run_bytes, const char *tmpdir, struct sorter **ret_sorter, struct err *err);
void sorter_free(struct sorter *sorter);
DEFINE_CLEANUP(sorter, sorter_free)
MUST_CHECK enum err_code sorter_add(struct sorter *sorter, struct str key, struct str payload, struct err *err);
/* No more additions; afterwards sorter_next may be called. */
MUST_CHECK enum err_code sorter_finish(struct sorter *sorter, struct err *err);
/* The next record; *ret_more false (and the others untouched) at the end. Slices are borrowed until the next call. */
MUST_CHECK enum err_code sorter_next(struct sorter *sorter, bool *ret_more, struct str *ret_key,
                                     struct str *ret_payload, struct err *err);
/* Starts again at the first record. */
MUST_CHECK enum err_code sorter_rewind(struct sorter *sorter, struct err *err);
uint64_t sorter_count(const struct sorter *sorter);

#pragma once
/* Records of several kinds, each in an order of its own, beyond memory: a sorter a kind (base/sorter.h), and the room
 * that additions take. Several threads may add at once, each to a lane of its own; all else is one thread's. */

#include "base/parallel.h"
#include "findings/record_parts.h"

struct record_set;
/* SHAPES, KINDS of them, and TMPDIR are borrowed. RUN_BYTES, which all kinds together may keep in memory: 0 takes the
 * usual bound. */
MUST_CHECK enum err_code record_set_new(const struct record_shape *shapes, unsigned kinds, unsigned lanes,
                                        size_t run_bytes, const char *tmpdir, struct record_set **ret_set,
                                        struct err *err);
void record_set_free(struct record_set *set);
DEFINE_CLEANUP(record_set, record_set_free)
/* Copies RECORD, a struct of that kind. */
MUST_CHECK enum err_code record_set_add(struct record_set *set, unsigned lane, unsigned kind, const void *record,
                                        struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code record_set_finish(struct record_set *set, struct pool *pool, struct err *err);
/* All kinds from the first record on. */
void record_set_rewind(struct record_set *set);
/* The next record of that kind; *ret_more false (and the record untouched) at the end. Slices are borrowed until the
 * next call. */
MUST_CHECK enum err_code record_set_next(struct record_set *set, unsigned kind, bool *ret_more, void *ret_record,
                                         struct err *err);

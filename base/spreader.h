#pragma once
/* Spreads records over the ranges of a sorter into one temporary file: a small pile of records for each range in
 * memory, written where the file then ends when it is full. Internal to the sorter. One thread at a time; several
 * spreaders may write one file. */

#include "base/splitters.h"

#include <stdatomic.h>

/* The file that spreaders share. */
struct spread_file {
    int fd;
    const char *tmpdir; /* borrowed, for messages */
    _Atomic uint64_t end;
};

/* Whole records one after the other. */
struct extent {
    uint64_t offset, size;
};

struct extents {
    struct extent *items;
    size_t count, capacity;
    uint64_t size; /* of all of them */
};
void extents_done(struct extents *extents);
/* Moves what FROM has behind what TO has; false when memory is out. */
bool extents_move(struct extents *to, struct extents *from);

/* What a pile holds in memory. */
#define SPREAD_PILE ((size_t)16 << 10)

struct spreader;
/* Borrows both. */
MUST_CHECK enum err_code spreader_new(const struct splitters *splitters, struct spread_file *file,
                                      struct spreader **ret_spreader, struct err *err);
void spreader_free(struct spreader *spreader);
DEFINE_CLEANUP(spreader, spreader_free)
MUST_CHECK enum err_code spreader_add(struct spreader *spreader, struct record record, struct err *err);
/* Writes all piles and gives their memory back; no more additions. */
MUST_CHECK enum err_code spreader_finish(struct spreader *spreader, struct err *err);
/* Where the records of a range are, once finished; the caller may take them out. */
struct extents *spreader_extents(struct spreader *spreader, size_t range);

#pragma once
/* One pass over the bytes of a file, in pieces side by side: their digest, their encoding, and how many quotes and line
 * ends each piece has, which is what a reader that starts in the middle needs to know. */

#include "base/csv_split.h"
#include "base/encoding_detector.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"

/* How files are read in pieces. */
struct piece_plan {
    struct pool *pool; /* NULL: the caller's thread alone */
    size_t bytes;      /* of a piece; 0: 4 MiB */
};
size_t piece_bytes(const struct piece_plan *plan);
size_t piece_count(const struct piece_plan *plan, uint64_t size);
/* Of piece NUMBER of a file of SIZE bytes; the last one is shorter. */
size_t piece_length(const struct piece_plan *plan, uint64_t size, size_t number);

struct intake_scan {
    struct encoding_guess guess;
    struct hash128 digest;
    char head[1024]; /* the first bytes */
    size_t head_length;
    struct csv_split_counts *counts; /* a piece each; owned */
};

MUST_CHECK enum err_code intake_scan_file(const struct file *file, const struct piece_plan *plan,
                                          struct intake_scan *ret_scan, struct err *err);
/* The counts alone, a piece each; the caller frees them. */
MUST_CHECK enum err_code intake_count_file(const struct file *file, const struct piece_plan *plan,
                                           struct csv_split_counts **ret_counts, struct err *err);

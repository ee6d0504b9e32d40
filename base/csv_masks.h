#pragma once
/* What splitting CSV looks for, as bits: for each block of 64 bytes, where its quotes, delimiters and line ends are.
 * Pure functions; any thread. */

#include "base/str.h"

/* Bytes of a block. */
#define CSV_BLOCK 64

/* Bit i stands for byte i. */
struct csv_masks {
    uint64_t quotes, delimiters, lf, cr;
    uint64_t nul; /* not 0: the block has a NUL; which byte it is stays open */
};

/* Which instructions look at the bytes; all find the same. */
enum csv_masks_kind {
    CSV_MASKS_FASTEST, /* that this machine has */
    CSV_MASKS_PORTABLE,
    CSV_MASKS_SSE2,
    CSV_MASKS_AVX2,
    CSV_MASKS_KIND_COUNT
};
/* Does this machine have the instructions? */
bool csv_masks_has(enum csv_masks_kind kind);
/* The masks of COUNT blocks. */
void csv_masks_find(enum csv_masks_kind kind, const char *bytes, size_t count, char delimiter,
                    struct csv_masks *ret_masks);

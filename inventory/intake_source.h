#pragma once
/* A file before it is read as a table: its digest, what its bytes are, and its text in a form that can be split at
 * delimiters. */

#include "inventory/cell.h"
#include "inventory/intake_scan.h"

struct intake_source {
    struct file *file;               /* what rows are read from: the file itself, or its text in UTF-8 */
    struct cell_style style;         /* of what rows are read from; reads_dittos is the caller's */
    uint64_t text_offset;            /* of the first byte behind a BOM */
    enum encoding encoding;          /* of the file */
    uint64_t bad_offset;             /* of the file's first byte that is no text, or UINT64_MAX */
    uint64_t bytes;                  /* of the file */
    struct hash128 digest;           /* of the file's bytes */
    struct csv_split_counts *counts; /* of the pieces of what rows are read from; NULL: not counted yet */
    const char *looks_like;          /* what the bytes seem to be instead of a text file, or NULL */
};

/* ENCODING: what the file is said to be; NULL: its bytes decide. */
MUST_CHECK enum err_code intake_source_open(int dir_fd, const char *name, const enum encoding *encoding,
                                            const struct piece_plan *plan, struct intake_source *ret_source,
                                            struct err *err);
/* Counts where that was not done yet. */
MUST_CHECK enum err_code intake_source_count(struct intake_source *source, const struct piece_plan *plan,
                                             struct err *err);
/* Turns a file that cannot be split as it is (UTF-16, ISO-2022-JP) into one that can. Its text is kept in TMPDIR; the
 * file itself is the origin of source->file from then on. Pieces are decoded one by one: memory does not grow with the
 * file. */
MUST_CHECK enum err_code intake_source_transcode(struct intake_source *source, const char *tmpdir, struct err *err);
void intake_source_done(struct intake_source *source);

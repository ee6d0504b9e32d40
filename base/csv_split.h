#pragma once
/* The vector splitter: CSV and TSV whose rows are well formed, many times faster than base/csv_read.h, with the same
 * rows, cells and positions, some hundred rows at a time. It takes input whose lines end with LF or CRLF and whose
 * every quote touches a delimiter, a line end or another quote. Where it meets anything else it gives up in front of
 * that row, and csv_reader goes on from there; it never reports problems itself.
 *
 * A file can be split in parts, side by side: the counts of csv_split_count over each part tell, added up, whether a
 * part starts inside quotes and on which line; csv_split_first_row then finds the part's first row. One thread a
 * splitter. */

#include "base/csv_masks.h"
#include "base/csv_read.h"

struct csv_split_options {
    char delimiter;   /* see csv_is_delimiter */
    uint64_t max_row; /* bytes; 0: 256 MiB */
    uint64_t offset;  /* of the first byte given, which must be the first of a row */
    uint64_t line;    /* that this byte is on, 1-based */
    enum csv_masks_kind kind;
};

struct csv_splitter;
/* ROWS takes some rows at once, all borrowed until it returns; false stops the splitting. */
MUST_CHECK enum err_code csv_splitter_new(const struct csv_split_options *options,
                                          bool (*rows)(void *context, const struct csv_row *rows, size_t count),
                                          void *context, struct csv_splitter **ret_splitter, struct err *err);
void csv_splitter_free(struct csv_splitter *splitter);
DEFINE_CLEANUP(csv_splitter, csv_splitter_free)

/* Delivers the whole rows at the front of BYTES, which are fewer than 4 GiB, and says how many bytes they took: the
 * next call is given the bytes from there on, and more. IS_LAST: there are no more, and what is left is a row.
 * ERR_REFUSED: the handler wanted no more; the splitter's place is then of no use. */
MUST_CHECK enum err_code csv_split(struct csv_splitter *splitter, struct str bytes, bool is_last, size_t *ret_used,
                                   struct err *err);
/* The row behind those that were delivered is not well formed, or too long. */
bool csv_split_gave_up(const struct csv_splitter *splitter);

/* Where the next row starts, which csv_options can be told. */
struct csv_split_place {
    uint64_t offset;
    uint64_t line;
    enum csv_lines lines; /* met before it: none, or LF */
};
struct csv_split_place csv_split_place(const struct csv_splitter *splitter);

struct csv_split_counts {
    uint64_t quotes;
    uint64_t line_ends; /* in quotes too */
};
/* Of a part of the input; BEFORE is the byte in front of it, NUL at the very start. */
struct csv_split_counts csv_split_count(struct str bytes, char before);
/* Offset of the first row that starts in BYTES, bytes.n when none does. IS_QUOTED: the number of quotes before BYTES is
 * odd. */
size_t csv_split_first_row(struct str bytes, char before, bool is_quoted);

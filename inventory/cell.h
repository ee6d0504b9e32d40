#pragma once
/* The text of a cell: from the bytes of a file to UTF-8 without outer blanks. One decoder a thread. */

#include "base/encoding.h"

enum cell_mark {
    CELL_GAIJI = 1,    /* has a user-defined character */
    CELL_NOT_TEXT = 2, /* has bytes that the encoding lacks: the cell counts as blank */
    CELL_DITTO = 4,    /* 〃, 同上 and the like: what the cell above says */
};

/* How the cells of one file are read. */
struct cell_style {
    enum encoding encoding;
    bool is_sound;     /* UTF-8, and all bytes of the file are known to be text */
    bool has_repairs;  /* the file was transcoded, and U+FFFD stands where bytes were no text */
    bool reads_dittos; /* a ledger; in a snapshot 〃 is what was observed */
    bool is_sheet;     /* of a workbook: rows have its numbers, and columns are counted in cells */
};

struct cell_decoder;
MUST_CHECK enum err_code cell_decoder_new(struct cell_style style, struct cell_decoder **ret_decoder, struct err *err);
void cell_decoder_free(struct cell_decoder *decoder);
DEFINE_CLEANUP(cell_decoder, cell_decoder_free)
struct cell_style cell_decoder_style(const struct cell_decoder *decoder);

/* The text of a cell, empty when it counts as blank. Borrowed from BYTES or from the decoder until its next call.
 * *ret_marks: which enum cell_mark apply. */
struct str cell_decode(struct cell_decoder *cells, struct str bytes, unsigned *ret_marks);
/* All of the bytes as UTF-8, untrimmed; borrowed in the same way. *ret_bad: offset of the first byte that is no text,
 * or SIZE_MAX (may be NULL). */
struct str cell_decode_all(struct cell_decoder *cells, struct str bytes, size_t *ret_bad);
/* Memory ran out in some call before. */
bool cell_decoder_failed(const struct cell_decoder *decoder);

/* At most N bytes, cut at a character's end: for messages. */
struct str cell_clip(struct str utf8, size_t n);

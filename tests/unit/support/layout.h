#pragma once
/* The encodings that a ledger may have, for tests that write files in all of them; and a splitter of such files into
 * cells of undecoded bytes, to which the project's own can be compared. */

#include "base/buffer.h"

struct layout {
    const char *iconv_name;
    const char *said;      /* what ledger.yaml must say of the file, or NULL */
    struct str mark;       /* at the start of the file */
    const struct str *own; /* cells that only this encoding has, in its bytes */
    size_t own_count;
    bool is_stateful; /* ISO-2022-JP */
    bool is_split;    /* layout_split can take it */
};

enum { LAYOUT_COUNT = 9 };
extern const struct layout layouts[LAYOUT_COUNT];

/* Appends the text in the encoding; a failure ends the test program. */
void layout_append(const struct layout *layout, const char *utf8, struct buffer *out);
/* Appends what ledger.yaml says of a file of the encoding: an item of its list, or nothing. */
void layout_append_setting(const struct layout *layout, const char *name, struct buffer *out);

struct layout_cell {
    uint64_t line; /* on which its row starts */
    size_t number; /* in its row */
    struct str bytes;
};
struct layout_cells {
    struct layout_cell *cells;
    size_t count;
    struct buffer bytes; /* of all cells */
};
/* Splits a CSV file. The bytes of a cell hold no escape sequences of ISO-2022-JP: each character stands behind a letter
 * that tells its set instead. Blank lines are rows of one cell. */
struct layout_cells layout_split(const struct layout *layout, struct str file);
void layout_cells_done(struct layout_cells *cells);

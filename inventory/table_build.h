#pragma once
/* What a table is made of, and how it is filled while files are read. Only the code that reads files includes this;
 * all others use inventory/table.h.
 *
 * Rows come in the order of the files; the rows of one file ("source") stand together. A source is begun, gets its
 * rows, and is then kept or dropped: dropping leaves the table as if the file had not been there.
 *
 * The rows of a source may be read side by side: each thread fills a part, a small table of its own that shares the
 * dictionaries, and the parts are taken into the table in their order. One thread at a time a table or part; while
 * parts are filled, nothing else but table_take_part is called on the table. */

#include "base/arena.h"
#include "base/budget.h"
#include "base/csv_read.h"
#include "inventory/cell_key.h"
#include "inventory/dictionary.h"
#include "inventory/table.h"

/* A row word: offset << ROW_LENGTH_BITS | length. A length of ROW_LENGTH_LONG says that the offset is an index into the
 * places. */
#define ROW_LENGTH_BITS 24
#define ROW_LENGTH_LONG ((UINT64_C(1) << ROW_LENGTH_BITS) - 1)
#define ROW_OFFSET_MAX  ((UINT64_C(1) << 40) - 1)

struct row_place {
    uint64_t offset;
    uint64_t length;
};

/* Rows FIRST … LAST of a column hold ditto cells that stand for TEXT. */
struct ditto_run {
    uint32_t first, last;
    struct str text; /* in the table's arena or in the column's dictionary */
};

struct table_column {
    bool is_present;               /* a kept source has it, or the one being read */
    unsigned bits;                 /* of a code: 0 (all blank so far), 4, 8, 16 or 32 */
    void *codes;                   /* NULL while bits is 0 */
    struct dictionary *dictionary; /* NULL when uncoded; a full one counts as none, see column_is_coded */
    struct ditto_run *dittos;      /* in order of rows */
    size_t ditto_count, ditto_capacity;
    bool has_keys;
    uint64_t *keys; /* has_keys: of each row, see inventory/cell_key.h */
};

/* Which cell of a file holds a column. */
struct source_column {
    uint32_t cell; /* its position and 1; 0: the file lacks it */
    uint8_t unit;  /* enum unit, from the heading */
};

struct table_source {
    struct str name;   /* of the file, relative to its directory */
    struct file *file; /* what rows are reopened from; owned */
    struct cell_style style;
    char delimiter;
    uint32_t first_row;
    struct source_column columns[COLUMNS_MAX];
    const struct str *headings; /* UTF-8, a cell each; copied when the source begins */
    size_t heading_count;
};

/* Where a table stood before a source began. */
struct table_mark {
    size_t place_count;
    uint32_t code_counts[COLUMNS_MAX];
    size_t ditto_counts[COLUMNS_MAX];
    bool was_present[COLUMNS_MAX];
};

struct table {
    enum table_id id;
    struct budget *budget; /* of what grows with the rows: NULL in parts, which are small */
    const struct table_def *def;
    bool is_part; /* dictionaries and files are another's */
    enum keys_kept keys;
    struct arena *arena;
    uint32_t rows, row_capacity;
    uint64_t *words;
    struct table_column skews; /* of each row's line, see table_line_skew */
    struct row_place *places;
    size_t place_count, place_capacity;
    struct table_source *sources; /* in order of first_row */
    size_t source_count;
    struct table_column columns[COLUMNS_MAX];
    uint8_t written[COLUMNS_MAX]; /* the columns of which rows of the source begun last may have codes */
    unsigned written_count;
    struct table_mark mark;
};

/* BUDGET is borrowed, and may be NULL. KEYS: of the columns that its files turn out to have. NULL when memory is out.
 */
struct table *table_new_within(struct budget *budget, enum table_id id, enum keys_kept keys);
/* An empty part of the source begun last; NULL when memory is out. */
struct table *table_new_part(const struct table *table);
/* The rows of a part behind those that are there. */
MUST_CHECK enum err_code table_take_part(struct table *table, const struct table *part, struct err *err);

/* SOURCE is taken over, its file too; its name and headings are copied; first_row is set. On failure the file stays the
 * caller's. */
MUST_CHECK enum err_code table_begin_source(struct table *table, const struct table_source *source, struct err *err);
/* How many lines a row of SOURCE stands further down than it would if all rows took one, and none were before them. Few
 * bits hold it. */
static inline uint32_t table_line_skew(const struct table_source *source, uint32_t row, uint64_t line) {
    return (line < UINT32_MAX ? (uint32_t)line : UINT32_MAX) - (row - source->first_row);
}
/* The source begun last. */
struct table_source *table_last_source(const struct table *table);
/* Keeps the rows of the source begun last, or forgets it all. */
MUST_CHECK enum err_code table_end_source(struct table *table, bool is_kept, struct err *err);
/* The code of a cell of a coded column. A column that has too many distinct texts becomes uncoded: *ret_hit is then
 * that of a blank cell, and table_is_coded tells. */
MUST_CHECK enum err_code table_code_of(struct table *table, unsigned column, struct str bytes,
                                       struct cell_decoder *cells, struct dictionary_hit *ret_hit, struct err *err);
bool table_is_coded(const struct table *table, unsigned column);
/* The cell of a row that is to be appended is a ditto: for what the cell above says. TEXT is borrowed until the table
 * goes (from the dictionary) or copied (when COPY is set). A column's dittos come in order of rows. */
MUST_CHECK enum err_code table_add_ditto(struct table *table, unsigned column, uint32_t row, struct str text, bool copy,
                                         struct err *err);
/* The run that the cell above that of ROW, in the same source, belongs to, or NULL; ROW is not in a run before the
 * last. */
const struct ditto_run *table_ditto_above(const struct table *table, unsigned number, uint32_t row);
/* Some rows more. COLUMNS: by column of the table, what the rows have there; not looked at where there is nothing to
 * keep. */
struct row_cells {
    const uint32_t *codes; /* coded columns */
    const uint64_t *keys;  /* columns that have keys */
};
MUST_CHECK enum err_code table_append(struct table *table, const struct csv_row *const *rows, size_t count,
                                      const struct row_cells *columns, struct err *err);
/* No more sources: memory that is not needed is given back. */
void table_finish(struct table *table);

static inline bool column_is_coded(const struct table_column *column) {
    return column->dictionary && !dictionary_is_full(column->dictionary);
}

/* The code of a row in a coded column. */
static inline uint32_t column_code(const struct table_column *column, uint32_t row) {
    switch (column->bits) {
    case 4:
        return ((const uint8_t *)column->codes)[row / 2] >> (row % 2 * 4) & 0xF;
    case 8:
        return ((const uint8_t *)column->codes)[row];
    case 16:
        return ((const uint16_t *)column->codes)[row];
    case 32:
        return ((const uint32_t *)column->codes)[row];
    default:
        return 0;
    }
}

/* Bytes that the codes of so many rows take. */
static inline size_t column_bytes(const struct table_column *column, uint32_t rows) {
    return ((size_t)rows * column->bits + 7) / 8;
}

/* The source that a row comes from. */
const struct table_source *table_source_of(const struct table *table, uint32_t row);
struct row_place table_place(const struct table *table, uint32_t row);
/* The heading of a column in the row's file; the canonical name where the file lacks it. */
struct str table_heading(const struct table *table, uint32_t row, unsigned column);
/* The run that a row's cell belongs to, or NULL. */
const struct ditto_run *table_ditto_at(const struct table *table, unsigned number, uint32_t row);

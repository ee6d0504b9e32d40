#pragma once
/* A row of a table as it stands in its file: where each cell begins and ends, undecoded. For saying where a cell is,
 * and for writing a file again with some cells changed. One thread at a time. */

#include "inventory/table.h"

struct raw_cell {
    uint32_t begin, end; /* from the row's first byte; quotes belong to the cell */
    bool is_quoted;
};

struct raw_row {
    const struct table_source *source; /* inventory/table_build.h */
    uint64_t offset;                   /* in the source's file */
    struct str bytes;                  /* without the line end */
    const struct raw_cell *cells;
    size_t cell_count;
};

struct raw_row_reader;
MUST_CHECK enum err_code raw_row_reader_new(const struct table *table, struct raw_row_reader **ret_reader,
                                            struct err *err);
void raw_row_reader_free(struct raw_row_reader *reader);
DEFINE_CLEANUP(raw_row_reader, raw_row_reader_free)
/* Valid until the next call. */
MUST_CHECK enum err_code raw_row_read(struct raw_row_reader *reader, uint32_t row, struct raw_row *ret_row,
                                      struct err *err);

/* The line and the column (1-based character of the decoded line) where the cell of a table's column begins. Column 0
 * when the row has no such cell. */
MUST_CHECK enum err_code raw_row_locate(struct raw_row_reader *reader, uint32_t row, unsigned column,
                                        uint64_t *ret_line, uint64_t *ret_column, struct err *err);

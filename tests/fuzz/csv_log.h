#pragma once
/* Events of CSV reading as bytes that are compared. */

#include "base/buffer.h"
#include "base/csv_read.h"

static inline void log_number(struct buffer *log, uint64_t number) {
    buffer_append(log, (struct str){(const char *)&number, sizeof number});
}

static inline void log_cells(struct buffer *log, const struct csv_row *row) {
    log_number(log, row->cell_count);
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct csv_cell *cell = &row->cells[i];
        log_number(log, cell->start);
        log_number(log, cell->quoted);
        log_number(log, cell->text.n);
        buffer_append(log, cell->text);
    }
}

#pragma once
/* What must hold of an observation, whatever a host answered: every cell is well-formed UTF-8 without control
 * characters and without outer blanks, and can be read as its column's type, as whoever reads the snapshot will. */

#include "base/text.h"
#include "inventory/value.h"
#include "scanner/collect/observation.h"
#include "tests/fuzz/check.h"

static inline void check_text(struct str text) {
    CHECK(text_first_invalid(text) == SIZE_MAX);
    CHECK(str_trim(text).n == text.n);
    for (size_t i = 0; i < text.n; i++) {
        CHECK((unsigned char)text.p[i] >= 0x20 && text.p[i] != 0x7f);
    }
}

static inline void check_cell(const struct column_def *column, struct str text) {
    struct value value;

    check_text(text);
    if (!str_is_empty(text)) {
        value = value_read(column, UNIT_NONE, text);
        if (value.problem != PROBLEM_NONE) {
            fprintf(stderr, "%s: \"%.*s\"\n", column->name, STR_FMT(text));
        }
        CHECK(value.problem == PROBLEM_NONE);
    }
}

static inline void check_observation(const struct observation *observation) {
    check_text(observation->notes);
    for (const struct observation_row *row = observation->rows; row; row = row->next) {
        for (unsigned column = 0; column < schema_table(row->table)->column_count; column++) {
            check_cell(schema_column(row->table, column), row->cells[column]);
        }
    }
}

#pragma once
/* What must hold of tables, whatever files they were read from: every cell is well-formed UTF-8, each row has a line,
 * and the rows can be read to their end. */

#include "base/text.h"
#include "inventory/inventory.h"
#include "tests/fuzz/check.h"

static inline struct row_reader *check_reader(const struct table *table) {
    struct row_reader *reader = NULL;

    CHECK(row_reader_new(table, &reader, NULL) == ERR_OK);
    return reader;
}

static inline void check_table(const struct table *table) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = check_reader(table);

    for (uint32_t row = 0; row < table_rows(table); row++) {
        CHECK(table_line(table, row) > 0);
        row_reader_move(reader, row);
        for (unsigned column = 0; column < schema_table(table_id(table))->column_count; column++) {
            struct value value = row_reader_value(reader, column);
            CHECK(text_first_invalid(row_reader_text(reader, column)) == SIZE_MAX);
            CHECK((unsigned)value.problem < PROBLEM_COUNT);
        }
    }
    CHECK(row_reader_error(reader, NULL) == ERR_OK);
}

static inline void check_inventory(const struct inventory *inventory) {
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        if (inventory_table(inventory, id)) {
            check_table(inventory_table(inventory, id));
        }
    }
}

static inline void check_same_table(const struct table *a, const struct table *b) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *x = check_reader(a);
    CLEANUP(row_reader_free_cleanup) struct row_reader *y = check_reader(b);

    CHECK(table_rows(a) == table_rows(b));
    for (uint32_t row = 0; row < table_rows(a); row++) {
        CHECK(table_line(a, row) == table_line(b, row));
        row_reader_move(x, row);
        row_reader_move(y, row);
        for (unsigned column = 0; column < schema_table(table_id(a))->column_count; column++) {
            CHECK(str_eq(row_reader_text(x, column), row_reader_text(y, column)));
        }
    }
}

static inline void check_same_inventory(const struct inventory *a, const struct inventory *b) {
    for (enum table_id id = 0; id < TABLE_COUNT; id++) {
        CHECK(!inventory_table(a, id) == !inventory_table(b, id));
        CHECK(inventory_is_refused(a, id) == inventory_is_refused(b, id));
        if (inventory_table(a, id)) {
            check_same_table(inventory_table(a, id), inventory_table(b, id));
        }
    }
}

/* Both collectors say the same of the same places. */
static inline void check_same_diagnostics(struct diagnostics *a, struct diagnostics *b) {
    size_t count, others;
    const struct diagnostic_group *x = diagnostics_groups(a, &count), *y = diagnostics_groups(b, &others);

    CHECK(count == others);
    for (size_t i = 0; i < count; i++) {
        CHECK(x[i].problem == y[i].problem && x[i].count == y[i].count && x[i].kept_count == y[i].kept_count);
        CHECK(str_eq(x[i].file, y[i].file) && str_eq(x[i].heading, y[i].heading));
        for (size_t k = 0; k < x[i].kept_count; k++) {
            CHECK(x[i].kept[k].line == y[i].kept[k].line && x[i].kept[k].column == y[i].kept[k].column);
        }
    }
}

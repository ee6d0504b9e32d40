#include "reconciler/title_rows.h"

#include "base/budget.h"

#include <stdlib.h>

/* A row under its stem, and again under its product where the rules know one. Titles that are the same have one stem.
 */
enum { BY_STEM, BY_PRODUCT };

struct title_place {
    uint32_t kind, number;
    uint32_t row;
    uint32_t stem;
};

void title_rows_done(struct title_rows *rows) {
    budget_drop(rows->places);
    *rows = (struct title_rows){0};
}

static int compare_places(const void *left, const void *right) {
    const struct title_place *a = left, *b = right;
    const uint32_t of_a[] = {a->kind, a->number, a->row};
    const uint32_t of_b[] = {b->kind, b->number, b->row};

    for (size_t i = 0; i < ARRAY_LEN(of_a); i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    return 0;
}

/* The reader stands on the row. */
static void add_row(struct title_rows *rows, struct title title, uint32_t row) {
    rows->places[rows->count++] = (struct title_place){BY_STEM, title.stem, row, title.stem};
    if (title.product) {
        rows->places[rows->count++] = (struct title_place){BY_PRODUCT, title.product, row, title.stem};
    }
}

bool title_rows_read(struct title_rows *rows, struct worker *worker, const struct table *software,
                     struct row_reader *reader, const struct row_groups *groups, uint32_t owner) {
    if (rows->is_read && rows->owner == owner) {
        return true;
    }
    title_rows_done(rows);
    struct rest rest = rest_of_owner(worker, groups, owner);
    rows->places = budget_alloc(table_budget(software), (size_t)rest.count + 1, 2 * sizeof *rows->places);
    if (!rows->places || !rest.rows) {
        return false;
    }
    for (uint32_t i = 0; i < rest.count; i++) {
        row_reader_move(reader, rest.rows[i]);
        if (!str_is_empty(row_reader_text(reader, SOFTWARE_PRODUCT))) {
            add_row(rows, titles_of_row(worker->run->titles, software, reader, rest.rows[i]), rest.rows[i]);
        }
    }
    if (rows->count) {
        qsort(rows->places, rows->count, sizeof *rows->places, compare_places);
    }
    rows->is_read = true;
    rows->owner = owner;
    return true;
}

static size_t first_place(const struct title_rows *rows, struct title_place wanted) {
    size_t low = 0, high = rows->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_places(&rows->places[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t title_rows_find(const struct title_rows *rows, struct title title, uint32_t *ret_rows, size_t max) {
    const struct title_place wanted[] = {{BY_STEM, title.stem, 0, 0}, {BY_PRODUCT, title.product, 0, 0}};
    size_t count = 0;

    for (size_t k = 0; k < ARRAY_LEN(wanted) && count <= max; k++) {
        for (size_t i = first_place(rows, wanted[k]); i < rows->count && count <= max; i++) {
            const struct title_place *place = &rows->places[i];
            if (place->kind != wanted[k].kind || place->number != wanted[k].number) {
                break;
            }
            if (place->kind == BY_PRODUCT && place->stem == title.stem) {
                continue; /* it has been found by its stem */
            }
            if (count < max) {
                ret_rows[count] = place->row;
            }
            count++;
        }
    }
    return count;
}

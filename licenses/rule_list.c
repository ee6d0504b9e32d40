#include "licenses/rule_list.h"

#include "inventory/row_cells.h"
#include "products/title.h"

#include <stdlib.h>

static void *item_at(const struct rule_list *list, uint32_t number) {
    return (char *)list->items + number * list->kind->size;
}

static enum err_code fill_items(const struct table *table, struct diagnostics *diagnostics, struct rule_list *list,
                                struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(table, &reader, err);
    struct rule_row row = {.table = table, .reader = reader, .arena = list->arena, .diagnostics = diagnostics};

    for (; !code && row.number < table_rows(table); row.number++) {
        void *item = item_at(list, list->count);
        row_reader_move(reader, row.number);
        if (list->kind->fill(&row, item)) {
            list->count++;
        } else {
            memset(item, 0, list->kind->size);
        }
    }
    if (!code) {
        code = row_reader_error(reader, err);
    }
    return !code && arena_failed(list->arena) ? err_no_memory(err) : code;
}

enum err_code rule_list_read(const struct table *table, const struct rule_kind *kind, struct diagnostics *diagnostics,
                             struct rule_list *ret_list, struct err *err) {
    CLEANUP(rule_list_done) struct rule_list list = {.kind = kind, .arena = arena_new()};

    if (!list.arena) {
        return err_no_memory(err);
    }
    if (table && table_rows(table)) {
        list.items = arena_alloc_array(list.arena, table_rows(table), kind->size);
        enum err_code code = list.items ? fill_items(table, diagnostics, &list, err) : err_no_memory(err);
        if (code) {
            return code;
        }
    }
    if (list.count) {
        qsort(list.items, list.count, kind->size, kind->order);
    }
    *ret_list = list;
    list = (struct rule_list){0};
    return ERR_OK;
}

void rule_list_done(struct rule_list *list) {
    for (uint32_t i = 0; i < list->count && list->kind->discard; i++) {
        list->kind->discard(item_at(list, i));
    }
    arena_free(list->arena);
    *list = (struct rule_list){0};
}

struct str rule_text(const struct rule_row *row, unsigned column) {
    return arena_dup(row->arena, row_reader_text(row->reader, column));
}

struct str rule_folded(const struct rule_row *row, unsigned column) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold(row_reader_text(row->reader, column), &folded);
    return arena_dup(row->arena, buffer_view(&folded));
}

struct date rule_date(const struct rule_row *row, unsigned column) {
    return row_reader_date(row->reader, column);
}

struct str rule_evidence(const struct rule_row *row) {
    return row_evidence(row->table, row->number, row->arena);
}

/* The first item whose product is not before PRODUCT or, with IS_AFTER, is behind it. */
static uint32_t bound_of(const struct rule_list *list, struct str product, bool is_after) {
    uint32_t low = 0, high = list->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct str *key = item_at(list, middle);
        int order = str_cmp(*key, product);
        if (order < 0 || (is_after && order == 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct rule_range rule_list_of(const struct rule_list *list, struct str product) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold(product, &folded);
    if (folded.failed) {
        return (struct rule_range){0};
    }
    uint32_t first = bound_of(list, buffer_view(&folded), false);
    return (struct rule_range){first, bound_of(list, buffer_view(&folded), true) - first};
}

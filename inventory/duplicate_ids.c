#include "inventory/duplicate_ids.h"

#include "base/intern.h"
#include "base/key_groups.h"
#include "base/text.h"
#include "inventory/cell_report.h"
#include "inventory/table_build.h"

#include <pthread.h>
#include <stdlib.h>

/* Rows whose ids have equal keys: few, as a rule. Guarded by lock. */
struct suspects {
    pthread_mutex_t lock;
    uint32_t *rows;
    size_t count, capacity;
    bool failed;
};

static bool make_room(struct suspects *suspects, size_t count) {
    size_t capacity = suspects->capacity ? suspects->capacity * 2 : 1024;
    uint32_t *rows;

    if (suspects->count + count <= suspects->capacity) {
        return true;
    }
    capacity = capacity > suspects->count + count ? capacity : suspects->count + count;
    rows = reallocarray(suspects->rows, capacity, sizeof *rows);
    if (!rows) {
        return false;
    }
    suspects->rows = rows;
    suspects->capacity = capacity;
    return true;
}

static void take_group(void *context, unsigned worker, const struct key_member *members, size_t count) {
    struct suspects *suspects = context;

    (void)worker;
    pthread_mutex_lock(&suspects->lock);
    if (make_room(suspects, count)) {
        for (size_t i = 0; i < count; i++) {
            suspects->rows[suspects->count++] = members[i].row;
        }
    } else {
        suspects->failed = true;
    }
    pthread_mutex_unlock(&suspects->lock);
}

static int compare_rows(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* Going through the suspects in order of rows. */
struct check {
    const struct table *table;
    unsigned column;
    struct row_reader *reader;
    struct cell_report *report;
    struct intern *ids;   /* folded */
    struct buffer firsts; /* the first row of each id, uint32_t */
    struct buffer folded, place;
};

static void check_done(struct check *check) {
    row_reader_free(check->reader);
    cell_report_free(check->report);
    intern_free(check->ids);
    buffer_done(&check->firsts);
    buffer_done(&check->folded);
    buffer_done(&check->place);
}

static enum err_code check_row(struct check *check, uint32_t row, struct err *err) {
    uint32_t known = intern_count(check->ids), number, first;
    struct str id;

    row_reader_move(check->reader, row);
    id = row_reader_text(check->reader, check->column);
    buffer_reset(&check->folded);
    text_fold(id, &check->folded);
    number = intern_add(check->ids, buffer_view(&check->folded));
    if (number == known) {
        buffer_append(&check->firsts, (struct str){(const char *)&row, sizeof row});
    }
    if (number == INTERN_NONE || check->folded.failed || check->firsts.failed) {
        return err_no_memory(err);
    }
    if (number == known || str_is_empty(id)) {
        return ERR_OK;
    }
    memcpy(&first, check->firsts.p + (size_t)number * sizeof first, sizeof first);
    buffer_reset(&check->place);
    table_evidence(check->table, first, &check->place);
    return cell_report_add(check->report, row, check->column, PROBLEM_ID_TWICE, id, buffer_view(&check->place), err);
}

static enum err_code check_suspects(const struct table *table, unsigned column, const struct suspects *suspects,
                                    struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(check_done)
    struct check check = {.table = table, .column = column, .ids = intern_new_within(table->budget)};
    enum err_code code = check.ids ? row_reader_new(table, &check.reader, err) : err_no_memory(err);

    if (!code) {
        code = cell_report_new(table, diagnostics, &check.report, err);
    }
    for (size_t i = 0; !code && i < suspects->count; i++) {
        code = check_row(&check, suspects->rows[i], err);
    }
    return code ? code : row_reader_error(check.reader, err);
}

static enum err_code check_table(const struct table *table, unsigned column, struct pool *pool,
                                 struct diagnostics *diagnostics, struct err *err) {
    struct key_column keys = {.keys = table->columns[column].keys, .count = table->rows};
    struct suspects suspects = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct key_group_handler handler = {.context = &suspects, .take = take_group};
    enum err_code code = key_groups_find(pool, table->budget, &keys, 1, &handler, err);

    if (!code && suspects.failed) {
        code = err_no_memory(err);
    }
    if (!code && suspects.count) {
        qsort(suspects.rows, suspects.count, sizeof *suspects.rows, compare_rows);
        code = check_suspects(table, column, &suspects, diagnostics, err);
    }
    free(suspects.rows);
    return code;
}

enum err_code duplicate_ids_check(const struct inventory *ledger, struct pool *pool, struct diagnostics *diagnostics,
                                  struct err *err) {
    enum err_code code = ERR_OK;

    for (enum table_id id = 0; !code && id < TABLE_COUNT; id++) {
        const struct table *table = inventory_table(ledger, id);
        unsigned column = cell_key_unique_column(id);
        if (table && column < COLUMNS_MAX && table->columns[column].has_keys) {
            code = check_table(table, column, pool, diagnostics, err);
        }
    }
    return code;
}

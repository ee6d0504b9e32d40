#include "licenses/access_list.h"

#include "base/intern.h"

#include <stdlib.h>

struct access_list {
    const struct table *table;
    struct intern *texts;
    struct access_row *rows; /* by target, then as in the table */
    uint32_t count;
};

void access_list_free(struct access_list *list) {
    if (list) {
        intern_free(list->texts);
        free(list->rows);
        free(list);
    }
}

/* --- days ----------------------------------------------------------------------------------------------------------
 */

static bool is_unreadable(const struct value *value) {
    return !value->is_set && value->problem != PROBLEM_NONE;
}

/* The last day belongs to it; what renews itself goes on after the day that goes with that. */
static enum term is_active_on(const struct value *start, const struct value *end, struct date day) {
    bool is_over = end->is_set && end->date_word == DATE_WORD_NONE && end->date.days < day.days;

    if (is_over || (start->is_set && start->date.days > day.days)) {
        return TERM_NO;
    }
    return is_unreadable(start) || is_unreadable(end) ? TERM_BLANK : TERM_YES;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static struct str keep(struct access_list *list, struct str text, bool *failed) {
    uint32_t number = text.n ? intern_add(list->texts, text) : INTERN_NONE;

    *failed |= text.n && number == INTERN_NONE;
    return number == INTERN_NONE ? STR_NONE : intern_text(list->texts, number);
}

/* False when memory is out. */
static bool add_row(struct access_list *list, struct row_reader *reader, uint32_t number, struct estate *estate,
                    struct date day) {
    struct access_row row = {.row = number, .device = MACHINE_NONE};
    bool failed = false;

    row_reader_move(reader, number);
    row.target = estate_find(estate, row_reader_text(reader, ACCESS_TARGET));
    if (row.target == MACHINE_NONE) {
        return true;
    }
    row.user = keep(list, row_reader_text(reader, ACCESS_USER_ID), &failed);
    row.from = keep(list, row_reader_text(reader, ACCESS_DEVICE), &failed);
    row.device = row.from.n ? estate_find(estate, row.from) : MACHINE_NONE;
    if (row.device != MACHINE_NONE) {
        estate_mark(estate, row.device);
    }
    struct value start = row_reader_value(reader, ACCESS_START_ON), end = row_reader_value(reader, ACCESS_END_ON);
    row.is_active = is_active_on(&start, &end, day);
    list->rows[list->count++] = row;
    return !failed;
}

static int compare_rows(const void *a, const void *b) {
    const struct access_row *x = a, *y = b;
    int order = (x->target > y->target) - (x->target < y->target);

    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static enum err_code read_rows(struct access_list *list, struct estate *estate, struct date day, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    uint32_t count = table_rows(list->table);
    enum err_code code = row_reader_new(list->table, &reader, err);

    list->rows = calloc((size_t)count + 1, sizeof *list->rows);
    if (code == ERR_OK && !list->rows) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < count && code == ERR_OK; row++) {
        code = add_row(list, reader, row, estate, day) ? ERR_OK : err_no_memory(err);
    }
    if (code != ERR_OK) {
        return code;
    }
    qsort(list->rows, list->count, sizeof *list->rows, compare_rows);
    return row_reader_error(reader, err);
}

enum err_code access_list_read(const struct table *table, struct estate *estate, struct date day,
                               struct access_list **ret_list, struct err *err) {
    CLEANUP(access_list_free_cleanup) struct access_list *list = calloc(1, sizeof *list);

    if (!list || !(list->texts = intern_new())) {
        return err_no_memory(err);
    }
    list->table = table;
    enum err_code code = table ? read_rows(list, estate, day, err) : ERR_OK;
    if (code == ERR_OK) {
        *ret_list = TAKE_PTR(list);
    }
    return code;
}

/* --- asking --------------------------------------------------------------------------------------------------------
 */

const struct access_row *access_list_rows(const struct access_list *list, uint32_t *ret_count) {
    *ret_count = list->count;
    return list->rows;
}

static uint32_t first_of(const struct access_list *list, uint32_t target) {
    uint32_t low = 0, high = list->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->rows[middle].target < target) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct access_row *access_list_of(const struct access_list *list, uint32_t target, uint32_t *ret_count) {
    uint32_t first = first_of(list, target), end = first;

    while (end < list->count && list->rows[end].target == target) {
        end++;
    }
    *ret_count = end - first;
    return end > first ? &list->rows[first] : NULL;
}

void access_list_evidence(const struct access_list *list, const struct access_row *row, struct buffer *out) {
    table_evidence(list->table, row->row, out);
}

#include "licenses/use_scan.h"

#include "base/intern.h"
#include "base/parallel.h"

#include <limits.h>
#include <stdlib.h>

enum { ROWS_PER_TASK = 1 << 16 };

/* What a scan works with. */
struct scanning {
    const struct table *table;
    const struct use_columns *columns;
    struct catalog *catalog;
    struct intern *texts;
    struct row_reader *reader;
    struct catalog_title *titles; /* by code of the title; NULL where it is not coded */
    uint32_t **found;             /* by task: rows with a title of interest */
    uint32_t *counts;
};

void use_rows_done(struct use_rows *rows) {
    free(rows->items);
    *rows = (struct use_rows){0};
}

/* --- titles --------------------------------------------------------------------------------------------------------
 */

/* Every distinct title once. */
static enum err_code recognise_titles(struct scanning *scanning, struct err *err) {
    unsigned column = scanning->columns->product;
    uint32_t codes = table_code_count(scanning->table, column);
    enum err_code code = ERR_OK;

    if (codes == 0) {
        return ERR_OK; /* not coded */
    }
    scanning->titles = malloc(codes * sizeof *scanning->titles);
    if (!scanning->titles) {
        return err_no_memory(err);
    }
    scanning->titles[0] = (struct catalog_title){.product = CATALOG_NONE};
    for (uint32_t i = 1; i < codes && code == ERR_OK; i++) {
        struct str title = table_code_text(scanning->table, column, i);
        code = catalog_recognise(scanning->catalog, title, &scanning->titles[i], err);
    }
    return code;
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static void find_rows(void *context, size_t task, unsigned worker) {
    struct scanning *scanning = context;
    uint32_t first = (uint32_t)task * ROWS_PER_TASK, rows = table_rows(scanning->table), count = 0;
    uint32_t end = rows - first < ROWS_PER_TASK ? rows : first + ROWS_PER_TASK;
    uint32_t *found = malloc((end - first) * sizeof *found), *codes = malloc((end - first) * sizeof *codes);

    (void)worker;
    if (found && codes && scanning->titles) {
        table_codes(scanning->table, scanning->columns->product, first, end - first, codes);
    }
    for (uint32_t row = first; found && codes && row < end; row++) {
        if (!scanning->titles || scanning->titles[codes[row - first]].product != CATALOG_NONE) {
            found[count++] = row;
        }
    }
    uint32_t *fitting = count && found ? realloc(found, count * sizeof *found) : NULL;
    scanning->found[task] = fitting ? fitting : found;
    scanning->counts[task] = found && codes ? count : UINT32_MAX;
    free(codes);
}

static struct str text_at(const struct scanning *scanning, unsigned column, uint32_t row) {
    if (column == COLUMN_NONE || !table_has_column(scanning->table, column)) {
        return STR_NONE;
    }
    uint32_t code = table_code(scanning->table, column, row);
    return code == TABLE_UNCODED ? row_reader_text(scanning->reader, column)
                                 : table_code_text(scanning->table, column, code);
}

static struct date day_at(const struct scanning *scanning, unsigned column, uint32_t row) {
    if (column == COLUMN_NONE || !table_has_column(scanning->table, column)) {
        return DATE_NONE;
    }
    uint32_t code = table_code(scanning->table, column, row);
    struct value value = code == TABLE_UNCODED ? row_reader_value(scanning->reader, column)
                                               : *table_code_value(scanning->table, column, code);
    return value.is_set ? value.date : DATE_NONE;
}

static bool number_text(const struct scanning *scanning, struct str text, uint32_t *ret_number) {
    *ret_number = text.n ? intern_add(scanning->texts, text) : 0;
    return *ret_number != INTERN_NONE;
}

static enum err_code title_at(const struct scanning *scanning, uint32_t row, struct catalog_title *ret_title,
                              struct err *err) {
    unsigned column = scanning->columns->product;
    uint32_t code = table_code(scanning->table, column, row);

    if (scanning->titles && code != TABLE_UNCODED) {
        *ret_title = scanning->titles[code];
        return ERR_OK;
    }
    return catalog_recognise(scanning->catalog, row_reader_text(scanning->reader, column), ret_title, err);
}

/* *RET_COUNTS false where the title turns out to take no right. */
static enum err_code read_row(const struct scanning *scanning, uint32_t row, struct use_row *ret_row, bool *ret_counts,
                              struct err *err) {
    const struct use_columns *columns = scanning->columns;
    struct catalog_title title;

    row_reader_move(scanning->reader, row);
    enum err_code code = title_at(scanning, row, &title, err);
    *ret_counts = code == ERR_OK && title.product != CATALOG_NONE;
    if (!*ret_counts) {
        return code;
    }
    struct str version = title.version.n ? title.version : text_at(scanning, columns->version, row);
    *ret_row = (struct use_row){
        .owner = columns->owner == COLUMN_NONE ? USE_NONE : table_code(scanning->table, columns->owner, row),
        .row = row,
        .last_used_on = day_at(scanning, columns->last_used_on, row)};
    code = catalog_with_edition(scanning->catalog, title.product, text_at(scanning, columns->edition, row),
                                &ret_row->product, err);
    if (code == ERR_OK && (!number_text(scanning, version, &ret_row->version) ||
                           !number_text(scanning, text_at(scanning, columns->instance, row), &ret_row->instance))) {
        code = err_no_memory(err);
    }
    return code;
}

static enum err_code read_rows(const struct scanning *scanning, size_t tasks, struct use_rows *rows, struct err *err) {
    size_t total = 0;
    enum err_code code = ERR_OK;

    for (size_t task = 0; task < tasks; task++) {
        if (scanning->counts[task] == UINT32_MAX) {
            return err_no_memory(err);
        }
        total += scanning->counts[task];
    }
    rows->items = malloc((total + 1) * sizeof *rows->items);
    if (!rows->items) {
        return err_no_memory(err);
    }
    for (size_t task = 0; task < tasks && code == ERR_OK; task++) {
        for (uint32_t i = 0; i < scanning->counts[task] && code == ERR_OK; i++) {
            bool counts;
            code = read_row(scanning, scanning->found[task][i], &rows->items[rows->count], &counts, err);
            rows->count += counts;
        }
    }
    return code == ERR_OK ? row_reader_error(scanning->reader, err) : code;
}

/* --- titles that a licence id makes a product of --------------------------------------------------------------------
 */

/* A row of the ledger that names a licence is about something that takes a right, whatever the rules know of it: the
 * product of that licence, if it is on record. */
static enum err_code link_row(const struct scanning *scanning, uint32_t row, struct err *err) {
    const struct use_columns *columns = scanning->columns;
    struct catalog_title title;

    row_reader_move(scanning->reader, row);
    struct str text = text_at(scanning, columns->product, row), id = text_at(scanning, SOFTWARE_LICENSE_ID, row);
    if (text.n == 0 || id.n == 0) {
        return ERR_OK;
    }
    uint32_t product = CATALOG_NONE;
    enum err_code code = columns->licensed(columns->licensed_context, id, &product, err);
    if (code != ERR_OK) {
        return code;
    }
    return product == CATALOG_NONE ? catalog_add_title(scanning->catalog, text, &title, err)
                                   : catalog_link_title(scanning->catalog, text, product, err);
}

static enum err_code link_titles(const struct scanning *scanning, struct err *err) {
    enum err_code code = ERR_OK;
    uint32_t rows = scanning->columns->licensed ? table_rows(scanning->table) : 0;

    for (uint32_t row = 0; row < rows && code == ERR_OK; row++) {
        if (table_code(scanning->table, SOFTWARE_LICENSE_ID, row) != 0) {
            code = link_row(scanning, row, err);
        }
    }
    return code;
}

static void scanning_done(struct scanning *scanning, size_t tasks) {
    for (size_t task = 0; scanning->found && task < tasks; task++) {
        free(scanning->found[task]);
    }
    free(scanning->found);
    free(scanning->counts);
    free(scanning->titles);
    row_reader_free(scanning->reader);
}

enum err_code use_scan(const struct table *table, const struct use_columns *columns, struct catalog *catalog,
                       struct intern *texts, struct pool *pool, struct use_rows *ret_rows, struct err *err) {
    struct scanning scanning = {.table = table, .columns = columns, .catalog = catalog, .texts = texts};
    size_t tasks = table ? ((size_t)table_rows(table) + ROWS_PER_TASK - 1) / ROWS_PER_TASK : 0;
    struct use_rows rows = {0};

    if (tasks == 0 || !table_has_column(table, columns->product)) {
        *ret_rows = rows;
        return ERR_OK;
    }
    scanning.found = calloc(tasks, sizeof *scanning.found);
    scanning.counts = calloc(tasks, sizeof *scanning.counts);
    enum err_code code = scanning.found && scanning.counts ? ERR_OK : err_no_memory(err);
    if (code == ERR_OK) {
        code = row_reader_new(table, &scanning.reader, err);
    }
    if (code == ERR_OK) {
        code = link_titles(&scanning, err);
    }
    if (code == ERR_OK) {
        code = recognise_titles(&scanning, err);
    }
    if (code == ERR_OK) {
        parallel_for(pool, tasks, find_rows, &scanning);
        code = read_rows(&scanning, tasks, &rows, err);
    }
    scanning_done(&scanning, tasks);
    if (code != ERR_OK) {
        use_rows_done(&rows);
        return code;
    }
    *ret_rows = rows;
    return ERR_OK;
}

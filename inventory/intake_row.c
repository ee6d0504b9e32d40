#include "inventory/intake_row.h"

#include "base/text.h"
#include "inventory/intake_cell.h"

#include <stdio.h>
#include <stdlib.h>

struct intake_rows {
    struct intake_batch batch;
    unsigned present[COLUMNS_MAX]; /* the columns that the file has */
    unsigned present_count;
    unsigned id; /* the first mandatory column, or COLUMNS_MAX */
    struct row_cells columns[COLUMNS_MAX];
    struct buffer folded;
};

static unsigned id_column(const struct table_def *def) {
    for (unsigned i = 0; i < def->column_count; i++) {
        if (def->columns[i].need == NEED_MANDATORY) {
            return i;
        }
    }
    return COLUMNS_MAX;
}

enum err_code intake_rows_new(const struct intake_rows_options *options, struct intake_rows **ret_rows,
                              struct err *err) {
    CLEANUP(intake_rows_free_cleanup) struct intake_rows *rows = calloc(1, sizeof *rows);
    const struct table_def *def = options->table->def;
    enum err_code code;

    if (!rows) {
        return err_no_memory(err);
    }
    rows->batch.table = options->table;
    rows->batch.before = options->before;
    rows->batch.header = options->header;
    rows->batch.report = options->report;
    rows->batch.cells = options->cells;
    rows->batch.is_ledger = options->is_ledger;
    rows->batch.is_import = options->is_import;
    rows->id = id_column(def);
    code = intake_batch_init(&rows->batch, err);
    if (code) {
        return code;
    }
    for (unsigned i = 0; i < def->column_count; i++) {
        rows->columns[i] = (struct row_cells){rows->batch.codes[i], rows->batch.keys[i]};
        if (options->header->columns[i].cell) {
            rows->present[rows->present_count++] = i;
        }
    }
    *ret_rows = TAKE_PTR(rows);
    return ERR_OK;
}

void intake_rows_free(struct intake_rows *rows) {
    if (rows) {
        intake_batch_done(&rows->batch);
        buffer_done(&rows->folded);
        free(rows);
    }
}

bool intake_rows_need_above(const struct intake_rows *rows) {
    return rows->batch.needs_rows_above;
}

static bool is_blank(struct str bytes, struct cell_decoder *cells) {
    unsigned marks;

    return bytes.n == 0 || (str_is_empty(cell_decode(cells, bytes, &marks)) && !(marks & CELL_NOT_TEXT));
}

static bool is_totals_word(struct intake_rows *rows, struct str bytes) {
    static const char *const words[] = {"合計", "計", "小計", "総計", "総合計", "total"};
    struct buffer *folded = &rows->folded;
    size_t n = 0;
    unsigned marks;

    if (bytes.n > 32 || (text_is_ascii(bytes) && !str_eq_ignore_case(str_trim(bytes), STR("total")))) {
        return false;
    }
    buffer_reset(folded);
    text_fold(cell_decode(rows->batch.cells, bytes, &marks), folded);
    for (size_t i = 0; i < folded->n; i++) {
        if (folded->p[i] != ' ') {
            folded->p[n++] = folded->p[i];
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq((struct str){folded->p, n}, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* No comment or note, not blank, and none of the words for totals: what most rows start with. */
static bool is_surely_data(struct str first) {
    char c = first.n ? first.p[0] : ' ';

    return c > ' ' && c < 0x7F && c != '#' && c != '(' && c != 't' && c != 'T';
}

/* What was exported to be filled in has an id in each row, and its first cell may have become any text. */
static bool is_comment(struct intake_rows *rows, const struct csv_row *row, uint32_t id) {
    bool is_edited = rows->batch.table->def->kind == TABLE_KIND_EDITED;
    bool has_id = id > 0 && id <= row->cell_count && !is_blank(row->cells[id - 1].text, rows->batch.cells);

    return !(is_edited && has_id) && str_starts_with(str_trim(row->cells[0].text), STR("#"));
}

/* People write below a table what its marks mean: alone in its row, from FIRST on. */
static bool is_note(struct intake_rows *rows, const struct csv_row *row, size_t first) {
    static const char *const marks_of_notes[] = {"※", "（注", "(注", "注）", "注)"};
    unsigned marks;

    for (size_t i = first + 1; i < row->cell_count; i++) {
        if (!is_blank(row->cells[i].text, rows->batch.cells)) {
            return false;
        }
    }
    struct str text = str_trim(cell_decode(rows->batch.cells, row->cells[first].text, &marks));
    for (size_t i = 0; rows->batch.header->count > 1 && i < ARRAY_LEN(marks_of_notes); i++) {
        if (str_starts_with(text, str_from(marks_of_notes[i]))) {
            return true;
        }
    }
    return false;
}

/* Comments, notes, empty rows, and rows that sum up the others. */
static bool is_skipped(struct intake_rows *rows, const struct csv_row *row) {
    uint32_t id = rows->id < COLUMNS_MAX ? rows->batch.header->columns[rows->id].cell : 0;
    size_t first = 0;

    if (is_surely_data(row->cells[0].text)) {
        return false;
    }
    if (is_comment(rows, row, id)) {
        return true;
    }
    while (first < row->cell_count && is_blank(row->cells[first].text, rows->batch.cells)) {
        first++;
    }
    if (first == row->cell_count || is_note(rows, row, first)) {
        return true;
    }
    if (!is_totals_word(rows, row->cells[first].text)) {
        return false;
    }
    return id == 0 || id - 1 == first || id > row->cell_count || is_blank(row->cells[id - 1].text, rows->batch.cells);
}

static void report_counts(struct intake_rows *rows, const struct csv_row *row, size_t cell, enum problem problem) {
    struct intake_spot spot = {.row = row, .cell = cell, .column = COLUMNS_MAX};
    char counts[2][24];

    snprintf(counts[0], sizeof counts[0], "%zu", row->cell_count);
    snprintf(counts[1], sizeof counts[1], "%zu", rows->batch.header->count);
    intake_report_cell(rows->batch.report, &spot, problem, str_from(counts[0]), str_from(counts[1]));
}

static void check_cell_count(struct intake_rows *rows, const struct csv_row *row) {
    if (row->cell_count < rows->batch.header->count) {
        /* A workbook has no cells where nothing was entered. */
        if (!cell_decoder_style(rows->batch.cells).is_sheet) {
            report_counts(rows, row, SPOT_NO_CELL, PROBLEM_TOO_FEW_CELLS);
        }
        return;
    }
    for (size_t i = rows->batch.header->count; i < row->cell_count; i++) {
        if (!is_blank(row->cells[i].text, rows->batch.cells)) {
            report_counts(rows, row, i, PROBLEM_TOO_MANY_CELLS);
            return;
        }
    }
}

/* Which of the rows are data. */
static void select_rows(struct intake_rows *rows, const struct csv_row *all, size_t count) {
    struct intake_batch *batch = &rows->batch;

    batch->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (batch->is_ledger && is_skipped(rows, &all[i])) {
            continue;
        }
        if (all[i].cell_count != batch->header->count) {
            check_cell_count(rows, &all[i]);
        }
        batch->rows[batch->count++] = &all[i];
    }
}

static enum err_code add_batch(struct intake_rows *rows, const struct csv_row *all, size_t count, struct err *err) {
    struct intake_batch *batch = &rows->batch;
    enum err_code code = ERR_OK;

    select_rows(rows, all, count);
    for (unsigned i = 0; !code && i < rows->present_count; i++) {
        code = intake_batch_read(batch, rows->present[i], err);
    }
    if (!code) {
        code = intake_report_error(batch->report, err);
    }
    if (!code && batch->maker.scratch.failed) {
        code = err_no_memory(err);
    }
    return code ? code : table_append(batch->table, batch->rows, batch->count, rows->columns, err);
}

enum err_code intake_rows_add(struct intake_rows *rows, const struct csv_row *all, size_t count, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < count; i += DICTIONARY_BATCH) {
        code = add_batch(rows, all + i, count - i < DICTIONARY_BATCH ? count - i : DICTIONARY_BATCH, err);
    }
    return code;
}

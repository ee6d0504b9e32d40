#include "inventory/sheet_text.h"

#include "base/csv_write.h"
#include "inventory/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FLUSH_SIZE ((size_t)1 << 20)
/* A single cell far to the right makes a row of commas. */
#define SHEET_BYTES_MAX (UINT64_C(4) << 30)

/* A sheet while it is written. */
struct writing {
    struct sheet_text text;
    const char *name;
    const char *tmpdir;
    struct diagnostics *diagnostics;
    int fd; /* -1: none */
    struct buffer out;
    uint64_t written;
    uint32_t first_hidden;
    uint64_t hidden_count;
};

static void writing_done(struct writing *writing) {
    if (writing->fd >= 0) {
        close(writing->fd);
    }
    buffer_done(&writing->out);
    sheet_text_done(&writing->text);
}

static void report(const struct writing *writing, enum problem problem, uint32_t row, uint32_t column, struct str arg) {
    diagnostics_add(writing->diagnostics, &(struct diagnostic){.problem = problem,
                                                               .file = str_from(writing->name),
                                                               .line = row,
                                                               .column = column,
                                                               .args = {arg, STR_NONE}});
}

static void append_delimiters(struct buffer *out, uint32_t count) {
    for (; count > 0; count--) {
        buffer_append_char(out, ',');
    }
}

static void take_cell(struct writing *writing, uint32_t row, const struct xlsx_cell *cell) {
    static const enum problem problems[] = {
        [XLSX_CELL_ERROR] = PROBLEM_CELL_ERROR_VALUE,
        [XLSX_CELL_NO_VALUE] = PROBLEM_CELL_NO_RESULT,
        [XLSX_CELL_TOO_LONG] = PROBLEM_CELL_TOO_LONG,
    };

    if (cell->state == XLSX_CELL_TEXT) {
        csv_append_cell("", cell->text, ',', false, &writing->out);
    } else {
        report(writing, problems[cell->state], row, cell->column + 1, cell->text);
    }
}

static enum err_code flush(struct writing *writing, struct err *err) {
    enum err_code code;

    if (writing->out.failed) {
        return err_no_memory(err);
    }
    if (writing->written + writing->out.n > SHEET_BYTES_MAX) {
        return err_set(err, ERR_TOO_LARGE, writing->name, STR("4 GiB"), STR_NONE);
    }
    code = file_write_fd(writing->fd, writing->tmpdir, buffer_view(&writing->out), err);
    writing->written += writing->out.n;
    buffer_reset(&writing->out);
    return code;
}

static enum err_code take_row(void *context, const struct xlsx_row *row, struct err *err) {
    struct writing *writing = context;
    size_t begin = writing->out.n;
    uint32_t column = 0;

    if (!intake_sheet_add_line(&writing->text.sheet, writing->written + begin, row->number)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < row->cell_count; i++) {
        append_delimiters(&writing->out, row->cells[i].column - column);
        column = row->cells[i].column;
        take_cell(writing, row->number, &row->cells[i]);
    }
    /* A line without a byte would be none. */
    buffer_append_cstr(&writing->out, writing->out.n == begin ? "\"\"\n" : "\n");
    writing->text.last_row = row->number;
    if (row->is_hidden && writing->hidden_count++ == 0) {
        writing->first_hidden = row->number;
    }
    return writing->out.n >= FLUSH_SIZE || writing->out.failed ? flush(writing, err) : ERR_OK;
}

static enum err_code take_merge(void *context, const struct xlsx_merge *merge, struct err *err) {
    struct sheet_text *text = &((struct writing *)context)->text;

    if (merge->first_row == merge->last_row || text->merge_count == SHEET_MERGES_MAX) {
        return ERR_OK;
    }
    if (text->merge_count == text->merge_capacity) {
        size_t capacity = text->merge_capacity ? text->merge_capacity * 2 : 64;
        struct xlsx_merge *merges = reallocarray(text->merges, capacity, sizeof *merges);
        if (!merges) {
            return err_no_memory(err);
        }
        text->merges = merges;
        text->merge_capacity = capacity;
    }
    text->merges[text->merge_count++] = *merge;
    return ERR_OK;
}

static void report_hidden_rows(const struct writing *writing) {
    char count[24];

    if (writing->hidden_count) {
        snprintf(count, sizeof count, "%llu", (unsigned long long)writing->hidden_count);
        report(writing, PROBLEM_ROWS_HIDDEN, writing->first_hidden, 0, str_from(count));
    }
}

enum err_code sheet_text_read(struct xlsx_workbook *workbook, size_t index, const char *name, const char *tmpdir,
                              struct diagnostics *diagnostics, struct sheet_text *ret_text, struct err *err) {
    CLEANUP(writing_done)
    struct writing writing = {.name = name, .tmpdir = tmpdir, .diagnostics = diagnostics, .fd = -1};
    struct xlsx_handler handler = {.context = &writing, .row = take_row, .merge = take_merge};
    enum err_code code = file_open_temporary(tmpdir, &writing.fd, err);

    if (!code) {
        code = xlsx_read_sheet(workbook, index, &handler, err);
    }
    if (!code) {
        code = flush(&writing, err);
    }
    if (!code) {
        code = file_take_fd(writing.fd, name, writing.written, &writing.text.sheet.file, err);
        writing.fd = -1;
    }
    if (code) {
        return code;
    }
    report_hidden_rows(&writing);
    *ret_text = writing.text;
    writing.text = (struct sheet_text){.last_row = 0};
    return ERR_OK;
}

void sheet_text_done(struct sheet_text *text) {
    intake_sheet_done(&text->sheet);
    free(TAKE_PTR(text->merges));
}

void sheet_text_report_merges(const struct sheet_text *text, struct str name, struct diagnostics *diagnostics) {
    for (size_t i = 0; i < text->merge_count; i++) {
        const struct xlsx_merge *merge = &text->merges[i];
        char first[XLSX_CELL_NAME_MAX], last[XLSX_CELL_NAME_MAX], range[2 * XLSX_CELL_NAME_MAX];
        if (merge->first_row <= text->sheet.heading_row || merge->first_row >= text->last_row) {
            continue;
        }
        xlsx_cell_name(merge->first_row, merge->first_column, first);
        xlsx_cell_name(merge->last_row, merge->last_column, last);
        snprintf(range, sizeof range, "%s:%s", first, last);
        diagnostics_add(diagnostics, &(struct diagnostic){.problem = PROBLEM_CELLS_MERGED,
                                                          .file = name,
                                                          .line = merge->first_row,
                                                          .column = merge->first_column + 1,
                                                          .args = {str_from(range), STR_NONE}});
    }
}

#include "inventory/corrections.h"

#include "base/csv_write.h"
#include "inventory/correction_form.h"
#include "inventory/file_copy.h"
#include "inventory/problem.h"
#include "inventory/raw_row.h"
#include "inventory/table_build.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRECTORY "corrections"

/* A cell of the row at hand that is to be written anew. */
struct edit {
    unsigned column;
    size_t cell;
    struct str text;  /* in the run's texts */
    bool is_observed; /* not what a ditto stood for */
};

struct run {
    const struct inventory *ledger;
    struct correction_sink *sink;
    struct diagnostics *diagnostics;
    int dir_fd; /* of the correction files; -1: not made yet */
    bool sync;
    struct corrections_count count;
    /* the sink's next */
    bool has_next;
    struct correction next;
    struct buffer next_text;
    /* the table at hand */
    const struct table *table;
    struct row_reader *reader;
    struct raw_row_reader *raw;
    /* the file at hand */
    const struct table_source *source;
    enum encoding encoding; /* of the file, not of the text that rows are read from */
    struct file_copy *copy;
    uint64_t cells;
    bool is_refused;
    /* the row at hand, and the columns of the row before that were changed */
    struct edit edits[COLUMNS_MAX];
    size_t edit_count;
    unsigned changed[COLUMNS_MAX];
    size_t changed_count;
    uint32_t changed_row;
    struct arena *texts;
    struct buffer cell;
};

static void run_done(struct run *run) {
    if (run->dir_fd >= 0) {
        close(run->dir_fd);
    }
    file_copy_abandon(run->copy);
    row_reader_free(run->reader);
    raw_row_reader_free(run->raw);
    arena_free(run->texts);
    buffer_done(&run->next_text);
    buffer_done(&run->cell);
}

/* The correction at hand is looked at again after the sink has moved on. */
static enum err_code read_next(struct run *run, struct err *err) {
    enum err_code code = correction_sink_next(run->sink, &run->has_next, &run->next, err);

    if (!code && run->has_next) {
        buffer_reset(&run->next_text);
        buffer_append(&run->next_text, run->next.text);
        run->next.text = buffer_view(&run->next_text);
        code = run->next_text.failed ? err_no_memory(err) : ERR_OK;
    }
    return code;
}

/* --- files -----------------------------------------------------------------------------------------------------------
 */

static enum err_code open_directory(struct run *run, int parent, struct err *err) {
    if (run->dir_fd >= 0) {
        return ERR_OK;
    }
    if (mkdirat(parent, DIRECTORY, 0777) != 0 && errno != EEXIST) {
        return err_system(err, DIRECTORY, "mkdir");
    }
    run->dir_fd = openat(parent, DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return run->dir_fd < 0 ? err_system(err, DIRECTORY, "open") : ERR_OK;
}

static const struct inventory_file *file_of(const struct run *run, struct str name) {
    size_t count;
    const struct inventory_file *files = inventory_files(run->ledger, &count);

    for (size_t i = 0; i < count; i++) {
        if (str_eq(files[i].name, name)) {
            return &files[i];
        }
    }
    return NULL;
}

static bool ends_with(struct str name, struct str ending) {
    return name.n >= ending.n && str_eq_ignore_case(str_sub(name, name.n - ending.n, SIZE_MAX), ending);
}

static void refuse(struct run *run, enum problem problem, uint64_t line, struct str heading, struct str arg0,
                   struct str arg1) {
    struct diagnostic diagnostic = {
        .problem = problem, .file = run->source->name, .line = line, .heading = heading, .args = {arg0, arg1}};

    diagnostics_add(run->diagnostics, &diagnostic);
    run->is_refused = true;
}

static enum err_code begin_file(struct run *run, int parent, const struct table_source *source, struct err *err) {
    const struct inventory_file *file = file_of(run, source->name);

    run->source = source;
    run->cells = 0;
    run->is_refused = false;
    run->changed_count = 0;
    if (!file || (!ends_with(source->name, STR(".csv")) && !ends_with(source->name, STR(".tsv")))) {
        refuse(run, PROBLEM_CORRECTION_WORKBOOK, 0, STR_NONE, STR_NONE, STR_NONE);
        return ERR_OK;
    }
    if (source->style.has_repairs) {
        refuse(run, PROBLEM_CORRECTION_NOT_ENCODABLE, 0, STR_NONE, STR_NONE, str_from(encoding_name(file->encoding)));
        return ERR_OK;
    }
    run->encoding = file->encoding;
    enum err_code code = open_directory(run, parent, err);
    return code ? code : file_copy_begin(source->file, file->encoding, run->dir_fd, source->name, &run->copy, err);
}

static enum err_code end_file(struct run *run, struct err *err) {
    enum err_code code = ERR_OK;

    if (run->copy && !run->is_refused && run->cells) {
        code = file_copy_end(TAKE_PTR(run->copy), run->sync, err);
        run->count.files++;
        run->count.cells += run->cells;
    } else if (run->copy) {
        file_copy_abandon(TAKE_PTR(run->copy));
        code = file_copy_remove(run->dir_fd, run->source->name, err);
    }
    run->count.refused_files += run->is_refused;
    run->source = NULL;
    return code;
}

/* --- rows ------------------------------------------------------------------------------------------------------------
 */

static void add_edit(struct run *run, unsigned column, struct str text, bool is_observed) {
    uint32_t cell = run->source->columns[column].cell;

    for (size_t i = 0; i < run->edit_count; i++) {
        if (cell == 0 || run->edits[i].cell == cell - 1) {
            return;
        }
    }
    if (cell && run->edit_count < COLUMNS_MAX) {
        run->edits[run->edit_count++] = (struct edit){column, cell - 1, arena_dup(run->texts, text), is_observed};
    }
}

static bool is_edited(const struct run *run, unsigned column) {
    for (size_t i = 0; i < run->edit_count; i++) {
        if (run->edits[i].column == column) {
            return true;
        }
    }
    return false;
}

/* The cells of the row at hand that repeat a changed one above. */
static void add_dittos(struct run *run, uint32_t row) {
    if (row == 0 || run->changed_count == 0 || run->changed_row != row - 1) {
        return;
    }
    for (size_t i = 0; i < run->changed_count; i++) {
        const struct ditto_run *ditto = table_ditto_at(run->table, run->changed[i], row);
        if (ditto && !is_edited(run, run->changed[i])) {
            add_edit(run, run->changed[i], ditto->text, false);
        }
    }
}

/* The cell as it is written, in UTF-8. */
static void form_cell(struct run *run, const struct edit *edit, bool is_quoted) {
    bool has_mark = edit->is_observed && csv_starts_formula(edit->text);

    buffer_reset(&run->cell);
    csv_append_cell(has_mark ? "'" : "", edit->text, run->source->delimiter, is_quoted, &run->cell);
}

static int compare_edits(const void *left, const void *right) {
    const struct edit *a = left, *b = right;

    return (a->cell > b->cell) - (a->cell < b->cell);
}

/* A row may end before the cell: what lies between is added. */
static enum err_code reach_cell(struct run *run, const struct raw_row *raw, size_t cell, size_t *count,
                                struct err *err) {
    enum err_code code = ERR_OK;

    if (cell < raw->cell_count) {
        code = file_copy_until(run->copy, raw->offset + raw->cells[cell].begin, err);
        return code ? code : file_copy_skip(run->copy, raw->offset + raw->cells[cell].end, err);
    }
    code = file_copy_until(run->copy, raw->offset + raw->bytes.n, err);
    for (; !code && *count <= cell; ++*count) {
        code = file_copy_put(run->copy, (struct str){&run->source->delimiter, 1}, err);
    }
    return code;
}

static enum err_code write_edit(struct run *run, const struct raw_row *raw, const struct edit *edit, uint32_t row,
                                size_t *count, struct err *err) {
    bool has_cell = edit->cell < raw->cell_count;
    bool is_quoted = raw->cell_count && raw->cells[has_cell ? edit->cell : raw->cell_count - 1].is_quoted;

    /* A row of one empty cell would be a blank line. */
    form_cell(run, edit, is_quoted || (raw->cell_count == 1 && edit->text.n == 0));
    if (run->cell.failed) {
        return err_no_memory(err);
    }
    if (!file_copy_can_put(run->copy, buffer_view(&run->cell))) {
        refuse(run, PROBLEM_CORRECTION_NOT_ENCODABLE, table_line(run->table, row),
               table_heading(run->table, row, edit->column), edit->text, str_from(encoding_name(run->encoding)));
        return ERR_OK;
    }
    enum err_code code = reach_cell(run, raw, edit->cell, count, err);
    if (!code) {
        code = file_copy_put(run->copy, buffer_view(&run->cell), err);
    }
    run->cells += edit->is_observed;
    return code;
}

/* Observed texts become what the column would say; those that it says already are no change. */
static void form_edits(struct run *run, uint32_t row) {
    CLEANUP(buffer_done) struct buffer formed = {0};
    size_t count = 0;

    row_reader_move(run->reader, row);
    for (size_t i = 0; i < run->edit_count; i++) {
        struct edit edit = run->edits[i];
        struct str old = row_reader_text(run->reader, edit.column);
        buffer_reset(&formed);
        correction_form(schema_column(table_id(run->table), edit.column),
                        (enum unit)run->source->columns[edit.column].unit, old, edit.text, &formed);
        edit.text = arena_dup(run->texts, buffer_view(&formed));
        if (!str_eq(edit.text, old)) {
            run->edits[count++] = edit;
        }
    }
    run->edit_count = count;
}

static enum err_code write_row(struct run *run, uint32_t row, struct err *err) {
    struct raw_row raw;

    form_edits(run, row);
    add_dittos(run, row);
    qsort(run->edits, run->edit_count, sizeof run->edits[0], compare_edits);
    enum err_code code = row_reader_error(run->reader, err);
    if (!code && arena_failed(run->texts)) {
        code = err_no_memory(err);
    }
    if (!code && run->edit_count) {
        code = raw_row_read(run->raw, row, &raw, err);
    }
    run->changed_count = 0;
    run->changed_row = row;
    size_t count = !code && run->edit_count ? raw.cell_count : 0;
    for (size_t i = 0; !code && i < run->edit_count && !run->is_refused; i++) {
        code = write_edit(run, &raw, &run->edits[i], row, &count, err);
        if (run->edits[i].is_observed) {
            run->changed[run->changed_count++] = run->edits[i].column;
        }
    }
    run->edit_count = 0;
    arena_reset(run->texts);
    return code;
}

/* The rows of one file, from the first correction on; rows below a changed one may have to be written too. */
static enum err_code write_file(struct run *run, struct err *err) {
    enum table_id table = run->next.table;
    uint32_t end = table_rows(run->table);
    enum err_code code = ERR_OK;

    while (!code && run->has_next && run->next.table == table &&
           table_source_of(run->table, run->next.row) == run->source) {
        uint32_t row = run->next.row;
        while (!code && run->has_next && run->next.table == table && run->next.row == row) {
            add_edit(run, run->next.column, run->next.text, true);
            code = read_next(run, err);
        }
        if (run->is_refused) {
            run->edit_count = 0;
            arena_reset(run->texts);
            continue;
        }
        if (!code) {
            code = write_row(run, row, err);
        }
        bool is_followed = run->has_next && run->next.table == table && run->next.row == row + 1;
        if (!code && !run->is_refused && !is_followed && row + 1 < end &&
            table_source_of(run->table, row + 1) == run->source) {
            code = write_row(run, row + 1, err);
        }
    }
    return code;
}

static enum err_code begin_table(struct run *run, struct err *err) {
    row_reader_free(TAKE_PTR(run->reader));
    raw_row_reader_free(TAKE_PTR(run->raw));
    run->table = inventory_table(run->ledger, run->next.table);
    enum err_code code = row_reader_new(run->table, &run->reader, err);
    return code ? code : raw_row_reader_new(run->table, &run->raw, err);
}

static enum err_code write_files(struct run *run, int parent, struct err *err) {
    enum err_code code = ERR_OK;

    correction_sink_rewind(run->sink);

    if (!code) {
        code = read_next(run, err);
    }
    while (!code && run->has_next) {
        if (!run->table || table_id(run->table) != run->next.table) {
            code = begin_table(run, err);
        }
        if (!code) {
            code = begin_file(run, parent, table_source_of(run->table, run->next.row), err);
        }
        if (!code) {
            code = write_file(run, err);
        }
        if (!code) {
            code = end_file(run, err);
        }
    }
    return code;
}

enum err_code corrections_write(const struct inventory *ledger, struct correction_sink *sink, int dir_fd, bool sync,
                                struct diagnostics *diagnostics, struct corrections_count *ret_count, struct err *err) {
    CLEANUP(run_done)
    struct run run = {.ledger = ledger, .sink = sink, .diagnostics = diagnostics, .dir_fd = -1, .sync = sync};

    run.texts = arena_new();
    enum err_code code = run.texts ? write_files(&run, dir_fd, err) : err_no_memory(err);
    if (!code && run.dir_fd >= 0 && run.count.files == 0 && unlinkat(dir_fd, DIRECTORY, AT_REMOVEDIR) != 0) {
        code = err_system(err, DIRECTORY, "rmdir");
    }
    if (!code && sync && run.count.files && fsync(run.dir_fd) != 0) {
        code = err_system(err, DIRECTORY, "fsync");
    }
    if (!code && diagnostics_failed(diagnostics)) {
        code = err_no_memory(err);
    }
    if (!code) {
        *ret_count = run.count;
    }
    return code;
}

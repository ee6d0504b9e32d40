#include "tests/reference/world_files.h"

#include "tests/unit/support/scratch.h"

#include <stdio.h>

/* The canonical heading or the first of the others. */
static struct str pick_heading(const struct column_def *column) {
    struct str rest = str_from(column->headings), first = STR_NONE;

    (void)str_cut(&rest, '|', &first);
    return first.n && pick(3) ? first : str_from(column->name);
}

static void choose_columns(const struct rows *rows, const unsigned *columns, size_t count, unsigned keeps,
                           struct file *file) {
    for (size_t i = 0; i < count; i++) {
        const struct column_def *column = schema_column(rows->table, columns[i]);
        if (column->need == NEED_OBSERVED || (column->need != NEED_MANDATORY && pick(4) >= keeps)) {
            continue;
        }
        unsigned place = pick(file->column_count + 1);
        memmove(&file->columns[place + 1], &file->columns[place], (file->column_count - place) * sizeof *file->columns);
        file->columns[place] = columns[i];
        file->column_count++;
    }
    for (unsigned i = 0; i < file->column_count; i++) {
        file->headings[i] = pick_heading(schema_column(rows->table, file->columns[i]));
    }
    if (rows->table == TABLE_DEVICES && one_in(3)) {
        for (unsigned i = 0; i < file->column_count; i++) {
            file->headings[i] = file->columns[i] == DEVICES_MEMORY_MB ? STR("メモリ(GB)") : file->headings[i];
        }
    }
}

void add_file(struct rows *rows, const unsigned *columns, size_t count, unsigned keeps) {
    static const char *const dittos[] = {NULL, "〃", "同上", "\"\"\"\"\"\""};
    static const char *const line_ends[] = {"\n", "\r\n"};
    static const char *const encodings[] = {NULL, NULL, NULL, "CP932"};
    struct file *file = &rows->files[rows->file_count];

    *file = (struct file){
        .delimiter = one_in(4) ? '\t' : ',',
        .line_end = PICK(line_ends),
        .encoding = PICK(encodings),
        .ditto = PICK(dittos),
    };
    file->has_bom = !file->encoding && one_in(3);
    snprintf(file->name, sizeof file->name, "%s%s.%s", schema_table(rows->table)->name, rows->file_count ? "_2" : "",
             file->delimiter == '\t' ? "tsv" : "csv");
    choose_columns(rows, columns, count, keeps, file);
    rows->file_count++;
}

void damage_rows(struct rows *rows) {
    for (unsigned i = 0; i < rows->count; i++) {
        struct row *row = &rows->items[i];
        const struct file *file = &rows->files[row->file];
        if (one_in(30)) {
            row->damage = DAMAGE_CUT;
            row->cells[file->columns[file->column_count - 1]] = STR_NONE;
        } else if (one_in(40)) {
            row->damage = DAMAGE_EXTRA;
        } else if (one_in(150)) {
            row->damage = DAMAGE_SYNTAX;
        }
    }
}

static void write_cell(const struct file *file, struct str cell, struct buffer *out) {
    bool needs_quotes = str_find_char(cell, file->delimiter) >= 0 || str_find_char(cell, '"') >= 0 ||
                        str_find_char(cell, '\n') >= 0 || str_find_char(cell, '\r') >= 0;

    if (!needs_quotes && pick(8)) {
        buffer_append_cstr(out, one_in(20) ? " " : "");
        buffer_append(out, cell);
        return;
    }
    buffer_append_char(out, '"');
    for (size_t i = 0; i < cell.n; i++) {
        buffer_append_cstr(out, cell.p[i] == '"' ? "\"" : "");
        buffer_append_char(out, cell.p[i]);
    }
    buffer_append_char(out, '"');
}

/* ABOVE is NULL in the first row. */
static void write_row(const struct file *file, const struct row *row, const struct row *above, struct buffer *out) {
    unsigned count = file->column_count - (row->damage == DAMAGE_CUT && file->column_count > 1);
    char delimiter[] = {file->delimiter, '\0'};

    for (unsigned i = 0; i < count; i++) {
        struct str cell = row->cells[file->columns[i]];
        bool is_ditto = file->ditto && above && cell.n && str_eq(cell, above->cells[file->columns[i]]) && one_in(2);
        buffer_append_cstr(out, i ? delimiter : "");
        if (is_ditto) {
            buffer_append_cstr(out, file->ditto);
        } else {
            write_cell(file, cell, out);
        }
    }
    if (row->damage == DAMAGE_EXTRA) {
        buffer_append_cstr(out, delimiter);
        buffer_append_cstr(out, "x");
    } else if (row->damage == DAMAGE_SYNTAX) {
        buffer_append_cstr(out, delimiter);
        buffer_append_cstr(out, "\"x\"y");
    }
    buffer_append_cstr(out, file->line_end);
}

void write_file(const struct rows *rows, unsigned number, const char *directory) {
    const struct file *file = &rows->files[number];
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct row *above = NULL;
    char path[256];

    buffer_append_cstr(&text, file->has_bom ? "\xEF\xBB\xBF" : "");
    for (unsigned i = 0; i < file->column_count; i++) {
        buffer_append_cstr(&text, i ? (char[]){file->delimiter, '\0'} : "");
        write_cell(file, file->headings[i], &text);
    }
    buffer_append_cstr(&text, file->line_end);
    for (unsigned i = 0; i < rows->count; i++) {
        if (rows->items[i].file == number) {
            write_row(file, &rows->items[i], above, &text);
            above = &rows->items[i];
        }
    }
    require(!text.failed, "memory");
    snprintf(path, sizeof path, "%s/%s", directory, file->name);
    struct str bytes = file->encoding ? scratch_encode(file->encoding, buffer_view(&text)) : buffer_view(&text);
    scratch_write(path, bytes);
    if (file->encoding) {
        free((void *)(uintptr_t)bytes.p);
    }
}

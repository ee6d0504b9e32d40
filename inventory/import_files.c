#include "inventory/import_files.h"

#include "inventory/intake_xlsx.h"
#include "inventory/problem.h"

#include <fcntl.h>
#include <stdlib.h>

void import_files_done(struct import_files *files) {
    for (size_t i = 0; i < files->count; i++) {
        import_file_done(&files->items[i]);
    }
    free(files->items);
    files->items = NULL;
    files->count = files->capacity = 0;
}

/* The place of the next file; NULL when memory is out. */
static struct import_file *next_place(struct import_files *files) {
    if (files->count == files->capacity) {
        size_t capacity = files->capacity ? files->capacity * 2 : 8;
        struct import_file *grown = reallocarray(files->items, capacity, sizeof *grown);
        if (!grown) {
            return NULL;
        }
        files->items = grown;
        files->capacity = capacity;
    }
    return &files->items[files->count];
}

/* A workbook on its way in. */
struct reading {
    struct import_files *files;
    const struct read_options *options;
    struct diagnostics *diagnostics;
    struct book *book;
    bool is_alone; /* there is one visible sheet */
    bool has_used; /* a sheet lists something */
};

/* What is said of a sheet's cells is kept until it is known to be one of the inventory. */
static enum err_code take_sheet(struct reading *reading, struct book_sheet *sheet, struct diagnostics *of_cells,
                                struct err *err) {
    struct import_file *place = next_place(reading->files);
    bool is_used = false;
    enum err_code code = !place ? err_no_memory(err)
                                : import_file_read_sheet(sheet, reading->is_alone, reading->options,
                                                         reading->diagnostics, place, &is_used, err);

    if (code) {
        return code;
    }
    if (!is_used) {
        diagnostics_add(reading->diagnostics,
                        &(struct diagnostic){.problem = PROBLEM_SHEET_NOT_IMPORTED, .file = sheet->name});
        return ERR_OK;
    }
    reading->files->count++;
    reading->has_used = true;
    diagnostics_add_all(reading->diagnostics, of_cells);
    book_sheet_report_merges(sheet, reading->diagnostics);
    return ERR_OK;
}

static enum err_code read_sheet(struct reading *reading, size_t index, struct err *err) {
    CLEANUP(book_sheet_done) struct book_sheet sheet = {.is_empty = true};
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *of_cells = diagnostics_new();
    enum err_code code = of_cells ? book_read_sheet(reading->book, index, reading->files->arena, of_cells, &sheet, err)
                                  : err_no_memory(err);

    if (code) {
        return code;
    }
    if (sheet.is_empty || sheet.is_refused) {
        diagnostics_add_all(reading->diagnostics, of_cells);
        return sheet.is_refused ? err_set(err, ERR_REFUSED, sheet.name.p, STR_NONE, STR_NONE) : ERR_OK;
    }
    return take_sheet(reading, &sheet, of_cells, err);
}

/* All sheets are looked at, so that people see everything that is wrong. */
static enum err_code read_sheets(struct reading *reading, struct err *err) {
    size_t count = book_sheet_count(reading->book), visible = 0;
    enum err_code refusal = ERR_OK;

    for (size_t i = 0; i < count; i++) {
        visible += !book_sheet_is_hidden(reading->book, i);
    }
    reading->is_alone = visible == 1;
    for (size_t i = 0; i < count; i++) {
        struct err later = {.code = ERR_OK};
        enum err_code code = read_sheet(reading, i, refusal ? &later : err);
        if (code && code != ERR_REFUSED) {
            return refusal && err ? (*err = later).code : code;
        }
        refusal = refusal ? refusal : code;
    }
    return refusal;
}

static enum err_code add_book(struct import_files *files, const char *path, const struct read_options *options,
                              struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(book_close_cleanup) struct book *book = NULL;
    struct reading reading = {.files = files, .options = options, .diagnostics = diagnostics};
    enum err_code code = book_open(AT_FDCWD, path, options->tmpdir, diagnostics, &book, err);

    if (code) {
        return code;
    }
    if (book_is_refused(book)) {
        return err_set(err, ERR_REFUSED, path, STR_NONE, STR_NONE);
    }
    reading.book = book;
    code = read_sheets(&reading, err);
    return code || reading.has_used ? code : import_file_refuse(path, diagnostics, err);
}

enum err_code import_files_add(struct import_files *files, const char *path, const struct read_options *options,
                               struct diagnostics *diagnostics, struct err *err) {
    struct import_file *place;
    enum err_code code;

    if (intake_is_workbook(str_from(path))) {
        return add_book(files, path, options, diagnostics, err);
    }
    place = next_place(files);
    code = place ? import_file_read(path, options, diagnostics, place, err) : err_no_memory(err);
    files->count += !code;
    return code;
}

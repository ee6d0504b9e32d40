#include "inventory/book.h"

#include "base/xlsx_read.h"
#include "inventory/problem.h"

#include <stdlib.h>

#define PIECE ((size_t)1 << 20)

struct book {
    const char *name, *tmpdir;
    struct diagnostics *diagnostics;
    struct file *file;
    struct hash128 digest;
    struct xlsx_workbook *workbook; /* NULL: refused */
};

void book_close(struct book *book) {
    if (book) {
        xlsx_close(book->workbook);
        file_free(book->file);
        free(book);
    }
}

static enum err_code digest_file(const struct file *file, struct hash128 *ret_digest, struct err *err) {
    CLEANUP(hasher_free_cleanup) struct hasher *hasher = hasher_new();
    char *bytes = malloc(PIECE);
    uint64_t size = file_size(file);
    enum err_code code = hasher && bytes ? ERR_OK : err_no_memory(err);

    for (uint64_t offset = 0; !code && offset < size; offset += PIECE) {
        struct str piece = {bytes, size - offset < PIECE ? (size_t)(size - offset) : PIECE};
        code = file_read_at(file, offset, piece.n, bytes, err);
        if (!code) {
            hasher_update(hasher, piece);
        }
    }
    if (!code) {
        *ret_digest = hasher_digest(hasher);
    }
    free(bytes);
    return code;
}

static void report(struct diagnostics *diagnostics, struct str file, enum problem problem, struct str arg0,
                   struct str arg1) {
    diagnostics_add(diagnostics, &(struct diagnostic){.problem = problem, .file = file, .args = {arg0, arg1}});
}

/* Is the error about what the file holds? Then it is said as a problem of NAME, and the others go on. */
static bool explain(struct diagnostics *diagnostics, struct str name, const struct err *why) {
    switch (why->code) {
    case ERR_SYNTAX:
        report(diagnostics, name, PROBLEM_WORKBOOK_DAMAGED, str_from(why->arg[0]), str_from(why->arg[1]));
        return true;
    case ERR_TOO_LARGE:
        report(diagnostics, name, PROBLEM_WORKBOOK_TOO_LARGE, str_from(why->arg[0]), STR_NONE);
        return true;
    case ERR_UNSUPPORTED:
        report(diagnostics, name, PROBLEM_WORKBOOK_PROTECTED, STR_NONE, STR_NONE);
        return true;
    default:
        return false;
    }
}

static enum err_code pass_on(const struct err *why, struct err *err) {
    if (err) {
        *err = *why;
    }
    return why->code;
}

static enum err_code open_file(struct book *book, int dir_fd, struct err *err) {
    struct err why = {.code = ERR_OK};
    enum err_code code = file_open(dir_fd, book->name, &book->file, err);

    if (!code) {
        code = digest_file(book->file, &book->digest, err);
    }
    if (code) {
        return code;
    }
    if (xlsx_open(book->file, NULL, &book->workbook, &why)) {
        return explain(book->diagnostics, str_from(book->name), &why) ? ERR_OK : pass_on(&why, err);
    }
    return ERR_OK;
}

enum err_code book_open(int dir_fd, const char *name, const char *tmpdir, struct diagnostics *diagnostics,
                        struct book **ret_book, struct err *err) {
    CLEANUP(book_close_cleanup) struct book *book = calloc(1, sizeof *book);
    enum err_code code;

    if (!book) {
        return err_no_memory(err);
    }
    *book = (struct book){.name = name, .tmpdir = tmpdir, .diagnostics = diagnostics};
    code = open_file(book, dir_fd, err);
    if (code) {
        return code;
    }
    *ret_book = TAKE_PTR(book);
    return ERR_OK;
}

bool book_is_refused(const struct book *book) {
    return !book->workbook;
}

uint64_t book_bytes(const struct book *book) {
    return file_size(book->file);
}

struct hash128 book_digest(const struct book *book) {
    return book->digest;
}

size_t book_sheet_count(const struct book *book) {
    return book->workbook ? xlsx_sheet_count(book->workbook) : 0;
}

struct str book_sheet_title(const struct book *book, size_t index) {
    return xlsx_sheet_at(book->workbook, index)->name;
}

bool book_sheet_is_hidden(const struct book *book, size_t index) {
    return xlsx_sheet_at(book->workbook, index)->is_hidden;
}

void book_sheet_done(struct book_sheet *sheet) {
    sheet_text_done(&sheet->text);
}

enum err_code book_read_sheet(struct book *book, size_t index, struct arena *arena, struct diagnostics *diagnostics,
                              struct book_sheet *ret_sheet, struct err *err) {
    struct book_sheet sheet = {.name =
                                   arena_printf(arena, "%s[%.*s]", book->name, STR_FMT(book_sheet_title(book, index)))};
    struct err why = {.code = ERR_OK};

    if (!sheet.name.p) {
        return err_no_memory(err);
    }
    if (book_sheet_is_hidden(book, index)) {
        report(diagnostics, sheet.name, PROBLEM_SHEET_HIDDEN, STR_NONE, STR_NONE);
        sheet.is_empty = true;
    } else if (sheet_text_read(book->workbook, index, sheet.name.p, book->tmpdir, diagnostics, &sheet.text, &why)) {
        if (!explain(diagnostics, sheet.name, &why)) {
            return pass_on(&why, err);
        }
        sheet.is_refused = true;
    } else {
        sheet.is_empty = sheet.text.last_row == 0;
        sheet.text.sheet.bytes = book_bytes(book);
        sheet.text.sheet.digest = book->digest;
    }
    *ret_sheet = sheet;
    return ERR_OK;
}

void book_sheet_report_merges(const struct book_sheet *sheet, struct diagnostics *diagnostics) {
    if (sheet->text.sheet.heading_row) {
        sheet_text_report_merges(&sheet->text, sheet->name, diagnostics);
    }
}

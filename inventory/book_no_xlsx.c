/* book.h for builds without libzip and expat: a workbook is refused, and it is said what to do. */

#include "inventory/book.h"

#include "inventory/intake_source.h"
#include "inventory/problem.h"

#include <stdlib.h>

struct book {
    uint64_t bytes;
    struct hash128 digest;
};

enum err_code book_open(int dir_fd, const char *name, const char *tmpdir, struct diagnostics *diagnostics,
                        struct book **ret_book, struct err *err) {
    struct book *book = calloc(1, sizeof *book);
    struct piece_plan plan = {0};
    struct intake_source source;
    enum err_code code = book ? intake_source_open(dir_fd, name, NULL, &plan, &source, err) : err_no_memory(err);

    (void)tmpdir;
    if (code) {
        free(book);
        return code;
    }
    *book = (struct book){.bytes = source.bytes, .digest = source.digest};
    intake_source_done(&source);
    diagnostics_add(diagnostics, &(struct diagnostic){.problem = PROBLEM_WORKBOOK_UNSUPPORTED, .file = str_from(name)});
    *ret_book = book;
    return ERR_OK;
}

void book_close(struct book *book) {
    free(book);
}

bool book_is_refused(const struct book *book) {
    (void)book;
    return true;
}

uint64_t book_bytes(const struct book *book) {
    return book->bytes;
}

struct hash128 book_digest(const struct book *book) {
    return book->digest;
}

/* There are no sheets, so that nobody asks for one. */

size_t book_sheet_count(const struct book *book) {
    (void)book;
    return 0;
}

struct str book_sheet_title(const struct book *book, size_t index) {
    (void)book, (void)index;
    return STR_NONE;
}

bool book_sheet_is_hidden(const struct book *book, size_t index) {
    (void)book, (void)index;
    return true;
}

enum err_code book_read_sheet(struct book *book, size_t index, struct arena *arena, struct diagnostics *diagnostics,
                              struct book_sheet *ret_sheet, struct err *err) {
    (void)book, (void)index, (void)arena, (void)diagnostics, (void)ret_sheet;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("xlsx"), STR_NONE);
}

void book_sheet_done(struct book_sheet *sheet) {
    (void)sheet;
}

void book_sheet_report_merges(const struct book_sheet *sheet, struct diagnostics *diagnostics) {
    (void)sheet, (void)diagnostics;
}

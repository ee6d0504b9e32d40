#pragma once
/* An Excel workbook (.xlsx, .xlsm) sheet by sheet, each as CSV that can be taken in like a file. What cannot be read is
 * said as a problem of the workbook or the sheet, and is no error. In a build without workbook support every workbook
 * is one that cannot be read. docs/formats/xlsx.md. One thread at a time. */

#include "base/arena.h"
#include "base/diagnostic.h"
#include "inventory/intake_sheet.h"
#include "inventory/sheet_text.h"

struct book;
/* Everything given is borrowed until the book is closed. A book that cannot be read is one without sheets. */
MUST_CHECK enum err_code book_open(int dir_fd, const char *name, const char *tmpdir, struct diagnostics *diagnostics,
                                   struct book **ret_book, struct err *err);
void book_close(struct book *book);
DEFINE_CLEANUP(book, book_close)
bool book_is_refused(const struct book *book);
/* Of the file. */
uint64_t book_bytes(const struct book *book);
struct hash128 book_digest(const struct book *book);
/* Sheets of cells, in the order of their tabs. */
size_t book_sheet_count(const struct book *book);
/* As the tab says; owned by the book. */
struct str book_sheet_title(const struct book *book, size_t index);
bool book_sheet_is_hidden(const struct book *book, size_t index);

struct book_sheet {
    struct str name; /* "ledger.xlsx[機器台帳]", with a NUL behind, in the caller's arena */
    bool is_refused; /* it was said why */
    bool is_empty;   /* hidden, which was said, or without text: new workbooks come with empty sheets */
    struct sheet_text text;
};
/* Problems of cells and rows go to DIAGNOSTICS, which need not be the book's. */
MUST_CHECK enum err_code book_read_sheet(struct book *book, size_t index, struct arena *arena,
                                         struct diagnostics *diagnostics, struct book_sheet *ret_sheet,
                                         struct err *err);
void book_sheet_done(struct book_sheet *sheet);
/* Once its row of headings is known: merged cells below it. */
void book_sheet_report_merges(const struct book_sheet *sheet, struct diagnostics *diagnostics);

#pragma once
/* A set of files that is being exported: tables, each as a CSV file for people and as a sheet of one workbook, and
 * other files beside them. At its end come an index of all of them, as a table and as a text, and their digests, which
 * `xxhsum -c` proves. One thread at a time. */

#include "base/arena.h"
#include "base/calendar.h"
#include "base/output.h"
#include "report/export/text.h"
#include "report/workbook/sheet.h"

/* The last file of every set: a directory that has it is whole, and ours. */
#define EXPORT_MARKER "digests.xxh128"

struct export_settings {
    int dir_fd; /* where files are created */
    enum language language;
    struct date as_of;
    const char *name;       /* of the workbook, without its suffix */
    enum export_text title; /* of the set */
    struct str system;      /* whose it is; may be empty */
    struct str horizon;     /* the last day of what the set lists of support and contracts; empty: it lists all */
    const char *tmpdir;
    bool sync;
};

struct export_sheet {
    struct workbook_sheet sheet;
    enum export_text about; /* a line for the index */
};

struct export_set;
/* Borrows SETTINGS' texts until the set is freed. */
MUST_CHECK enum err_code export_set_new(const struct export_settings *settings, struct export_set **ret_set,
                                        struct err *err);
void export_set_free(struct export_set *set);
DEFINE_CLEANUP(export_set, export_set_free)
const struct export_settings *export_set_settings(const struct export_set *set);

/* A table at a time: begin, its rows, end. SHEET is borrowed until the set has ended. */
MUST_CHECK enum err_code export_sheet_begin(struct export_set *set, const struct export_sheet *sheet, struct err *err);
/* The one that is being written. */
const struct export_sheet *export_set_sheet(const struct export_set *set);
/* CELLS: as many as the table has columns, words as result files have them. */
MUST_CHECK enum err_code export_sheet_row(struct export_set *set, const struct str *cells, struct err *err);
/* Given another CODE than ERR_OK, which it returns, it leaves the file. */
MUST_CHECK enum err_code export_sheet_end(struct export_set *set, enum err_code code, struct err *err);

/* The workbook, for a sheet of lines (report/export/workbook.h), behind the index; NULL where there is none. */
struct export_workbook;
MUST_CHECK enum err_code export_set_workbook(struct export_set *set, struct export_workbook **ret_workbook,
                                             struct err *err);

/* Another file of the set, for the caller to fill and to give back. */
MUST_CHECK enum err_code export_file_begin(struct export_set *set, const char *name, struct output **ret_output,
                                           struct err *err);
MUST_CHECK enum err_code export_file_end(struct export_set *set, const char *name, enum export_text about,
                                         struct output *output, enum err_code code, struct err *err);
/* A file that is there already. */
MUST_CHECK enum err_code export_file_add(struct export_set *set, const char *name, enum export_text about,
                                         struct err *err);
/* The file NAME of another directory, copied. */
MUST_CHECK enum err_code export_file_copy(struct export_set *set, int from_fd, const char *name, enum export_text about,
                                          struct err *err);
/* The workbook, index.csv, index.txt and the digests. */
MUST_CHECK enum err_code export_set_end(struct export_set *set, struct err *err);

/* The names of all files, each with a NUL behind it; the set's. */
const struct str *export_set_files(const struct export_set *set, size_t *ret_count);

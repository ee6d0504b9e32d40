#pragma once
/* The tables' files of a directory. */

#include "base/arena.h"
#include "base/error.h"

struct directory {
    int fd; /* -1: not open */
    const char *path;
    struct arena *arena;
    const char **names; /* of *.csv, in a ledger also *.tsv, *.xlsx and *.xlsm, in order of bytes; hidden and lock files
                           are skipped */
    size_t count;
    const char **unread; /* of a ledger: spreadsheets in formats that cannot be read (*.xls, *.xlsb, *.ods), likewise */
    size_t unread_count;
};

MUST_CHECK enum err_code directory_open(const char *path, bool is_ledger, struct directory *ret_directory,
                                        struct err *err);
void directory_close(struct directory *directory);

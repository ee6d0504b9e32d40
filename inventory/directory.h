#pragma once
/* The tables' files of a directory. */

#include "base/arena.h"
#include "base/error.h"

struct directory {
    int fd; /* -1: not open */
    const char *path;
    struct arena *arena;
    const char **names; /* of *.csv and, unless left out, *.tsv, in order of bytes; hidden and lock files are skipped */
    size_t count;
};

MUST_CHECK enum err_code directory_open(const char *path, bool with_tsv, struct directory *ret_directory,
                                        struct err *err);
void directory_close(struct directory *directory);

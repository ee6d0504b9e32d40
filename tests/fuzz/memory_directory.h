#pragma once
/* Bytes as the files of a directory, for what reads directories: a line "=== NAME" begins a file that goes on to the
 * next such line. NAME may lead through folders ("runs/a.json"); lines with another name belong to the file before.
 * What stands before the first file is in none. The directory is made in $TMPDIR. */

#include "base/str.h"
#include "tests/fuzz/check.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MEMORY_DIRECTORY_FILES = 16, MEMORY_DIRECTORY_NAME_MAX = 100 };

struct memory_directory {
    char path[PATH_MAX];
};

static inline const char *memory_directory_tmpdir(void) {
    const char *tmpdir = getenv("TMPDIR");

    return tmpdir && *tmpdir ? tmpdir : "/tmp";
}

static inline int memory_directory_remove(const char *path, const struct stat *status, int type, struct FTW *place) {
    (void)status, (void)type, (void)place;
    return remove(path);
}

static inline void memory_directory_done(struct memory_directory *directory) {
    CHECK(nftw(directory->path, memory_directory_remove, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

static inline void memory_directory_new(struct memory_directory *directory) {
    int n = snprintf(directory->path, sizeof directory->path, "%s/genkyo-fuzz-XXXXXX", memory_directory_tmpdir());

    CHECK(n > 0 && (size_t)n < sizeof directory->path && mkdtemp(directory->path));
}

/* PATH is of LENGTH bytes at most. */
static inline void memory_directory_path(const struct memory_directory *directory, const char *name, char *path,
                                         size_t length) {
    int n = snprintf(path, length, "%s/%s", directory->path, name);

    CHECK(n > 0 && (size_t)n < length);
}

static inline bool memory_directory_is_name(struct str name) {
    bool is_start = true;

    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!str_is_alnum(c) && c != '_' && c != '-' && (is_start || (c != '.' && c != '/'))) {
            return false;
        }
        is_start = c == '/';
    }
    return name.n > 0 && name.n < MEMORY_DIRECTORY_NAME_MAX && !is_start;
}

/* The name that a line gives to a new file, in NAME; false for other lines. */
static inline bool memory_directory_begins(struct str line, char name[MEMORY_DIRECTORY_NAME_MAX]) {
    struct str mark = STR("=== "), text = str_sub(line, mark.n, SIZE_MAX);

    if (!str_starts_with(line, mark) || !memory_directory_is_name(text)) {
        return false;
    }
    memcpy(name, text.p, text.n);
    name[text.n] = '\0';
    return true;
}

/* What cannot be created, having no name or that of a folder, is left away. */
static inline void memory_directory_write(const struct memory_directory *directory, const char *name,
                                          struct str bytes) {
    char path[PATH_MAX];
    int fd;

    if (!*name) {
        return;
    }
    memory_directory_path(directory, name, path, sizeof path);
    for (char *slash = path + strlen(directory->path) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(path, 0700);
    }
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        for (ssize_t n; bytes.n; bytes = str_sub(bytes, (size_t)n, SIZE_MAX)) {
            n = write(fd, bytes.p, bytes.n);
            CHECK(n > 0);
        }
        close(fd);
    }
}

/* To be released with memory_directory_done. */
static inline struct memory_directory memory_directory(const uint8_t *data, size_t size) {
    struct memory_directory directory;
    struct str rest = {size ? (const char *)data : "", size}, line;
    const char *begin = rest.p, *end = rest.p + rest.n;
    char name[MEMORY_DIRECTORY_NAME_MAX] = "", next[MEMORY_DIRECTORY_NAME_MAX];

    memory_directory_new(&directory);
    for (unsigned files = 0; files < MEMORY_DIRECTORY_FILES && str_cut(&rest, '\n', &line);) {
        if (memory_directory_begins(line, next)) {
            memory_directory_write(&directory, name, str_range(begin, line.p));
            memcpy(name, next, sizeof name);
            begin = rest.p ? rest.p : end;
            files++;
        }
    }
    memory_directory_write(&directory, name, str_range(begin, end));
    return directory;
}

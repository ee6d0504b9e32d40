#include "tests/unit/support/scratch.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/require.h"

#include <ftw.h>
#include <iconv.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void scratch_directory(const char *name, char *path, size_t size) {
    const char *parent = getenv("TMPDIR");
    int n = snprintf(path, size, "%s/%s.XXXXXX", parent && *parent ? parent : "/tmp", name);

    require(n > 0 && (size_t)n < size && mkdtemp(path), path);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place) {
    (void)status, (void)type, (void)place;
    return remove(path);
}

void scratch_remove_all(const char *path) {
    require(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0, path);
}

int scratch_make(void **state) {
    char *path = malloc(PATH_MAX);

    require(path, "memory");
    scratch_directory("genkyo-test", path, PATH_MAX);
    require(chdir(path) == 0, path);
    *state = path;
    return 0;
}

int scratch_remove(void **state) {
    require(chdir("/") == 0, "/");
    scratch_remove_all(*state);
    free(*state);
    return 0;
}

void scratch_write(const char *path, struct str bytes) {
    FILE *file = fopen(path, "we");

    require(file, path);
    require(bytes.n == 0 || fwrite(bytes.p, 1, bytes.n, file) == bytes.n, path);
    require(fclose(file) == 0, path);
}

struct str scratch_read(const char *path) {
    FILE *file = fopen(path, "re");
    struct stat status;

    require(file && fstat(fileno(file), &status) == 0, path);
    size_t n = (size_t)status.st_size;
    char *bytes = malloc(n + 1);
    require(bytes && fread(bytes, 1, n, file) == n && fclose(file) == 0, path);
    return (struct str){bytes, n};
}

void scratch_expect(const char *path, const char *expected) {
    struct str bytes = scratch_read(path);

    if (!str_eq(bytes, str_from(expected))) {
        fail_msg("%s is\n%.*s", path, STR_FMT(bytes));
    }
    free((void *)(uintptr_t)bytes.p);
}

struct str scratch_encode(const char *encoding, struct str utf8) {
    iconv_t converter = iconv_open(encoding, "UTF-8");
    size_t room = utf8.n * 4 + 16, left = utf8.n, capacity = room;
    char *bytes = malloc(capacity), *to = bytes;
    char *from = (char *)(uintptr_t)utf8.p;

    require(converter != (iconv_t)-1 && bytes, encoding);
    require(iconv(converter, &from, &left, &to, &room) != (size_t)-1, encoding);
    require(iconv(converter, NULL, NULL, &to, &room) != (size_t)-1, encoding); /* back to ASCII */
    iconv_close(converter);
    return (struct str){bytes, capacity - room};
}

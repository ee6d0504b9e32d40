#include "base/output.h"

#include "base/file.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_small(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct output *output = NULL;
    struct hash128 digest;
    struct str bytes;
    struct stat status;
    char hex[33];
    struct err err;

    (void)state;
    umask(022);
    assert_int_equal(output_create(AT_FDCWD, "out", &output, &err), ERR_OK);
    output_cstr(output, "ab");
    output_write(output, STR_NONE);
    output_write(output, STR("c"));
    assert_int_equal(output_size(output), 3);
    assert_int_equal(output_close(output, true, &digest, &err), ERR_OK);
    hash128_format(digest, hex);
    /* xxhsum -H2 of "abc" */
    assert_string_equal(hex, "06b05ab6733a618578af5f94892f3950");
    assert_int_equal(file_read_all(AT_FDCWD, "out", 100, arena, &bytes, &err), ERR_OK);
    assert_true(str_eq(bytes, STR("abc")));
    assert_int_equal(stat("out", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
}

/* Writes of every kind of size, so that the buffer fills exactly, overflows and is passed by. */
static void test_large(void **state) {
    static const size_t sizes[] = {1, 100, 65535, 65536, 65537, 131071, 131072, 131073, 7, 262144, 1000000, 3};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char *pattern = malloc(4000000);
    struct output *output = NULL;
    struct str bytes;
    size_t at = 0;

    (void)state;
    for (size_t i = 0; i < 4000000; i++) {
        pattern[i] = (char)(i * 31 % 251);
    }
    assert_int_equal(output_create(AT_FDCWD, "out", &output, NULL), ERR_OK);
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
            output_write(output, (struct str){pattern + at, sizes[i]});
            at += sizes[i];
        }
    }
    assert_int_equal(output_size(output), at);
    assert_int_equal(output_close(output, false, NULL, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "out", 4000000, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(bytes.n, at);
    assert_memory_equal(bytes.p, pattern, at);
    free(pattern);
}

static void test_must_not_exist(void **state) {
    struct output *output = NULL;
    struct err err;

    (void)state;
    scratch_write("out", STR("old"));
    assert_int_equal(output_create(AT_FDCWD, "out", &output, &err), ERR_EXISTS);
    assert_string_equal(err.file, "out");
    /* Not even through a dangling link. */
    assert_int_equal(symlink("nowhere", "link"), 0);
    assert_int_equal(output_create(AT_FDCWD, "link", &output, &err), ERR_EXISTS);
    assert_int_equal(output_create(AT_FDCWD, "none/out", &output, &err), ERR_NOT_FOUND);
    assert_null(output);
}

/* A limit on file sizes stands for a full disk: the write that passes it is short, the next one fails. */
static void test_failure_is_kept(void **state) {
    static char block[300000];
    struct rlimit before, limit;
    struct output *output = NULL;
    struct hash128 digest = {1, 2};
    struct err err;

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){.rlim_cur = 200000, .rlim_max = before.rlim_max};
    assert_int_equal(output_create(AT_FDCWD, "out.csv", &output, &err), ERR_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    output_write(output, (struct str){block, sizeof block});
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    /* Would succeed now, but a file with a gap is worse than none. */
    output_write(output, (struct str){block, sizeof block});
    assert_int_equal(output_close(output, true, &digest, &err), ERR_SYSTEM);
    assert_int_equal(err.os_errno, EFBIG);
    assert_string_equal(err.file, "out.csv");
    assert_string_equal(err.arg[0], "write");
    assert_int_equal(digest.high, 1);
    assert_int_equal(digest.low, 2);
}

/* What is in the buffer fails no earlier than at the end. */
static void test_failure_at_close(void **state) {
    struct rlimit before, limit;
    struct output *output = NULL;
    enum err_code code;
    struct err err;

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){.rlim_cur = 2, .rlim_max = before.rlim_max};
    assert_int_equal(output_create(AT_FDCWD, "out", &output, &err), ERR_OK);
    output_cstr(output, "abc");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    code = output_close(output, false, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(code, ERR_SYSTEM);
    assert_int_equal(err.os_errno, EFBIG);
}

static void test_abandon(void **state) {
    struct output *output = NULL;

    (void)state;
    assert_int_equal(output_create(AT_FDCWD, "out", &output, NULL), ERR_OK);
    output_cstr(output, "abc");
    output_abandon(output);
    output_abandon(NULL);
}

static void test_in_memory(void **state) {
    struct output *output = NULL;

    (void)state;
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    assert_int_equal(output_bytes(output).n, 0);
    for (int round = 0; round < 2; round++) {
        char pattern[1000];
        memset(pattern, 'a' + round, sizeof pattern);
        for (int i = 0; i < 1000; i++) {
            output_write(output, (struct str){pattern, sizeof pattern});
        }
        assert_int_equal(output_size(output), 1000000);
        assert_int_equal(output_bytes(output).n, 1000000);
        assert_memory_equal(output_bytes(output).p + 999000, pattern, sizeof pattern);
        assert_int_equal(output_error(output, NULL), ERR_OK);
        output_reset(output);
        assert_int_equal(output_size(output), 0);
        assert_int_equal(output_bytes(output).n, 0);
    }
    output_abandon(output);
}

/* What is put into the room is what a write would have put there; of room that is not used nothing stays. */
static void test_room(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct output *output = NULL;
    struct hash128 digest;
    struct str bytes;
    size_t at = 0;

    (void)state;
    assert_int_equal(output_create(AT_FDCWD, "room", &output, NULL), ERR_OK);
    for (size_t i = 0; i < 300; i++) {
        size_t n = i * 37 % 3000;
        char *room = output_room(output, OUTPUT_ROOM);
        assert_non_null(room);
        for (size_t k = 0; k < n; k++) {
            room[k] = (char)((at + k) % 251);
        }
        output_advance(output, n);
        at += n;
    }
    assert_int_equal(output_size(output), at);
    assert_int_equal(output_close(output, false, &digest, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "room", 1 << 20, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(bytes.n, at);
    for (size_t i = 0; i < at; i++) {
        assert_int_equal((unsigned char)bytes.p[i], i % 251);
    }
    struct hasher *hasher = hasher_new();
    hasher_update(hasher, bytes);
    assert_true(hasher_digest(hasher).high == digest.high && hasher_digest(hasher).low == digest.low);
    hasher_free(hasher);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_memory),
        SCRATCH_TEST(test_room),
        SCRATCH_TEST(test_small),
        SCRATCH_TEST(test_large),
        SCRATCH_TEST(test_must_not_exist),
        SCRATCH_TEST(test_failure_is_kept),
        SCRATCH_TEST(test_failure_at_close),
        SCRATCH_TEST(test_abandon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

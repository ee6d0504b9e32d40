#include "base/file.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void test_read_at(void **state) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    char bytes[6] = "";
    struct err err;

    (void)state;
    scratch_write("a.csv", STR("0123456789"));
    assert_int_equal(file_open(AT_FDCWD, "a.csv", &file, &err), ERR_OK);
    assert_int_equal(file_size(file), 10);
    assert_string_equal(file_path(file), "a.csv");
    assert_int_equal(file_read_at(file, 4, 5, bytes, &err), ERR_OK);
    assert_string_equal(bytes, "45678");
    assert_int_equal(file_read_at(file, 0, 3, bytes, &err), ERR_OK);
    assert_string_equal(bytes, "01278");
    assert_int_equal(file_read_at(file, 10, 0, bytes, &err), ERR_OK);
    assert_int_equal(file_read_at(file, 8, 3, bytes, &err), ERR_DIGEST);
    assert_int_equal(truncate("a.csv", 2), 0);
    assert_int_equal(file_read_at(file, 4, 1, bytes, &err), ERR_DIGEST);
    assert_string_equal(err.file, "a.csv");
}

static void test_dup(void **state) {
    CLEANUP(file_free_cleanup) struct file *copy = NULL;
    struct file *file = NULL;
    char bytes[4] = "";

    (void)state;
    scratch_write("a.csv", STR("0123456789"));
    assert_int_equal(file_open(AT_FDCWD, "a.csv", &file, NULL), ERR_OK);
    assert_int_equal(file_dup(file, &copy, NULL), ERR_OK);
    file_free(file);
    assert_int_equal(file_size(copy), 10);
    assert_string_equal(file_path(copy), "a.csv");
    assert_int_equal(file_read_at(copy, 7, 3, bytes, NULL), ERR_OK);
    assert_string_equal(bytes, "789");
}

/* The alarm turns a blocking open into a failure. */
static void test_only_regular_files(void **state) {
    static const char *const paths[] = {"fifo", "directory", "socket", "/dev/null", "link-to-fifo"};
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)state;
    assert_int_equal(bind(sock, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(mkdir("directory", 0700), 0);
    assert_int_equal(symlink("fifo", "link-to-fifo"), 0);
    alarm(20);
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct file *file = NULL;
        struct str bytes;
        struct err err;
        assert_int_equal(file_open(AT_FDCWD, paths[i], &file, &err), ERR_NOT_A_FILE);
        assert_string_equal(err.file, paths[i]);
        assert_null(file);
        assert_int_equal(file_read_all(AT_FDCWD, paths[i], 100, arena, &bytes, &err), ERR_NOT_A_FILE);
        assert_int_equal(file_check_private(AT_FDCWD, paths[i], &err), ERR_NOT_A_FILE);
    }
    alarm(0);
    close(sock);
}

static void test_missing(void **state) {
    struct file *file = NULL;
    struct err err;

    (void)state;
    assert_int_equal(file_open(AT_FDCWD, "none/b.csv", &file, &err), ERR_NOT_FOUND);
    assert_string_equal(err.file, "none/b.csv");
    assert_int_equal(file_open(AT_FDCWD, "none", &file, NULL), ERR_NOT_FOUND);
    assert_null(file);
}

static void test_below_a_directory(void **state) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    int dir;

    (void)state;
    assert_int_equal(mkdir("d", 0700), 0);
    scratch_write("d/x", STR("abc"));
    dir = open("d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(file_open(dir, "x", &file, NULL), ERR_OK);
    assert_int_equal(file_size(file), 3);
    close(dir);
}

static void test_read_all(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str bytes = STR_NONE;
    struct err err;

    (void)state;
    scratch_write("a", STR("0123456789"));
    assert_int_equal(file_read_all(AT_FDCWD, "a", 10, arena, &bytes, &err), ERR_OK);
    assert_true(str_eq(bytes, STR("0123456789")));
    assert_int_equal(file_read_all(AT_FDCWD, "a", 9, arena, &bytes, &err), ERR_TOO_LARGE);
    assert_string_equal(err.file, "a");
    assert_string_equal(err.arg[0], "9");
    assert_true(str_eq(bytes, STR("0123456789")));
    scratch_write("empty", STR(""));
    assert_int_equal(file_read_all(AT_FDCWD, "empty", 0, arena, &bytes, &err), ERR_OK);
    assert_int_equal(bytes.n, 0);
    assert_non_null(bytes.p);
}

static void test_read_all_without_size(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str bytes = STR_NONE;
    struct err err;

    (void)state;
    /* fstat says 0 bytes for files of /proc. */
    assert_int_equal(file_read_all(AT_FDCWD, "/proc/self/status", 1 << 20, arena, &bytes, &err), ERR_OK);
    assert_true(str_starts_with(bytes, STR("Name:")));
    assert_int_equal(file_read_all(AT_FDCWD, "/proc/self/status", 20, arena, &bytes, &err), ERR_TOO_LARGE);
}

static struct file *temporary(const char *directory, struct str bytes, const char *path) {
    struct file *file = NULL;
    int fd = -1;

    assert_int_equal(file_open_temporary(directory, &fd, NULL), ERR_OK);
    assert_int_equal(file_write_fd(fd, path, bytes, NULL), ERR_OK);
    assert_int_equal(file_take_fd(fd, path, bytes.n, &file, NULL), ERR_OK);
    return file;
}

static void test_temporary(void **state) {
    CLEANUP(file_free_cleanup) struct file *file = temporary(*state, STR("a\0bcd"), "shown.xlsx");
    char bytes[3];

    assert_int_equal(file_size(file), 5);
    assert_string_equal(file_path(file), "shown.xlsx");
    assert_int_equal(file_read_at(file, 1, 3, bytes, NULL), ERR_OK);
    assert_memory_equal(bytes, "\0bc", 3);
    /* Nothing was left in the directory: it can be removed. */
    assert_int_equal(rmdir(*state), 0);
    assert_int_equal(mkdir(*state, 0700), 0);
}

static void test_temporary_nowhere(void **state) {
    struct err err;
    int fd = -1;

    (void)state;
    assert_int_equal(file_open_temporary("none", &fd, &err), ERR_NOT_FOUND);
    assert_string_equal(err.file, "none");
    assert_int_equal(fd, -1);
}

static void test_origin(void **state) {
    CLEANUP(file_free_cleanup) struct file *text = temporary(*state, STR("text"), "a.csv");
    struct file *origin = NULL;
    char bytes[2];

    scratch_write("a.csv", STR("\x01\x02"));
    assert_int_equal(file_open(AT_FDCWD, "a.csv", &origin, NULL), ERR_OK);
    assert_null(file_origin(text));
    file_set_origin(text, origin);
    assert_ptr_equal(file_origin(text), origin);
    assert_int_equal(unlink("a.csv"), 0);
    assert_int_equal(file_read_at(file_origin(text), 0, 2, bytes, NULL), ERR_OK);
    assert_memory_equal(bytes, "\x01\x02", 2);
}

static void test_private(void **state) {
    static const struct {
        mode_t mode;
        enum err_code code;
    } cases[] = {{0600, ERR_OK},          {0400, ERR_OK},          {0700, ERR_OK},         {0640, ERR_NOT_PRIVATE},
                 {0604, ERR_NOT_PRIVATE}, {0620, ERR_NOT_PRIVATE}, {0601, ERR_NOT_PRIVATE}};
    struct err err;

    (void)state;
    scratch_write("key", STR("secret"));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(chmod("key", cases[i].mode), 0);
        assert_int_equal(file_check_private(AT_FDCWD, "key", &err), cases[i].code);
    }
    assert_string_equal(err.file, "key");
    assert_int_equal(file_check_private(AT_FDCWD, "none", &err), ERR_NOT_FOUND);
}

static void test_private_of_another(void **state) {
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    scratch_write("key", STR("secret"));
    assert_int_equal(chmod("key", 0600), 0);
    assert_int_equal(chown("key", 12345, 0), 0);
    assert_int_equal(file_check_private(AT_FDCWD, "key", NULL), ERR_NOT_PRIVATE);
}

static void test_parent(void **state) {
    static const struct {
        const char *path, *parent;
    } cases[] = {
        {"name", ""},       {"", ""},   {"./name", "./"},      {"a/name", "a/"}, {"a/b/name", "a/b/"},
        {"/name", "/"},     {"/", "/"}, {"//", "/"},           {"a/b/", "a/"},   {"a/b///", "a/"},
        {"a//name", "a//"}, {"..", ""}, {"/a/../b", "/a/../"}, {"name/", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str parent = file_parent(cases[i].path);
        assert_ptr_equal(parent.p, cases[i].path);
        assert_true(str_eq(parent, str_from(cases[i].parent)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_read_at),
        SCRATCH_TEST(test_only_regular_files),
        SCRATCH_TEST(test_missing),
        SCRATCH_TEST(test_below_a_directory),
        SCRATCH_TEST(test_read_all),
        SCRATCH_TEST(test_read_all_without_size),
        SCRATCH_TEST(test_temporary),
        SCRATCH_TEST(test_temporary_nowhere),
        SCRATCH_TEST(test_origin),
        SCRATCH_TEST(test_private),
        SCRATCH_TEST(test_private_of_another),
        SCRATCH_TEST(test_dup),
        cmocka_unit_test(test_parent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

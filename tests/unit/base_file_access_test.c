#include "base/file_access.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- what is tried: 0, or the errno that it failed with --------------------------------------------------------------
 */

struct attempt {
    const char *path, *to;
};

typedef int try_function(const struct attempt *attempt);

static int outcome(int result) {
    return result < 0 ? errno : 0;
}

static int try_read(const struct attempt *attempt) {
    return outcome(open(attempt->path, O_RDONLY | O_CLOEXEC));
}

static int try_list(const struct attempt *attempt) {
    return outcome(open(attempt->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static int try_write(const struct attempt *attempt) {
    return outcome(open(attempt->path, O_WRONLY | O_CLOEXEC));
}

static int try_append(const struct attempt *attempt) {
    return outcome(open(attempt->path, O_WRONLY | O_APPEND | O_CLOEXEC));
}

static int try_create(const struct attempt *attempt) {
    return outcome(open(attempt->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

static int try_unnamed(const struct attempt *attempt) {
    return outcome(open(attempt->path, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
}

static int try_mkdir(const struct attempt *attempt) {
    return outcome(mkdir(attempt->path, 0700));
}

static int try_link(const struct attempt *attempt) {
    return outcome(symlink(attempt->to, attempt->path));
}

static int try_pipe(const struct attempt *attempt) {
    return outcome(mkfifo(attempt->path, 0600));
}

static int try_remove(const struct attempt *attempt) {
    return outcome(unlink(attempt->path));
}

static int try_rename(const struct attempt *attempt) {
    return outcome(rename(attempt->path, attempt->to));
}

static int try_run(const struct attempt *attempt) {
    char name[] = "x", *arguments[] = {name, NULL}, *environment[] = {NULL};

    execve(attempt->path, arguments, environment);
    return errno;
}

static int try_stat(const struct attempt *attempt) {
    struct stat status;

    return outcome(stat(attempt->path, &status));
}

/* --- in/ may be read, out/ written, run/ run; other/ is what nobody named -------------------------------------------
 */

static const struct {
    const char *what;
    try_function *attempt;
    const char *path, *to;
    int expected;
} rows[] = {
    {"an input", try_read, "in/file", NULL, 0},
    {"an input below", try_read, "in/deep/file", NULL, 0},
    {"the list of inputs", try_list, "in", NULL, 0},
    {"an input by a link", try_read, "other/link-in", NULL, 0},
    {"changing an input", try_write, "in/file", NULL, EACCES},
    {"adding to an input", try_append, "in/file", NULL, EACCES},
    {"a new file beside inputs", try_create, "in/new", NULL, EACCES},
    {"removing an input", try_remove, "in/file", NULL, EACCES},
    {"renaming an input away", try_rename, "in/file", "out/file", EACCES},
    {"a result", try_create, "out/new", NULL, 0},
    {"a file without a name", try_unnamed, "out", NULL, 0},
    {"a directory for results", try_mkdir, "out/directory", NULL, 0},
    {"reading a result", try_read, "out/old", NULL, 0},
    {"writing a result", try_write, "out/old", NULL, 0},
    {"renaming a result", try_rename, "out/old", "out/older", 0},
    {"renaming a result into a directory", try_rename, "out/older", "out/deep/older", 0},
    {"removing a result", try_remove, "out/deep/older", NULL, 0},
    {"renaming a result out", try_rename, "out/new", "other/new", EACCES},
    {"a link among results", try_link, "out/link", "../other/file", 0},
    {"what is elsewhere, by it", try_read, "out/link", NULL, EACCES},
    {"a pipe among results", try_pipe, "out/pipe", NULL, EACCES},
    {"what is elsewhere", try_read, "other/file", NULL, EACCES},
    {"the list of what is elsewhere", try_list, "other", NULL, EACCES},
    {"writing elsewhere", try_write, "other/file", NULL, EACCES},
    {"making something elsewhere", try_create, "other/new", NULL, EACCES},
    {"a file without a name elsewhere", try_unnamed, "other", NULL, EACCES},
    {"what is in the system", try_read, "/etc/passwd", NULL, EACCES},
    {"is it there?", try_stat, "other/file", NULL, 0},
    {"a single file", try_read, "single", NULL, 0},
    {"writing a single file", try_write, "single", NULL, 0},
    {"running an input", try_run, "in/program", NULL, EACCES},
    {"running a result", try_run, "out/program", NULL, EACCES},
    {"running a program", try_run, "run/program", NULL, ENOEXEC},
    {"reading a program", try_read, "run/program", NULL, 0},
};

static void add_program(const char *path) {
    scratch_write(path, STR("no program"));
    assert_int_equal(chmod(path, 0700), 0);
}

static void fill_scratch(void) {
    static const char *const directories[] = {"in", "in/deep", "out", "out/deep", "other", "run"};
    static const char *const files[] = {"in/file", "in/deep/file", "out/old", "other/file", "single"};

    for (size_t i = 0; i < ARRAY_LEN(directories); i++) {
        assert_int_equal(mkdir(directories[i], 0700), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        scratch_write(files[i], STR("x"));
    }
    add_program("in/program");
    add_program("out/program");
    add_program("run/program");
    assert_int_equal(symlink("../in/file", "other/link-in"), 0);
}

static bool limit(unsigned held) {
    CLEANUP(file_access_free_cleanup) struct file_access *access = file_access_new(held);

    if (!access) {
        return false;
    }
    file_access_allow(access, "in", FILE_ACCESS_READ);
    file_access_allow(access, "out", FILE_ACCESS_READ | FILE_ACCESS_WRITE);
    file_access_allow(access, "run", FILE_ACCESS_READ | FILE_ACCESS_RUN);
    file_access_allow(access, "single", FILE_ACCESS_READ | FILE_ACCESS_WRITE);
    file_access_allow(access, "not there", FILE_ACCESS_READ);
    return file_access_enforce(access);
}

enum { ALL = FILE_ACCESS_READ | FILE_ACCESS_WRITE | FILE_ACCESS_RUN, NOT_LIMITED = 255 };

static int attempt_in_child(try_function *function, const struct attempt *attempt, unsigned held) {
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        _exit(held && !limit(held) ? NOT_LIMITED : function(attempt));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_what_is_refused(void **state) {
    (void)state;
    if (!file_access_can_be_limited()) {
        skip();
    }
    fill_scratch();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct attempt attempt = {rows[i].path, rows[i].to};
        int got = attempt_in_child(rows[i].attempt, &attempt, ALL);
        if (got != rows[i].expected) {
            fail_msg("%s: %s, not %s", rows[i].what, strerror(got), strerror(rows[i].expected));
        }
    }
}

/* The rows would say nothing if all of it were refused anyway. */
static void test_what_is_not_refused_without(void **state) {
    (void)state;
    fill_scratch();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct attempt attempt = {rows[i].path, rows[i].to};
        assert_int_not_equal(attempt_in_child(rows[i].attempt, &attempt, 0), EACCES);
    }
}

/* Where reading is not held, all can be read, and nothing else be written. */
static void test_only_what_is_held(void **state) {
    struct attempt elsewhere = {"other/file", NULL}, new = {"other/new", NULL};

    (void)state;
    if (!file_access_can_be_limited()) {
        skip();
    }
    fill_scratch();
    assert_int_equal(attempt_in_child(try_read, &elsewhere, FILE_ACCESS_WRITE), 0);
    assert_int_equal(attempt_in_child(try_write, &elsewhere, FILE_ACCESS_WRITE), EACCES);
    assert_int_equal(attempt_in_child(try_create, &new, FILE_ACCESS_WRITE), EACCES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_what_is_not_refused_without, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_only_what_is_held, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

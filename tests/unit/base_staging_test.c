#include "base/staging.h"

#include "base/output.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool exists(const char *path) {
    struct stat status;

    return lstat(path, &status) == 0;
}

static void assert_text(const char *path, const char *expected) {
    char text[64] = "";
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    assert_int_equal(fread(text, 1, sizeof text - 1, file), strlen(expected));
    assert_string_equal(text, expected);
    fclose(file);
}

static enum err_code put(const struct staging *staging, const char *name, const char *text) {
    struct output *output = NULL;
    enum err_code code = output_create(staging_fd(staging), name, &output, NULL);

    if (code) {
        return code;
    }
    output_cstr(output, text);
    return output_close(output, false, NULL, NULL);
}

/* Begin, a marker and a file, commit. No asserts: children call it, too. */
static enum err_code publish(const char *path, const char *text, struct err *err) {
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    enum err_code code = staging_begin(path, "marker", &staging, err);

    code = code ? code : put(staging, "marker", "m");
    code = code ? code : put(staging, "data", text);
    return code ? code : staging_commit(staging, false, err);
}

static void test_appears_whole(void **state) {
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    struct stat status;

    (void)state;
    umask(027);
    assert_int_equal(staging_begin("snapshot", NULL, &staging, NULL), ERR_OK);
    umask(022);
    assert_int_equal(put(staging, "a.csv", "abc"), ERR_OK);
    assert_int_equal(mkdirat(staging_fd(staging), "sub", 0777), 0);
    assert_int_equal(put(staging, "sub/b.csv", "def"), ERR_OK);
    assert_false(exists("snapshot"));
    assert_text("snapshot.partial/a.csv", "abc");
    assert_int_equal(staging_commit(staging, true, NULL), ERR_OK);
    assert_false(exists("snapshot.partial"));
    staging_free(TAKE_PTR(staging));
    assert_text("snapshot/a.csv", "abc");
    assert_text("snapshot/sub/b.csv", "def");
    assert_int_equal(stat("snapshot", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0750);
}

static void test_free_removes(void **state) {
    struct staging *staging = NULL;

    (void)state;
    assert_int_equal(staging_begin("p", NULL, &staging, NULL), ERR_OK);
    assert_int_equal(put(staging, "a.csv", "abc"), ERR_OK);
    assert_int_equal(mkdirat(staging_fd(staging), "sub", 0777), 0);
    staging_free(staging);
    assert_false(exists("p"));
    assert_false(exists("p.partial"));
    staging_free(NULL);
}

static void test_paths(void **state) {
    static const struct {
        const char *path;
        enum err_code code;
        const char *file;
    } refused[] = {
        {"", ERR_NOT_FOUND, ""}, {"/", ERR_EXISTS, "/"},       {"///", ERR_EXISTS, "/"},
        {".", ERR_EXISTS, "."},  {"d/..", ERR_EXISTS, "d/.."}, {"none/p", ERR_NOT_FOUND, "none/"},
    };
    struct err err;
    char absolute[100];

    assert_int_equal(mkdir("d", 0700), 0);
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct staging *staging = NULL;
        assert_int_equal(staging_begin(refused[i].path, "marker", &staging, &err), refused[i].code);
        assert_string_equal(err.file, refused[i].file);
        assert_null(staging);
    }
    assert_int_equal(publish("d/p///", "slashes", NULL), ERR_OK);
    assert_text("d/p/data", "slashes");
    assert_false(exists("d/p.partial"));
    snprintf(absolute, sizeof absolute, "%s/q", (const char *)*state);
    assert_int_equal(publish(absolute, "absolute", NULL), ERR_OK);
    assert_text("q/data", "absolute");
}

/* What is at PATH: made by MAKE, refused (ERR_EXISTS) without and with a marker or not. */
static void make_file(void) {
    scratch_write("p", STR("mine"));
}

static void make_dangling_link(void) {
    assert_int_equal(symlink("nowhere", "p"), 0);
}

static void make_link_to_ours(void) {
    assert_int_equal(publish("real", "x", NULL), ERR_OK);
    assert_int_equal(symlink("real", "p"), 0);
}

static void make_empty(void) {
    assert_int_equal(mkdir("p", 0700), 0);
}

static void make_foreign(void) {
    make_empty();
    scratch_write("p/letter.txt", STR("mine"));
}

static void make_marker_directory(void) {
    make_empty();
    assert_int_equal(mkdir("p/marker", 0700), 0);
}

static void make_ours(void) {
    make_empty();
    scratch_write("p/marker", STR("old"));
    scratch_write("p/letter.txt", STR("old"));
}

static const struct {
    void (*make)(void);
    bool replaced; /* with a marker */
} targets[] = {
    {make_file, false},    {make_dangling_link, false},    {make_link_to_ours, false}, {make_empty, true},
    {make_foreign, false}, {make_marker_directory, false}, {make_ours, true},
};

static void in_scratch(void (*test)(size_t target), size_t target) {
    void *state;

    assert_int_equal(scratch_make(&state), 0);
    test(target);
    assert_int_equal(scratch_remove(&state), 0);
}

static void check_target(size_t target) {
    struct staging *staging = NULL;
    struct err err;

    targets[target].make();
    assert_int_equal(staging_begin("p", NULL, &staging, &err), ERR_EXISTS);
    assert_string_equal(err.file, "p");
    assert_int_equal(publish("p", "new", &err), targets[target].replaced ? ERR_OK : ERR_EXISTS);
    assert_false(exists("p.partial"));
    if (targets[target].replaced) {
        assert_text("p/data", "new");
        assert_false(exists("p/letter.txt"));
    }
    if (targets[target].make == make_foreign) {
        assert_text("p/letter.txt", "mine");
    }
}

/* The same things, but they appear between begin and commit. */
static void check_late_target(size_t target) {
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    CLEANUP(staging_free_cleanup) struct staging *strict = NULL;
    struct err err;
    bool replaced = targets[target].replaced;

    assert_int_equal(staging_begin("p", "marker", &staging, NULL), ERR_OK);
    assert_int_equal(put(staging, "marker", "new"), ERR_OK);
    targets[target].make();
    assert_int_equal(staging_commit(staging, true, &err), replaced ? ERR_OK : ERR_EXISTS);
    staging_free(TAKE_PTR(staging));
    assert_false(exists("p.partial"));
    assert_true(exists("p"));
    if (replaced) {
        assert_text("p/marker", "new");
        return;
    }
    assert_string_equal(err.file, "p");
    assert_int_equal(rename("p", "elsewhere"), 0);
    assert_int_equal(staging_begin("p", NULL, &strict, NULL), ERR_OK);
    assert_int_equal(rename("elsewhere", "p"), 0);
    assert_int_equal(staging_commit(strict, false, &err), ERR_EXISTS);
}

static void test_targets(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        in_scratch(check_target, i);
        in_scratch(check_late_target, i);
    }
}

static void test_replace_removes_the_old(void **state) {
    (void)state;
    scratch_write("outside", STR("kept"));
    assert_int_equal(mkdir("outside.d", 0700), 0);
    scratch_write("outside.d/inner", STR("kept"));
    make_ours();
    assert_int_equal(mkdir("p/sub", 0700), 0);
    assert_int_equal(mkdir("p/sub/deeper", 0700), 0);
    scratch_write("p/sub/deeper/x", STR("old"));
    assert_int_equal(symlink("../outside", "p/link"), 0);
    assert_int_equal(symlink("../../outside.d", "p/sub/link"), 0);
    assert_int_equal(publish("p", "new", NULL), ERR_OK);
    assert_text("p/data", "new");
    assert_false(exists("p/sub"));
    assert_false(exists("p.partial"));
    assert_text("outside", "kept");
    assert_text("outside.d/inner", "kept");
}

/* Something else is called PATH.partial: it must survive. */
static void test_partial_is_foreign(void **state) {
    struct err err;

    (void)state;
    scratch_write("p.partial", STR("mine"));
    assert_int_equal(publish("p", "new", &err), ERR_EXISTS);
    assert_string_equal(err.file, "p.partial");
    assert_text("p.partial", "mine");
    assert_int_equal(mkdir("real", 0700), 0);
    scratch_write("real/letter.txt", STR("mine"));
    assert_int_equal(symlink("real", "q.partial"), 0);
    assert_int_equal(publish("q", "new", &err), ERR_EXISTS);
    assert_text("real/letter.txt", "mine");
}

static void test_partial_of_another_user(void **state) {
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    assert_int_equal(mkdir("p.partial", 0777), 0);
    assert_int_equal(chown("p.partial", 12345, 12345), 0);
    scratch_write("p.partial/letter.txt", STR("theirs"));
    assert_int_equal(publish("p", "new", NULL), ERR_EXISTS);
    assert_text("p.partial/letter.txt", "theirs");
}

/* A child that holds PATH.partial with a file in it until it is killed. */
static pid_t start_holder(const char *path) {
    int ready[2];
    char c;
    pid_t child;

    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    child = fork();
    if (child == 0) {
        struct staging *staging = NULL;
        enum err_code code = staging_begin(path, "marker", &staging, NULL);
        code = code ? code : put(staging, "unfinished", "x");
        if (!code && write(ready[1], "r", 1) == 1) {
            pause();
        }
        _exit(1);
    }
    assert_true(child > 0);
    close(ready[1]);
    assert_int_equal(read(ready[0], &c, 1), 1);
    close(ready[0]);
    return child;
}

static void kill_holder(pid_t child) {
    int status;

    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void test_killed_run(void **state) {
    (void)state;
    kill_holder(start_holder("p"));
    assert_false(exists("p"));
    assert_true(exists("p.partial/unfinished"));
    assert_int_equal(publish("p", "second run", NULL), ERR_OK);
    assert_text("p/data", "second run");
    assert_false(exists("p/unfinished"));
    assert_false(exists("p.partial"));
}

static void test_killed_run_keeps_the_old(void **state) {
    (void)state;
    make_ours();
    kill_holder(start_holder("p"));
    assert_text("p/letter.txt", "old");
}

static void test_busy(void **state) {
    struct staging *staging = NULL;
    struct err err;
    pid_t holder = start_holder("p");

    (void)state;
    assert_int_equal(staging_begin("p", "marker", &staging, &err), ERR_BUSY);
    assert_string_equal(err.file, "p.partial");
    assert_null(staging);
    assert_true(exists("p.partial/unfinished"));
    kill_holder(holder);
    assert_int_equal(publish("p", "after", NULL), ERR_OK);
}

/* Competitors: whatever happens, each publishes or is told that it is busy, and once PATH is there it stays. */
static void compete(int number, long rounds) {
    char text[16];

    snprintf(text, sizeof text, "child %d", number);
    for (long i = 0; i < rounds; i++) {
        enum err_code code = publish("p", text, NULL);
        if ((code && code != ERR_BUSY) || (!code && !exists("p"))) {
            _exit(1);
        }
    }
    _exit(0);
}

static void test_competitors(void **state) {
    enum { CHILDREN = 3 };
    long rounds = test_count("staging_competitors");

    (void)state;
    assert_int_equal(publish("p", "first", NULL), ERR_OK);
    for (int i = 0; i < CHILDREN; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            compete(i, rounds);
        }
    }
    for (int ended = 0; ended < CHILDREN;) {
        int status;
        pid_t child = waitpid(-1, &status, WNOHANG);
        assert_true(exists("p"));
        if (child > 0) {
            assert_true(WIFEXITED(status));
            assert_int_equal(WEXITSTATUS(status), 0);
            ended++;
        }
    }
    assert_false(exists("p.partial"));
    assert_true(exists("p/marker"));
    assert_true(exists("p/data"));
}

/* Runs killed at random moments: PATH is always one whole run. */
static void test_killed_anywhere(void **state) {
    long kills = test_count("staging_kills");

    (void)state;
    srandom((unsigned)test_seed());
    assert_int_equal(publish("p", "whole", NULL), ERR_OK);
    for (long i = 0; i < kills; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            while (!publish("p", "whole", NULL)) {
            }
            _exit(1);
        }
        usleep((useconds_t)(random() % 2000));
        kill_holder(child);
        assert_text("p/marker", "m");
        assert_text("p/data", "whole");
    }
    assert_int_equal(publish("p", "last", NULL), ERR_OK);
    assert_text("p/data", "last");
    assert_false(exists("p.partial"));
}

/* From now on renameat2 knows no flags, as on file systems that lack them. */
static bool forbid_rename_flags(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = ARRAY_LEN(code), .filter = code};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* Exit status 77: no such filter here. */
static void publish_without_flags(void) {
    if (!forbid_rename_flags()) {
        _exit(77);
    }
    if (renameat2(AT_FDCWD, "p", AT_FDCWD, "absent", RENAME_NOREPLACE) == 0 || errno != EINVAL) {
        _exit(2);
    }
    if (publish("fresh", "fresh", NULL) || publish("p", "new", NULL) || publish("empty", "filled", NULL)) {
        _exit(3);
    }
    /* The remains of a killed run are in the way of the detour. */
    if (mkdir("fresh.replaced", 0700) != 0 || mkdir("fresh.replaced/x", 0700) != 0 ||
        publish("fresh", "again", NULL) != ERR_EXISTS) {
        _exit(4);
    }
    _exit(0);
}

static void test_without_rename_flags(void **state) {
    int status;
    pid_t child;

    (void)state;
    make_ours();
    assert_int_equal(mkdir("empty", 0700), 0);
    child = fork();
    if (child == 0) {
        publish_without_flags();
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_text("p/data", "new");
    assert_false(exists("p/letter.txt"));
    assert_false(exists("p.partial"));
    assert_false(exists("p.replaced"));
    assert_text("empty/data", "filled");
    assert_text("fresh/data", "fresh");
    assert_false(exists("fresh.partial"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_appears_whole),
        SCRATCH_TEST(test_free_removes),
        SCRATCH_TEST(test_paths),
        cmocka_unit_test(test_targets),
        SCRATCH_TEST(test_replace_removes_the_old),
        SCRATCH_TEST(test_partial_is_foreign),
        SCRATCH_TEST(test_partial_of_another_user),
        SCRATCH_TEST(test_killed_run),
        SCRATCH_TEST(test_killed_run_keeps_the_old),
        SCRATCH_TEST(test_busy),
        SCRATCH_TEST(test_competitors),
        SCRATCH_TEST(test_killed_anywhere),
        SCRATCH_TEST(test_without_rename_flags),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "report/drawing/child.h"

#include "tests/unit/support/cmocka.h"

#include <stdlib.h>

static const struct child_limits roomy = {
    .cpu_seconds = 60, .wall_ms = 60000, .memory_bytes = (size_t)1 << 30, .output_bytes = 1 << 20};

static enum child_end run(const char *script, const char *input, const struct child_limits *limits,
                          struct buffer *out) {
    const char *const arguments[] = {"/bin/sh", "-c", script, NULL};
    enum child_end end = CHILD_FAILED;

    buffer_reset(out);
    assert_int_equal(child_run(arguments, str_from(input), limits, "/tmp", out, &end, NULL), ERR_OK);
    return end;
}

static void passes_text_through(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    assert_int_equal(run("tr a-z A-Z; echo err >&2", "hello\n", &roomy, &out), CHILD_DONE);
    assert_true(str_eq(buffer_view(&out), STR("HELLO\n")));
    assert_int_equal(run("exec cat", "", &roomy, &out), CHILD_DONE);
    assert_int_equal(out.n, 0);
}

static void sees_no_environment(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    assert_int_equal(setenv("GENKYO_TEST_SECRET", "x", 1), 0);
    assert_int_equal(run("echo \"$LC_ALL,$GENKYO_TEST_SECRET\"", "", &roomy, &out), CHILD_DONE);
    assert_true(str_eq(buffer_view(&out), STR("C,\n")));
}

static void tells_failures(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};
    const char *const nothing[] = {"/nonexistent/dot", NULL};
    enum child_end end = CHILD_DONE;

    (void)state;
    assert_int_equal(run("exit 3", "", &roomy, &out), CHILD_FAILED);
    assert_int_equal(run("kill -SEGV $$", "", &roomy, &out), CHILD_FAILED);
    assert_int_equal(child_run(nothing, STR(""), &roomy, "/tmp", &out, &end, NULL), ERR_OK);
    assert_int_equal(end, CHILD_NOT_THERE);
    assert_int_not_equal(child_run(nothing, STR(""), &roomy, "/nonexistent", &out, &end, NULL), ERR_OK);
}

static void stops_what_takes_too_long(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct child_limits limits = roomy;

    (void)state;
    limits.wall_ms = 200;
    assert_int_equal(run("exec sleep 1000", "", &limits, &out), CHILD_TOO_LONG);
    /* which says nothing more, and goes on */
    assert_int_equal(run("exec >&-; sleep 1000", "", &limits, &out), CHILD_TOO_LONG);
    limits = roomy;
    limits.cpu_seconds = 1;
    assert_int_equal(run("while :; do :; done", "", &limits, &out), CHILD_TOO_LONG);
}

static void stops_what_takes_too_much(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct child_limits limits = roomy;

    (void)state;
    limits.output_bytes = 100000;
    assert_int_equal(run("exec yes", "", &limits, &out), CHILD_TOO_LARGE);
    assert_true(out.n < 300000);
    /* 64 MiB in one variable */
    limits = roomy;
    limits.memory_bytes = 48 << 20;
    assert_int_equal(run("sleep 0.2; x=$(head -c 67108864 /dev/zero | tr '\\0' a); echo ${#x}", "", &limits, &out),
                     CHILD_FAILED);
    assert_int_equal(run("sleep 0.2; x=$(head -c 67108864 /dev/zero | tr '\\0' a); echo ${#x}", "", &roomy, &out),
                     CHILD_DONE);
    /* it writes no files */
    assert_int_equal(run("sleep 0.2; echo x >/tmp/genkyo-child-test.$$", "", &roomy, &out), CHILD_FAILED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passes_text_through),
        cmocka_unit_test(sees_no_environment),
        cmocka_unit_test(tells_failures),
        cmocka_unit_test(stops_what_takes_too_long),
        cmocka_unit_test(stops_what_takes_too_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

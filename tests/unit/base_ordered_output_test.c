#include "base/ordered_output.h"

#include "base/file.h"
#include "tests/unit/support/cmocka.h"

#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[] = "/tmp/genkyo-ordered_output-XXXXXX";
static int directory_fd = -1;

static int make_directory(void **state) {
    (void)state;
    if (!mkdtemp(directory)) {
        return -1;
    }
    directory_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return directory_fd < 0;
}

static int remove_directory(void **state) {
    (void)state;
    close(directory_fd);
    return rmdir(directory);
}

static struct output *create(const char *name) {
    struct output *output = NULL;

    assert_int_equal(output_create(directory_fd, name, &output, NULL), ERR_OK);
    return output;
}

static struct str take(const char *name, struct arena *arena) {
    struct str bytes = STR_NONE;

    assert_int_equal(file_read_all(directory_fd, name, 1 << 26, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlinkat(directory_fd, name, 0), 0);
    return bytes;
}

enum { PARTS = 200, FAILS_AT = 70 };

/* Parts of very different length, some empty; early ones take longer, so that later ones are ready before them. */
static size_t length_of(size_t part) {
    return part % 7 == 0 ? 0 : part * 331 % 5000;
}

static enum err_code render(void *context, size_t part, unsigned worker, struct output *const *outs, struct err *err) {
    (void)context;
    (void)worker;
    (void)err;
    for (size_t i = 0; i < (part % 3 ? 0 : 50); i++) {
        sched_yield();
    }
    for (size_t i = 0; i < length_of(part); i++) {
        char c = (char)('a' + part % 26);
        output_write(outs[0], (struct str){&c, 1});
    }
    output_cstr(outs[1], part % 2 ? "odd\n" : "even\n");
    return ERR_OK;
}

static void assert_parts(struct str bytes) {
    size_t at = 0;

    for (size_t part = 0; part < PARTS; part++) {
        for (size_t i = 0; i < length_of(part); i++) {
            assert_true(at < bytes.n);
            assert_int_equal(bytes.p[at++], 'a' + part % 26);
        }
    }
    assert_int_equal(at, bytes.n);
}

static void test_in_order(void **state) {
    static const unsigned threads[] = {0, 1, 2, 7}; /* 0: without a pool */

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        struct output *files[] = {create("letters"), create("lines")};
        struct hash128 digest, expected;
        struct str letters, lines, line;
        if (threads[i]) {
            assert_int_equal(pool_new(threads[i], &pool, NULL), ERR_OK);
        }
        output_cstr(files[1], "begin\n");
        alarm(60);
        assert_int_equal(ordered_output(pool, PARTS, files, 2, render, NULL, NULL), ERR_OK);
        alarm(0);
        assert_int_equal(output_close(files[0], false, &digest, NULL), ERR_OK);
        assert_int_equal(output_close(files[1], false, NULL, NULL), ERR_OK);
        letters = take("letters", arena);
        assert_parts(letters);
        struct hasher *hasher = hasher_new();
        hasher_update(hasher, letters);
        expected = hasher_digest(hasher);
        hasher_free(hasher);
        assert_true(digest.high == expected.high && digest.low == expected.low);
        lines = take("lines", arena);
        assert_true(str_cut(&lines, '\n', &line) && str_eq(line, STR("begin")));
        for (size_t part = 0; part < PARTS; part++) {
            assert_true(str_cut(&lines, '\n', &line));
            assert_true(str_eq(line, part % 2 ? STR("odd") : STR("even")));
        }
        assert_int_equal(lines.n, 0);
    }
}

static enum err_code render_until(void *context, size_t part, unsigned worker, struct output *const *outs,
                                  struct err *err) {
    (void)context;
    (void)worker;
    output_cstr(outs[0], "x");
    return part == FAILS_AT ? err_set(err, ERR_VALUE, "part", STR_NONE, STR_NONE) : ERR_OK;
}

/* Whoever waits for the part that failed is let go; nothing behind it is written. The alarm turns a hang into a
 * failure. */
static void test_failure(void **state) {
    static const unsigned threads[] = {1, 2, 7};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        struct output *file = create("file");
        struct err err = {0};
        assert_int_equal(pool_new(threads[i], &pool, NULL), ERR_OK);
        alarm(60);
        assert_int_equal(ordered_output(pool, PARTS, &file, 1, render_until, NULL, &err), ERR_VALUE);
        alarm(0);
        assert_string_equal(err.file, "part");
        assert_int_equal(output_close(file, false, NULL, NULL), ERR_OK);
        assert_true(take("file", arena).n <= FAILS_AT);
    }
}

static void test_no_parts(void **state) {
    struct output *file = create("file");
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    assert_int_equal(ordered_output(NULL, 0, &file, 1, render_until, NULL, NULL), ERR_OK);
    assert_int_equal(output_close(file, false, NULL, NULL), ERR_OK);
    assert_int_equal(take("file", arena).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order),
        cmocka_unit_test(test_failure),
        cmocka_unit_test(test_no_parts),
    };

    return cmocka_run_group_tests(tests, make_directory, remove_directory);
}

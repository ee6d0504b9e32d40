/* An input file that shrinks while it is mapped ends the program with a line and an exit status, whichever thread
 * touches what is gone. */

#include "cli/surroundings.h"

#include "base/file.h"
#include "base/parallel.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILE_BYTES = 1 << 16, THREADS = 4 };

static void write_input(void) {
    char *bytes = calloc(1, FILE_BYTES);

    assert_non_null(bytes);
    memset(bytes, 'x', FILE_BYTES);
    scratch_write("devices.csv", (struct str){bytes, FILE_BYTES});
    free(bytes);
}

static void touch_end(void *context, size_t task, unsigned worker) {
    const volatile char *map = context;

    /* The caller's thread has the worker number 0, and leaves the bytes to the others. */
    (void)task;
    if (worker == 0) {
        for (;;) {
            pause();
        }
    }
    (void)map[FILE_BYTES - 1];
}

/* In a process of its own: exit status 1 when nothing came of touching what is gone. */
static _Noreturn void lose_input(enum language language, bool by_worker) {
    struct file *file;
    struct pool *pool;
    const char *map;

    surroundings_set_language(language);
    if (pool_new(THREADS, &pool, NULL) || file_open(AT_FDCWD, "devices.csv", &file, NULL)) {
        _exit(3);
    }
    map = file_map(file);
    if (!map || truncate("devices.csv", 0) != 0) {
        _exit(4);
    }
    if (by_worker) {
        parallel_for(pool, THREADS, touch_end, (void *)(uintptr_t)map);
    } else {
        (void)*(const volatile char *)map;
    }
    _exit(1);
}

/* What the process writes to standard error; its exit status. */
static int run(enum language language, bool by_worker, char *text, size_t size) {
    int ends[2], status;
    size_t n = 0;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        lose_input(language, by_worker);
    }
    close(ends[1]);
    for (ssize_t got; n + 1 < size && (got = read(ends[0], text + n, size - n - 1)) > 0;) {
        n += (size_t)got;
    }
    text[n] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void test_input_is_cut_off(void **state) {
    char text[1024];

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        write_input();
        assert_int_equal(run(i & 1 ? LANGUAGE_JA : LANGUAGE_EN, i & 2, text, sizeof text), EXIT_REFUSED);
        assert_memory_equal(text, "genkyo: ", strlen("genkyo: "));
        assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_input_is_cut_off, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

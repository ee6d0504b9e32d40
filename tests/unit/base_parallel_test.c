#include "base/parallel.h"

#include "tests/unit/support/cmocka.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { TASKS_MOST = 10000, WORKERS_MOST = 64 };

struct visits {
    atomic_int tasks[TASKS_MOST];
    atomic_int inside[WORKERS_MOST]; /* calls of this worker that run at the moment */
    atomic_int wrong;
    unsigned threads;
};

static void visit(void *context, size_t task, unsigned worker) {
    struct visits *visits = context;

    if (task >= TASKS_MOST || worker >= visits->threads) {
        atomic_fetch_add(&visits->wrong, 1);
        return;
    }
    if (atomic_fetch_add(&visits->inside[worker], 1) != 0) {
        atomic_fetch_add(&visits->wrong, 1);
    }
    atomic_fetch_add(&visits->tasks[task], 1);
    atomic_fetch_sub(&visits->inside[worker], 1);
}

static void test_each_task_once(void **state) {
    static const unsigned threads[] = {1, 2, 7};
    static const size_t tasks[] = {0, 1, 2, 6, 7, 8, 1000, TASKS_MOST, 3};
    struct visits *visits = malloc(sizeof *visits);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        assert_int_equal(pool_new(threads[i], &pool, NULL), ERR_OK);
        assert_int_equal(pool_threads(pool), threads[i]);
        for (size_t k = 0; k < ARRAY_LEN(tasks); k++) {
            memset(visits, 0, sizeof *visits);
            visits->threads = threads[i];
            parallel_for(pool, tasks[k], visit, visits);
            assert_int_equal(visits->wrong, 0);
            for (size_t task = 0; task < TASKS_MOST; task++) {
                assert_int_equal(visits->tasks[task], task < tasks[k]);
            }
        }
    }
    free(visits);
}

/* Results that are not atomic must be seen by the caller; many short loops catch a worker of the loop before. */
static void square(void *context, size_t task, unsigned worker) {
    uint64_t *squares = context;

    (void)worker;
    squares[task] += task * task;
}

static void test_many_loops(void **state) {
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    uint64_t squares[20] = {0};

    (void)state;
    assert_int_equal(pool_new(4, &pool, NULL), ERR_OK);
    for (int round = 0; round < 2000; round++) {
        parallel_for(pool, ARRAY_LEN(squares), square, squares);
    }
    for (size_t i = 0; i < ARRAY_LEN(squares); i++) {
        assert_int_equal(squares[i], 2000 * i * i);
    }
}

static void wait_for_all(void *context, size_t task, unsigned worker) {
    atomic_int *arrived = context;

    (void)task;
    (void)worker;
    atomic_fetch_add(arrived, 1);
    while (atomic_load(arrived) < 3) {
        sched_yield();
    }
}

/* Three tasks that wait for each other end only if three threads run; the alarm turns a hang into a failure. */
static void test_runs_side_by_side(void **state) {
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    atomic_int arrived = 0;

    (void)state;
    assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
    alarm(60);
    parallel_for(pool, 3, wait_for_all, &arrived);
    alarm(0);
    assert_int_equal(arrived, 3);
}

static void count_allowed(void *context, size_t task, unsigned worker) {
    (void)task;
    (void)worker;
    *(unsigned *)context += 1;
}

static void test_default_is_affinity(void **state) {
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    cpu_set_t before, one;
    unsigned visited = 0;
    int cpu = 0;

    (void)state;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    while (!CPU_ISSET(cpu, &before)) {
        cpu++;
    }
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(pool_new(0, &pool, NULL), ERR_OK);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
    assert_int_equal(pool_threads(pool), 1);
    parallel_for(pool, 5, count_allowed, &visited);
    assert_int_equal(visited, 5);
    pool_free(TAKE_PTR(pool));
    assert_int_equal(pool_new(0, &pool, NULL), ERR_OK);
    assert_int_equal(pool_threads(pool), CPU_COUNT(&before));
}

static enum err_code fail_at_some(void *context, size_t task, unsigned worker, struct err *err) {
    atomic_int *runs = context;

    (void)worker;
    atomic_fetch_add(runs, 1);
    return task >= 30 && task % 10 == 0 ? err_at(err, ERR_VALUE, "task", task, 0, STR_NONE, STR_NONE) : ERR_OK;
}

/* Of several failures the first one by its number is told, whoever came to it first. */
static void test_try(void **state) {
    static const unsigned threads[] = {1, 4};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
        assert_int_equal(pool_new(threads[i], &pool, NULL), ERR_OK);
        for (int round = 0; round < 200; round++) {
            atomic_int runs = 0;
            struct err err = {0};
            assert_int_equal(parallel_try(pool, 100, fail_at_some, &runs, &err), ERR_VALUE);
            assert_int_equal(err.line, 30);
            assert_true(runs >= 31);
            runs = 0;
            assert_int_equal(parallel_try(pool, 30, fail_at_some, &runs, NULL), ERR_OK);
            assert_int_equal(runs, 30);
        }
    }
}

static void test_without_pool(void **state) {
    uint64_t squares[20] = {0};
    struct err err = {0};
    atomic_int runs = 0;

    (void)state;
    assert_int_equal(pool_threads(NULL), 1);
    parallel_for(NULL, ARRAY_LEN(squares), square, squares);
    for (size_t i = 0; i < ARRAY_LEN(squares); i++) {
        assert_int_equal(squares[i], i * i);
    }
    assert_int_equal(parallel_try(NULL, 100, fail_at_some, &runs, &err), ERR_VALUE);
    assert_int_equal(err.line, 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_task_once),
        cmocka_unit_test(test_many_loops),
        cmocka_unit_test(test_try),
        cmocka_unit_test(test_without_pool),
        cmocka_unit_test(test_runs_side_by_side),
        cmocka_unit_test(test_default_is_affinity),
    };

    pool_free(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

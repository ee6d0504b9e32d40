#include "base/budget.h"

#include "base/arena.h"
#include "base/intern.h"
#include "base/parallel.h"
#include "tests/unit/support/cmocka.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* On a disk, which /tmp need not be. */
#define DISK "/var/tmp"

static struct budget *new_budget(size_t limit) {
    struct budget *budget = NULL;

    assert_int_equal(budget_new(limit, DISK, &budget, NULL), ERR_OK);
    return budget;
}

static bool is_zero(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p[i]) {
            return false;
        }
    }
    return true;
}

static void test_without_a_limit(void **state) {
    uint64_t *numbers = budget_alloc(NULL, 1000, sizeof *numbers);

    (void)state;
    assert_non_null(numbers);
    assert_true(is_zero((const char *)numbers, 1000 * sizeof *numbers));
    assert_int_equal((uintptr_t)numbers % _Alignof(max_align_t), 0);
    numbers[999] = 7;
    numbers = budget_resize(NULL, numbers, 1000000, sizeof *numbers);
    assert_non_null(numbers);
    assert_int_equal(numbers[999], 7);
    assert_null(budget_alloc(NULL, SIZE_MAX / 2, 4));
    assert_null(budget_resize(NULL, numbers, SIZE_MAX, 1));
    budget_drop(numbers);
    budget_drop(NULL);
    budget_free(NULL);
    assert_int_equal(budget_share(NULL, 8, 1000), 1000);
}

/* 1 MiB: a quarter of what is left stays in memory, the rest goes to files, and both are given back. */
static void test_large_arrays_go_first(void **state) {
    struct budget *budget = new_budget((size_t)1 << 20);
    char *quarter = budget_alloc(budget, 200 << 10, 1), *half = budget_alloc(budget, 512 << 10, 1);

    (void)state;
    assert_non_null(quarter);
    assert_non_null(half);
    assert_in_range(budget_in_memory(budget), 200 << 10, 201 << 10);
    assert_in_range(budget_in_files(budget), 512 << 10, 513 << 10);
    assert_true(is_zero(quarter, 200 << 10));
    assert_true(is_zero(half, 512 << 10));
    memset(half, 'h', 512 << 10);
    budget_drop(quarter);
    assert_int_equal(budget_in_memory(budget), 0);
    half = budget_resize(budget, half, 100 << 10, 1); /* stays where it is */
    assert_int_equal(budget_in_memory(budget), 0);
    assert_in_range(budget_in_files(budget), 100 << 10, 101 << 10);
    assert_int_equal(half[(100 << 10) - 1], 'h');
    budget_drop(half);
    assert_int_equal(budget_in_files(budget), 0);
    assert_int_equal(budget_share(budget, 8, 1 << 30), 128 << 10);
    assert_int_equal(budget_share(budget, 8, 1000), 1000);
    budget_free(budget);
}

/* An array grows and shrinks at random, from memory to files and within either, and holds what was put there. */
static void resize_at_random(size_t limit) {
    enum { MOST = 300000 };
    struct budget *budget = limit ? new_budget(limit) : NULL;
    uint32_t *array = NULL;
    size_t count = 0;

    for (int i = 0; i < 60; i++) {
        size_t wanted = (size_t)random() % (random() % 3 ? MOST : 2000) + 1;
        array = budget_resize(budget, array, wanted, sizeof *array);
        assert_non_null(array);
        for (size_t k = 0; k < count && k < wanted; k++) {
            assert_int_equal(array[k], (uint32_t)(k * 2654435761u));
        }
        for (size_t k = count; k < wanted; k++) {
            array[k] = (uint32_t)(k * 2654435761u);
        }
        count = wanted;
        /* No more than the limit, and what is smaller than a file may be. */
        assert_true(!budget || budget_in_memory(budget) <= limit + 4096);
    }
    budget_drop(array);
    assert_true(!budget || budget_in_memory(budget) + budget_in_files(budget) == 0);
    budget_free(budget);
}

static void test_resizing(void **state) {
    static const size_t limits[] = {0, 1, 10000, 500000, 3000000, 100000000};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        resize_at_random(limits[i]);
    }
}

enum { ASKED = 1000, SHARED_LIMIT = 100000, THREADS = 4 };

struct asking {
    struct budget *budget;
    bool is_right[ASKED];
};

/* In a thread of its own, where no assertion may fail. */
static void ask(void *context, size_t task, unsigned worker) {
    struct asking *asking = context;
    size_t count = 1000 * (task % 50 + 1);
    char *first = budget_alloc(asking->budget, count, 1), *p;

    (void)worker;
    if (!first) {
        return;
    }
    memset(first, (int)task, count);
    p = budget_resize(asking->budget, first, 2 * count, 1);
    asking->is_right[task] = p && budget_in_memory(asking->budget) <= SHARED_LIMIT + (THREADS << 12) &&
                             (unsigned char)p[count - 1] == task % 256;
    budget_drop(p ? p : first);
}

/* Threads ask side by side; the limit holds for all of them together. */
static void test_threads(void **state) {
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    static struct asking asking;

    (void)state;
    asking.budget = new_budget(SHARED_LIMIT);
    assert_int_equal(pool_new(THREADS, &pool, NULL), ERR_OK);
    parallel_for(pool, ASKED, ask, &asking);
    for (size_t i = 0; i < ASKED; i++) {
        assert_true(asking.is_right[i]);
    }
    assert_int_equal(budget_in_memory(asking.budget) + budget_in_files(asking.budget), 0);
    budget_free(asking.budget);
}

/* No file may be larger than 64 KiB: what needs a larger one is told so, and everything else is as it was. */
static void test_full_disk(void **state) {
    struct rlimit before, small;
    struct budget *budget = new_budget(8192);
    struct err err = {0};

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 65536;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    char *p = budget_alloc(budget, 40000, 1);
    assert_non_null(p);
    p[39999] = 'x';
    assert_int_equal(budget_explain(budget, ERR_NO_MEMORY, &err), ERR_NO_MEMORY);
    assert_null(budget_resize(budget, p, 80000, 1));
    assert_null(budget_alloc(budget, 80000, 1));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(p[39999], 'x');
    assert_int_equal(budget_explain(NULL, ERR_NO_MEMORY, &err), ERR_NO_MEMORY);
    assert_int_equal(budget_explain(budget, ERR_DIGEST, &err), ERR_DIGEST);
    assert_int_equal(err.code, ERR_OK);
    assert_int_equal(budget_explain(budget, ERR_NO_MEMORY, &err), ERR_SYSTEM);
    assert_int_equal(err.os_errno, EFBIG);
    assert_string_equal(err.file, DISK);
    p = budget_resize(budget, p, 80000, 1);
    assert_non_null(p);
    assert_int_equal(p[39999], 'x');
    budget_drop(p);
    assert_int_equal(budget_in_files(budget), 0);
    budget_free(budget);
}

static void test_where_no_files_can_be(void **state) {
    struct budget *budget = NULL;
    struct err err = {0};

    (void)state;
    assert_int_equal(budget_new(1, "no/such/directory", &budget, &err), ERR_NOT_FOUND);
    if (access("/dev/shm", W_OK) == 0) { /* a tmpfs on every Linux that has it */
        assert_int_equal(budget_new(1, "/dev/shm", &budget, &err), ERR_NOT_ON_DISK);
        assert_string_equal(err.file, "/dev/shm");
    }
    assert_null(budget);
}

/* What is built on it. */
static void test_interning(void **state) {
    enum { MANY = 20000 };
    struct budget *budget = new_budget(20000);
    struct intern *intern = intern_new_within(budget);
    struct arena *arena = arena_new_within(budget);
    char text[32];

    (void)state;
    assert_non_null(intern);
    assert_non_null(arena);
    for (uint32_t i = 0; i < 2 * MANY; i++) {
        int n = snprintf(text, sizeof text, "PC-%06u", i % MANY);
        assert_int_equal(intern_add(intern, (struct str){text, (size_t)n}), i % MANY);
        assert_true(str_eq(arena_dup(arena, (struct str){text, (size_t)n}), (struct str){text, (size_t)n}));
    }
    assert_int_equal(intern_count(intern), MANY);
    assert_true(str_eq(intern_text(intern, 17), STR("PC-000017")));
    assert_true(budget_in_files(budget) > MANY * sizeof(struct str));
    arena_free(arena);
    intern_free(intern);
    assert_int_equal(budget_in_memory(budget) + budget_in_files(budget), 0);
    budget_free(budget);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_limit), cmocka_unit_test(test_large_arrays_go_first),
        cmocka_unit_test(test_resizing),        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_full_disk),       cmocka_unit_test(test_where_no_files_can_be),
        cmocka_unit_test(test_interning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "notify/attempts.h"

#include "tests/unit/support/cmocka.h"

#include <time.h>

struct task {
    unsigned works_at; /* 0: never */
    bool is_temporary;
    unsigned made;
};

static enum err_code do_task(void *context, bool *ret_is_temporary, struct err *err) {
    struct task *task = context;

    task->made++;
    if (task->made == task->works_at) {
        return ERR_OK;
    }
    *ret_is_temporary = task->is_temporary;
    return err_set(err, ERR_DELIVERY, NULL, STR("server"), STR("busy"));
}

static const struct attempt_case {
    unsigned attempts;
    struct task task;
    enum err_code code;
    unsigned made;
} attempt_cases[] = {
    {1, {1, false, 0}, ERR_OK, 1},      {1, {2, true, 0}, ERR_DELIVERY, 1},
    {3, {2, true, 0}, ERR_OK, 2},       {3, {3, true, 0}, ERR_OK, 3},
    {3, {4, true, 0}, ERR_DELIVERY, 3}, {3, {2, false, 0}, ERR_DELIVERY, 1},
    {0, {1, true, 0}, ERR_OK, 1},       {1000, {0, true, 0}, ERR_DELIVERY, ATTEMPTS_MAX},
};

static void test_attempts(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(attempt_cases); i++) {
        struct task task = attempt_cases[i].task;
        assert_int_equal(attempts_make(attempt_cases[i].attempts, 0, do_task, &task, NULL), attempt_cases[i].code);
        assert_int_equal(task.made, attempt_cases[i].made);
    }
}

/* 10, 20 and 40 ms between four attempts. */
static void test_pauses_double(void **state) {
    struct task task = {0, true, 0};
    struct timespec begin, end;

    (void)state;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_int_equal(attempts_make(4, 10, do_task, &task, NULL), ERR_DELIVERY);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true((end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1000000 >= 69);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_attempts), cmocka_unit_test(test_pauses_double)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/ssh/jump_hosts.h"

#include "scanner/credential/credential.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>
#include <uv.h>

#define PLACES 100

static const struct hop bastion = {.address = {"bastion", 7}, .port = 22};
static const struct hop to_inner[] = {{.address = {"bastion", 7}, .port = 22}, {.address = {"inner", 5}, .port = 22}};

struct line_test {
    uv_loop_t loop;
    struct jump_hosts *jumps;
    struct jump_place places[PLACES];
    size_t called[PLACES]; /* in this order */
    size_t count;
};

static struct line_test test;

static void on_may_connect(struct jump_place *place) {
    test.called[test.count++] = (size_t)(place - test.places);
}

static int set_up(void **state) {
    (void)state;
    memset(&test, 0, sizeof test);
    for (size_t i = 0; i < PLACES; i++) {
        test.places[i].may_connect = on_may_connect;
    }
    if (uv_loop_init(&test.loop)) {
        return -1;
    }
    test.jumps = jump_hosts_new(&test.loop);
    if (!test.jumps) {
        uv_loop_close(&test.loop);
        return -1;
    }
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    for (size_t i = 0; i < PLACES; i++) {
        jump_leave(test.jumps, &test.places[i]);
    }
    jump_hosts_close(test.jumps);
    uv_run(&test.loop, UV_RUN_DEFAULT);
    return uv_loop_close(&test.loop);
}

static void queue(size_t first, size_t count, const struct hop *hops, size_t hop_count) {
    for (size_t i = first; i < first + count; i++) {
        assert_true(jump_queue(test.jumps, &test.places[i], hops, hop_count));
    }
}

/* Exactly these have been called since the last time: FIRST and those after it. */
static void assert_called(size_t first, size_t count) {
    uv_run(&test.loop, UV_RUN_DEFAULT);
    assert_int_equal(test.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(test.called[i], first + i);
    }
    test.count = 0;
}

static void let_in(size_t first, size_t count, size_t index, const struct credential *credential) {
    for (size_t i = first; i < first + count; i++) {
        jump_let_in(test.jumps, &test.places[i], index, credential);
    }
}

static void one_goes_ahead_then_a_few_at_a_time(void **state) {
    size_t next = 1;

    (void)state;
    queue(0, 60, &bastion, 1);
    assert_int_equal(test.count, 0); /* never from within a call */
    assert_called(0, 1);
    let_in(0, 1, 0, NULL);
    assert_called(next, JUMP_ENTERING_MAX);
    /* Whoever is in makes room for one more on the way in, until enough are inside. */
    while (next + JUMP_ENTERING_MAX < JUMP_INSIDE_MAX) {
        let_in(next, 1, 0, NULL);
        assert_called(next + JUMP_ENTERING_MAX, 1);
        next++;
    }
    let_in(next, 1, 0, NULL);
    assert_called(0, 0);
    jump_leave(test.jumps, &test.places[0]);
    assert_called(JUMP_INSIDE_MAX, 1);
}

static void a_place_that_leaves_makes_room(void **state) {
    (void)state;
    queue(0, 3, &bastion, 1);
    assert_called(0, 1);
    jump_leave(test.jumps, &test.places[1]); /* while it waits */
    jump_leave(test.jumps, &test.places[0]); /* on its way in */
    assert_called(2, 1);
    assert_int_equal(test.places[0].state, JUMP_OUT);
}

static void certain_failures_are_for_all(void **state) {
    (void)state;
    queue(0, 3, &bastion, 1);
    assert_called(0, 1);
    jump_failed(test.jumps, &test.places[0], 0, true, PROBE_AUTH_REFUSED, "refused");
    jump_leave(test.jumps, &test.places[0]);
    assert_called(1, 2);
    for (size_t i = 1; i < 3; i++) {
        const struct jump_failure *failure = jump_failure(&test.places[i]);
        assert_non_null(failure);
        assert_int_equal(failure->outcome, PROBE_AUTH_REFUSED);
        assert_string_equal(failure->message, "refused");
        assert_int_equal(test.places[i].state, JUMP_OUT);
    }
    /* Also for those that come later. */
    queue(3, 1, &bastion, 1);
    assert_called(3, 1);
    assert_non_null(jump_failure(&test.places[3]));
}

static void not_reaching_it_counts_in_a_row_only(void **state) {
    (void)state;
    queue(0, 10, &bastion, 1);
    for (size_t i = 0; i < JUMP_UNREACHED_MAX - 1; i++) {
        assert_called(i, 1);
        jump_failed(test.jumps, &test.places[i], 0, false, PROBE_NO_ANSWER, "silent");
        assert_null(jump_failure(&test.places[i]));
        jump_leave(test.jumps, &test.places[i]);
    }
    assert_called(JUMP_UNREACHED_MAX - 1, 1);
    let_in(JUMP_UNREACHED_MAX - 1, 1, 0, NULL);
    assert_called(JUMP_UNREACHED_MAX, JUMP_ENTERING_MAX);
    for (size_t i = 0; i < JUMP_UNREACHED_MAX; i++) {
        assert_null(jump_failure(&test.places[9]));
        jump_failed(test.jumps, &test.places[JUMP_UNREACHED_MAX + i], 0, false, PROBE_NO_ANSWER, "silent");
    }
    assert_non_null(jump_failure(&test.places[9]));
}

/* The second jump host of a way has limits and failures of its own, and the first is not held by them. */
static void a_jump_host_behind_another(void **state) {
    (void)state;
    queue(0, 2, to_inner, 2);
    queue(2, 1, &bastion, 1);
    assert_called(0, 1);
    let_in(0, 1, 0, NULL);
    /* The inner one has let nobody in yet: place 1 waits, and place 2 passes it. */
    assert_called(2, 1);
    assert_int_equal(test.places[0].state, JUMP_ENTERING);
    let_in(0, 1, 1, NULL);
    assert_int_equal(test.places[0].state, JUMP_PASSING);
    assert_called(1, 1);
    jump_failed(test.jumps, &test.places[1], 1, true, PROBE_HOST_KEY_CHANGED, "changed");
    assert_non_null(jump_failure(&test.places[1]));
    assert_null(jump_failure(&test.places[2]));
}

static void the_way_tells_jump_hosts_apart(void **state) {
    static const struct hop others[] = {
        {.address = {"bastion", 7}, .port = 2222},
        {.address = {"bastion", 7}, .port = 22, .user = {"audit", 5}},
        {.address = {"bastion2", 8}, .port = 22},
        {.address = {"inner", 5}, .port = 22}, /* without the bastion before it */
    };
    static const struct hop same = {.address = {"BASTION", 7}, .port = 22};

    (void)state;
    queue(0, 1, to_inner, 2);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        queue(1 + i, 1, &others[i], 1);
    }
    assert_called(0, 1 + ARRAY_LEN(others));
    queue(10, 1, &same, 1);
    assert_called(0, 0); /* waits for the one that goes ahead to the same jump host */
    let_in(0, 1, 0, NULL);
    assert_called(10, 1);
}

static void what_let_in_is_remembered(void **state) {
    static const struct credential first, second;

    (void)state;
    queue(0, 2, to_inner, 2);
    assert_called(0, 1);
    assert_null(jump_credential(&test.places[1], 0));
    let_in(0, 1, 0, &first);
    let_in(0, 1, 1, &second);
    assert_ptr_equal(jump_credential(&test.places[1], 0), &first);
    assert_ptr_equal(jump_credential(&test.places[1], 1), &second);
}

/* A connection that is made anew counts as on its way in, however many are. */
static void connecting_again_does_not_wait(void **state) {
    (void)state;
    queue(0, 10, &bastion, 1);
    assert_called(0, 1);
    let_in(0, 1, 0, NULL);
    assert_called(1, JUMP_ENTERING_MAX);
    jump_enter_again(&test.places[0]);
    assert_int_equal(test.places[0].state, JUMP_ENTERING);
    let_in(1, 1, 0, NULL);
    assert_called(0, 0); /* still as many as allowed */
    let_in(0, 1, 0, NULL);
    assert_called(1 + JUMP_ENTERING_MAX, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_goes_ahead_then_a_few_at_a_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_place_that_leaves_makes_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(certain_failures_are_for_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(not_reaching_it_counts_in_a_row_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_jump_host_behind_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_way_tells_jump_hosts_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_let_in_is_remembered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(connecting_again_does_not_wait, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/pacing.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

#define SECOND 1000000U
#define START  (1000U * SECOND) /* of the clock; not zero, as real ones are not */

static const struct pacing_limits plenty = {.sessions = 1000, .connecting = 1000, .rate = 1000, .subnet_rate = 1000};

static void queue(struct pacing *pacing, struct pacing_place *place, const char *address) {
    struct net_address read;

    assert_true(net_address_read(str_from(address), &read));
    assert_true(pacing_queue(pacing, place, &read));
}

/* How many may connect until END, when the clock is looked at exactly when it is due. */
static unsigned connects_until(struct pacing *pacing, uint64_t *now, uint64_t end) {
    unsigned count = 0;
    uint64_t wait;

    while (*now < end) {
        struct pacing_place *place = pacing_next_connect(pacing, *now, &wait);
        if (place) {
            count++;
            pacing_leave(pacing, place);
        } else if (wait == UINT64_MAX) {
            break;
        } else {
            *now += wait;
        }
    }
    return count;
}

static void leave_all(struct pacing *pacing, struct pacing_place *places, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (places[i].state != PACING_OUT) {
            pacing_leave(pacing, &places[i]);
        }
    }
}

static void test_rate_in_all(void **state) {
    const struct pacing_limits limits = {.sessions = 1000, .connecting = 1000, .rate = 50, .subnet_rate = 50};
    CLEANUP(pacing_free_cleanup) struct pacing *pacing = pacing_new(&limits);
    struct pacing_place places[300] = {0};
    char address[32];
    uint64_t now = START;

    (void)state;
    for (int i = 0; i < 300; i++) {
        snprintf(address, sizeof address, "10.%d.0.1", i % 200);
        queue(pacing, &places[i], address);
    }
    /* Within any second 50, and what LAG_MAX_US (0.1 s) makes up for at the start. */
    assert_in_range(connects_until(pacing, &now, START + SECOND), 50, 56);
    assert_in_range(connects_until(pacing, &now, START + 2 * SECOND), 49, 51);
    leave_all(pacing, places, 300);
}

static void test_rate_of_a_subnet(void **state) {
    const struct pacing_limits limits = {.sessions = 1000, .connecting = 1000, .rate = 1000, .subnet_rate = 10};
    CLEANUP(pacing_free_cleanup) struct pacing *pacing = pacing_new(&limits);
    struct pacing_place same[40] = {0}, others[40] = {0}, six[40] = {0};
    char address[32];
    uint64_t now = START;

    (void)state;
    for (int i = 0; i < 40; i++) {
        snprintf(address, sizeof address, "10.1.2.%d", i);
        queue(pacing, &same[i], address);
        snprintf(address, sizeof address, "10.2.%d.1", i);
        queue(pacing, &others[i], address);
        snprintf(address, sizeof address, "2001:db8:0:1::%d", i + 1);
        queue(pacing, &six[i], address);
    }
    /* 40 subnets at once; ten a second and the start's one more from each of the two crowded ones. */
    assert_in_range(connects_until(pacing, &now, START + SECOND), 40 + 2 * 10, 40 + 2 * 12);
    leave_all(pacing, same, 40);
    leave_all(pacing, others, 40);
    leave_all(pacing, six, 40);
}

static void test_turns(void **state) {
    CLEANUP(pacing_free_cleanup) struct pacing *pacing = pacing_new(&plenty);
    struct pacing_place places[4] = {0};
    static const int expected[] = {0, 3, 1, 2};
    uint64_t wait;

    (void)state;
    queue(pacing, &places[0], "10.0.0.1");
    queue(pacing, &places[1], "10.0.0.2");
    queue(pacing, &places[2], "10.0.0.3");
    queue(pacing, &places[3], "10.0.1.1");
    for (int i = 0; i < 4; i++) {
        uint64_t now = START + i * SECOND;
        assert_ptr_equal(pacing_next_connect(pacing, now, &wait), &places[expected[i]]);
    }
    assert_null(pacing_next_connect(pacing, START + 9 * SECOND, &wait));
    assert_true(wait == UINT64_MAX);
    assert_int_equal(pacing_count(pacing, PACING_CONNECTING), 4);
    leave_all(pacing, places, 4);
}

static void test_sessions(void **state) {
    const struct pacing_limits limits = {.sessions = 2, .connecting = 3, .rate = 1000, .subnet_rate = 1000};
    CLEANUP(pacing_free_cleanup) struct pacing *pacing = pacing_new(&limits);
    struct pacing_place places[5] = {0};
    uint64_t wait, now = START;

    (void)state;
    for (int i = 0; i < 5; i++) {
        queue(pacing, &places[i], "10.0.0.1");
    }
    for (int i = 0; i < 3; i++, now += SECOND) {
        assert_ptr_equal(pacing_next_connect(pacing, now, &wait), &places[i]);
    }
    /* Three are being made: no more, however long it takes. */
    assert_null(pacing_next_connect(pacing, now, &wait));
    assert_true(wait == UINT64_MAX);
    for (int i = 0; i < 3; i++) {
        pacing_connected(pacing, &places[i]);
    }
    assert_ptr_equal(pacing_next_session(pacing), &places[0]);
    assert_ptr_equal(pacing_next_session(pacing), &places[1]);
    assert_null(pacing_next_session(pacing));
    assert_null(pacing_next_connect(pacing, now, &wait)); /* it would only wait */
    pacing_leave(pacing, &places[0]);
    assert_ptr_equal(pacing_next_session(pacing), &places[2]);
    assert_int_equal(pacing_count(pacing, PACING_RUNNING), 2);
    leave_all(pacing, places, 5);
    assert_int_equal(pacing_count(pacing, PACING_WAITING), 0);
}

static void test_names(void **state) {
    const struct pacing_limits limits = {
        .lookups = 2, .sessions = 9, .connecting = 9, .rate = 1000, .subnet_rate = 1000};
    CLEANUP(pacing_free_cleanup) struct pacing *pacing = pacing_new(&limits);
    struct pacing_place places[4] = {0};
    uint64_t wait;

    (void)state;
    for (int i = 0; i < 4; i++) {
        pacing_queue_name(pacing, &places[i]);
    }
    pacing_leave(pacing, &places[1]);
    assert_ptr_equal(pacing_next_name(pacing), &places[0]);
    assert_ptr_equal(pacing_next_name(pacing), &places[2]);
    assert_null(pacing_next_name(pacing));
    queue(pacing, &places[2], "10.0.0.1");
    assert_ptr_equal(pacing_next_name(pacing), &places[3]);
    assert_ptr_equal(pacing_next_connect(pacing, START, &wait), &places[2]);
    leave_all(pacing, places, 4);
    assert_int_equal(pacing_count(pacing, PACING_NAMING), 0);
}

static void test_leaving_while_waiting(void **state) {
    CLEANUP(pacing_free_cleanup) struct pacing *pacing = pacing_new(&plenty);
    struct pacing_place places[3] = {0};
    uint64_t wait;

    (void)state;
    queue(pacing, &places[0], "10.0.0.1");
    queue(pacing, &places[1], "10.0.0.2");
    queue(pacing, &places[2], "10.0.1.1");
    pacing_leave(pacing, &places[0]);
    pacing_leave(pacing, &places[2]);
    assert_ptr_equal(pacing_next_connect(pacing, START, &wait), &places[1]);
    assert_null(pacing_next_connect(pacing, START + SECOND, &wait));
    pacing_leave(pacing, &places[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate_in_all), cmocka_unit_test(test_rate_of_a_subnet),      cmocka_unit_test(test_turns),
        cmocka_unit_test(test_sessions),    cmocka_unit_test(test_leaving_while_waiting), cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/ssh/byte_pipe.h"

#include "tests/unit/support/cmocka.h"

static void put(struct byte_pipe *pipe, struct str bytes) {
    char *room = byte_pipe_reserve(pipe, bytes.n);

    assert_non_null(room);
    memcpy(room, bytes.p, bytes.n);
    byte_pipe_added(pipe, bytes.n);
}

static void assert_holds(const struct byte_pipe *pipe, const char *text) {
    assert_true(str_eq(byte_pipe_view(pipe), str_from(text)));
}

static void bytes_come_out_in_order(void **state) {
    struct byte_pipe pipe = {0};

    (void)state;
    assert_int_equal(byte_pipe_view(&pipe).n, 0);
    put(&pipe, STR("abc"));
    put(&pipe, STR("def"));
    assert_holds(&pipe, "abcdef");
    byte_pipe_take(&pipe, 4);
    assert_holds(&pipe, "ef");
    put(&pipe, STR("gh"));
    assert_holds(&pipe, "efgh");
    byte_pipe_take(&pipe, 4);
    assert_int_equal(byte_pipe_view(&pipe).n, 0);
    assert_int_equal(pipe.moved, 8 + 8);
    byte_pipe_done(&pipe);
}

static void room_is_bounded(void **state) {
    struct byte_pipe pipe = {0};

    (void)state;
    assert_int_equal(byte_pipe_room(&pipe), BYTE_PIPE_MAX);
    assert_non_null(byte_pipe_reserve(&pipe, BYTE_PIPE_MAX));
    memset(pipe.bytes.p, 'x', BYTE_PIPE_MAX);
    byte_pipe_added(&pipe, BYTE_PIPE_MAX);
    assert_int_equal(byte_pipe_room(&pipe), 0);
    byte_pipe_take(&pipe, 10);
    assert_int_equal(byte_pipe_room(&pipe), 10);
    byte_pipe_done(&pipe);
}

/* A pipe that is never quite empty does not grow: a thousand times its size goes through it. */
static void memory_is_used_again(void **state) {
    struct byte_pipe pipe = {0};
    static char block[BYTE_PIPE_MAX / 2];
    unsigned char in = 0, out = 0;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        size_t n = byte_pipe_room(&pipe) < sizeof block ? byte_pipe_room(&pipe) : sizeof block;
        for (size_t i = 0; i < n; i++) {
            block[i] = (char)in++;
        }
        put(&pipe, (struct str){block, n});
        while (byte_pipe_view(&pipe).n > 1000) {
            struct str view = str_sub(byte_pipe_view(&pipe), 0, 777);
            for (size_t i = 0; i < view.n; i++) {
                assert_int_equal((unsigned char)view.p[i], out++);
            }
            byte_pipe_take(&pipe, view.n);
        }
    }
    assert_true(pipe.bytes.capacity <= 2 * BYTE_PIPE_MAX);
    byte_pipe_done(&pipe);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_out_in_order),
        cmocka_unit_test(room_is_bounded),
        cmocka_unit_test(memory_is_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/target/hop.h"

#include "tests/unit/support/cmocka.h"

static void test_round_trips(void **state) {
    static const struct {
        const char *text, *written;
        size_t count;
    } cases[] = {
        {"", "", 0},
        {" none ", "", 0},
        {"Gate.Example.jp", "gate.example.jp", 1},
        {"audit@gate:2222", "audit@gate:2222", 1},
        {"gate:22", "gate", 1},
        {"a, root@b:2200 ,c", "a,root@b:2200,c", 3},
        {"2001:db8::1", "2001:db8::1", 1},
        {"[2001:DB8::1]", "2001:db8::1", 1},
        {"x@[2001:db8::1]:2222", "x@[2001:db8::1]:2222", 1},
        {"DOMAIN\\user@gate", "DOMAIN\\user@gate", 1},
        {"user@realm@gate", "user@realm@gate", 1},
        {"ssh://audit@gate:2222", "audit@gate:2222", 1},
        {"a,b,c,d,e,f,g,h", "a,b,c,d,e,f,g,h", 8},
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer written = {0};
        struct hop *hops;
        size_t count;
        struct str bad;
        assert_true(hops_read(str_from(cases[i].text), arena, &hops, &count, &bad));
        assert_int_equal(count, cases[i].count);
        hops_write(hops, count, &written);
        assert_true(str_eq(buffer_view(&written), str_from(cases[i].written)));
    }
}

static void test_refusals(void **state) {
    static const struct {
        struct str text;
        const char *bad;
    } cases[] = {
        {STR(","), ""},
        {STR("a,,b"), ""},
        {STR("a,b c"), "b c"},
        {STR("gate:"), "gate:"},
        {STR("gate:0"), "gate:0"},
        {STR("gate:65536"), "gate:65536"},
        {STR("gate:ssh"), "gate:ssh"},
        {STR("@gate"), "@gate"},
        {STR("-oProxyCommand=x"), "-oProxyCommand=x"},
        {STR("-x@gate"), "-x@gate"},
        {STR("a;b@gate"), "a;b@gate"},
        {STR("[2001:db8::1"), "[2001:db8::1"},
        {STR("[gate]22"), "[gate]22"},
        {STR("[]"), "[]"},
        {STR("gate/22"), "gate/22"},
        {STR("[none]"), "[none]"},
        {STR("gate,none:22"), "none:22"},
        {STR("a\0b"), "a"},
        {STR("a,b,c,d,e,f,g,h,i"), "i"},
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct hop *hops;
        size_t count;
        struct str bad;
        assert_false(hops_read(cases[i].text, arena, &hops, &count, &bad));
        assert_true(str_starts_with(bad, str_from(cases[i].bad)));
    }
}

static void test_order(void **state) {
    static const struct hop a[] = {{STR("a"), 22, STR("")}, {STR("b"), 22, STR("")}};
    static const struct hop other_port[] = {{STR("a"), 2222, STR("")}, {STR("b"), 22, STR("")}};
    static const struct hop other_user[] = {{STR("a"), 22, STR("")}, {STR("b"), 22, STR("x")}};
    const struct hop same[] = {a[0], a[1]};

    (void)state;
    assert_int_equal(hops_cmp(NULL, 0, NULL, 0), 0);
    assert_int_equal(hops_cmp(a, 2, same, 2), 0);
    assert_true(hops_cmp(a, 1, a, 2) < 0);
    assert_true(hops_cmp(a, 2, other_port, 2) < 0);
    assert_true(hops_cmp(other_user, 2, a, 2) > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

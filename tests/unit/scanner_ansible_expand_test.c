#include "scanner/target/ansible_inventory.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"

static bool append(void *context, struct str name) {
    struct buffer *names = context;

    buffer_append_cstr(names, names->n ? " " : "");
    buffer_append(names, name);
    return !names->failed;
}

static void test_patterns(void **state) {
    static const struct {
        const char *pattern, *names; /* NULL: refused */
    } cases[] = {
        {"web", "web"},
        {"web[1:3]", "web1 web2 web3"},
        {"web[08:11].example", "web08.example web09.example web10.example web11.example"},
        {"web[9:11]", "web9 web10 web11"},
        {"[:2]x", "0x 1x 2x"},
        {"[0:9:4]", "0 4 8"},
        {"db-[a:c]", "db-a db-b db-c"},
        {"[y:B]", "y z A B"},
        {"[a:b][01:02]", "a01 a02 b01 b02"},
        {"[a:e:2]-[5:5]", "a-5 c-5 e-5"},
        {"2001:db8::1", "2001:db8::1"},
        {"", NULL},
        {"web[1:3", NULL},
        {"web1:3]", NULL},
        {"web]1:3[", NULL},
        {"web[]", NULL},
        {"web[3]", NULL},
        {"web[3:1]", NULL},
        {"web[1:3:0]", NULL},
        {"web[1:3:1:1]", NULL},
        {"web[1:]", NULL},
        {"web[a:9]", NULL},
        {"web[1:c]", NULL},
        {"web[ab:cd]", NULL},
        {"web[01:3]", NULL},
        {"web[01:100]", NULL},
        {"web[[1:3]]", NULL},
        {"[1:65537]", NULL},
        {"[1:1000][1:1000]", NULL},
        {"[0:9999999999]", NULL},
        {"[a:b][a:b][a:b][a:b][a:b][a:b][a:b][a:b][a:b]", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer names = {0};
        bool is_read = ansible_expand(str_from(cases[i].pattern), append, &names);
        assert_int_equal(is_read, cases[i].names != NULL);
        if (is_read) {
            assert_true(str_eq(buffer_view(&names), str_from(cases[i].names)));
        }
    }
}

static bool count(void *context, struct str name) {
    size_t *number = context;

    (void)name;
    return ++*number < 5;
}

static void test_bounds(void **state) {
    CLEANUP(buffer_done) struct buffer long_name = {0};
    CLEANUP(buffer_done) struct buffer names = {0};
    size_t number = 0;

    (void)state;
    assert_true(ansible_expand(STR("[1:65536]"), append, &names));
    /* It stops when it is told to. */
    assert_false(ansible_expand(STR("[1:9]"), count, &number));
    assert_int_equal(number, 5);
    for (int i = 0; i < 1024; i++) {
        buffer_append_char(&long_name, 'a');
    }
    assert_false(ansible_expand(buffer_view(&long_name), append, &names));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

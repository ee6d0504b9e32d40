#include "scanner/net_address.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static void test_canonical(void **state) {
    static const struct {
        const char *text, *canonical; /* NULL: no address */
    } cases[] = {
        {"10.1.2.3", "10.1.2.3"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::ffff:10.1.2.3", "10.1.2.3"},
        {"::1", "::1"},
        {"10.1.2", NULL},
        {"10.1.2.256", NULL},
        {"10.1.2.3 ", NULL},
        {"fe80::1%eth0", NULL},
        {"", NULL},
        {"localhost", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct net_address address;
        char text[NET_ADDRESS_TEXT_MAX];
        assert_int_equal(net_address_read(str_from(cases[i].text), &address), cases[i].canonical != NULL);
        if (cases[i].canonical) {
            net_address_format(&address, text);
            assert_string_equal(text, cases[i].canonical);
        }
    }
}

static void test_subnet(void **state) {
    static const char *const cases[][2] = {
        {"10.1.2.3", "10.1.2.0"},
        {"255.255.255.255", "255.255.255.0"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct net_address address, subnet;
        char text[NET_ADDRESS_TEXT_MAX];
        assert_true(net_address_read(str_from(cases[i][0]), &address));
        subnet = net_address_subnet(&address);
        net_address_format(&subnet, text);
        assert_string_equal(text, cases[i][1]);
    }
}

static void test_blocks(void **state) {
    static const struct {
        const char *block, *address;
        bool holds;
    } cases[] = {
        {"10.1.0.0/16", "10.1.255.255", true},
        {"10.1.0.0/16", "10.2.0.0", false},
        {"10.1.2.3/16", "10.1.0.9", true},
        {"10.1.2.128/25", "10.1.2.127", false},
        {"10.1.2.128/25", "10.1.2.200", true},
        {"10.1.2.3", "10.1.2.3", true},
        {"10.1.2.3", "10.1.2.2", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"10.0.0.0/8", "::ffff:10.9.9.9", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct net_block block;
        struct net_address address;
        assert_true(net_block_read(str_from(cases[i].block), &block));
        assert_true(net_address_read(str_from(cases[i].address), &address));
        assert_int_equal(net_block_holds(&block, &address), cases[i].holds);
    }
}

static void test_no_blocks(void **state) {
    static const char *const texts[] = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "2001:db8::/129", "/8", "a/8"};
    struct net_block block;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(net_block_read(str_from(texts[i]), &block));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_subnet),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_no_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

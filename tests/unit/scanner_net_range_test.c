#include "scanner/target/net_range.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static void assert_address(const struct net_address *address, const char *expected) {
    char text[NET_ADDRESS_TEXT_MAX];

    net_address_format(address, text);
    assert_string_equal(text, expected);
}

/* Ends and sizes by hand: 2^(32 - prefix), 2^(128 - prefix). */
static void test_read(void **state) {
    static const struct {
        const char *text, *first, *last;
        uint64_t count;
        const char *first_host, *last_host;
        uint64_t hosts;
    } cases[] = {
        {"10.1.0.5", "10.1.0.5", "10.1.0.5", 1, "10.1.0.5", "10.1.0.5", 1},
        {"10.1.0.0/24", "10.1.0.0", "10.1.0.255", 256, "10.1.0.1", "10.1.0.254", 254},
        {"10.1.0.0/16", "10.1.0.0", "10.1.255.255", 65536, "10.1.0.1", "10.1.255.254", 65534},
        {"10.1.0.4/30", "10.1.0.4", "10.1.0.7", 4, "10.1.0.5", "10.1.0.6", 2},
        {"10.1.0.4/31", "10.1.0.4", "10.1.0.5", 2, "10.1.0.4", "10.1.0.5", 2},
        {"10.1.0.5/32", "10.1.0.5", "10.1.0.5", 1, "10.1.0.5", "10.1.0.5", 1},
        {"0.0.0.0/0", "0.0.0.0", "255.255.255.255", 1ull << 32, "0.0.0.1", "255.255.255.254", (1ull << 32) - 2},
        {"10.0.0.1-10.0.0.9", "10.0.0.1", "10.0.0.9", 9, "10.0.0.1", "10.0.0.9", 9},
        {"10.0.0.0-255", "10.0.0.0", "10.0.0.255", 256, "10.0.0.0", "10.0.0.255", 256},
        {"10.0.0.250-10.0.1.5", "10.0.0.250", "10.0.1.5", 12, "10.0.0.250", "10.0.1.5", 12},
        {"10.0.0.9-9", "10.0.0.9", "10.0.0.9", 1, "10.0.0.9", "10.0.0.9", 1},
        {"2001:db8::/120", "2001:db8::", "2001:db8::ff", 256, "2001:db8::", "2001:db8::ff", 256},
        {"2001:db8::1-2001:db8::1:0", "2001:db8::1", "2001:db8::1:0", 65536, "2001:db8::1", "2001:db8::1:0", 65536},
        {"2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", UINT64_MAX,
         "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", UINT64_MAX},
        {"::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", UINT64_MAX,
         "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", UINT64_MAX},
        {"2001:db8::ffff:ffff:ffff:fff0-2001:db8:0:1::", "2001:db8::ffff:ffff:ffff:fff0", "2001:db8:0:1::", 17,
         "2001:db8::ffff:ffff:ffff:fff0", "2001:db8:0:1::", 17},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct net_range range, hosts;
        assert_int_equal(net_range_read(str_from(cases[i].text), &range), NET_RANGE_READ);
        assert_address(&range.first, cases[i].first);
        assert_address(&range.last, cases[i].last);
        assert_true(net_range_count(&range) == cases[i].count);
        hosts = net_range_hosts(&range);
        assert_address(&hosts.first, cases[i].first_host);
        assert_address(&hosts.last, cases[i].last_host);
        assert_true(net_range_count(&hosts) == cases[i].hosts);
    }
}

static void test_refusals(void **state) {
    static const struct {
        const char *text;
        enum net_range_result result;
    } cases[] = {
        {"10.1.0.5/24", NET_RANGE_HOST_BITS},
        {"2001:db8::1/64", NET_RANGE_HOST_BITS},
        {"10.1.0.0/33", NET_RANGE_MALFORMED},
        {"10.1.0.0/", NET_RANGE_MALFORMED},
        {"10.1.0.0/255.255.255.0", NET_RANGE_MALFORMED},
        {"web/24", NET_RANGE_MALFORMED},
        {"10.0.0.9-1", NET_RANGE_REVERSED},
        {"10.0.0.9-10.0.0.1", NET_RANGE_REVERSED},
        {"10.0.0.1-256", NET_RANGE_MALFORMED},
        {"10.0.0.1-", NET_RANGE_MALFORMED},
        {"10.0.0.1-web", NET_RANGE_MALFORMED},
        {"10.0.0.1-2001:db8::1", NET_RANGE_MALFORMED},
        {"2001:db8::1-9", NET_RANGE_MALFORMED},
        {"10.0.0.1-5-9", NET_RANGE_MALFORMED},
        {"10.0.0.256", NET_RANGE_MALFORMED},
        {"10.0.0", NET_RANGE_MALFORMED},
        {"10-20", NET_RANGE_MALFORMED},
        {"host:22", NET_RANGE_MALFORMED},
        {"", NET_RANGE_IS_NAME},
        {"web1", NET_RANGE_IS_NAME},
        {"10-20.example.jp", NET_RANGE_IS_NAME},
        {"-10.0.0.1x", NET_RANGE_IS_NAME},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct net_range range;
        assert_int_equal(net_range_read(str_from(cases[i].text), &range), cases[i].result);
    }
}

static void test_next(void **state) {
    struct net_range range;

    (void)state;
    assert_int_equal(net_range_read(STR("10.0.0.255-10.0.1.0"), &range), NET_RANGE_READ);
    assert_true(net_address_next(&range.first));
    assert_int_equal(net_address_cmp(&range.first, &range.last), 0);
    assert_int_equal(net_range_read(STR("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), &range), NET_RANGE_READ);
    assert_false(net_address_next(&range.first));
    assert_int_equal(net_address_cmp(&range.first, &range.last), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

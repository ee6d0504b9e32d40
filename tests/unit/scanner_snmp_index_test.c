#include "scanner/snmp/index.h"

#include "tests/unit/support/observed.h"

static struct snmp_oid oid_of(const char *text, uint32_t ids[SNMP_OID_MAX]) {
    struct snmp_oid oid = {0};

    return snmp_oid_read(str_from(text), ids, &oid) ? oid : (struct snmp_oid){0};
}

static void test_bytes(void **state) {
    uint32_t ids[SNMP_OID_MAX];
    uint8_t bytes[3] = {9, 9, 9};

    (void)state;
    assert_false(snmp_index_bytes(oid_of("1.2.256", ids), bytes, sizeof bytes));
    assert_false(snmp_index_bytes(oid_of("1.2", ids), bytes, sizeof bytes));
    assert_false(snmp_index_bytes(oid_of("1.2.3.4", ids), bytes, sizeof bytes));
    assert_int_equal(bytes[0], 9);
    assert_true(snmp_index_bytes(oid_of("0.128.255", ids), bytes, sizeof bytes));
    assert_int_equal(bytes[0], 0);
    assert_int_equal(bytes[1], 128);
    assert_int_equal(bytes[2], 255);
}

/* RFC 4001, with the length that agents leave out, and what is none. */
static void test_typed_addresses(void **state) {
    static const struct {
        const char *index, *address; /* NULL: none */
    } cases[] = {
        {"1.4.192.0.2.1", "192.0.2.1"},
        {"1.192.0.2.1", "192.0.2.1"},
        {"2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1", "2001:db8::1"},
        {"2.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1", "2001:db8::1"},
        {"3.8.192.0.2.1.0.0.0.7", "192.0.2.1"},
        {"4.20.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.23.8", "fe80::1"},
        {"1.192.0.2", NULL},
        {"1.4.192.0.2", NULL}, /* cut off, and not 4.192.0.2 */
        {"3.8.192.0.2.1.0.0.0", NULL},
        {"1.4.192.0.2.256", NULL},
        {"1.4.192.0.2.1.5", NULL},
        {"1.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1", NULL},
        {"2.4.192.0.2.1", NULL},
        {"16.11.101.120.97.109.112.108.101.46.99.111.109", NULL},
        {"0.0", NULL},
        {"1", NULL},
        {"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint32_t ids[SNMP_OID_MAX];
        struct net_address address;
        char text[NET_ADDRESS_TEXT_MAX] = "";
        bool is_address = snmp_index_typed_address(oid_of(cases[i].index, ids), &address);
        print_message("%s\n", cases[i].index);
        assert_int_equal(is_address, cases[i].address != NULL);
        if (is_address) {
            net_address_format(&address, text);
            assert_string_equal(text, cases[i].address);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_typed_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

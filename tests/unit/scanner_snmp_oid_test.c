#include "scanner/snmp/oid.h"

#include "tests/unit/support/cmocka.h"

static void test_reading(void **state) {
    static const struct {
        const char *text, *written; /* NULL: no identifier */
    } cases[] = {
        {"1.3.6.1", "1.3.6.1"},
        {".1.3.6.1", "1.3.6.1"},
        {"0", "0"},
        {"1.4294967295", "1.4294967295"},
        {"1.4294967296", NULL},
        {"", NULL},
        {".", NULL},
        {"1.", NULL},
        {"1..3", NULL},
        {"1.-3", NULL},
        {"iso.3", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer written = {0};
        uint32_t ids[SNMP_OID_MAX];
        struct snmp_oid oid;
        bool is_read = snmp_oid_read(str_from(cases[i].text), ids, &oid);

        assert_int_equal(is_read, cases[i].written != NULL);
        if (is_read) {
            snmp_oid_write(oid, &written);
            buffer_append_char(&written, '\0');
            assert_string_equal(written.p, cases[i].written);
        }
    }
}

static void test_longest(void **state) {
    CLEANUP(buffer_done) struct buffer text = {0};
    uint32_t ids[SNMP_OID_MAX];
    struct snmp_oid oid;

    (void)state;
    buffer_append_cstr(&text, "1");
    for (size_t i = 1; i < SNMP_OID_MAX; i++) {
        buffer_append_cstr(&text, ".1");
    }
    assert_true(snmp_oid_read(buffer_view(&text), ids, &oid));
    assert_int_equal(oid.n, SNMP_OID_MAX);
    buffer_append_cstr(&text, ".1");
    assert_false(snmp_oid_read(buffer_view(&text), ids, &oid));
}

static void test_order(void **state) {
    /* ascending */
    static const char *const texts[] = {"1.3", "1.3.6", "1.3.6.1", "1.3.6.2", "1.3.6.10", "1.4", "2"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        for (size_t j = 0; j < ARRAY_LEN(texts); j++) {
            uint32_t left[SNMP_OID_MAX], right[SNMP_OID_MAX];
            struct snmp_oid a, b;
            int order = (i > j) - (i < j);

            assert_true(snmp_oid_read(str_from(texts[i]), left, &a));
            assert_true(snmp_oid_read(str_from(texts[j]), right, &b));
            assert_int_equal(snmp_oid_cmp(a, b), order);
            assert_int_equal(snmp_oid_eq(a, b), order == 0);
        }
    }
}

static void test_parts(void **state) {
    uint32_t ids[SNMP_OID_MAX], prefix_ids[SNMP_OID_MAX];
    struct snmp_oid oid, prefix;

    (void)state;
    assert_true(snmp_oid_read(STR("1.3.6.1.7"), ids, &oid));
    assert_true(snmp_oid_read(STR("1.3.6"), prefix_ids, &prefix));
    assert_true(snmp_oid_starts_with(oid, prefix));
    assert_true(snmp_oid_starts_with(oid, oid));
    assert_false(snmp_oid_starts_with(prefix, oid));
    assert_int_equal(snmp_oid_sub(oid, 3, SIZE_MAX).n, 2);
    assert_int_equal(snmp_oid_sub(oid, 3, 1).ids[0], 1);
    assert_int_equal(snmp_oid_sub(oid, 9, 1).n, 0);
    assert_int_equal(snmp_oid_at(oid, 4), 7);
    assert_int_equal(snmp_oid_at(oid, 5), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_longest),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

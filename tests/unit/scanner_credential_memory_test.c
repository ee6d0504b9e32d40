#include "scanner/credential/memory.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static const struct credential a = {.name = {"a", 1}}, b = {.name = {"b", 1}}, c = {.name = {"c", 1}};
static const struct target anywhere, at_hq = {.site = {"hq", 2}}, at_branch = {.site = {"branch", 6}},
                                     over_snmp = {.method = SCAN_SNMP};

/* The order in which a, b and c are tried, such as "bac". */
static const char *order_of(const struct credential_memory *memory, const struct target *target, const char *address) {
    static char order[4];
    const struct credential *credentials[] = {&a, &b, &c};

    credential_memory_sort(memory, target, str_from(address), credentials, 3);
    for (size_t i = 0; i < 3; i++) {
        order[i] = credentials[i]->name.p[0];
    }
    return order;
}

static void note(struct credential_memory *memory, const struct target *target, const char *address,
                 const struct credential *credential, bool is_accepted) {
    credential_memory_note(memory, target, str_from(address), credential, is_accepted);
}

static void test_order(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();

    (void)state;
    assert_non_null(memory);
    assert_string_equal(order_of(memory, &anywhere, "10.1.2.3"), "abc");
    note(memory, &anywhere, "10.1.2.3", &c, true);
    assert_string_equal(order_of(memory, &anywhere, "10.1.2.99"), "cab");
    assert_string_equal(order_of(memory, &anywhere, "10.1.3.3"), "abc");
    assert_string_equal(order_of(memory, &anywhere, "::ffff:10.1.2.4"), "cab");
    assert_string_equal(order_of(memory, &anywhere, "db.example.jp"), "abc");
    note(memory, &anywhere, "10.1.2.4", &b, true);
    assert_string_equal(order_of(memory, &anywhere, "10.1.2.99"), "bac");
    note(memory, &anywhere, "10.1.2.5", &a, false);
    assert_string_equal(order_of(memory, &anywhere, "10.1.2.99"), "bac");
    note(memory, &anywhere, "10.1.2.6", &a, true);
    assert_string_equal(order_of(memory, &anywhere, "10.1.2.99"), "abc");
}

/* Branches have the same private addresses. */
static void test_sites_are_apart(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();

    (void)state;
    note(memory, &at_hq, "192.168.0.10", &b, true);
    note(memory, &at_branch, "192.168.0.10", &c, true);
    assert_string_equal(order_of(memory, &at_hq, "192.168.0.11"), "bac");
    assert_string_equal(order_of(memory, &at_branch, "192.168.0.11"), "cab");
    assert_string_equal(order_of(memory, &anywhere, "192.168.0.11"), "abc");
}

static void test_subnet_of_ipv6(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();

    (void)state;
    note(memory, &anywhere, "2001:db8:0:1::5", &c, true);
    assert_string_equal(order_of(memory, &anywhere, "2001:db8:0:1:ffff::9"), "cab");
    assert_string_equal(order_of(memory, &anywhere, "2001:db8:0:2::5"), "abc");
}

/* What lets us in over SSH does not displace what an agent took, nor the other way round. */
static void test_methods_are_apart(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();

    (void)state;
    note(memory, &anywhere, "10.1.2.3", &c, true);
    assert_string_equal(order_of(memory, &over_snmp, "10.1.2.3"), "abc");
    note(memory, &over_snmp, "10.1.2.3", &b, true);
    assert_string_equal(order_of(memory, &anywhere, "10.1.2.3"), "cab");
    assert_string_equal(order_of(memory, &over_snmp, "10.1.2.3"), "bac");
}

/* Silence says nothing of the credential: what worked last stays first. */
static void test_silence(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();

    (void)state;
    credential_memory_note_silence(memory, &a);
    note(memory, &over_snmp, "10.1.2.3", &b, true);
    credential_memory_note_silence(memory, &a);
    credential_memory_note_silence(memory, &b);
    assert_string_equal(order_of(memory, &over_snmp, "10.1.2.4"), "bac");
    assert_int_equal(credential_memory_use(memory, &a).unanswered, 2);
    assert_int_equal(credential_memory_use(memory, &a).accepted + credential_memory_use(memory, &a).refused, 0);
    assert_int_equal(credential_memory_use(memory, &b).unanswered, 1);
    assert_int_equal(credential_memory_use(memory, &b).accepted, 1);
    assert_int_equal(credential_memory_use(memory, &c).unanswered, 0);
}

/* What does not cover the host is not in the list, and does not come into it. */
static void test_only_those_that_cover(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();
    const struct credential *covering[] = {&a, &b};

    (void)state;
    note(memory, &anywhere, "10.1.2.3", &c, true);
    credential_memory_sort(memory, &anywhere, STR("10.1.2.4"), covering, 2);
    assert_ptr_equal(covering[0], &a);
    assert_ptr_equal(covering[1], &b);
    credential_memory_sort(memory, &anywhere, STR("10.1.2.4"), covering, 0);
    assert_ptr_equal(covering[0], &a);
}

static void test_counts(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();

    (void)state;
    note(memory, &anywhere, "10.1.2.3", &b, false);
    note(memory, &anywhere, "10.1.2.3", &a, true);
    note(memory, &anywhere, "10.1.2.4", &a, true);
    note(memory, &anywhere, "a-name", &a, true);
    note(memory, &anywhere, "10.1.2.5", &a, false);
    assert_int_equal(credential_memory_use(memory, &a).accepted, 3);
    assert_int_equal(credential_memory_use(memory, &a).refused, 1);
    assert_int_equal(credential_memory_use(memory, &b).accepted, 0);
    assert_int_equal(credential_memory_use(memory, &b).refused, 1);
    assert_int_equal(credential_memory_use(memory, &c).accepted + credential_memory_use(memory, &c).refused, 0);
}

/* 300 subnets, each with its own: 10.0.0.0/24 takes a, 10.0.1.0/24 b, 10.0.2.0/24 c, and so on. */
static void test_many_subnets(void **state) {
    CLEANUP(credential_memory_free_cleanup) struct credential_memory *memory = credential_memory_new();
    const struct credential *const which[] = {&a, &b, &c};
    static const char *const orders[] = {"abc", "bac", "cab"};
    char address[32];

    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        snprintf(address, sizeof address, "10.%u.%u.1", i / 256, i % 256);
        note(memory, &anywhere, address, which[i % 3], true);
    }
    for (unsigned i = 0; i < 300; i++) {
        snprintf(address, sizeof address, "10.%u.%u.254", i / 256, i % 256);
        assert_string_equal(order_of(memory, &anywhere, address), orders[i % 3]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_sites_are_apart),
        cmocka_unit_test(test_subnet_of_ipv6),
        cmocka_unit_test(test_only_those_that_cover),
        cmocka_unit_test(test_methods_are_apart),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_many_subnets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

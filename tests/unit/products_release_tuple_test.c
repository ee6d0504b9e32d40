#include "products/release_tuple.h"

#include <stdio.h>

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

struct text_case {
    const char *product, *text;
    const char *expected; /* all versions in it, separated by blanks; letters behind a + */
};

static const struct text_case cases[] = {
    {"", "17.06.05", "17.6.5"},
    {"", "17.03.04a", "17.3.4+a"},
    {"", "1.1.1zh", "1.1.1+zh"},
    {"", "v1.2", "1.2"},
    {"", "Ver.1.2", "1.2"},
    {"", "Version 1.2", "1.2"},
    {"", "version1.2", "1.2"},
    {"", "x64", ""},
    {"", "x86_64-pc-linux", ""},
    {"", "log4j", ""},
    {"", "log4j-1.2.17", "1.2.17"},
    {"", "64-bit", ""},
    {"", "64 bit 7", "7"},
    {"", "32bit", ""},
    {"", "64ビット版 7", "7"},
    {"", "2:8.2.2637-20.el9", "8.2.2637"},
    {"", "1:2:3", "2 3"},
    {"", "1.1.1k-14.el8_6", "1.1.1+k"},
    {"", "1.0rc1", "1.0"},
    {"", "22H2", "22"},
    {"", "9.2p1-2+deb12u3", "9.2"},
    {"", "Update 3", ""},
    {"", "Service Pack 2", ""},
    {"", "7 Service Pack 1", "7"},
    {"", "SP1", ""},
    {"", "1.2.3.4.5.6.7.8.9.10", "1.2.3.4.5.6.7.8"},
    {"", "99999999999999999999999.1", "18446744073709551615.1"},
    {"", "00.01", "0.1"},
    {"", "1..2", "1"},
    {"", "1.", "1"},
    {"", ".5", "5"},
    {"", "11 (bullseye) 11.11", "11 11.11"},
    {"", "Tomcat/9.0.75", "9.0.75"},
    {"", "", ""},
    {"", "第2版", "2"},
    {"oracle-jdk", "8u382", "8.0.382"},
    {"oracle-jdk", "1.8.0_382-b05", "8.0.382"},
    {"oracle-jdk", "8 Update 202 (64-bit)", "8.0.202"},
    {"oracle-jdk", "5.0u85", "5.0.85"},
    {"oracle-jdk", "8.0.3820.5", "8.0.382.5"},
    {"oracle-jdk", "1.4.2_42", "1.4.2.42"},
    {"oracle-jdk", "17.0.10", "17.0.10"},
    {"eclipse-temurin", "8.0.380.5", "8.0.380.5"},
    {"oracle-database", "12c Release 2", "12.2"},
    {"oracle-database", "12cR1", "12.1"},
    {"oracle-database", "19c", "19+c"},
    {"oracle-database", "19c Release 19.18", "19+c 19.18"},
    {"vmware-esxi", "8.0 Update 3k", "8.0.3+k"},
    {"vmware-esxi", "7.0U3", "7.0.3"},
    {"vmware-esxi", "6.5 ESXi650-202403001", "6.5 650"},
    {"ibm-aix", "7200-05-03-2148", "7.2.5.3.2148"},
    {"ibm-aix", "7.2.5", "7.2.5"},
    {"ibm-i", "V7R4M0", "7.4.0"},
    {"sles", "15-SP4", "15.4"},
    {"mssqlserver", "13.2.5026.0", "13.0.5026.0"},
    {"mssqlserver", "10.52.4000.0", "10.50.4000.0"},
    {"mssqlserver", "9.0.5000", "9.0.5000"},
    {"msexchange", "15.2 (Build 1118.7)", "15.2.1118.7"},
    {"nvidia-driver", "R580", "580"},
};

static void describe(const char *product, const char *text, char *out, size_t size) {
    struct str rest = str_from(text);
    struct release_tuple tuple;
    size_t n = 0;

    out[0] = '\0';
    while (release_tuple_next(release_rule_find(str_from(product)), &rest, &tuple)) {
        assert_true(tuple.count > 0 && tuple.count <= RELEASE_TUPLE_MAX);
        for (unsigned i = 0; i < tuple.count; i++) {
            const char *before = i ? "." : n ? " " : "";
            n += (size_t)snprintf(out + n, size - n, "%s%llu", before, (unsigned long long)tuple.at[i]);
        }
        n += (size_t)snprintf(out + n, size - n, "%s%.*s", tuple.letters.n ? "+" : "", STR_FMT(tuple.letters));
    }
}

static void test_texts(void **state) {
    unsigned wrong = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[512];
        describe(cases[i].product, cases[i].text, text, sizeof text);
        if (strcmp(text, cases[i].expected) != 0) {
            printf("%s \"%s\": \"%s\", not \"%s\"\n", cases[i].product, cases[i].text, text, cases[i].expected);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static struct release_tuple read(const char *text) {
    struct str rest = str_from(text);
    struct release_tuple tuple = {0};

    assert_true(release_tuple_next(release_rule_find(STR("")), &rest, &tuple));
    return tuple;
}

static void test_order(void **state) {
    static const char *const ascending[] = {"1", "1.0", "1.0.9", "1.9", "1.10", "2", "2.9", "2.10", "11"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ascending); i++) {
        for (size_t j = 0; j < ARRAY_LEN(ascending); j++) {
            struct release_tuple a = read(ascending[i]), b = read(ascending[j]);
            int order = release_tuple_compare(&a, &b);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
}

static void test_begins(void **state) {
    (void)state;
    struct release_tuple one = read("1"), eleven = read("11.2"), long_one = read("1.1.1"), one_one = read("01.1");
    assert_true(release_tuple_begins(&long_one, &one));
    assert_true(release_tuple_begins(&long_one, &one_one));
    assert_true(release_tuple_begins(&one, &one));
    assert_false(release_tuple_begins(&one, &one_one));
    assert_false(release_tuple_begins(&eleven, &one));
}

static void test_name(void **state) {
    struct release_tuple tuple;

    (void)state;
    assert_true(release_tuple_of_name(release_rule_find(STR("linuxmint")), STR("lmde7"), &tuple));
    assert_int_equal(tuple.at[0], 7);
    assert_true(str_eq(tuple.before, STR("lmde")));
    assert_true(release_tuple_of_name(release_rule_find(STR("nvidia-driver")), STR("r580-linux"), &tuple));
    assert_int_equal(tuple.at[0], 580);
    assert_int_equal(tuple.before.n, 0);
    assert_true(str_eq(tuple.rest, STR("-linux")));
    assert_false(release_tuple_of_name(release_rule_find(STR("ros")), STR("noetic"), &tuple));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_begins),
        cmocka_unit_test(test_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

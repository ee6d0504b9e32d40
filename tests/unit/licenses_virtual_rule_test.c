#include "licenses/virtual_rule.h"

#include "tests/unit/support/cmocka.h"

static const struct {
    const char *text;
    enum virtual_right right;
    int64_t machines;
} texts[] = {
    {"", VIRTUAL_NONE, 0},
    {"  ", VIRTUAL_NONE, 0},
    {"なし", VIRTUAL_NONE, 0},
    {"無制限", VIRTUAL_UNLIMITED, 0},
    {"ＶＭ無制限", VIRTUAL_UNLIMITED, 0},
    {"仮想マシン 無制限", VIRTUAL_UNLIMITED, 0},
    {"Unlimited", VIRTUAL_UNLIMITED, 0},
    {"unlimited VMs", VIRTUAL_UNLIMITED, 0},
    {"∞", VIRTUAL_UNLIMITED, 0},
    {"2", VIRTUAL_COUNTED, 2},
    {"２", VIRTUAL_COUNTED, 2},
    {"２台", VIRTUAL_COUNTED, 2},
    {"2台まで", VIRTUAL_COUNTED, 2},
    {"仮想マシン2台", VIRTUAL_COUNTED, 2},
    {"2VM", VIRTUAL_COUNTED, 2},
    {"2 VM", VIRTUAL_COUNTED, 2},
    {"2 OSE", VIRTUAL_COUNTED, 2},
    {"2 OSEs", VIRTUAL_COUNTED, 2},
    {"VM: 14", VIRTUAL_COUNTED, 14},
    {"9223372036854775807", VIRTUAL_COUNTED, INT64_MAX},
    {"9223372036854775808", VIRTUAL_UNREADABLE, 0},
    {"0", VIRTUAL_UNREADABLE, 0},
    {"-1", VIRTUAL_UNREADABLE, 0},
    {"2.5", VIRTUAL_UNREADABLE, 0},
    {"2 or 3", VIRTUAL_UNREADABLE, 0},
    {"VM", VIRTUAL_UNREADABLE, 0},
    {"要確認", VIRTUAL_UNREADABLE, 0},
};

static void test_texts(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct virtual_rule rule = virtual_rule_read(str_from(texts[i].text));
        print_message("\"%s\"\n", texts[i].text);
        assert_int_equal(rule.right, texts[i].right);
        assert_int_equal(rule.machines, texts[i].machines);
    }
}

/* M14: a host of 32 cores; M15: 17 machines may land on it. */
static const struct {
    const char *rule;
    int64_t host_units, machines, units; /* -1: none */
} cases[] = {
    {"2", 32, 6, 96},
    {"無制限", 32, 6, 32},
    {"2", 32, 17, 288},
    {"無制限", 32, 17, 32},
    /* as good as without machines */
    {"2", 32, 0, 32},
    {"2", 32, 1, 32},
    {"2", 32, 2, 32},
    {"2", 32, 3, 64},
    {"4", 16, 9, 48},
    {"無制限", 32, 0, 32},
    {"無制限", 32, INT64_MAX, 32},
    {"1", 1, INT64_MAX, INT64_MAX},
    /* beyond what can be counted, or nothing said */
    {"1", 2, INT64_MAX, -1},
    {"", 32, 6, -1},
    {"要確認", 32, 6, -1},
    /* not known */
    {"2", 32, -1, -1},
    {"無制限", -1, 6, -1},
};

static void test_units(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct virtual_rule rule = virtual_rule_read(str_from(cases[i].rule));
        int64_t units = -1;
        bool is_known = virtual_rule_units(&rule, cases[i].host_units, cases[i].machines, &units);
        print_message("\"%s\" %lld machines\n", cases[i].rule, (long long)cases[i].machines);
        assert_int_equal(is_known, cases[i].units >= 0);
        assert_int_equal(units, cases[i].units);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "products/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

struct pair_case {
    const char *a, *b;
    bool agrees;
};

static const struct pair_case cases[] = {
    {"8", "8.6", true},
    {"8.4", "8.6", false},
    {"8.6", "8.6", true},
    {"1", "11", false},
    {"2.1", "2.10", false},
    {"2.10", "2.10.1", true},
    {"2.10", "2.9", false},
    {"17.06", "17.6", true},
    {"17.06.05", "17.6.5", true},
    {"22.04 LTS", "22.04.3 LTS", true},
    {"22.04 LTS", "22.04", true},
    {"22.04 LTS", "20.04 LTS", false},
    {"Ver.22.04", "22.04", true},
    {"v1.2", "1.2.3", true},
    {"Version 1.2", "1.3", false},
    {"Ｖｅｒ．８．６", "8.6", true},
    {"7.0 U2", "7.0 U3", false},
    {"7.0 U3", "7.0 U3", true},
    {"7.0", "7.0 U3", true},
    {"7.0 U3", "7.0", true},
    {"1:9.2p1-2+deb12u3", "9.2p1", true},
    {"1:9.2p1-2+deb12u3", "9.2p1-2+deb12u3", true},
    {"1:1.0", "2:1.0", false},
    {"1:1.0", "1:1.0", true},
    {"1:1.0", "1.0", true},
    {"12c", "12", true},
    {"12c", "19c", false},
    {"22H2", "21H2", false},
    {"10 22H2", "10 21H2", false},
    {"10.0 (19045)", "10.0 (19044)", false},
    {"2012", "2012 R2", true},
    {"2016", "2019", false},
    {"第2版", "第2版", true},
    {"第2版", "第3版", false},
    {"", "8.6", true},
    {"8.6", "", true},
    {"最新", "最新", true},
    {"XP", "xp", true},
    {"XP", "Vista", false},
    {"最新", "8.6", false},
    {"00", "0", true},
    {"0", "00.1", true},
};

/* Of versions that agree, the parts with which one begins begin the other. */
static void check_lead(const char *a, const char *b) {
    CLEANUP(buffer_done) struct buffer left = {0}, right = {0};
    struct version_lead x = version_lead_read(str_from(a), &left), y = version_lead_read(str_from(b), &right);
    unsigned common = x.count < y.count ? x.count : y.count;

    if (common && (x.ends[common - 1] != y.ends[common - 1] || memcmp(left.p, right.p, x.ends[common - 1]) != 0)) {
        fail_msg("\"%s\" begins with %.*s, \"%s\" with %.*s", a, STR_FMT(buffer_view(&left)), b,
                 STR_FMT(buffer_view(&right)));
    }
}

static void check(const char *a, const char *b, bool agrees) {
    if (version_agrees(str_from(a), str_from(b)) != agrees) {
        fail_msg("\"%s\" and \"%s\": %s", a, b, agrees ? "should agree" : "should differ");
    }
    if (agrees) {
        check_lead(a, b);
    }
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        check(cases[i].a, cases[i].b, cases[i].agrees);
        check(cases[i].b, cases[i].a, cases[i].agrees);
    }
}

/* Numbers joined by dots agree exactly where the shorter list of numbers starts the longer one. */
static void test_random_numbers(void **state) {
    static const char *const prefixes[] = {"", "v", "Ver. ", "Release "};
    long count = test_count("version_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        int parts[2][4], lengths[2];
        char text[2][96];
        bool agrees = true;
        for (int side = 0; side < 2; side++) {
            lengths[side] = 1 + (int)(random() % 4);
            int n = snprintf(text[side], sizeof text[side], "%s", prefixes[random() % 4]);
            for (int i = 0; i < lengths[side]; i++) {
                parts[side][i] = (int)(random() % 12);
                n += snprintf(text[side] + n, sizeof text[side] - (size_t)n, "%s%s%d", i ? "." : "",
                              random() % 4 ? "" : "0", parts[side][i]);
            }
        }
        for (int i = 0; i < lengths[0] && i < lengths[1]; i++) {
            agrees = agrees && parts[0][i] == parts[1][i];
        }
        check(text[0], text[1], agrees);
        assert_int_equal(version_exactness(str_from(text[0])), lengths[0]);
    }
}

static void test_exactness(void **state) {
    static const struct {
        const char *version;
        unsigned parts;
    } exact[] = {
        {"", 0},    {"8", 1},       {"8.6", 2},  {"22.04 LTS", 2}, {"22.04.3 LTS", 3},  {"7.0 U3", 4},
        {"12c", 2}, {"1:9.2p1", 4}, {"最新", 1}, {"2012 R2", 3},   {"Version 2024", 1}, {"第2版", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(exact); i++) {
        assert_int_equal(version_exactness(str_from(exact[i].version)), exact[i].parts);
    }
}

static void test_lead(void **state) {
    static const struct {
        const char *version, *lead;
        unsigned count;
    } leads[] = {
        {"10.0.19044", "10.0.19044.", 3},
        {"1:9.2p1-2+deb12u3", "9.2.p.1.", 4},
        {"Ver. 007.0 U3", "7.0.", 2},
        {"1.2.3.4.5.6", "1.2.3.4.", 4},
        {"最新", "", 0},
        {"", "", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(leads); i++) {
        CLEANUP(buffer_done) struct buffer text = {0};
        buffer_append_cstr(&text, "x");
        struct version_lead lead = version_lead_read(str_from(leads[i].version), &text);
        assert_int_equal(lead.count, leads[i].count);
        assert_true(str_eq(str_sub(buffer_view(&text), 1, SIZE_MAX), str_from(leads[i].lead)));
        assert_true(lead.count == 0 || lead.ends[lead.count - 1] == text.n - 1);
    }
}

static const struct {
    const char *a, *b;
    enum version_order order;
} order_cases[] = {
    {"2013", "2024", VERSION_EARLIER},
    {"2024", "2019", VERSION_LATER},
    {"2019", "2019", VERSION_SAME},
    {"8", "8.6", VERSION_SAME},
    {"2.10", "2.9", VERSION_LATER},
    {"17.06", "17.6", VERSION_SAME},
    {"Ver.22.04 LTS", "20.04 LTS", VERSION_LATER},
    {"12c", "19c", VERSION_EARLIER},
    {"1:9.2p1", "9.1", VERSION_LATER},
    {"16.0.14332", "2024", VERSION_INCOMPARABLE},
    {"2012", "2012 R2", VERSION_SAME},
    {"1.2a", "1.2b", VERSION_INCOMPARABLE},
    {"", "1", VERSION_INCOMPARABLE},
    {"LTS", "1", VERSION_INCOMPARABLE},
    {"9007199254740993", "9007199254740992", VERSION_LATER},
};

static void test_order(void **state) {
    static const enum version_order reversed[] = {VERSION_INCOMPARABLE, VERSION_SAME, VERSION_LATER, VERSION_EARLIER};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(order_cases); i++) {
        struct str a = str_from(order_cases[i].a), b = str_from(order_cases[i].b);
        if (version_compare(a, b) != order_cases[i].order || version_compare(b, a) != reversed[order_cases[i].order]) {
            fail_msg("%s, %s: %d, %d", order_cases[i].a, order_cases[i].b, version_compare(a, b),
                     version_compare(b, a));
        }
    }
}

static void test_of_title(void **state) {
    static const struct {
        const char *version, *title, *installed;
        bool is_of_title;
    } titled[] = {
        {"2021", "2021", "16.0.14332", true}, {"2021", "2019", "16.0.14332", false}, {"14", "14", "14.11-1", true},
        {"14.9", "14", "14.11-1", false},   /* says more, and it is something else */
        {"8u202", "8", "8.0.2020.8", true}, /* says more, in another way */
        {"14.9", "", "14.11-1", false},       {"", "14", "14.11-1", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(titled); i++) {
        if (version_is_of_title(str_from(titled[i].version), str_from(titled[i].title),
                                str_from(titled[i].installed)) != titled[i].is_of_title) {
            fail_msg("%s, %s, %s", titled[i].version, titled[i].title, titled[i].installed);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases), cmocka_unit_test(test_random_numbers), cmocka_unit_test(test_exactness),
        cmocka_unit_test(test_lead),  cmocka_unit_test(test_order),          cmocka_unit_test(test_of_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

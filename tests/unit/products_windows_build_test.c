#include "products/windows_build.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static const struct agreement_case {
    const char *build, *name;
    enum windows_agreement agreement;
} cases[] = {
    /* learn.microsoft.com/windows/release-health: release information */
    {"10.0.10240", "1507", WINDOWS_AGREES},
    {"10.0.17763.6414", "1809", WINDOWS_AGREES},
    {"10.0.18363", "1909", WINDOWS_AGREES},
    {"10.0.18363", "1903", WINDOWS_DIFFERS},
    {"10.0.19041", "2004", WINDOWS_AGREES},
    {"10.0.19042", "20H2", WINDOWS_AGREES},
    {"10.0.19045.3803", "22H2", WINDOWS_AGREES},
    {"10.0.19045.3803", "21h2", WINDOWS_DIFFERS},
    {"10.0.22621", "22H2", WINDOWS_AGREES},
    {"10.0.22631.4460", "23H2", WINDOWS_AGREES},
    {"10.0.26100", "24H2", WINDOWS_AGREES},
    {"10.0.26200", "25H2", WINDOWS_AGREES},
    /* one name for two builds, told apart by the number of Windows */
    {"10.0.19044", "21H2", WINDOWS_AGREES},
    {"10.0.22000", "21H2", WINDOWS_AGREES},
    {"10.0.22000", "10 21H2", WINDOWS_DIFFERS},
    {"10.0.22000", "11 21H2", WINDOWS_AGREES},
    /* written as people do */
    {"10.0.22631.4460", "Ver.23H2", WINDOWS_AGREES},
    {"10.0.22631.4460", "２３Ｈ２", WINDOWS_AGREES},
    {"10.0.22631.4460", "バージョン23H2", WINDOWS_AGREES},
    {"10.0.22631.4460", "Windows 11 Pro 23H2", WINDOWS_AGREES},
    {"10.0.22631.4460", "23H2 (22631.4460)", WINDOWS_AGREES},
    {"10.0.22631.4460", "Version 23H2 (OS Build 22631.4317)", WINDOWS_DIFFERS},
    {"10.0.22631.4460", "22H2 (OS Build 22631.4460)", WINDOWS_DIFFERS},
    {"10.0.22631.4460", "Build 22631", WINDOWS_AGREES},
    {"10.0.22631", "Build 22631.4460", WINDOWS_AGREES},
    {"10.0.22631.4460", "22621", WINDOWS_DIFFERS},
    {"10.0.22631.4460", "11", WINDOWS_AGREES},
    {"10.0.19045", "11", WINDOWS_DIFFERS},
    /* the years of servers and long-term releases */
    {"10.0.14393", "2016", WINDOWS_AGREES},
    {"10.0.17763", "2019", WINDOWS_AGREES},
    {"10.0.20348", "2022", WINDOWS_AGREES},
    {"10.0.20348", "2019", WINDOWS_DIFFERS},
    {"10.0.26100", "2025", WINDOWS_AGREES},
    {"10.0.26100", "2024", WINDOWS_AGREES},
    /* a build that is not known */
    {"10.0.30000", "27H2", WINDOWS_BUILD_UNKNOWN},
    {"10.0.30000", "2025", WINDOWS_BUILD_UNKNOWN},
    {"10.0.30000", "27H2 (30000)", WINDOWS_AGREES},
    {"10.0.30000", "Build 22631", WINDOWS_DIFFERS},
    /* versions like others */
    {"10.0.22631", "10.0.22631.4460", WINDOWS_NOT_SAID},
    {"10.0.22631", "10.0", WINDOWS_NOT_SAID},
    {"10.0.22631", "10", WINDOWS_NOT_SAID},
    {"10.0.22631", "", WINDOWS_NOT_SAID},
    {"10.0.5500", "2008", WINDOWS_NOT_SAID},
    {"10.0.4.1809", "1809", WINDOWS_NOT_SAID},
    {"6.3.9600", "2012", WINDOWS_NOT_SAID},
    {"22H2", "22H2", WINDOWS_NOT_SAID},
};

static void test_builds_and_names(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str build = str_from(cases[i].build), name = str_from(cases[i].name);
        enum windows_agreement forwards = windows_versions_agree(build, name);
        if (forwards != cases[i].agreement || windows_versions_agree(name, build) != forwards) {
            fail_msg("%s and %s: %d instead of %d", cases[i].build, cases[i].name, (int)forwards,
                     (int)cases[i].agreement);
        }
    }
}

static void test_feature_of_a_build(void **state) {
    (void)state;
    assert_true(str_eq(windows_feature_of(STR("10.0.22631.4460")), STR("23h2")));
    assert_true(str_eq(windows_feature_of(STR("10.0.17763")), STR("1809")));
    assert_true(str_is_empty(windows_feature_of(STR("10.0.30000"))));
    assert_true(str_is_empty(windows_feature_of(STR("22631"))));
    assert_true(str_is_empty(windows_feature_of(STR("12.11"))));
    assert_true(str_is_empty(windows_feature_of(STR_NONE)));
}

static void test_features(void **state) {
    static const char *const features[] = {"1507", "1909", "2004", "22H2", "22h2"};
    static const char *const others[] = {"", "1506", "1910", "2012", "2019", "h2h2", "2xh2", "22h", "10.0"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(features); i++) {
        assert_true(windows_is_feature(str_from(features[i])));
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        assert_false(windows_is_feature(str_from(others[i])));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builds_and_names),
        cmocka_unit_test(test_feature_of_a_build),
        cmocka_unit_test(test_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

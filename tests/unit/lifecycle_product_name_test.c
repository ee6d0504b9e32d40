#include "lifecycle/product_name.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

static const struct {
    const char *title, *maker, *cuts /* separated by | */, *version;
} names[] = {
    {"Apache Tomcat/9.0.75", "apache", "tomcat 9.0.75|tomcat", "9.0.75"},
    {"Tomcat 9.0", "", "tomcat 9.0|tomcat", "9.0"},
    {"Microsoft Windows Server 2012 R2 Standard", "microsoft",
     "windows server 2012 r2 standard|windows server 2012 r2|windows server 2012|windows server", "2012 r2"},
    {"Windows 10 Enterprise LTSC 2019 (17763)", "",
     "windows 10 enterprise ltsc 2019|windows 10 enterprise ltsc|windows 10 enterprise|windows 10|windows", "2019"},
    {"Debian GNU/Linux 12 (bookworm)", "", "debian gnu linux 12|debian gnu linux|debian gnu|debian", "12"},
    {"Ubuntu 22.04.4 LTS", "", "ubuntu 22.04.4 lts|ubuntu 22.04.4|ubuntu", "22.04.4"},
    {"Java SE 8 Update 202 (64-bit)", "", "java se 8 update 202|java se 8 update|java se 8|java se", "8 update 202"},
    {"Cisco IOS XE Software, Version 17.06.05", "cisco",
     "ios xe software version 17.06.05|ios xe software version|ios xe software|ios xe", "17.06.05"},
    {"PostgreSQL 13.4 on x86_64-pc-linux-gnu", "", "postgresql 13.4|postgresql", "13.4"},
    {"Oracle 12.2.0.1.0", "", "oracle 12.2.0.1.0|oracle", "12.2.0.1.0"},
    {"Hewlett Packard Enterprise ProLiant DL380", "hp", "proliant dl380", ""},
    {"富士通 PRIMERGY", "fujitsu", "primergy", ""},
    {"Windows Server Update Services", "", "windows server update services", ""},
    {"Office Update", "", "office update", ""},
    {"Intel(R) Xeon®", "intel", "xeon", ""},
    {"Notepad++", "", "notepad++", ""},
    {"Microsoft 365", "", "microsoft 365|microsoft", "365"},
    {"2019", "", "2019", "2019"},
    {"", "", "", ""},
    {"()", "", "", ""},
};

static void list_cuts(const struct product_name *name, char *to, size_t size) {
    size_t n = 0;

    to[0] = '\0';
    for (unsigned i = 0; i < name->cut_count; i++) {
        n += (size_t)snprintf(to + n, size - n, "%s%.*s", i ? "|" : "", STR_FMT(product_name_cut(name, i)));
    }
}

static void test_names(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        CLEANUP(buffer_done) struct buffer text = {0};
        struct product_name name;
        char cuts[512];
        product_name_read(str_from(names[i].title), &text, &name);
        list_cuts(&name, cuts, sizeof cuts);
        bool is_right = str_eq(name.maker, str_from(names[i].maker)) && strcmp(cuts, names[i].cuts) == 0 &&
                        str_eq(name.version, str_from(names[i].version));
        if (!is_right) {
            fail_msg("%s: maker %.*s, cuts %s, version %.*s", names[i].title, STR_FMT(name.maker), cuts,
                     STR_FMT(name.version));
        }
    }
}

static void test_editions(void **state) {
    static const struct {
        const char *title, *editions;
    } cases[] = {
        {"SQL Server 2019 Standard", "standard"},
        {"Windows 10 Enterprise LTSC 2019", "enterprise ltsc"},
        {"Red Hat Enterprise Linux", ""}, /* part of the name: nothing is left without it */
        {"PostgreSQL 14", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer text = {0}, editions = {0};
        struct product_name name;
        product_name_read(str_from(cases[i].title), &text, &name);
        product_editions(&name, &editions);
        assert_int_equal(editions.n, strlen(cases[i].editions));
        assert_true(str_eq(buffer_view(&editions), str_from(cases[i].editions)));
    }
}

static void test_makers(void **state) {
    static const struct {
        const char *vendor, *maker;
        bool is_known;
    } cases[] = {
        {"The Apache Software Foundation", "apache", true}, {"Oracle Corporation", "oracle", true},
        {"日本ヒューレット・パッカード㈱", "hp", true},     {"FUJITSU LIMITED", "fujitsu", true},
        {"Some Reseller Inc.", "some reseller", false},     {"", "", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer maker = {0};
        product_maker_read(str_from(cases[i].vendor), &maker);
        assert_true(str_eq(buffer_view(&maker), str_from(cases[i].maker)));
        assert_int_equal(product_maker_is_known(buffer_view(&maker)), cases[i].is_known);
    }
    assert_true(product_makers_agree(STR("apache"), STR("")));
    assert_true(product_makers_agree(STR("apache"), STR("apache software foundation")));
    assert_false(product_makers_agree(STR("apache"), STR("oracle")));
}

static void test_words(void **state) {
    (void)state;
    assert_true(product_words_are_in(STR("a b"), STR("c b a")));
    assert_true(product_words_are_in(STR(""), STR("a")));
    assert_false(product_words_are_in(STR("a b"), STR("a bc")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_editions),
        cmocka_unit_test(test_makers),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

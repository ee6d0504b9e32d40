#include "products/vendor.h"

#include "tests/unit/support/cmocka.h"

static const struct {
    const char *name, *expected;
} cases[] = {
    {"HP", "hp"},
    {"The Apache Software Foundation", "apache software foundation"},
    {"Thexa", "thexa"},
    {"HP Inc.", "hp"},
    {"HPE", "hp"},
    {"Hewlett-Packard", "hp"},
    {"Hewlett-Packard Company", "hp"},
    {"Hewlett Packard Enterprise", "hp"},
    {"日本ヒューレット・パッカード㈱", "hp"},
    {"日本ヒューレット・パッカード合同会社", "hp"},
    {"株式会社日立製作所", "hitachi"},
    {"富士通株式会社", "fujitsu"},
    {"富士通（株）", "fujitsu"},
    {"㈱富士通", "fujitsu"},
    {"FUJITSU LIMITED", "fujitsu"},
    {"ＮＥＣ", "nec"},
    {"日本電気株式会社", "nec"},
    {"NECパーソナルコンピュータ株式会社", "nec"},
    {"Dell Inc.", "dell"},
    {"デル株式会社", "dell"},
    {"デル・テクノロジーズ株式会社", "dell"},
    {"Cisco Systems, Inc.", "cisco"},
    {"LENOVO", "lenovo"},
    {"レノボ・ジャパン合同会社", "lenovo"},
    {"ｷﾔﾉﾝ", "canon"},
    {"VMware, Inc.", "vmware"},
    {"Microsoft Corporation", "microsoft"},
    {"日本マイクロソフト株式会社", "microsoft"},
    {"Super Micro Computer, Inc.", "super micro"},
    {"ASUSTeK COMPUTER INC.", "asus"},
    {"Juniper Networks", "juniper"},
    {"Toshiba", "toshiba"},
    /* makers without aliases lose their legal form only */
    {"Example Systems Co., Ltd.", "example systems"},
    {"例示電機株式会社", "例示電機"},
    /* what looks like a legal form inside a word is none */
    {"SCO", "sco"},
    {"Cosmo", "cosmo"},
    {"Zinc", "zinc"},
    {"RAG", "rag"},
    {"Incipio", "incipio"},
    /* a name that is nothing but a legal form stays */
    {"株式会社", "株式会社"},
    {"", ""},
    {" , ", ""},
};

static void test_names(void **state) {
    struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_reset(&out);
        vendor_fold(str_from(cases[i].name), &out);
        if (!str_eq(buffer_view(&out), str_from(cases[i].expected))) {
            fail_msg("%s: \"%.*s\", not \"%s\"", cases[i].name, STR_FMT(buffer_view(&out)), cases[i].expected);
        }
    }
    buffer_done(&out);
}

/* Makers that are not one must not become one. */
static void test_others_stay_apart(void **state) {
    static const char *const names[] = {"富士通", "富士フイルムビジネスイノベーション", "NEC", "日立", "Apple", "APC"};
    struct buffer forms[6] = {0};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        vendor_fold(str_from(names[i]), &forms[i]);
        for (size_t j = 0; j < i; j++) {
            assert_false(str_eq(buffer_view(&forms[i]), buffer_view(&forms[j])));
        }
    }
    for (size_t i = 0; i < 6; i++) {
        buffer_done(&forms[i]);
    }
}

static void test_appends(void **state) {
    struct buffer out = {0};

    (void)state;
    buffer_append_cstr(&out, "x");
    vendor_fold(STR("HPE"), &out);
    assert_true(str_eq(buffer_view(&out), STR("xhp")));
    buffer_done(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_others_stay_apart),
        cmocka_unit_test(test_appends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "products/title.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static const struct {
    const char *title, *stem;
} stems[] = {
    {"Google Chrome 126.0 (64-bit)", "google chrome"},
    {"Google Chrome", "google chrome"},
    {"7-Zip 23.01 (x64)", "7-zip"},
    {"Python 3.11.4 (64-bit)", "python"},
    {"TortoiseSVN 1.14.5.29465 (64 bit)", "tortoisesvn"},
    {"サンプルツール 2.1 (64 ビット)", "サンプルツール"},
    {"サンプルツール 64 ビット", "サンプルツール"},
    {"Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.36.32532",
     "microsoft visual c++ 2015-2022 redistributable"},
    {"Intel(R) Management Engine", "intel management engine"},
    {"Intel® Management Engine", "intel management engine"},
    {"Ｉｎｔｅｌ（Ｒ） Management Engine", "intel management engine"},
    {"VMware™Workstation", "vmware workstation"},
    {"Foo™ ® (TM) Bar(c)", "foo bar"},
    {"©", ""},
    {"Foo Version 2.3", "foo"},
    {"Foo Ver. v2.3", "foo"},
    {"Ｆｏｏ　２．３", "foo"},
    {"秀丸エディタ Ver9.25", "秀丸エディタ"},
    {"Foo Ver.9.25", "foo"},
    {"Foo Version9.25 (64-bit)", "foo"},
    {"Foo v.9.25", "foo"},
    {"Foo verse.9", "foo verse.9"},
    /* years and single numbers belong to the name: Office 2019 is not Office 2021 */
    {"Microsoft Office Professional Plus 2019", "microsoft office professional plus 2019"},
    {"Windows 11 Pro", "windows 11 pro"},
    {"Java 8", "java 8"},
    /* a title that is all version keeps it */
    {"1.2.3", "1.2.3"},
    {"x64", "x64"},
    {"64 bit", "64 bit"},
    {"", ""},
};

static void test_stems(void **state) {
    struct buffer out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(stems); i++) {
        buffer_reset(&out);
        title_stem(str_from(stems[i].title), &out);
        if (!str_eq(buffer_view(&out), str_from(stems[i].stem))) {
            fail_msg("%s: \"%.*s\", not \"%s\"", stems[i].title, STR_FMT(buffer_view(&out)), stems[i].stem);
        }
    }
    buffer_done(&out);
}

static void test_folds(void **state) {
    struct buffer a = {0}, b = {0};

    (void)state;
    title_fold(STR("一太郎　２０２７ "), &a);
    title_fold(STR("一太郎 2027"), &b);
    assert_true(str_eq(buffer_view(&a), buffer_view(&b)));
    buffer_reset(&b);
    title_fold(STR("一太郎 2026"), &b);
    assert_false(str_eq(buffer_view(&a), buffer_view(&b)));
    buffer_done(&a);
    buffer_done(&b);
}

/* What the titles of a source are by default. */
static void test_classes(void **state) {
    static const char *const packages[] = {"dpkg", "rpm", "apk", "pacman", "pkg", "pkgutil", "lslpp", "swlist", "vib"};
    static const char *const unknown[] = {"registry", "appx", "app", "snap", "flatpak", "hrSWInstalled", "", "other"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        assert_int_equal(title_class_of_source(str_from(packages[i])), TITLE_OS_PACKAGE);
    }
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        assert_int_equal(title_class_of_source(str_from(unknown[i])), TITLE_UNKNOWN);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_folds),
        cmocka_unit_test(test_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "products/product_id.h"

#include "tests/unit/support/cmocka.h"

/* expected "": it is no identifier of the kind */
struct id_case {
    const char *id, *expected;
};

static void check(const struct id_case *cases, size_t count, bool (*read)(struct str id, struct buffer *out)) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(buffer_done) struct buffer out = {0};
        bool is_id = read(str_from(cases[i].id), &out);
        if (is_id != (cases[i].expected[0] != '\0') || !str_eq(buffer_view(&out), str_from(cases[i].expected))) {
            fail_msg("%s: %.*s", cases[i].id, STR_FMT(buffer_view(&out)));
        }
    }
}

/* The form of the Package URL specification: scheme:type/namespace/name@version?qualifiers#subpath */
static void test_purls(void **state) {
    static const struct id_case cases[] = {
        {"pkg:deb/debian/openssl@1.1.1n-0+deb11u4?arch=amd64&distro=debian-11", "pkg:deb/debian/openssl"},
        {"pkg:deb/debian/openssl", "pkg:deb/debian/openssl"},
        {"pkg:deb/debian/openssl@1.1.1n/", "pkg:deb/debian/openssl"},
        {"pkg:npm/%40adonisjs/core@6.1.0", "pkg:npm/@adonisjs/core"},
        {"pkg:npm/@adonisjs/core@6.1.0", "pkg:npm/@adonisjs/core"},
        {"pkg:npm/@adonisjs/core", "pkg:npm/@adonisjs/core"},
        {"pkg:npm/@core", "pkg:npm/@core"},
        {"PKG:Maven/org.apache.tomcat/tomcat@9.0.75?type=zip#sub/path", "pkg:maven/org.apache.tomcat/tomcat"},
        {"pkg:github/adonisjs/core/", "pkg:github/adonisjs/core"},
        {" pkg:generic/x@1 ", "pkg:generic/x"},
        {"pkg:npm/a%4", "pkg:npm/a%4"},
        {"pkg:", ""},
        {"openssl", ""},
        {"", ""},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), product_purl);
}

/* NIST IR 7695: the URI binding of CPE 2.2, and the formatted string of 2.3 with its backslashes. */
static void test_cpes(void **state) {
    static const struct id_case cases[] = {
        {"cpe:2.3:a:apache:tomcat:9.0.75:*:*:*:*:*:*:*", "cpe:a:apache:tomcat"},
        {"cpe:2.3:a:apache:tomcat", "cpe:a:apache:tomcat"},
        {"cpe:/a:apache:tomcat:9.0.75", "cpe:a:apache:tomcat"},
        {"cpe:/a:apache:tomcat", "cpe:a:apache:tomcat"},
        {"cpe:/o:Microsoft:Windows_10", "cpe:o:microsoft:windows_10"},
        {"cpe:2.3:a:notepad-plus-plus:notepad\\+\\+:8.5", "cpe:a:notepad-plus-plus:notepad++"},
        {"cpe:/a:notepad-plus-plus:notepad%2b%2b", "cpe:a:notepad-plus-plus:notepad++"},
        {"cpe:2.3:a:a\\:b:c:1", "cpe:a:a:b:c"},
        {"cpe:2.3:a:a\\\\:b:1", "cpe:a:a\\:b"},
        {"cpe:2.3:a:a:b\\%41", "cpe:a:a:b%41"},
        {"cpe:2.3:a:a:b\\", ""},
        {"cpe:/a:a%5c:b%2541%20c", "cpe:a:a\\:b%41_c"},
        {"cpe:/a:a:b%02", ""},
        {"cpe:2.3:a:apache", ""},
        {"cpe:2.3:a:apache:*", ""},
        {"cpe:2.3:a::tomcat", ""},
        {"cpe:2.4:a:apache:tomcat", ""},
        {"tomcat", ""},
        {"", ""},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases), product_cpe);
}

struct version_case {
    const char *id, *version, *expected;
};

static void check_versions(const struct version_case *cases, size_t count,
                           bool (*write)(struct str id, struct str version, struct buffer *out)) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(buffer_done) struct buffer out = {0};
        bool is_id = write(str_from(cases[i].id), str_from(cases[i].version), &out);
        if (is_id != (cases[i].expected[0] != '\0') || !str_eq(buffer_view(&out), str_from(cases[i].expected))) {
            fail_msg("%s, %s: %.*s", cases[i].id, cases[i].version, STR_FMT(buffer_view(&out)));
        }
    }
}

static void test_purls_at_version(void **state) {
    static const struct version_case cases[] = {
        {"pkg:generic/tomcat", "9.0.75", "pkg:generic/tomcat@9.0.75"},
        {"pkg:generic/tomcat?os=linux#bin", "9.0+1", "pkg:generic/tomcat@9.0%2B1?os=linux#bin"},
        {"pkg:generic/tomcat@8?os=linux", "9.0", "pkg:generic/tomcat@8?os=linux"},
        {"pkg:npm/%40scope/core", "6.1.0", "pkg:npm/%40scope/core@6.1.0"},
        {"pkg:npm/@core", "6", "pkg:npm/@core@6"},
        {"pkg:github/a/core/", "1", "pkg:github/a/core@1"},
        {"pkg:github/a/core@1/", "2", "pkg:github/a/core@1/"},
        {"pkg:generic/tomcat", "", "pkg:generic/tomcat"},
        {"tomcat", "9", ""},
    };

    (void)state;
    check_versions(cases, ARRAY_LEN(cases), product_purl_at_version);
}

/* NIST IR 7695, 6.1 and 6.2: what is no letter, digit, `_`, `-` or `.` has a backslash before it. */
static void test_cpes_at_version(void **state) {
    static const struct version_case cases[] = {
        {"cpe:/a:google:chrome", "134.0.1", "cpe:2.3:a:google:chrome:134.0.1:*:*:*:*:*:*:*"},
        {"cpe:/a:google:chrome:120", "134.0.1", "cpe:2.3:a:google:chrome:120:*:*:*:*:*:*:*"},
        {"cpe:2.3:a:google:chrome:*:*:*:*:*:*:*:*", "1", "cpe:2.3:a:google:chrome:1:*:*:*:*:*:*:*"},
        {"cpe:2.3:a:google:chrome", "1", "cpe:2.3:a:google:chrome:1:*:*:*:*:*:*:*"},
        {"cpe:2.3:a:google:chrome:-:*", "1", "cpe:2.3:a:google:chrome:-:*:*:*:*:*:*:*"},
        {"cpe:2.3:a:n:notepad\\+\\+:*:*:*:*:*:*:*:*", "8.5", "cpe:2.3:a:n:notepad\\+\\+:8.5:*:*:*:*:*:*:*"},
        {"cpe:/a:n:notepad%2b%2b", "8.5", "cpe:2.3:a:n:notepad\\+\\+:8.5:*:*:*:*:*:*:*"},
        {"cpe:/a:hp:insight:7.4.0.1570:-:~~online~win2003~x64~", "",
         "cpe:2.3:a:hp:insight:7.4.0.1570:-:*:*:online:win2003:x64:*"},
        {"cpe:/a:hp:insight:8.%02:sp%01", "", "cpe:2.3:a:hp:insight:8.*:sp?:*:*:*:*:*:*"},
        {"cpe:/a:x:y", "1.0 (RC:1)", "cpe:2.3:a:x:y:1.0_\\(rc\\:1\\):*:*:*:*:*:*:*"},
        {"cpe:/a:x:y", "-", "cpe:2.3:a:x:y:\\-:*:*:*:*:*:*:*"},
        {"cpe:/a:x:y", "1\"*?", "cpe:2.3:a:x:y:1\\\"\\*\\?:*:*:*:*:*:*:*"},
        {"cpe:/a:x:y", "\343\200\207", "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*"},
        {"cpe:/a:x:y", "", "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*"},
        {"cpe:/a:x%5c:y%20z", "1", "cpe:2.3:a:x\\\\:y_z:1:*:*:*:*:*:*:*"},
        {"cpe:2.3:a:apache", "1", ""},
        {"tomcat", "1", ""},
    };

    (void)state;
    check_versions(cases, ARRAY_LEN(cases), product_cpe_at_version);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_purls),
        cmocka_unit_test(test_cpes),
        cmocka_unit_test(test_purls_at_version),
        cmocka_unit_test(test_cpes_at_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

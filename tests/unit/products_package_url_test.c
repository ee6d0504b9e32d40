#include "products/package_url.h"

#include "tests/unit/support/cmocka.h"

struct url_case {
    const char *source, *name, *version, *arch, *os_name, *os_version;
    const char *expected; /* "": there is none */
};

/* By hand from ECMA-427: names of deb, apk and alpm in small letters and those of rpm as they are; the epoch of rpm as
 * a qualifier; keys of qualifiers in order; what is no letter, digit, `.`, `-`, `_`, `~` or `:` is percent-encoded. */
static void test_urls(void **state) {
    static const struct url_case cases[] = {
        {"dpkg", "curl", "7.50.3-1", "i386", "Debian GNU/Linux", "12.11",
         "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=debian-12"},
        {"dpkg", "attr", "1:2.4.47-2+b1", "amd64", "Debian", "",
         "pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64&distro=debian"},
        {"dpkg", "libstdc++6", "12.2.0-14~deb12u1", "", "Ubuntu", "22.04.3",
         "pkg:deb/ubuntu/libstdc%2B%2B6@12.2.0-14~deb12u1?distro=ubuntu-22.04"},
        {"dpkg", "Curl", "", "", "", "", "pkg:deb/curl"},
        {"rpm", "curl", "7.50.3-1.fc25", "i386", "Fedora Linux", "25",
         "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25"},
        {"rpm", "openssl", "1:1.1.1k-14.el8_6", "x86_64", "Red Hat Enterprise Linux", "8.6",
         "pkg:rpm/redhat/openssl@1.1.1k-14.el8_6?arch=x86_64&distro=rhel-8.6&epoch=1"},
        {"rpm", "NetworkManager", "0:1.40-1", "", "Rocky Linux", "9.3",
         "pkg:rpm/rocky/NetworkManager@1.40-1?distro=rocky-9.3"},
        {"rpm", "bash", "4.2", "", "CentOS Linux", "7.9.2009", "pkg:rpm/centos/bash@4.2?distro=centos-7"},
        {"rpm", "bash", "4.2", "", "Oracle Linux Server", "8.9", "pkg:rpm/oracle/bash@4.2?distro=ol-8.9"},
        {"rpm", "bash", "4.2", "", "Amazon Linux", "2023", "pkg:rpm/amzn/bash@4.2?distro=amzn-2023"},
        {"rpm", "bash", "4.2", "", "openSUSE Leap", "15.5", "pkg:rpm/opensuse/bash@4.2?distro=opensuse-leap-15.5"},
        {"rpm", "bash", "4.2", "", "SUSE Linux Enterprise Server", "15.5", "pkg:rpm/suse/bash@4.2?distro=sles-15.5"},
        {"rpm", "bash", "4.2", "", "SLES_SAP", "15", "pkg:rpm/suse/bash@4.2?distro=sles-15"},
        {"rpm", "bash", "4.2", "", "Debianish", "1", "pkg:rpm/bash@4.2"},
        {"apk", "Curl", "7.83.0-r0", "x86", "Alpine Linux", "3.18.4",
         "pkg:apk/alpine/curl@7.83.0-r0?arch=x86&distro=alpine-3.18.4"},
        {"pacman", "containers-common", "1:0.47.4-4", "x86_64", "Arch Linux", "",
         "pkg:alpm/arch/containers-common@1:0.47.4-4?arch=x86_64&distro=arch"},
        {"dpkg", "a/b c%\303\251@?#&=\"", "1/2", "x&y=z", "", "",
         "pkg:deb/a%2Fb%20c%25%C3%A9%40%3F%23%26%3D%22@1%2F2?arch=x%26y%3Dz"},
        {"registry", "Google Chrome", "134", "x64", "Microsoft Windows 11 Pro", "10.0", ""},
        {"snap", "core", "1", "", "Ubuntu", "22.04", ""},
        {"dpkg", "", "1", "", "Debian", "12", ""},
        {"", "x", "1", "", "", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct url_case *url = &cases[i];
        CLEANUP(buffer_done) struct buffer out = {0}, distro = {0};
        struct package package = {
            .source = str_from(url->source),
            .name = str_from(url->name),
            .version = str_from(url->version),
            .arch = str_from(url->arch),
            .distribution = package_distribution_of(str_from(url->os_name), str_from(url->os_version), &distro)};
        bool has_url = package_url(&package, &out);
        if (has_url != (url->expected[0] != '\0') || !str_eq(buffer_view(&out), str_from(url->expected))) {
            fail_msg("%s: %.*s", url->expected, STR_FMT(buffer_view(&out)));
        }
    }
}

/* deb-version(7): [epoch:]upstream-version[-debian-revision], the last hyphen; the same of the others. */
static void test_upstream_versions(void **state) {
    static const char *const cases[][3] = {
        {"dpkg", "1:9.2p1-2+deb12u3", "9.2p1"},
        {"dpkg", "2.4-rc1-3", "2.4-rc1"},
        {"rpm", "1:1.1.1k-14.el8_6", "1.1.1k"},
        {"apk", "7.83.0-r0", "7.83.0"},
        {"dpkg", "5.2", "5.2"},
        {"registry", "1:2-3", "1:2-3"},
        {"dpkg", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str version = package_upstream_version(str_from(cases[i][0]), str_from(cases[i][1]));
        if (!str_eq(version, str_from(cases[i][2]))) {
            fail_msg("%s: %.*s", cases[i][1], STR_FMT(version));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_upstream_versions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

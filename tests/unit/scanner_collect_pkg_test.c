#include "scanner/collect/software/pkg.h"

#include "scanner/collect/software/pkgutil.h"
#include "tests/unit/support/cells.h"

/* FreeBSD. 1690000000 is 2023-07-22T04:26:40Z. */
static void test_pkg(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_pkg, STR("bash\t5.2.15\tFreeBSD:13:amd64\t1690000000\nca_root_nss\t3.92\tFreeBSD:13:*\t0\n"
                         "pkg\t1.20.8,1\tfreebsd:13:x86:64\tsoon\n\nno tabs\n\t1\tx\t1\ncut\t1."));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 3);
    assert_software(&observed, 0, "bash|5.2.15||amd64|pkg|2023-07-22|");
    assert_software(&observed, 1, "ca_root_nss|3.92|||pkg||");
    assert_software(&observed, 2, "pkg|1.20.8,1||x86:64|pkg||");
}

/* OpenBSD and NetBSD. */
static void test_pkg_info(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_pkg_info, STR("nginx-1.24.0p0      robust and small HTTP server\nvim-9.0.1897-no_x11 vi clone\n"
                              "mozilla-rootcerts-1.0.20230313 Root CA certificates\np5-libwww-6.67 library\n"
                              "firmware\n-1 x\n  indented-1.0\nname-\n-\n"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 4);
    assert_software(&observed, 0, "nginx|1.24.0p0|||pkg||");
    assert_software(&observed, 1, "vim|9.0.1897-no_x11|||pkg||");
    assert_software(&observed, 2, "mozilla-rootcerts|1.0.20230313|||pkg||");
    assert_software(&observed, 3, "p5-libwww|6.67|||pkg||");
}

/* Solaris 11. */
static void test_pkg_list(void **state) {
    CLEANUP(observed_done)
    struct observed observed =
        observed_from(collect_pkg_list, STR("entire                    11.4-11.4.42.0.1.111.0     i--\n"
                                            "web/server/apache-24 (solaris)  2.4.52-11.4.42.0.1.111.0   i-r\n"
                                            "shell/zsh  5.8  ---\nNAME (PUBLISHER)  VERSION  IFO\nx (y)\nx\n\n"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 2);
    assert_software(&observed, 0, "entire|11.4-11.4.42.0.1.111.0|||pkg||");
    assert_software(&observed, 1, "web/server/apache-24|2.4.52-11.4.42.0.1.111.0|||pkg||");
}

/* macOS. */
static void test_pkgutil(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_pkgutil,
        STR("package-id: com.example.vpn\nversion: 4.10\nvolume: /\nlocation: \ninstall-time: 1690000000\n"
            "package-id: com.example.broken\nvolume: /\npackage-id: com.example.cut\nversion: 1"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 2);
    assert_software(&observed, 0, "com.example.vpn|4.10|||pkgutil|2023-07-22|");
    assert_software(&observed, 1, "com.example.cut|1|||pkgutil||");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pkg),
        cmocka_unit_test(test_pkg_info),
        cmocka_unit_test(test_pkg_list),
        cmocka_unit_test(test_pkgutil),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

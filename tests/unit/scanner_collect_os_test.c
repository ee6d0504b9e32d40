/* What the system is and since when: os, install and system. */

#include "scanner/collect/os.h"

#include "scanner/collect/software/install.h"
#include "scanner/collect/system.h"
#include "tests/unit/support/observed.h"

static const struct {
    const char *what;
    struct str body;
    const char *name, *version, *edition;
} systems[] = {
    {"the point release of Debian",
     STR("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n"
         "debian_version=12.11\n"),
     "Debian GNU/Linux", "12.11", ""},
    {"Debian's development has no number", STR("NAME=\"Debian GNU/Linux\"\nID=debian\ndebian_version=trixie/sid\n"),
     "Debian GNU/Linux", "", ""},
    {"Ubuntu names Debian's release", STR("NAME=\"Ubuntu\"\nVERSION_ID=\"22.04\"\ndebian_version=bookworm/sid\n"),
     "Ubuntu", "22.04", ""},
    {"a derivative with a number of Debian's", STR("NAME=Derivative\nVERSION_ID=1\ndebian_version=12.5\n"),
     "Derivative", "1", ""},
    {"CentOS 7",
     STR("NAME=\"CentOS Linux\"\nVERSION_ID=\"7\"\ncentos_release=CentOS Linux release 7.9.2009 (Core)\n"
         "redhat_release=CentOS Linux release 7.9.2009 (Core)\n"),
     "CentOS Linux", "7.9.2009", ""},
    {"an edition", STR("NAME='Fedora Linux'\nVERSION_ID=39\nVARIANT=\"Server Edition\"\n"), "Fedora Linux", "39",
     "Server Edition"},
    {"CentOS 6 has no os-release",
     STR("centos_release=CentOS release 6.10 (Final)\nredhat_release=CentOS release 6.10 (Final)\n"), "CentOS", "6.10",
     ""},
    {"Red Hat 5", STR("redhat_release=Red Hat Enterprise Linux Server release 5.11 (Tikanga)\n"),
     "Red Hat Enterprise Linux Server", "5.11", ""},
    {"Debian before os-release", STR("debian_version=6.0.10\n"), "Debian GNU/Linux", "6.0.10", ""},
    {"nothing", STR("\n"), "", "", ""},
    {"garbage", STR("NAME\n=\nVERSION_ID=9\n\x80\xff\n"), "", "", ""},
};

static void test_systems(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_os, systems[i].body);
        print_message("%s\n", systems[i].what);
        assert_device(&observed, DEVICES_OS_NAME, systems[i].name);
        assert_device(&observed, DEVICES_OS_VERSION, systems[i].version);
        assert_device(&observed, DEVICES_OS_EDITION, systems[i].edition);
    }
}

/* 1750775860 is 2025-06-24T14:37:40Z, 1700000000 is 2023-11-14T22:13:20Z (date -u). */
static const struct {
    struct str body;
    const char *installed_at;
} installs[] = {
    {STR("times=0 1795422027 /\ntimes=0 1750775860 /etc/machine-id\n"), "2025-06-24T14:37:40Z"},
    {STR("times=1700000000 1795422027 /\ntimes=0 1750775860 /etc/machine-id\n"), "2023-11-14T22:13:20Z"},
    {STR("times=- 1795422027 /\ntimes=? 1750775860 /etc/machine-id\n"), "2025-06-24T14:37:40Z"},
    {STR("times=0 1700000000 /var/log/installer\ntimes=1750775860 1795422027 /\n"), "2023-11-14T22:13:20Z"},
    {STR("times=1750775860 0 /\nbasesystem=1700000000\n"), "2023-11-14T22:13:20Z"},
    {STR("times=1750775860 0 /\nbasesystem=package basesystem is not installed\n"), "2025-06-24T14:37:40Z"},
    {STR("times=0 0 /\n"), ""},
    {STR(""), ""},
};

static void test_installs(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(installs); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_install, installs[i].body);
        assert_device(&observed, DEVICES_INSTALLED_AT, installs[i].installed_at);
    }
}

static const struct {
    struct str body;
    const char *hostname, *boot_at;
} machines[] = {
    {STR("kernel=Linux\nhostname=web1\nclock=1795423725 +0900\nbtime 1700000000\nfqdn=web1.example.jp\n"),
     "web1.example.jp", "2023-11-15T07:13:20+09:00"},
    {STR("hostname=web1\nfqdn=localhost.localdomain\nclock=1795423725 -0330\nbtime 1700000000\n"), "web1",
     "2023-11-14T18:43:20-03:30"},
    {STR("hostname=web1\nfqdn=web10.example.jp\nclock=1795423725 JST\nbtime 1700000000\n"), "web1",
     "2023-11-14T22:13:20Z"},
    {STR("hostname=web1\nclock=1795423725 +9999\nbtime 5\n"), "web1", ""},
    {STR("btime\nhostname\n"), "", ""},
};

static void test_machines(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(machines); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_system, machines[i].body);
        assert_device(&observed, DEVICES_HOSTNAME, machines[i].hostname);
        assert_device(&observed, DEVICES_BOOT_AT, machines[i].boot_at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_systems),
        cmocka_unit_test(test_installs),
        cmocka_unit_test(test_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

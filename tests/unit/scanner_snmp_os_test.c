/* Which Windows and which Linux an agent runs on. */

#include "scanner/snmp/linux.h"
#include "scanner/snmp/windows.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/snmprec.h"

#include <stdio.h>

static void check(struct observation *observation, const char *what, const char *name, const char *version) {
    struct str os = observation_get(observation, DEVICES_OS_NAME);
    struct str number = observation_get(observation, DEVICES_OS_VERSION);

    if (!str_eq(os, str_from(name)) || !str_eq(number, str_from(version))) {
        fail_msg("%s: \"%.*s\" \"%.*s\" in place of \"%s\" \"%s\"", what, STR_FMT(os), STR_FMT(number), name, version);
    }
}

static void run(const char *recording, void (*tell)(const struct snmp_answers *, struct observation *),
                const char *what, const char *name, const char *version) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
    struct observation observation;

    assert_true(arena && answers && observation_init(&observation, arena));
    snmprec_read(str_from(recording), answers);
    tell(answers, &observation);
    check(&observation, what, name, version);
}

/* Builds are those of Microsoft's lists of releases. */
static void test_windows(void **state) {
    static const struct {
        const char *software;
        const char *role; /* the end of sysObjectID */
        const char *name, *version;
    } rows[] = {
        {"Windows 2000 Version 5.0 (Build 2195 Uniprocessor Free)", ".1.1", "Windows 2000", "5.0.2195"},
        {"Windows 2000 Version 5.1 (Build 2600 Uniprocessor Free)", ".1.1", "Windows XP", "5.1.2600"},
        {"Windows Version 5.2 (Build 3790 Multiprocessor Free)", ".1.2", "Windows Server 2003", "5.2.3790"},
        {"Windows Version 5.2 (Build 3790 Multiprocessor Free)", ".1.1", "Windows XP", "5.2.3790"},
        {"Windows Version 6.0 (Build 6003 Multiprocessor Free)", ".1.2", "Windows Server 2008", "6.0.6003"},
        {"Windows Version 6.1 (Build 7601 Multiprocessor Free)", ".1.1", "Windows 7", "6.1.7601"},
        {"Windows Version 6.1 (Build 7601 Multiprocessor Free)", ".1.3", "Windows Server 2008 R2", "6.1.7601"},
        {"Windows Version 6.2 (Build 9200 Multiprocessor Free)", ".1.2", "Windows Server 2012", "6.2.9200"},
        {"Windows Version 6.3 (Build 9600 Multiprocessor Free)", ".1.2", "Windows Server 2012 R2", "6.3.9600"},
        {"Windows Version 6.3 (Build 14393 Multiprocessor Free)", ".1.2", "Windows Server 2016", "10.0.14393"},
        {"Windows Version 6.3 (Build 17763 Multiprocessor Free)", ".1.1", "Windows 10", "10.0.17763"},
        {"Windows Version 6.3 (Build 19045 Multiprocessor Free)", ".1.1", "Windows 10", "10.0.19045"},
        {"Windows Version 6.3 (Build 20348 Multiprocessor Free)", ".1.2", "Windows Server 2022", "10.0.20348"},
        {"Windows Version 6.3 (Build 22000 Multiprocessor Free)", ".1.1", "Windows 11", "10.0.22000"},
        {"Windows Version 6.3 (Build 26100 Multiprocessor Free)", ".1.2", "Windows Server 2025", "10.0.26100"},
        {"Windows Version 6.3 (Build 17763 Multiprocessor Free)", "", "Windows", "10.0.17763"},
        {"Windows Version 4.0 (Build 1381)", ".1.2", "Windows", "4.0.1381"},
        {"Windows Version 6.3", ".1.2", "", ""},
        {"Windows (Build 9600)", ".1.2", "", ""},
        {"Windows Version 6.3 (Build x)", ".1.2", "", ""},
        {"", ".1.2", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char recording[512];
        snprintf(recording, sizeof recording,
                 "1.3.6.1.2.1.1.1.0|4|Hardware: x86 - Software: %s\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.311.1.1.3%s\n",
                 rows[i].software, rows[i].role);
        run(recording, snmp_windows_os, rows[i].software, rows[i].name, rows[i].version);
    }
}

static void test_linux(void **state) {
    static const struct {
        const char *builder, *package;
        const char *name, *version;
    } rows[] = {
        {"", "centos-release-7-9.2009.1.el7.centos", "CentOS Linux", "7.9.2009"},
        {"", "centos-release-7-3.1611.el7.centos", "CentOS Linux", "7.3.1611"},
        {"", "centos-release-6-10.el6.centos.12.3", "CentOS Linux", "6.10"},
        {"", "centos-linux-release-8.5-1.2111.el8.noarch", "CentOS Linux", "8.5"},
        {"", "redhat-release-server-7.4-18.el7.x86_64", "Red Hat Enterprise Linux Server", "7.4"},
        {"", "redhat-release-8.6-0.1.el8.x86_64", "Red Hat Enterprise Linux", "8.6"},
        {"", "rocky-release-8.9-1.6.el8.noarch", "Rocky Linux", "8.9"},
        {"", "fedora-release-common-38-36.noarch", "Fedora Linux", "38"},
        {"", "centos-release-scl-2-3.el7.centos", "", ""},
        {"", "centos-release-", "", ""},
        {"Debian 5.10.162-1", "base-files_11.1+deb11u6_amd64", "Debian GNU/Linux", "11.6"},
        {"Debian 6.1.4-1", "base-files_12.4_amd64", "Debian GNU/Linux", "12"},
        {"Debian 6.1.4-1", "base-files_12.4+deb_amd64", "Debian GNU/Linux", "12"},
        {"Debian 6.1.4-1", "bash_5.2_amd64", "Debian GNU/Linux", ""},
        {"101-Ubuntu SMP", "base-files_12ubuntu4.4_amd64", "Ubuntu", ""},
        {"SMP", "bash-4.2", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char recording[512];
        snprintf(recording, sizeof recording,
                 "1.3.6.1.2.1.1.1.0|4|Linux host 3.10.0 #1 %s x86_64\n1.3.6.1.2.1.25.6.3.1.2.7|4|%s\n", rows[i].builder,
                 rows[i].package);
        run(recording, snmp_linux_os, rows[i].package, rows[i].name, rows[i].version);
    }
    run("1.3.6.1.2.1.1.1.0|4|A router of Debian\n", snmp_linux_os, "no Linux", "", "");
    run("", snmp_linux_os, "nothing", "", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_linux),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

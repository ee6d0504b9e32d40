/* Pending updates as apt, dnf, zypper and apk tell them, and what else there is to say about upkeep. */

#include "scanner/collect/software/updates.h"

#include "scanner/collect/software/updates_apk.h"
#include "scanner/collect/software/updates_apt.h"
#include "scanner/collect/software/updates_dnf.h"
#include "scanner/collect/software/updates_zypper.h"
#include "scanner/collect/software/upkeep.h"
#include "tests/unit/support/observed.h"

typedef void collect_function(struct str body, struct observation *observation);

/* 1700180000 − 1700000000 = 180000 s = 50 h */
#define CLOCK "now=1700180000\nmetadata=1600000000\nmetadata=1700000000\n"

static const struct {
    const char *what;
    collect_function *collect;
    struct str line;
    const char *package, *installed, *available, *security; /* package NULL: no update */
} lines[] = {
    {"a list of apt", collect_updates_apt,
     STR("openssl/stable,stable-security 3.0.11-1~deb12u2 amd64 [upgradable from: 3.0.11-1~deb12u1]"), "openssl",
     "3.0.11-1~deb12u1", "3.0.11-1~deb12u2", "yes"},
    {"not for security", collect_updates_apt, STR("vim/jammy-updates 2:8.2 amd64 [upgradable from: 2:8.1]"), "vim",
     "2:8.1", "2:8.2", "no"},
    {"a simulation of apt-get", collect_updates_apt,
     STR("Inst openssl [1.1.1n-0+deb10u5] (1.1.1n-0+deb10u6 Debian-Security:10/oldstable [amd64])"), "openssl",
     "1.1.1n-0+deb10u5", "1.1.1n-0+deb10u6", "yes"},
    {"of two archives", collect_updates_apt,
     STR("Inst vim [2:8.1] (2:8.2 Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security [amd64]) []"), "vim", "2:8.1",
     "2:8.2", "yes"},
    {"what comes anew", collect_updates_apt, STR("Inst linux-image-6.1.0-18 (6.1.76-1 Debian:12.5/stable [amd64])"),
     NULL, NULL, NULL, NULL},
    {"apt's own lines", collect_updates_apt, STR("Conf openssl (3.0.11-1~deb12u2 Debian:12/stable [amd64])"), NULL,
     NULL, NULL, NULL},
    {"apt's progress", collect_updates_apt, STR("Listing..."), NULL, NULL, NULL, NULL},
    {"cut off in the brackets", collect_updates_apt, STR("vim/jammy 2:8.2 amd64 [upgradable from: 2:8."), NULL, NULL,
     NULL, NULL},
    {"cut off in the simulation", collect_updates_apt, STR("Inst vim [2:8.1] (2:8.2 Ubuntu:22.04"), NULL, NULL, NULL,
     NULL},
    {"dnf 4", collect_updates_dnf, STR("RHSA-2024:1234 Important/Sec. openssl-libs-1:3.0.7-1.el9.x86_64"),
     "openssl-libs", "", "1:3.0.7-1.el9", "yes"},
    {"dnf 5", collect_updates_dnf,
     STR("FEDORA-2024-0a1b2c3d4e security Important python3-pip-23.3.2-1.fc40.noarch 2024-01-20 01:02:03"),
     "python3-pip", "", "23.3.2-1.fc40", "yes"},
    {"dnf's heading", collect_updates_dnf, STR("Name Type Severity Package Issued"), NULL, NULL, NULL, NULL},
    {"dnf's messages", collect_updates_dnf, STR("Last metadata expiration check: 1-2-3.x ago on noarch."), NULL, NULL,
     NULL, NULL},
    {"no name", collect_updates_dnf, STR("X -1-2.noarch 1-2.noarch .noarch"), NULL, NULL, NULL, NULL},
    {"zypper", collect_updates_zypper,
     STR("<update name=\"SUSE-SLE-2024-1234\" edition=\"1\" arch=\"noarch\" kind=\"patch\" status=\"needed\" "
         "category=\"security\" severity=\"important\" pkgmanager=\"false\" restart=\"true\" interactive=\"false\">"),
     "SUSE-SLE-2024-1234", "", "1", "yes"},
    {"a patch that is not for security", collect_updates_zypper,
     STR("  <update name=\"p\" edition=\"2\" kind=\"patch\" status=\"needed\" category=\"recommended\">"), "p", "", "2",
     "no"},
    {"a patch that is applied", collect_updates_zypper,
     STR("<update name=\"p\" edition=\"2\" kind=\"patch\" status=\"applied\" category=\"security\">"), NULL, NULL, NULL,
     NULL},
    {"a cut tag", collect_updates_zypper, STR("<update name=\"p\" edition=\"2\" kind=\"patch\" status=\"need"), NULL,
     NULL, NULL, NULL},
    {"another tag", collect_updates_zypper, STR("<update-status version=\"0.6\">"), NULL, NULL, NULL, NULL},
    {"apk", collect_updates_apk, STR("busybox-binsh-1.36.1-r5                  < 1.36.1-r6 "), "busybox-binsh",
     "1.36.1-r5", "1.36.1-r6", ""},
    {"apk's heading", collect_updates_apk, STR("Installed:                                Available:"), NULL, NULL,
     NULL, NULL},
    {"as new as can be", collect_updates_apk, STR("musl-1.2.4-r2 = 1.2.4-r2"), NULL, NULL, NULL, NULL},
    {"no release", collect_updates_apk, STR("musl-1.2.4 < 1.2.5-r0"), NULL, NULL, NULL, NULL},
    {"a release only", collect_updates_apk, STR("1.2.4-r2 < 1.2.5-r0"), NULL, NULL, NULL, NULL},
};

static void test_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        CLEANUP(buffer_done) struct buffer body = {0};

        print_message("%s\n", lines[i].what);
        buffer_printf(&body, CLOCK "%.*s\n", STR_FMT(lines[i].line));
        CLEANUP(observed_done) struct observed observed = observed_from(lines[i].collect, buffer_view(&body));
        const struct observation_row *row = observed_row(&observed, TABLE_UPDATES, 0);
        assert_int_equal(observed_count(&observed, TABLE_UPDATES), 1);
        assert_text(row->cells[UPDATES_PACKAGE], lines[i].package ? lines[i].package : "");
        assert_text(row->cells[UPDATES_INSTALLED], lines[i].package ? lines[i].installed : "");
        assert_text(row->cells[UPDATES_AVAILABLE], lines[i].package ? lines[i].available : "");
        assert_text(row->cells[UPDATES_SECURITY], lines[i].package ? lines[i].security : "");
        assert_text(row->cells[UPDATES_METADATA_AGE_HOURS], "50");
    }
}

static const struct {
    const char *what;
    struct str clock;
    const char *hours; /* NULL: nothing is known */
} ages[] = {
    {"an hour less a second", STR("now=1700003599\nmetadata=1700000000\n"), "0"},
    {"an hour", STR("now=1700003600\nmetadata=1700000000\n"), "1"},
    {"the newest counts", STR("now=1700003600\nmetadata=1700000000\nmetadata=1690000000\n"), "1"},
    {"fetched by a clock that was ahead", STR("now=1700000000\nmetadata=1700003600\n"), "0"},
    {"never fetched", STR("now=1700000000\n"), NULL},
    {"a time that is none", STR("now=1700000000\nmetadata=-1\nmetadata=7\nmetadata=\n"), NULL},
    {"no clock", STR("metadata=1700000000\n"), NULL},
    {"nothing", STR(""), NULL},
};

static void test_ages(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ages); i++) {
        CLEANUP(buffer_done) struct buffer body = {0};

        print_message("%s\n", ages[i].what);
        buffer_printf(&body, "%.*sa-1-r1 < 2\n", STR_FMT(ages[i].clock));
        CLEANUP(observed_done) struct observed observed = observed_from(collect_updates_apk, buffer_view(&body));
        assert_int_equal(observed_count(&observed, TABLE_UPDATES), ages[i].hours ? 1 : 0);
        if (ages[i].hours) {
            assert_text(observed_row(&observed, TABLE_UPDATES, 0)->cells[UPDATES_METADATA_AGE_HOURS], ages[i].hours);
        }
    }
}

/* Two advisories for one package, a third for a newer one of it. */
static void test_once_each(void **state) {
    CLEANUP(observed_done)
    struct observed observed =
        observed_from(collect_updates_dnf,
                      STR(CLOCK "A-1 Important/Sec. bash-5.1.8-6.el9.x86_64\nA-2 Low/Sec. bash-5.1.8-6.el9.x86_64\n"
                                "A-3 Low/Sec. bash-5.1.8-9.el9.x86_64\n"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_UPDATES), 2);
    assert_text(observed_row(&observed, TABLE_UPDATES, 1)->cells[UPDATES_AVAILABLE], "5.1.8-9.el9");
}

static void test_bound(void **state) {
    CLEANUP(buffer_done) struct buffer body = {0};

    (void)state;
    buffer_append_cstr(&body, CLOCK);
    for (int i = 0; i < 6000; i++) {
        buffer_printf(&body, "p%d-1-r1 < 2\n", i);
    }
    CLEANUP(observed_done) struct observed observed = observed_from(collect_updates_apk, buffer_view(&body));
    assert_int_equal(observed_count(&observed, TABLE_UPDATES), 5000);
}

static const struct {
    struct str body;
    const char *notes;
} upkeep[] = {
    {STR("restart=required\nrestart=required\n"), "restart required"},
    {STR("denied=updates\n"), "pending updates need privilege"},
    {STR("restart=\n"), ""},
    {STR(""), ""},
};

static void test_upkeep(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(upkeep); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_upkeep, upkeep[i].body);
        assert_text(observed.observation.notes, upkeep[i].notes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines), cmocka_unit_test(test_ages),   cmocka_unit_test(test_once_each),
        cmocka_unit_test(test_bound), cmocka_unit_test(test_upkeep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/collect/snmp/software.h"

#include "tests/unit/support/snmp_observed.h"

struct title {
    const char *product, *version, *arch, *installed_on, *kind;
};

static void check_row(const struct observation_row *row, const struct title *title) {
    assert_text(row->cells[SOFTWARE_PRODUCT], title->product);
    assert_text(row->cells[SOFTWARE_VERSION], title->version);
    assert_text(row->cells[SOFTWARE_ARCH], title->arch);
    assert_text(str_sub(row->cells[SOFTWARE_INSTALLED_ON], 0, 10), title->installed_on);
    assert_text(row->cells[SOFTWARE_KIND], title->kind);
    assert_text(row->cells[SOFTWARE_SOURCE], "hrSWInstalled");
}

/* Of a name that lost its end, what is left of it is taken apart; one whose architecture is missing stays whole. */
static void test_debian(void **state) {
    static const struct title titles[] = {
        {"base-files", "12.4+deb12u8", "amd64", "2026-11-09", ""},
        {"bash", "5.2.15-2+b2", "amd64", "2025-02-28", ""},
    };
    CLEANUP(observed_done)
    struct observed observed = snmp_observed_fixture("linux-server", collect_snmp_software.parse);

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 5);
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        check_row(observed_row(&observed, TABLE_SOFTWARE, i), &titles[i]);
    }
    assert_text(observed_row(&observed, TABLE_SOFTWARE, 2)->cells[SOFTWARE_ARCH], "all");
    assert_text(observed_row(&observed, TABLE_SOFTWARE, 3)->cells[SOFTWARE_PRODUCT], "python3-distutils-extra_2.47");
    assert_text(observed_row(&observed, TABLE_SOFTWARE, 4)->cells[SOFTWARE_PRODUCT],
                "libreoffice-l10n-ja-with-a-name-of-its-own");
    assert_text(observed_row(&observed, TABLE_SOFTWARE, 4)->cells[SOFTWARE_VERSION], "4:7.4.7-1+deb12u1");
    assert_text(observed_row(&observed, TABLE_SOFTWARE, 4)->cells[SOFTWARE_ARCH], "");
    assert_text(observed.observation.notes, "software names cut");
}

#define SOFTWARE(COLUMN, INDEX) MIB2 "25.6.3.1." COLUMN "." INDEX

/* What is of neither form for certain is not taken apart. */
static void test_splitting(void **state) {
    static const struct {
        const char *text;
        struct title title;
    } cases[] = {
        {"bash_5.2.15-2+b2_amd64", {"bash", "5.2.15-2+b2", "amd64", "", ""}},
        {"g++_4:12.2.0-3_all", {"g++", "4:12.2.0-3", "all", "", ""}},
        {"bash-4.2.46-34.el7", {"bash", "4.2.46-34.el7", "", "", ""}},
        {"xorg-x11-font-utils-7.5-21.el7.x86_64", {"xorg-x11-font-utils", "7.5-21.el7", "x86_64", "", ""}},
        {"lm_sensors-libs-3.4.0-4.20160601gitf9185e5.el7",
         {"lm_sensors-libs", "3.4.0-4.20160601gitf9185e5.el7", "", "", ""}},
        {"fxload-2002_04_11-16.el7", {"fxload", "2002_04_11-16.el7", "", "", ""}},
        {"gpg-pubkey-f4a80eb5-53a7ff4b", {"gpg-pubkey-f4a80eb5-53a7ff4b", "", "", "", ""}},
        {"bash-5.2.15-x86_64-1", {"bash-5.2.15-x86_64-1", "", "", "", ""}},
        {"7-Zip 9.20", {"7-Zip 9.20", "", "", "", ""}},
        {"Foo 1-2-3", {"Foo 1-2-3", "", "", "", ""}},
        {"-1-2", {"-1-2", "", "", "", ""}},
        {"_1_all", {"_1_all", "", "", "", ""}},
        {"bash_5.2_amd64_x", {"bash_5.2_amd64_x", "", "", "", ""}},
        {"bash_5.2_vax", {"bash_5.2_vax", "", "", "", ""}},
        {"kernel-devel-of-a-name-that-is-rather-long-3.10.0-1160.119.1.el7",
         {"kernel-devel-of-a-name-that-is-rather-long-3.10.0-1160.119.1.el7", "", "", "", ""}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer text = {0};
        buffer_printf(&text, MIB2 "1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n" SOFTWARE("2", "1") "|4|%s\n", cases[i].text);
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(buffer_view(&text), collect_snmp_software.parse);
        check_row(observed_row(&observed, TABLE_SOFTWARE, 0), &cases[i].title);
    }
}

/* Other agents call the operating system one, and their names are not taken apart. */
static void test_other_agents(void **state) {
    static const struct title titles[] = {{"Example OS-7.1-2", "", "", "2026-01-05", "os"}, {"tool", "", "", "", ""}};

    (void)state;
    // clang-format off
    CLEANUP(observed_done) struct observed observed = snmp_observed_text(
                 STR(MIB2 "1.2.0|6|1.3.6.1.4.1.32473.7\n"
                     SOFTWARE("2", "1") "|4|Example OS-7.1-2\n" SOFTWARE("4", "1") "|2|2\n"
                     SOFTWARE("5", "1") "|4x|07ea010500000000\n"
                     SOFTWARE("2", "2") "|4|tool\n" SOFTWARE("4", "2") "|2|4\n" SOFTWARE("5", "2") "|4|yesterday\n"
                     SOFTWARE("2", "3") "|4|  \n"
                     SOFTWARE("4", "4") "|2|4\n"),
                 collect_snmp_software.parse);
    // clang-format on
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), ARRAY_LEN(titles));
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        check_row(observed_row(&observed, TABLE_SOFTWARE, i), &titles[i]);
    }
}

/* Packages of FreeBSD have names with numbers in them; that an essential one is the operating system is no news. */
static void test_net_snmp_elsewhere(void **state) {
    static const struct title title = {"libfoo-2-1.5", "", "", "", ""};

    (void)state;
    CLEANUP(observed_done)
    struct observed observed = snmp_observed_text(
        STR(MIB2 "1.2.0|6|1.3.6.1.4.1.8072.3.2.8\n" SOFTWARE("2", "1") "|4|libfoo-2-1.5\n" SOFTWARE("4", "1") "|2|2\n"),
        collect_snmp_software.parse);
    check_row(observed_row(&observed, TABLE_SOFTWARE, 0), &title);
}

/* --- recorded devices --- */

static const struct observation_row *find_title(const struct observed *observed, const char *product) {
    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        if (row->table == TABLE_SOFTWARE && str_eq(row->cells[SOFTWARE_PRODUCT], str_from(product))) {
            return row;
        }
    }
    fail_msg("no such title: %s", product);
    return NULL;
}

static void test_windows(void **state) {
    static const struct title titles[] = {
        {"7-Zip 9.20", "", "", "2012-01-25", ""},
        {"Microsoft User-Mode Driver Framework Feature Pack 1.0", "", "", "2013-01-26", ""},
    };
    CLEANUP(observed_done) struct observed observed = snmp_observed_shared("XP", collect_snmp_software.parse);

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 160);
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        check_row(find_title(&observed, titles[i].product), &titles[i]);
    }
    find_title(&observed, "Security Update for Microsoft .NET Framework 4 Client Profile (K");
    assert_text(observed.observation.notes, "software names cut");
}

static void test_centos(void **state) {
    static const struct title titles[] = {
        {"centos-release", "7-3.1611.el7.centos", "", "2017-09-03", ""},
        {"bash", "4.2.46-21.el7_3", "", "2017-09-03", ""},
        {"gpg-pubkey-f4a80eb5-53a7ff4b", "", "", "2017-09-03", ""},
    };
    CLEANUP(observed_done) struct observed observed = snmp_observed_shared("unknown-006", collect_snmp_software.parse);
    size_t versions = 0;

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 356);
    for (size_t i = 0; i < 356; i++) {
        versions += !str_is_empty(observed_row(&observed, TABLE_SOFTWARE, i)->cells[SOFTWARE_VERSION]);
    }
    assert_int_equal(versions, 355); /* all but the key */
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        check_row(find_title(&observed, titles[i].product), &titles[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_debian),       cmocka_unit_test(test_splitting),
        cmocka_unit_test(test_other_agents), cmocka_unit_test(test_net_snmp_elsewhere),
        cmocka_unit_test(test_windows),      cmocka_unit_test(test_centos),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

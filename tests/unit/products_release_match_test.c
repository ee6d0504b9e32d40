#include "products/release_match.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

#include <stdio.h>

/* Releases of one product after the other. */
static const struct row {
    const char *product, *name, *label, *codename, *latest;
} rows[] = {
#define RELEASE(PRODUCT, NAME, LABEL, CODENAME, LATEST) {PRODUCT, NAME, LABEL, CODENAME, LATEST},
#include "tests/unit/products_release_match_test.def"
};

enum { RELEASES_MAX = 128 };

struct product {
    struct release_def releases[RELEASES_MAX];
    uint32_t count;
    struct release_set *set;
};

static void product_open(struct product *product, const char *name) {
    struct err err = {0};

    product->count = 0;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strcmp(rows[i].product, name) == 0) {
            assert_true(product->count < RELEASES_MAX);
            product->releases[product->count++] = (struct release_def){.name = str_from(rows[i].name),
                                                                       .label = str_from(rows[i].label),
                                                                       .codename = str_from(rows[i].codename),
                                                                       .latest = str_from(rows[i].latest),
                                                                       .released_on = DATE_NONE};
        }
    }
    assert_true(product->count > 0);
    assert_int_equal(release_set_new(str_from(name), product->releases, product->count, &product->set, &err), ERR_OK);
}

static const char *const kind_names[] = {
    [RELEASE_FOUND] = "found",           [RELEASE_SEVERAL] = "several", [RELEASE_OLDER] = "older",
    [RELEASE_NEWER] = "newer",           [RELEASE_BETWEEN] = "between", [RELEASE_NO_VERSION] = "no version",
    [RELEASE_UNREADABLE] = "unreadable",
};

/* "9.0", "10.00 10.00-sp1", or the kind in brackets; a + at the end of what is behind. */
static void describe(const struct product *product, const struct release_answer *answer, char *text, size_t size) {
    size_t n = 0;

    if (answer->count == 0) {
        snprintf(text, size, "(%s)", kind_names[answer->kind]);
        return;
    }
    assert_int_equal(answer->kind, answer->count == 1 ? RELEASE_FOUND : RELEASE_SEVERAL);
    for (unsigned i = 0; i < answer->count && n < size; i++) {
        n +=
            (size_t)snprintf(text + n, size - n, "%s%s", i ? " " : "", product->releases[answer->candidates[i]].name.p);
    }
    snprintf(text + (n < size ? n : size - 1), n < size ? size - n : 1, "%s", answer->is_behind ? " +" : "");
}

struct match_case {
    const char *product, *title, *version, *edition;
    const char *expected; /* names in the order of the data, " +" behind them where a later version is out */
};

static unsigned check_cases(const struct match_case *cases, size_t count) {
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        struct product product;
        struct release_answer answer;
        struct err err = {0};
        char text[2048];
        product_open(&product, cases[i].product);
        const struct release_query query = {str_from(cases[i].title), str_from(cases[i].version),
                                            str_from(cases[i].edition)};
        assert_int_equal(release_set_find(product.set, &query, &answer, &err), ERR_OK);
        describe(&product, &answer, text, sizeof text);
        if (strcmp(text, cases[i].expected) != 0) {
            printf("%s: \"%s\" \"%s\" \"%s\": %s, not %s\n", cases[i].product, cases[i].title, cases[i].version,
                   cases[i].edition, text, cases[i].expected);
            wrong++;
        }
        release_set_free(product.set);
    }
    return wrong;
}

/* The strings that are on record, and the release that each is. */
static const struct match_case worked[] = {
    {"windows", "Microsoft Windows 10 Pro 10.0.19045", "", "", "10-22h2"},
    {"windows", "Microsoft Windows 10 Pro", "10.0.19045", "Professional", "10-22h2"},
    {"windows", "Windows 10 Enterprise LTSC 2019 (17763)", "", "", "10-1809-e-lts"},
    {"windows", "Microsoft Windows 10 Enterprise LTSC", "10.0.17763", "EnterpriseS", "10-1809-e-lts"},
    {"windows-server", "Windows Server 2012 R2 6.3.9600", "", "", "2012-r2"},
    {"windows-server", "Windows Server 2012 R2", "6.3.9600", "", "2012-r2"},
    {"debian", "Debian GNU/Linux 11 (bullseye) 11.11", "", "", "11"},
    {"debian", "Debian GNU/Linux 11 (bullseye)", "11.11", "", "11"},
    {"postgresql", "PostgreSQL 13.4 on x86_64-pc-linux-gnu", "", "", "13 +"},
    {"oracle-jdk", "Java SE 8 Update 202 (Oracle Corporation)", "", "", "8 +"},
    {"oracle-database", "Oracle 12.2.0.1.0", "", "", "12.2"},
    {"cisco-ios-xe", "Cisco IOS XE Software, Version 17.06.05", "", "", "17.6"},
    {"cisco-ios-xe", "", "17.09.04a", "", "17.9"},
    {"tomcat", "Apache Tomcat/9.0.75", "", "", "9.0 +"},
    {"dotnetfx", ".NET Framework 4.8.09032", "", "", "4.8"},
    {"sns-hardware", "Stormshield SN210W", "", "", "sn210w"},
    {"sns-hardware", "Stormshield SN210", "", "", "sn210"},
    {"openssl", "OpenSSL 1.1.1w", "", "", "1.1.1"},
};

/* Numbers. */
static const struct match_case numbers[] = {
    {"postgresql", "PostgreSQL", "14", "", "14"},
    {"postgresql", "PostgreSQL", "14.9", "", "14 +"},
    {"postgresql", "PostgreSQL", "14.24", "", "14"},
    {"postgresql", "PostgreSQL", "9.6.24", "", "9.6"},
    {"postgresql", "PostgreSQL", "9.6.2", "", "9.6 +"},
    {"postgresql", "PostgreSQL", "9", "", "9.6 9.5 9.4 9.3 9.2 9.1 9.0"},
    {"postgresql", "PostgreSQL", "1", "", "(older)"},
    {"postgresql", "PostgreSQL", "5.0", "", "(older)"},
    {"postgresql", "PostgreSQL", "19.1", "", "(newer)"},
    {"postgresql", "PostgreSQL", "9.7.1", "", "(between)"},
    {"postgresql", "PostgreSQL", "100", "", "(newer)"},
    {"postgresql", "PostgreSQL", "", "", "(no version)"},
    {"postgresql", "PostgreSQL", "最新", "", "(unreadable)"},
    {"postgresql", "PostgreSQL", "latest", "", "(unreadable)"},
    {"postgresql", "PostgreSQL 13 (x64)", "13.4-1", "", "13"},
    {"postgresql", "ＰｏｓｔｇｒｅＳＱＬ　１３．４", "", "", "13 +"},
    {"postgresql", "PostgreSQL", "Ver.13.4", "", "13 +"},
    {"postgresql", "PostgreSQL", "第13.4版", "", "13 +"},
    {"postgresql", "PostgreSQL (64-bit)", "", "", "(no version)"},
    {"postgresql", "PostgreSQL 64ビット版", "", "", "(no version)"},
    {"postgresql", "PostgreSQL 13.4, compiled by gcc (GCC) 8.5.0 20210514, 64-bit", "", "", "13 +"},
    {"python", "Python 3.9.6 (64-bit)", "3.9.6150.0", "", "3.9"},
    {"python", "Python", "3.10.2", "", "3.10 +"},
    {"python", "Python", "3.1", "", "(older)"},
    {"tomcat", "Apache Tomcat 9.0 Tomcat9 (remove only)", "9.0.75", "", "9.0 +"},
    {"tomcat", "Apache Tomcat", "9.0.121", "", "9.0"},
    {"tomcat", "Apache Tomcat", "9.0.122", "", "9.0"},
    {"tomcat", "Apache Tomcat 4.1 for Windows 7", "4.1.40", "", "(older)"},
    {"tomcat", "Apache Tomcat 4.1 for Windows 7", "", "", "(older)"},
    {"tomcat", "Apache Tomcat 9.0 for Windows 7", "", "", "9.0"},
    {"tomcat", "Apache Tomcat 9.0", "4.1.40", "", "9.0"},
    {"tomcat", "Apache Tomcat", "9", "", "9.0"},
    {"tomcat", "Apache Tomcat", "8", "", "8.5 8.0"},
    {"tomcat", "Apache Tomcat", "9.1.0", "", "(between)"},
    {"tomcat", "Apache Tomcat", "v9.0.75", "", "9.0 +"},
    {"tomcat", "Apache Tomcat", "9.0.31-1ubuntu0.4", "", "9.0"},
    {"tomcat", "Apache Tomcat", "1:9.0.75", "", "9.0 +"},
    {"cisco-ios-xe", "", "17.6.5", "", "17.6"},
    {"cisco-ios-xe", "", "17.06.05", "", "17.6"},
    {"cisco-ios-xe", "", "17.03.04a", "", "17.3"},
    {"cisco-ios-xe", "", "17.10.1", "", "17.10"},
    {"cisco-ios-xe", "", "17.1.3", "", "17.1"},
    {"cisco-ios-xe", "", "16.12.4s", "", "16.12"},
    {"cisco-ios-xe", "", "16.06.05", "", "(older)"},
    {"cisco-ios-xe", "", "03.16.05.S", "", "(older)"},
    {"cisco-ios-xe", "", "17.99.1", "", "(newer)"},
    {"cisco-ios-xe", "Cisco IOS Software [Bengaluru], Version 17.6.5, RELEASE SOFTWARE (fc3)", "", "", "17.6"},
    {"openssl", "OpenSSL", "1.1.1k", "", "1.1.1 +"},
    {"openssl", "OpenSSL", "1.1.1w", "", "1.1.1"},
    {"openssl", "OpenSSL", "1.1.1", "", "1.1.1"},
    {"openssl", "OpenSSL", "1:1.1.1k-14.el8_6", "", "1.1.1"},
    {"openssl", "OpenSSL", "1.1.1n-0+deb11u5", "", "1.1.1"},
    {"openssl", "OpenSSL", "0.9.8z", "", "0.9.8 +"},
    {"openssl", "OpenSSL", "0.9.8zh", "", "0.9.8"},
    {"openssl", "OpenSSL", "0.9.8zi", "", "0.9.8"},
    {"openssl", "OpenSSL", "1.1", "", "1.1.1 1.1.0"},
    {"openssl", "OpenSSL", "3.0.7", "", "3.0 +"},
    {"openssl", "OpenSSL 3.0.2 15 Mar 2022", "", "", "3.0 +"},
    {"dotnetfx", "", "4.8.09032 (release 533320)", "", "4.8.1"},
    {"dotnetfx", "", "4.8.09032 (release 528449)", "", "4.8"},
    {"dotnetfx", "", "533325", "", "4.8.1"},
    {"dotnetfx", "", "528372", "", "4.8"},
    {"dotnetfx", "Microsoft .NET Framework 4.8.1", "", "", "4.8.1"},
    {"dotnetfx", "Microsoft .NET Framework 4.7.2 Targeting Pack", "4.7.03062", "", "4.7"},
    {"dotnetfx", "Microsoft .NET Framework 3.5 SP1", "3.5.30729", "", "3.5-sp1"},
    {"dotnetfx", "Microsoft .NET Framework 2.0", "2.0.50727", "", "(older)"},
    {"rhel", "Red Hat Enterprise Linux", "8.10", "", "8"},
    {"rhel", "Red Hat Enterprise Linux", "8.4", "", "8 +"},
    {"rhel", "Red Hat Enterprise Linux Server release 7.9 (Maipo)", "", "", "7"},
    {"rhel", "Red Hat Enterprise Linux", "3", "", "(older)"},
    {"ubuntu", "Ubuntu", "22.04.4 LTS", "", "22.04 +"},
    {"ubuntu", "Ubuntu 22.04.5 LTS", "", "", "22.04"},
    {"ubuntu", "Ubuntu", "22.4", "", "22.04"},
    {"ubuntu", "Ubuntu", "22", "", "22.10 22.04"},
    {"freebsd", "FreeBSD", "14.2-RELEASE-p1", "", "14.2"},
    {"freebsd", "FreeBSD", "14.9", "", "14"},
    {"freebsd", "FreeBSD", "15.0-STABLE", "", "15.0"},
    {"almalinux", "AlmaLinux", "9.4 (Seafoam Ocelot)", "", "9 +"},
    {"filemaker", "FileMaker Pro", "21.1.1", "", "2024"},
    {"filemaker", "Claris FileMaker Pro 2024", "", "", "2024"},
    {"filemaker", "FileMaker Pro", "19.6.3", "", "19.6"},
    {"dotnet", "Microsoft .NET Runtime - 6.0.25 (x64)", "6.0.25.33020", "", "6 +"},
    {"dotnet", "Microsoft .NET Runtime - 6.0.25 (x64)", "48.100.4028", "", "6 +"},
    {"jenkins", "Jenkins", "2.555.1", "", "2.555 +"},
    {"jenkins", "Jenkins", "2.560", "", "2 +"},
    {"veeam-backup-for-microsoft-365", "Veeam Backup for Microsoft 365", "", "", "(no version)"},
    {"veeam-backup-for-microsoft-365", "Veeam Backup for Microsoft 365 v7", "", "", "7"},
    {"protractor", "Protractor", "5.2.1", "", "5.0 +"},
    {"ckeditor", "CKEditor 5", "41.1.0", "", "5"},
    {"ckeditor", "CKEditor", "4.22.1", "", "4 +"},
    {"clearlinux", "Clear Linux OS", "43760", "", "current"},
    {"rtpengine", "rtpengine", "mr26.1.1.9", "", "26.1 +"},
    {"rtpengine", "rtpengine", "26.1.1.9", "", "26.1 +"},
    {"unity", "Unity", "2021.3.45f2", "", "2021.3"},
    {"unity", "Unity 6.4", "", "", "6000.4"},
    {"citrix-vad", "Citrix Virtual Apps and Desktops", "2511 Update 1", "", "2511 +"},
    {"rhel", "CPE OS Name: cpe:/o:redhat:enterprise_linux:8.9", "", "", "8 +"},
    {"postgresql", "postgresql-server", "9.6.24-1.el7", "", "9.6"},
    {"postgresql", "PostgreSQL 13.4 (9.6 compatible)", "", "", "13 +"},
    /* Of the numbers of one release, the more exact one counts; a longer one of another release changes nothing. */
    {"postgresql", "", "14 14.9", "", "14 +"},
    {"postgresql", "", "14.9 (14.24)", "", "14 +"},
    {"postgresql", "", "13 (9.6.24)", "", "13"},
    {"pan-os", "PAN-OS", "10.1.9-h3", "", "10.1 +"},
    {"pan-os", "PAN-OS", "9.0.17-h5", "", "9.0"},
    {"pan-os", "PAN-OS", "9.0.9-xfr", "", "9.0-xfr"},
    {"pan-os", "PAN-OS", "9.0.9", "", "9.0 +"},
};

/* Other ways of writing a version. */
static const struct match_case forms[] = {
    {"oracle-jdk", "Java 8 Update 202 (64-bit)", "8.0.2020.8", "", "8 +"},
    {"oracle-jdk", "", "1.8.0_382", "", "8 +"},
    {"oracle-jdk", "", "1.8.0_501-b09", "", "8"},
    {"oracle-jdk", "", "8u382", "", "8 +"},
    {"oracle-jdk", "", "8u501", "", "8"},
    {"oracle-jdk", "", "8.0.5010.9", "", "8"},
    {"oracle-jdk", "", "8u480", "", "8 +"},
    {"oracle-jdk", "", "8", "", "8"},
    {"oracle-jdk", "J2SE Runtime Environment 5.0 Update 22", "", "", "5 +"},
    {"oracle-jdk", "", "1.5.0_22", "", "5 +"},
    {"oracle-jdk", "", "1.4.2_19", "", "1.4 +"},
    {"oracle-jdk", "Java(TM) SE Development Kit 17.0.2 (64-bit)", "17.0.2.0", "", "17 +"},
    {"oracle-jdk", "", "jdk-11.0.20", "", "11 +"},
    {"oracle-jdk", "", "jre1.8.0_202", "", "8 +"},
    {"red-hat-build-of-openjdk", "", "1.8.0.382.b05-2.el8", "", "8"},
    {"red-hat-build-of-openjdk", "", "1.8.0.382", "", "8 +"},
    {"eclipse-temurin", "Eclipse Temurin JDK with Hotspot 8u382-b05 (x64)", "8.0.382.5", "", "8 +"},
    {"eclipse-temurin", "", "17.0.8+7", "", "17 +"},
    {"amazon-corretto", "", "26.0.1.8.1", "", "26 +"},
    {"oracle-database", "", "19c", "", "19"},
    {"oracle-database", "", "19.18.0.0.0", "", "19"},
    {"oracle-database", "", "12.2.0.1", "", "12.2"},
    {"oracle-database", "", "12.1.0.2.0", "", "12.1"},
    {"oracle-database", "Oracle Database 12c Release 2", "", "", "12.2"},
    {"oracle-database", "Oracle Database 12cR1", "", "", "12.1"},
    {"oracle-database", "Oracle Database 12c", "", "", "12.2 12.1"},
    {"oracle-database", "Oracle Database 12c Enterprise Edition Release 12.2.0.1.0 - 64bit Production", "", "", "12.2"},
    {"oracle-database", "Oracle Database 11g Enterprise Edition", "11.2.0.4.0", "", "11.2"},
    {"oracle-database", "", "11gR2", "", "11.2"},
    {"oracle-database", "", "9i Release 2", "", "9.2"},
    {"oracle-database", "", "23ai", "", "23"},
    {"oracle-database", "", "26ai", "", "23"},
    {"oracle-database", "Oracle AI Database 26ai", "23.26.0.0", "", "23"},
    {"oracle-database", "", "8.1.7", "", "(older)"},
    {"oracle-database", "Oracle 19c Release 19.18", "", "", "19"},
    {"vmware-esxi", "VMware ESXi", "7.0.3", "", "7.0"},
    {"vmware-esxi", "VMware ESXi", "7.0 U3", "", "7.0"},
    {"vmware-esxi", "VMware ESXi", "7.0 U2", "", "7.0 +"},
    {"vmware-esxi", "VMware ESXi", "7.0 Update 3c", "", "7.0 +"},
    {"vmware-esxi", "VMware ESXi", "7.0U3w", "", "7.0"},
    {"vmware-esxi", "VMware ESXi 8.0.2 build-22380479", "", "", "8.0 +"},
    {"vmware-esxi", "VMware ESXi", "7", "", "7.0"},
    {"sles", "SUSE Linux Enterprise Server 15 SP4", "", "", "15.4"},
    {"sles", "SUSE Linux Enterprise Server", "15-SP4", "", "15.4"},
    {"sles", "SUSE Linux Enterprise Server", "15.4", "", "15.4"},
    {"sles", "SUSE Linux Enterprise Server", "12", "", "12.5 12.4 12.3 12.2 12.1 12.0"},
    {"ibm-aix", "AIX", "7.2.5", "", "7.2.5"},
    {"ibm-aix", "AIX", "7.2 TL5", "", "7.2.5"},
    {"ibm-aix", "AIX", "7200-05-03-2148", "", "7.2.5"},
    {"ibm-aix", "AIX", "7300-01", "", "7.3.1"},
    {"ibm-i", "IBM i", "V7R4M0", "", "7.4"},
    {"ibm-i", "IBM i", "V7R4", "", "7.4"},
    {"oracle-solaris", "SunOS", "5.10", "", "10"},
    {"oracle-solaris", "SunOS", "5.11", "", "11.4 11.3 11.2 11.1 11"},
    {"oracle-solaris", "Oracle Solaris 11.4 X86", "5.11", "", "11.4"},
    {"macos", "macOS", "14.5", "", "14 +"},
    {"macos", "Mac OS X", "10.15.7", "", "10.15 +"},
    {"macos", "macOS Sonoma", "", "", "14"},
    {"macos", "macOS High Sierra", "", "", "10.13"},
    {"macos", "macOS Sierra", "", "", "10.12"},
    {"macos", "macOS", "10.16", "", "11"},
    {"macos", "macOS 14.8.9 (23J999)", "", "", "14"},
    {"debian", "Debian GNU/Linux bullseye/sid", "", "", "11"},
    {"debian", "Debian", "bookworm", "", "12"},
    {"debian", "Debian GNU/Linux", "12", "", "12"},
    {"debian", "Debian GNU/Linux bookworm", "99", "", "(newer)"},
    {"ubuntu", "Ubuntu", "noble", "", "24.04"},
    {"ubuntu", "Ubuntu Noble Numbat", "", "", "24.04"},
    {"ros", "ROS Noetic", "", "", "noetic"},
    {"linuxmint", "LMDE 7 (gigi)", "", "", "lmde7"},
    {"linuxmint", "Linux Mint", "7", "", "(older)"},
    {"linuxmint", "Linux Mint 22.2", "", "", "22.2"},
};

/* Years, service packs and builds of Microsoft's products. */
static const struct match_case packs[] = {
    {"mssqlserver", "Microsoft SQL Server 2022 (64-bit)", "16.0.1000.6", "", "16.0 +"},
    {"mssqlserver", "Microsoft SQL Server 2022", "", "", "16.0"},
    {"mssqlserver", "Microsoft SQL Server 2016 (64-bit)", "13.0.5026.0", "", "13.0-sp2 +"},
    {"mssqlserver", "", "13.0.5893.48", "", "13.0-sp2"},
    {"mssqlserver", "", "13.0.1601.5", "", "13.0 +"},
    {"mssqlserver", "", "13.0.4001.0", "", "13.0-sp1 +"},
    {"mssqlserver", "", "13.0.6300.2", "", "13.0-sp3 +"},
    {"mssqlserver", "", "13.0.7095.1", "", "13.0-sp3-acp"},
    {"mssqlserver", "", "13.0.100.0", "", "13.0-sp3-acp 13.0-sp3 13.0-sp2 13.0-sp1 13.0 +"},
    {"mssqlserver", "Microsoft SQL Server 2016 (RTM) - 13.0.1601.5 (X64)", "", "", "13.0 +"},
    {"mssqlserver", "Microsoft SQL Server 2016 (64-bit)", "13.2.5026.0", "", "13.0-sp2 +"},
    {"mssqlserver", "Microsoft SQL Server 2014 (64-bit)", "12.3.6164.21", "", "12.0-sp3 +"},
    {"mssqlserver", "Microsoft SQL Server 2008 R2 (64-bit)", "10.52.4000.0", "", "10.50-sp2 +"},
    {"mssqlserver", "Microsoft SQL Server 2016", "", "", "13.0-sp3-acp 13.0-sp3 13.0-sp2 13.0-sp1 13.0"},
    {"mssqlserver", "Microsoft SQL Server 2016 SP3", "", "", "13.0-sp3"},
    {"mssqlserver", "Microsoft SQL Server 2016 Service Pack 2", "", "", "13.0-sp2"},
    {"mssqlserver", "Microsoft SQL Server 2016 SP3 Azure Connect Pack", "", "", "13.0-sp3-acp"},
    {"mssqlserver", "Microsoft SQL Server 2016 SP1", "13.0", "", "13.0-sp1"},
    {"mssqlserver", "Microsoft SQL Server 2008 R2", "", "", "10.50-sp3 10.50-sp2 10.50-sp1 10.50-r2"},
    {"mssqlserver", "Microsoft SQL Server 2008 R2 SP1", "", "", "10.50-sp1"},
    {"mssqlserver", "Microsoft SQL Server 2008 SP1", "", "", "10.00-sp1"},
    {"mssqlserver", "Microsoft SQL Server 2008", "", "", "10.0-sp4 10.00-sp3 10.00-sp2 10.00-sp1 10.00"},
    {"mssqlserver", "", "10.0.2531.0", "", "10.00-sp1 +"},
    {"mssqlserver", "", "10.50.1617.0", "", "10.50-r2 +"},
    {"mssqlserver", "Microsoft SQL Server 2019 (RTM-CU22)", "15.0.4322.2", "", "15.0 +"},
    {"mssqlserver", "Microsoft SQL Server 2030", "18.0.1", "", "(newer)"},
    {"msexchange", "Microsoft Exchange Server 2019 Cumulative Update 12", "15.2.1118.7", "", "2019 +"},
    {"msexchange", "", "15.2.1748.39", "", "2019"},
    {"msexchange", "", "15.2.2562.17", "", "subscription +"},
    {"msexchange", "", "15.1.2507.6", "", "2016 +"},
    {"msexchange", "", "15.0.1497.2", "", "2013 +"},
    {"msexchange", "", "Version 15.2 (Build 1118.7)", "", "2019 +"},
    {"msexchange", "", "15.2", "", "subscription 2019"},
    {"msexchange", "Microsoft Exchange Server 2019", "15.2", "", "2019"},
    {"msexchange", "", "14.3.123.4", "", "2010 +"},
    {"msexchange", "Microsoft Exchange Server 2016", "", "", "2016"},
    {"msexchange", "Microsoft Exchange Server Subscription Edition", "", "", "subscription"},
    {"sharepoint", "", "16.0.4351.1000", "", "2016 +"},
    {"sharepoint", "", "16.0.10337.12109", "", "2019 +"},
    {"sharepoint", "", "16.0.14326.20450", "", "subscription +"},
    {"sharepoint", "Microsoft SharePoint Server 2019", "16.0", "", "2019"},
    {"sharepoint", "", "15.0.4569.1506", "", "2013 +"},
    {"office", "Microsoft Office Professional Plus 2019 - ja-jp", "16.0.10415.20025", "", "2019"},
    {"office", "Microsoft Office LTSC Professional Plus 2024", "16.0.17932.20000", "", "2024-ltsc"},
    {"office", "Microsoft Office Home and Business 2024", "16.0.17932.20000", "", "2024"},
    {"office", "Microsoft Office", "16.0.10415.20025", "", "2024 2024-ltsc 2021 2019 2016"},
    {"office", "Microsoft Office", "15.0.4569.1506", "", "2013"},
    {"office", "Microsoft Office", "17.0", "", "(newer)"},
    {"office", "Microsoft Office 2003", "", "", "(older)"},
    {"visual-studio", "Visual Studio Professional 2022", "17.6.33205.214", "", "17.6"},
    {"visual-studio", "Visual Studio Professional 2026", "", "", "18.9 18.8 18.7 18.6 18.5 18.4 18.3 18.2 18.1 18.0"},
    {"internet-explorer", "Internet Explorer 11", "11.0.9600.19597", "", "11 11-ltsb 11-ltsc 11-server 11-embedded"},
    {"internet-explorer", "Internet Explorer 10", "", "", "10"},
    {"windows-embedded", "Windows Embedded Standard 7", "", "", "standard-7-sp1"},
    {"windows-embedded", "Windows Embedded POSReady 7", "", "", "posready-7"},
    {"mule-runtime", "Mule", "4.9.16", "", "4.9-lts 4.9"},
    {"mule-runtime", "Mule 4.9 LTS", "4.9.16", "", "4.9-lts"},
    {"nvidia-driver", "NVIDIA", "596.86", "", "r595-windows r595-linux"},
    {"nvidia-driver", "NVIDIA driver for Linux", "595.91.07", "", "r595-linux"},
    {"nvidia-driver", "NVIDIA Windows", "R580", "", "r580-windows"},
    {"nvidia-driver", "NVIDIA", "700.01", "", "(newer)"},
};

static const struct match_case windows[] = {
    {"windows", "Microsoft Windows 11 Pro", "10.0.22631", "Professional", "11-23h2-w"},
    {"windows", "Microsoft Windows 11 Pro", "10.0.22631.3447", "", "11-23h2-w"},
    {"windows", "Microsoft Windows 11 Enterprise", "10.0.22631", "Enterprise", "11-23h2-e"},
    {"windows", "Microsoft Windows 11 Education", "10.0.22631", "", "11-23h2-e"},
    {"windows", "Microsoft Windows 11 Pro Education", "10.0.22631", "ProfessionalEducation", "11-23h2-w"},
    {"windows", "Microsoft Windows 11 Pro for Workstations", "10.0.22631", "", "11-23h2-w"},
    {"windows", "Microsoft Windows 11 Home", "10.0.22631", "Core", "11-23h2-w"},
    {"windows", "Microsoft Windows 11", "10.0.22631", "", "11-23h2-e 11-23h2-w"},
    {"windows", "Microsoft Windows 11", "10.0.22631", "ProfessionalWorkstation", "11-23h2-w"},
    {"windows", "Windows", "22631", "Enterprise", "11-23h2-e"},
    {"windows", "Windows", "22631.3447", "Enterprise", "11-23h2-e"},
    {"windows", "Microsoft Windows 10 Pro", "10.0.22631", "", "11-23h2-w"},
    {"windows", "Microsoft Windows 10", "10.0.19044", "", "10-21h2-iot-lts 10-21h2-e-lts 10-21h2-e 10-21h2-w"},
    {"windows", "Microsoft Windows 10 Pro", "10.0.19044", "", "10-21h2-w"},
    {"windows", "Microsoft Windows 10 Enterprise", "10.0.19044", "", "10-21h2-e"},
    {"windows", "Microsoft Windows 10 Enterprise LTSC 2021", "10.0.19044", "", "10-21h2-e-lts"},
    {"windows", "Microsoft Windows 10 Enterprise", "10.0.19044", "EnterpriseS", "10-21h2-e-lts"},
    {"windows", "Microsoft Windows 10 IoT Enterprise LTSC 2021", "10.0.19044", "", "10-21h2-iot-lts"},
    {"windows", "Microsoft Windows 10 IoT Enterprise", "10.0.19044", "IoTEnterpriseS", "10-21h2-iot-lts"},
    {"windows", "Microsoft Windows 10 IoT Enterprise", "10.0.19044", "IoTEnterprise", "10-21h2-e"},
    {"windows", "Windows 10 IoT Enterprise LTSC 2019", "10.0.17763", "", "10-1809-e-lts"},
    {"windows", "Microsoft Windows 10 Enterprise 2016 LTSB", "10.0.14393", "", "10-1607-e-lts"},
    {"windows", "Microsoft Windows 10 Enterprise 2015 LTSB", "10.0.10240", "", "10-1507-e-lts"},
    {"windows", "Microsoft Windows 10 Pro", "10.0.10240", "", "10-1507"},
    {"windows", "Microsoft Windows 10 IoT Core", "10.0.10240", "IoTUAP", "10-1507-iot"},
    {"windows", "Microsoft Windows 10", "10.0.10240", "", "10-1507-e-lts 10-1507 10-1507-iot"},
    {"windows", "Windows 10 Enterprise LTSC 2019", "", "", "10-1809-e-lts"},
    {"windows", "Windows 10 Pro", "22H2", "", "10-22h2"},
    {"windows", "Windows 11 Pro", "22H2", "", "11-22h2-w"},
    {"windows", "Windows 10 Enterprise 1809", "", "", "10-1809-e"},
    {"windows", "Windows 10 Pro Version 2004", "", "", "10-2004"},
    {"windows", "Windows 11 Home 24H2", "10.0", "", "11-24h2-w"},
    {"windows", "Microsoft Windows 10 Pro", "10.0.17134.1809", "", "10-1803-w"},
    {"windows", "Windows", "10-22h2", "", "10-22h2"},
    {"windows", "Windows", "10 22H2", "", "10-22h2"},
    {"windows", "Windows 10", "Version 22H2 (OS Build 19045.3803)", "", "10-22h2"},
    {"windows", "Windows 11 Enterprise multi-session", "10.0 Build 22631", "ServerRdsh", "11-23h2-e"},
    {"windows", "Ｗｉｎｄｏｗｓ　１１　Ｐｒｏ", "23H2", "", "11-23h2-w"},
    {"windows", "Windows 11 エンタープライズ", "10.0.26100", "", "11-24h2-e"},
    {"windows", "Windows 7 Professional", "6.1.7601", "", "7-sp1"},
    {"windows", "Windows 7 Professional", "6.1.7600", "", "(between)"},
    {"windows", "Windows 8.1 Pro", "", "", "8.1"},
    {"windows", "Windows 8.1 Pro", "6.3.9600", "", "8.1"},
    {"windows", "Windows", "6.3", "", "8.1"},
    {"windows", "Windows XP Professional", "5.1.2600", "", "5-sp3"},
    {"windows", "Windows Vista Business", "", "", "6-sp2"},
    {"windows", "Windows 98", "", "", "(unreadable)"},
    {"windows", "Windows NT", "4.0", "", "(unreadable)"},
    {"windows", "Windows 2000 Professional", "5.0.2195", "", "(older)"},
    {"windows", "Windows 12", "10.0.30000", "", "(newer)"},
    {"windows", "Windows 11 Insider", "10.0.25000", "", "(between)"},
    {"windows", "Microsoft Windows", "", "", "(no version)"},
    {"windows", "Microsoft Windows", "不明", "", "(unreadable)"},
    {"windows-server", "Microsoft Windows Server 2019 Standard", "10.0.17763", "", "2019"},
    {"windows-server", "Microsoft Windows Server Standard", "10.0.17763", "", "1809-sac 2019"},
    {"windows-server", "Windows Server, version 1809", "10.0.17763", "", "1809-sac"},
    {"windows-server", "Windows Server, version 20H2", "", "", "20h2-sac"},
    {"windows-server", "Microsoft Windows Server 2025 Datacenter", "10.0.26100", "", "2025"},
    {"windows-server", "Windows Server 2022", "", "", "2022"},
    {"windows-server", "Windows Server ２０１９", "", "", "2019"},
    {"windows-server", "Windows Server 2012", "", "", "2012"},
    {"windows-server", "Windows Server 2012 R2 Standard", "", "", "2012-r2"},
    {"windows-server", "Windows Server", "2012 R2", "", "2012-r2"},
    {"windows-server", "Windows Server 2008 R2 Enterprise", "6.1.7601", "", "2008-r2-sp1"},
    {"windows-server", "Windows Server 2008", "", "", "2008-sp2"},
    {"windows-server", "Windows Server 2003", "5.2.3790", "", "2003-sp2 2003-sp1 2003"},
    {"windows-server", "Windows Server 2003 SP2", "5.2.3790", "", "2003-sp2"},
    {"windows-server", "Windows Server 2003 Service Pack 1", "", "", "2003-sp1"},
    {"windows-server", "Windows Server", "6.3", "", "2012-r2"},
};

static const struct match_case models[] = {
    {"sns-hardware", "", "SN210W", "", "sn210w"},
    {"sns-hardware", "", "SN210", "", "sn210"},
    {"sns-hardware", "", "sn-210 w", "", "sn210w"},
    {"sns-hardware", "Stormshield SN 210", "", "", "sn210"},
    {"sns-hardware", "", "ＳＮ２１０Ｗ", "", "sn210w"},
    {"sns-hardware", "", "SN21", "", "(unreadable)"},
    {"sns-hardware", "", "SN2100W", "", "(unreadable)"},
    {"sns-hardware", "", "SN210W-B", "", "(unreadable)"},
    {"sns-hardware", "", "", "", "(no version)"},
    {"iphone", "Apple iPhone 16 Pro Max", "", "", "16-pro-max"},
    {"iphone", "Apple iPhone 16 Pro", "", "", "16-pro"},
    {"iphone", "Apple iPhone 16", "", "", "16"},
    {"iphone", "iPhone 16e", "", "", "16e"},
};

static void test_worked(void **state) {
    (void)state;
    assert_int_equal(check_cases(worked, ARRAY_LEN(worked)), 0);
}

static void test_numbers(void **state) {
    (void)state;
    assert_int_equal(check_cases(numbers, ARRAY_LEN(numbers)), 0);
}

static void test_forms(void **state) {
    (void)state;
    assert_int_equal(check_cases(forms, ARRAY_LEN(forms)), 0);
}

static void test_packs(void **state) {
    (void)state;
    assert_int_equal(check_cases(packs, ARRAY_LEN(packs)), 0);
}

static void test_windows(void **state) {
    (void)state;
    assert_int_equal(check_cases(windows, ARRAY_LEN(windows)), 0);
}

static void test_models(void **state) {
    (void)state;
    assert_int_equal(check_cases(models, ARRAY_LEN(models)), 0);
}

/* More candidates than an answer has room for: the first ones. */
static void test_many(void **state) {
    enum { COUNT = RELEASE_CANDIDATES_MAX + 20 };
    static char names[COUNT][8];
    struct release_def releases[COUNT];
    struct release_set *set = NULL;
    struct release_answer answer;
    struct err err = {0};

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof names[i], "1.%u", i);
        releases[i] = (struct release_def){.name = str_from(names[i]), .released_on = DATE_NONE};
    }
    assert_int_equal(release_set_new(STR("product"), releases, COUNT, &set, &err), ERR_OK);
    const struct release_query query = {.version = STR("1")};
    assert_int_equal(release_set_find(set, &query, &answer, &err), ERR_OK);
    assert_int_equal(answer.kind, RELEASE_SEVERAL);
    assert_int_equal(answer.count, RELEASE_CANDIDATES_MAX);
    for (unsigned i = 0; i < answer.count; i++) {
        assert_int_equal(answer.candidates[i], i);
    }
    assert_int_equal(release_set_count(set), COUNT);
    assert_ptr_equal(release_set_get(set, COUNT - 1), &releases[COUNT - 1]);
    release_set_free(set);
}

/* No releases; and nothing said. */
static void test_empty(void **state) {
    static const char *const products[] = {"product", "windows", "iphone"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(products); i++) {
        struct release_set *set = NULL;
        struct release_answer answer;
        struct err err = {0};
        assert_int_equal(release_set_new(str_from(products[i]), NULL, 0, &set, &err), ERR_OK);
        const struct release_query blank = {0}, said = {.title = STR("Product 1.2"), .version = STR("1.2.3")};
        assert_int_equal(release_set_find(set, &blank, &answer, &err), ERR_OK);
        assert_int_equal(answer.kind, RELEASE_NO_VERSION);
        assert_int_equal(release_set_find(set, &said, &answer, &err), ERR_OK);
        assert_int_equal(answer.kind, RELEASE_UNREADABLE);
        assert_int_equal(answer.count, 0);
        release_set_free(set);
    }
    release_set_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked), cmocka_unit_test(test_numbers), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_packs),  cmocka_unit_test(test_windows), cmocka_unit_test(test_models),
        cmocka_unit_test(test_many),   cmocka_unit_test(test_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "lifecycle/calendar.h"

#include <stdio.h>
#include <stdlib.h>

#include "inventory/words.h"
#include "tests/unit/support/calendar_made.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#define SAMPLE "fixtures/support/endoflife.json"

/* --- worked matches ------------------------------------------------------------------------------------------------
 */

/* What is found, and where it leads: the product, and the releases if they are told. */
struct lookup {
    enum support_subject subject;
    const char *title, *vendor, *version, *edition, *purl, *cpe;
    const char *product;                     /* "" when nobody knows it */
    const char *releases;                    /* separated by blanks; NULL: not looked at */
    const char *active, *support, *extended; /* of the first; NULL: not looked at */
};

static struct str text_of(const char *text) {
    return text ? str_from(text) : STR_NONE;
}

static struct calendar_answer ask(struct calendar_made *made, const struct lookup *lookup) {
    const struct calendar_query query = {
        .subject = lookup->subject,
        .title = text_of(lookup->title),
        .vendor = text_of(lookup->vendor),
        .version = text_of(lookup->version),
        .edition = text_of(lookup->edition),
        .purl = text_of(lookup->purl),
        .cpe = text_of(lookup->cpe),
    };

    return calendar_made_find(made, &query);
}

static void list_releases(const struct calendar_answer *answer, char *to, size_t size) {
    size_t n = 0;

    to[0] = '\0';
    for (unsigned i = 0; i < answer->count; i++) {
        n += (size_t)snprintf(to + n, size - n, "%s%.*s", i ? " " : "", STR_FMT(answer->releases[i]->name));
    }
}

static bool is_day(const char *expected, struct milestone milestone) {
    char day[16];

    return !expected || strcmp(expected, calendar_made_day(milestone, day)) == 0;
}

static bool check(struct calendar_made *made, const struct lookup *lookup) {
    struct calendar_answer answer = ask(made, lookup);
    const struct calendar_release *first = answer.count ? answer.releases[0] : NULL;
    char releases[512];

    list_releases(&answer, releases, sizeof releases);
    bool is_right =
        str_eq(answer.product, str_from(lookup->product)) &&
        (!lookup->releases || strcmp(lookup->releases, releases) == 0) &&
        (!first || (is_day(lookup->active, first->active_end) && is_day(lookup->support, first->support_end) &&
                    is_day(lookup->extended, first->extended_end)));
    if (!is_right) {
        print_error("%s %s: kind %d, product %.*s, releases %s\n", lookup->title,
                    lookup->version ? lookup->version : "", (int)answer.kind, STR_FMT(answer.product), releases);
    }
    return is_right;
}

static void check_all(const struct calendar_text *text, const struct lookup *lookups, size_t count) {
    struct calendar_made *made = calendar_make(text);
    size_t wrong = 0;

    for (size_t i = 0; i < count; i++) {
        wrong += !check(made, &lookups[i]);
    }
    calendar_made_free(made);
    assert_int_equal(wrong, 0);
}

#define SOFTWARE SUPPORT_OF_SOFTWARE
#define SYSTEM   SUPPORT_OF_OS
#define HARDWARE SUPPORT_OF_HARDWARE
#define FIRMWARE SUPPORT_OF_FIRMWARE

/* The worked matches, with and without the rules of the products table. */
static const struct lookup worked[] = {
    {.subject = SYSTEM,
     .title = "Microsoft Windows 10 Pro",
     .version = "10.0.19045",
     .product = "windows",
     .releases = "10-22h2",
     .support = "2025-10-14",
     .extended = "2028-10-10"},
    {.subject = SYSTEM,
     .title = "Windows 10 Enterprise LTSC 2019 (17763)",
     .version = "10.0.17763",
     .product = "windows",
     .releases = "10-1809-e-lts",
     .active = "2024-01-09",
     .support = "2029-01-09"},
    {.subject = SYSTEM,
     .title = "Windows Server 2012 R2",
     .version = "6.3.9600",
     .product = "windows-server",
     .releases = "2012-r2",
     .support = "2023-10-10",
     .extended = "2026-10-13"},
    {.subject = SYSTEM,
     .title = "Microsoft Windows Server 2022 Standard",
     .version = "10.0.20348",
     .product = "windows-server",
     .releases = "2022"},
    {.subject = SYSTEM,
     .title = "Debian GNU/Linux 11 (bullseye)",
     .version = "11.11",
     .product = "debian",
     .releases = "11",
     .support = "2024-08-14",
     .extended = "2026-08-31"},
    {.subject = SYSTEM, .title = "Ubuntu 22.04.4 LTS", .version = "22.04.4", .product = "ubuntu", .releases = "22.04"},
    {.subject = SYSTEM,
     .title = "Red Hat Enterprise Linux Server",
     .version = "7.9",
     .product = "rhel",
     .releases = "7",
     .support = "2024-06-30",
     .extended = "2029-05-31"},
    {.subject = SYSTEM,
     .title = "Red Hat Enterprise Linux 8.6 (Ootpa)",
     .version = "8.6",
     .product = "rhel",
     .releases = "8"},
    {.subject = SYSTEM, .title = "AlmaLinux", .version = "9.3", .product = "almalinux", .releases = "9"},
    {.subject = SYSTEM, .title = "CentOS Linux 7 (Core)", .version = "7.9.2009", .product = "centos", .releases = "7"},
    {.subject = SYSTEM,
     .title = "Oracle Linux Server 8.9",
     .version = "8.9",
     .product = "oracle-linux",
     .releases = "8"},
    {.subject = SYSTEM, .title = "Amazon Linux 2", .version = "2", .product = "amazon-linux", .releases = "2"},
    {.subject = SYSTEM, .title = "Linux", .version = "5.10", .product = ""},
    {.subject = SYSTEM, .title = "Oracle Linux", .version = "8.9", .product = "oracle-linux"},
    {.subject = SOFTWARE,
     .title = "PostgreSQL 13.4 on x86_64-pc-linux-gnu",
     .version = "13.4",
     .product = "postgresql",
     .releases = "13",
     .support = "2025-11-13"},
    {.subject = SOFTWARE,
     .title = "PostgreSQL 14",
     .vendor = "PostgreSQL Global Development Group",
     .version = "14.9",
     .product = "postgresql",
     .releases = "14",
     .support = "2026-11-12"},
    {.subject = SOFTWARE,
     .title = "Java SE 8 Update 202",
     .vendor = "Oracle Corporation",
     .version = "8.0.2020.8",
     .product = "oracle-jdk",
     .releases = "8",
     .support = "2022-03-31",
     .extended = "2030-12-31"},
    {.subject = SOFTWARE,
     .title = "Oracle 12.2.0.1.0",
     .version = "12.2.0.1.0",
     .product = "oracle-database",
     .releases = "12.2",
     .support = "2022-03-31",
     .extended = ""},
    {.subject = SYSTEM,
     .title = "Cisco IOS XE Software, Version 17.06.05",
     .version = "17.06.05",
     .product = "cisco-ios-xe",
     .releases = "17.6",
     .active = "2023-01-30",
     .support = "2024-07-30"},
    {.subject = FIRMWARE,
     .title = "Cisco IOS XE",
     .version = "17.09.04a",
     .product = "cisco-ios-xe",
     .releases = "17.9",
     .support = "2026-07-29"},
    {.subject = SOFTWARE,
     .title = "Apache Tomcat/9.0.75",
     .version = "9.0.75",
     .product = "tomcat",
     .releases = "9.0",
     .support = "2027-03-31"},
    {.subject = SOFTWARE, .title = "Tomcat 9.0", .version = "9.0.75", .product = "tomcat", .releases = "9.0"},
    {.subject = SOFTWARE,
     .title = ".NET Framework 4.8.09032",
     .vendor = "Microsoft Corporation",
     .version = "4.8.09032",
     .product = "dotnetfx",
     .releases = "4.8",
     .support = "not announced"},
    {.subject = HARDWARE,
     .title = "SN210W",
     .vendor = "Stormshield",
     .product = "sns-hardware",
     .releases = "sn210w",
     .active = "",
     .support = "2027-03-31"},
    {.subject = HARDWARE,
     .title = "Stormshield SN210",
     .product = "sns-hardware",
     .releases = "sn210",
     .support = "2028-12-31"},
    {.subject = SOFTWARE,
     .title = "OpenSSL 1.1.1w",
     .version = "1.1.1w",
     .product = "openssl",
     .releases = "1.1.1",
     .support = "2023-09-11",
     .extended = "not announced"},
};

static void test_worked_matches(void **state) {
    struct str json = calendar_made_file(SAMPLE);

    (void)state;
    check_all(&(struct calendar_text){.json = json}, worked, ARRAY_LEN(worked));
    check_all(&(struct calendar_text){.json = json, .has_rules = true}, worked, ARRAY_LEN(worked));
    free((void *)(uintptr_t)json.p);
}

/* --- finding products ----------------------------------------------------------------------------------------------
 */

static const struct lookup products[] = {
    /* identifiers go before names, with and without a version */
    {.subject = SOFTWARE,
     .title = "libfoo",
     .purl = "pkg:maven/org.apache.tomcat/tomcat@9.0.75?type=zip",
     .version = "9.0.75",
     .product = "tomcat"},
    {.subject = SOFTWARE,
     .title = "libfoo",
     .cpe = "cpe:2.3:a:apache:tomcat:9.0.75:*:*:*:*:*:*:*",
     .version = "9.0.75",
     .product = "tomcat"},
    {.subject = SOFTWARE,
     .title = "libfoo",
     .cpe = "cpe:/a:apache:tomcat:9.0.75",
     .version = "9.0.75",
     .product = "tomcat"},
    /* of an identifier that two products share nothing follows */
    {.subject = SOFTWARE, .title = "something", .cpe = "cpe:2.3:a:redhat:ansible", .product = ""},
    {.subject = SOFTWARE,
     .title = "Ansible",
     .cpe = "cpe:2.3:a:redhat:ansible",
     .version = "13.0",
     .product = "ansible"},
    {.subject = SOFTWARE, .title = "sonarqube", .version = "25", .product = ""},
    {.subject = SOFTWARE, .title = "GraalVM", .vendor = "Oracle", .version = "25", .product = "oracle-graalvm"},
    {.subject = SOFTWARE, .title = "Oracle GraalVM", .version = "25", .product = "oracle-graalvm"},
    /* makers in front, or in their own column */
    {.subject = SOFTWARE,
     .title = "SQL Server 2019",
     .vendor = "Microsoft Corporation",
     .version = "15.0.2000.5",
     .product = "mssqlserver"},
    {.subject = SOFTWARE,
     .title = "Microsoft SQL Server 2019 (64-bit)",
     .version = "15.0.2000.5",
     .product = "mssqlserver"},
    {.subject = SOFTWARE,
     .title = "HTTP Server 2.4",
     .vendor = "The Apache Software Foundation",
     .version = "2.4.57",
     .product = "apache-http-server"},
    {.subject = SOFTWARE, .title = "IBM HTTP Server", .version = "9.0", .product = ""},
    {.subject = SYSTEM, .title = "Cisco IOS", .version = "15.2", .product = ""},
    {.subject = SYSTEM, .title = "AIX", .version = "7.2.5", .product = "ibm-aix"},
    {.subject = SYSTEM, .title = "IBM AIX", .version = "7.2.5", .product = "ibm-aix"},
    {.subject = SOFTWARE,
     .title = "Apache Tomcat 9.0",
     .vendor = "Some Reseller",
     .version = "9.0.75",
     .product = "tomcat"},
    {.subject = SOFTWARE,
     .title = "MySQL Server 8.0",
     .vendor = "Oracle Corporation",
     .version = "8.0.36",
     .product = "mysql"},
    /* what only begins like a product is none */
    {.subject = SOFTWARE, .title = "Tomcat Monitor", .version = "1.0", .product = ""},
    {.subject = SOFTWARE, .title = "Windows Server Update Services", .version = "10.0", .product = ""},
    {.subject = SOFTWARE, .title = "", .version = "1", .product = ""},
    {.subject = SOFTWARE, .title = "2019", .version = "", .product = ""},
    {.subject = SOFTWARE, .title = "一太郎", .version = "2023", .product = ""},
    /* models */
    {.subject = HARDWARE, .title = "SN210W", .product = ""}, /* other makers' models may be called so */
    {.subject = HARDWARE, .title = "SN210W", .vendor = "Fujitsu", .product = ""},
    {.subject = HARDWARE, .title = "iPhone 17 Pro", .vendor = "Apple Inc.", .product = "iphone", .releases = "17-pro"},
    {.subject = HARDWARE, .title = "MacBook Pro 17", .vendor = "Apple Inc.", .product = ""},
    {.subject = HARDWARE, .title = "Surface Pro 7", .vendor = "Microsoft Corporation", .product = "surface"},
    {.subject = HARDWARE, .title = "PowerEdge R740", .vendor = "Dell Inc.", .product = ""},
};

static void test_products(void **state) {
    struct str json = calendar_made_file(SAMPLE);

    (void)state;
    check_all(&(struct calendar_text){.json = json}, products, ARRAY_LEN(products));
    free((void *)(uintptr_t)json.p);
}

/* A rule says what support data call the product; what it calls something else is not looked for. */
static void test_rules(void **state) {
    static const struct lookup lookups[] = {
        {.subject = SOFTWARE, .title = "業務基盤 9.0", .version = "9.0.75", .product = "tomcat", .releases = "9.0"},
        {.subject = SOFTWARE, .title = "Tomcat Native 2.0", .version = "2.0.5", .product = ""},
        {.subject = SOFTWARE, .title = "DB Server", .version = "14.9", .product = "postgresql", .releases = "14"},
        {.subject = SOFTWARE,
         .title = "Web Base",
         .version = "2.4.57",
         .product = "apache-http-server",
         .releases = "2.4"},
        {.subject = SOFTWARE, .title = "PostgreSQL", .version = "14.9", .product = ""},
    };
    struct str json = calendar_made_file(SAMPLE);

    (void)state;
    check_all(&(struct calendar_text){.json = json,
                                      .products = "pattern,class,vendor,product,purl,cpe,endoflife\n"
                                                  "業務基盤*,product,,業務基盤,,,tomcat\n"
                                                  "Tomcat Native*,component,Apache,Apache Tomcat,,,\n"
                                                  "DB Server*,product,,PostgreSQL,,,\n"
                                                  "Web Base*,product,,Web Base,,cpe:/a:apache:http_server,\n"
                                                  "PostgreSQL,product,,PostgreSQL,,,no-such-product\n"},
              lookups, ARRAY_LEN(lookups));
    free((void *)(uintptr_t)json.p);
}

/* --- stages of imported data ---------------------------------------------------------------------------------------
 */

static void test_stages(void **state) {
    struct str json = calendar_made_file(SAMPLE);
    struct calendar_made *made = calendar_make(&(struct calendar_text){.json = json});
    char day[16];

    (void)state;
    /* "Commercial Availability": the end of sale */
    struct calendar_answer answer =
        ask(made, &(struct lookup){.subject = HARDWARE, .title = "SN210W", .vendor = "Stormshield"});
    assert_int_equal(answer.kind, CALENDAR_FOUND);
    assert_string_equal(calendar_made_day(answer.releases[0]->sale_end, day), "2022-03-31");
    assert_false(milestone_is_set(answer.releases[0]->active_end));
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_NONE);
    assert_true(str_eq(answer.releases[0]->support_label, STR("Software Support")));
    assert_true(str_eq(answer.releases[0]->source, STR("endoflife.date/sns-hardware")));
    assert_true(str_starts_with(answer.releases[0]->evidence, STR("calendar.csv:")));
    /* "Discontinued" of what is otherwise the end of support */
    answer = ask(made, &(struct lookup){.subject = HARDWARE, .title = "Raspberry Pi 3 Model B+"});
    assert_int_equal(answer.kind, CALENDAR_FOUND);
    assert_true(milestone_is_set(answer.releases[0]->sale_end));
    assert_false(milestone_is_set(answer.releases[0]->support_end));
    /* free and paid extensions */
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Debian", .version = "11.11"});
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_FREE);
    assert_true(str_eq(answer.releases[0]->extended_label, STR("Debian LTS")));
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Ubuntu", .version = "22.04"});
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_PAID);
    /* an extension without an end */
    answer = ask(made, &(struct lookup){.subject = SOFTWARE, .title = "OpenSSL", .version = "1.1.1w"});
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_PAID);
    assert_int_equal(answer.releases[0]->extended_end.word, DATE_WORD_NOT_ANNOUNCED);
    assert_int_equal(answer.releases[0]->known_on.days, calendar_imported_on(calendar_made_calendar(made)).days);
    calendar_made_free(made);
    free((void *)(uintptr_t)json.p);
}

/* The ledger's own table of feeds goes before what is built in. */
static void test_feeds(void **state) {
    struct str json = calendar_made_file(SAMPLE);
    struct calendar_made *made =
        calendar_make(&(struct calendar_text){.json = json,
                                              .feeds = "product,label,column,source,checked_on\n"
                                                       "sns-hardware,Commercial  AVAILABILITY,active_end,x,2026-11-27\n"
                                                       "debian,Debian LTS,none,x,2026-11-27\n"});
    char day[16];

    (void)state;
    struct calendar_answer answer =
        ask(made, &(struct lookup){.subject = HARDWARE, .title = "SN210W", .vendor = "Stormshield"});
    assert_string_equal(calendar_made_day(answer.releases[0]->active_end, day), "2022-03-31");
    assert_false(milestone_is_set(answer.releases[0]->sale_end));
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Debian", .version = "11"});
    assert_false(milestone_is_set(answer.releases[0]->extended_end));
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_NONE);
    calendar_made_free(made);
    free((void *)(uintptr_t)json.p);
}

/* --- the ledger ----------------------------------------------------------------------------------------------------
 */

#define COLUMNS                                                                                                        \
    "product,vendor,version,kind,sale_end,active_end,support_end,extended_end,extension,extended_bought,"              \
    "extended_quantity,checked_on,source,planned_end,decision\n"

static const struct lookup ledger_alone[] = {
    /* the longest version counts, and a row without one is for all others */
    {.subject = SOFTWARE, .title = "帳票基盤", .version = "5.2.1", .product = "帳票基盤", .support = "2029-03-31"},
    {.subject = SOFTWARE, .title = "帳票基盤", .version = "5.3", .product = "帳票基盤", .support = "2028-03-31"},
    {.subject = SOFTWARE, .title = "帳票基盤", .version = "4", .product = "帳票基盤", .support = "2026-03-31"},
    {.subject = SOFTWARE, .title = "帳票基盤", .product = "帳票基盤", .support = "2026-03-31"},
    {.subject = SOFTWARE, .title = "帳票基盤 クライアント", .version = "5.2", .product = ""},
    /* 2.10 is not 2.1 */
    {.subject = SOFTWARE, .title = "Apache Foo 2.10", .version = "2.10", .product = "Foo", .support = "2030-01-01"},
    {.subject = SOFTWARE,
     .title = "Foo",
     .vendor = "Apache Software Foundation",
     .version = "2.1.5",
     .product = "Foo",
     .support = "2025-01-01"},
    {.subject = SOFTWARE, .title = "Foo", .vendor = "Oracle", .version = "2.1.5", .product = ""},
    /* the version within the name */
    {.subject = SYSTEM,
     .title = "Microsoft Windows Server 2016 Standard",
     .version = "10.0.14393",
     .product = "Windows Server 2016",
     .support = "2027-01-12"},
    {.subject = SYSTEM, .title = "Microsoft Windows Server 2019 Standard", .version = "10.0.17763", .product = ""},
    {.subject = SYSTEM,
     .title = "Windows 10 Pro",
     .version = "10.0.19045",
     .product = "Windows 10",
     .support = "2025-10-14"},
    {.subject = SYSTEM, .title = "Windows 11 Pro", .version = "10.0.22631", .product = ""},
    {.subject = SYSTEM,
     .title = "Red Hat Enterprise Linux Server",
     .version = "7.9",
     .product = "RHEL",
     .support = "2024-06-30"},
    /* models by their words, and by their makers */
    {.subject = HARDWARE,
     .title = "PRIMERGY RX2540 M5",
     .vendor = "FUJITSU",
     .product = "富士通 PRIMERGY RX2540 M5",
     .support = "2027-06-30"},
    {.subject = HARDWARE,
     .title = "RX2540 M5",
     .vendor = "富士通株式会社",
     .product = "富士通 PRIMERGY RX2540 M5",
     .support = "2027-06-30"},
    {.subject = HARDWARE, .title = "PRIMERGY RX2540 M4", .vendor = "FUJITSU", .product = ""},
    {.subject = HARDWARE, .title = "PRIMERGY RX2540 M5", .vendor = "Dell Inc.", .product = ""},
    {.subject = SOFTWARE, .title = "PRIMERGY RX2540 M5", .product = ""},
    {.subject = FIRMWARE,
     .title = "FortiGate 60F",
     .vendor = "Fortinet",
     .version = "7.0.12",
     .product = "FortiGate 60F",
     .support = "2025-09-30"},
    {.subject = HARDWARE, .title = "FortiGate 60F", .vendor = "Fortinet", .product = ""},
};

static const char ledger_rows[] = COLUMNS "帳票基盤,,,,,,2026-03-31,,,,,,x,,\n"
                                          "帳票基盤,,5,software,,,2028-03-31,,,,,,x,,\n"
                                          "帳票基盤,,5.2,software,,,2029-03-31,,,,,,x,,\n"
                                          "Foo,Apache,2.1,software,,,2025-01-01,,,,,,x,,\n"
                                          "Foo,Apache,2.10,software,,,2030-01-01,,,,,,x,,\n"
                                          "Windows Server 2016,Microsoft,,os,,,2027-01-12,,,,,,x,,\n"
                                          "Windows 10,Microsoft,,os,,,2025-10-14,,,,,,x,,\n"
                                          "RHEL,Red Hat,7,os,,,2024-06-30,2029-05-31,,,,,x,,\n"
                                          "富士通 PRIMERGY RX2540 M5,,,hardware,,,2027-06-30,,,,,,x,,\n"
                                          "FortiGate 60F,Fortinet,7.0,firmware,,,2025-09-30,,,,,,x,,\n";

static void test_ledger_alone(void **state) {
    (void)state;
    check_all(&(struct calendar_text){.support = ledger_rows}, ledger_alone, ARRAY_LEN(ledger_alone));
    check_all(&(struct calendar_text){.support = ledger_rows, .has_rules = true}, ledger_alone, 9);
}

/* Of several models that a designation may stand for nobody knows which it is. */
static void test_models_in_doubt(void **state) {
    struct calendar_made *made =
        calendar_make(&(struct calendar_text){.support = COLUMNS "Latitude 5420,Dell,,hardware,,,2027-06-30,,,,,,x,,\n"
                                                                 "Latitude 5430,Dell,,hardware,,,2028-06-30,,,,,,x,,\n"
                                                                 "RX2540 M4,,,hardware,,,2026-06-30,,,,,,x,,\n"
                                                                 "RX2540 M5,,,hardware,,,2027-06-30,,,,,,x,,\n"});

    (void)state;
    struct calendar_answer answer = ask(made, &(struct lookup){.subject = HARDWARE, .title = "RX2540"});
    assert_int_equal(answer.kind, CALENDAR_SEVERAL);
    assert_int_equal(answer.count, 2);
    answer = ask(made, &(struct lookup){.subject = HARDWARE, .title = "Latitude", .vendor = "Dell Inc."});
    assert_int_equal(answer.kind, CALENDAR_NO_PRODUCT);
    calendar_made_free(made);
}

/* A blank date is filled from what was imported of the same release; what the ledger says stands. */
static void test_merging(void **state) {
    struct str json = calendar_made_file(SAMPLE);
    struct calendar_made *made = calendar_make(&(struct calendar_text){
        .json = json,
        .support = COLUMNS "Apache Tomcat,,9.0,software,,,2027-12-31,,,,,2027-01-15,vendor notice,,\n"
                           "Ubuntu,,22.04,os,,,,2032-04-30,free,,,2027-02-01,contract,2028-03-31,renew\n"
                           "RHEL,,7.9,os,,,,,,yes,10,,,,\n"
                           "Debian,,11,os,,,,2026-12-31,,,,2027-02-01,mail,,\n"
                           "CentOS 7.9,,,os,,,2028-01-31,,,,,,contract,,\n"
                           "PostgreSQL,,,software,,,2031-01-01,,,,,,x,,\n"});
    char day[16];

    (void)state;
    struct calendar_answer answer =
        ask(made, &(struct lookup){.subject = SOFTWARE, .title = "Apache Tomcat", .version = "9.0.75"});
    const struct calendar_release *release = answer.releases[0];
    assert_int_equal(answer.kind, CALENDAR_FOUND);
    assert_true(answer.is_behind);
    assert_string_equal(calendar_made_day(release->support_end, day), "2027-12-31");
    assert_true(release->is_of_ledger && str_eq(release->source, STR("vendor notice")));
    assert_true(str_starts_with(release->evidence, STR("support.csv:2 calendar.csv:")));
    assert_int_equal(release->row, 0);
    date_format(release->known_on, day);
    assert_string_equal(day, "2027-01-15");
    /* another release of the product is as imported */
    answer = ask(made, &(struct lookup){.subject = SOFTWARE, .title = "Apache Tomcat", .version = "10.1.1"});
    assert_false(answer.releases[0]->is_of_ledger);
    assert_int_equal(answer.releases[0]->row, UINT32_MAX);
    /* the end of support is filled in, the extension is the ledger's */
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Ubuntu 22.04.4 LTS", .version = "22.04.4"});
    release = answer.releases[0];
    assert_true(milestone_is_day(release->support_end));
    assert_string_equal(calendar_made_day(release->extended_end, day), "2032-04-30");
    assert_int_equal(release->extension, CALENDAR_EXTENSION_FREE);
    assert_int_equal(release->decision, DECISION_RENEW);
    assert_true(str_eq(release->source, STR("endoflife.date/ubuntu")));
    /* the row does not say what the extension costs, and that of Debian is imported as free */
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Debian GNU/Linux 11 (bullseye)", .version = "11"});
    assert_string_equal(calendar_made_day(answer.releases[0]->extended_end, day), "2026-12-31");
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_FREE);
    /* a row about 7.9 is not about 7.4, which is of the same imported release */
    answer =
        ask(made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server", .version = "7.9"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_YES);
    assert_int_equal(answer.releases[0]->quantity, 10);
    assert_false(answer.releases[0]->is_of_ledger);
    assert_string_equal(calendar_made_day(answer.releases[0]->extended_end, day), "2029-05-31");
    answer =
        ask(made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server", .version = "7.4"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_BLANK);
    /* whichever of the two columns says it, of the row and of what is in use */
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server 7.9"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_YES);
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server 7.4"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_BLANK);
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "CentOS Linux 7 (Core)", .version = "7.9.2009"});
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2028-01-31");
    answer = ask(made, &(struct lookup){.subject = SYSTEM, .title = "CentOS Linux 7 (Core)", .version = "7.4.1708"});
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2024-06-30");
    /* a row without a version is for all, those that nobody has data of as well */
    answer = ask(made, &(struct lookup){.subject = SOFTWARE, .title = "PostgreSQL", .version = "14.9"});
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2031-01-01");
    answer = ask(made, &(struct lookup){.subject = SOFTWARE, .title = "PostgreSQL"});
    assert_int_equal(answer.kind, CALENDAR_FOUND);
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2031-01-01");
    /* the rows by themselves */
    const struct calendar *calendar = calendar_made_calendar(made);
    assert_int_equal(calendar_ledger_count(calendar), 6);
    assert_true(str_eq(calendar_ledger_get(calendar, 0)->product, STR("tomcat")));
    assert_string_equal(calendar_made_day(calendar_ledger_get(calendar, 5)->support_end, day), "2031-01-01");
    calendar_made_free(made);
    free((void *)(uintptr_t)json.p);
}

/* The same rows in another order give the same answers. */
static void test_row_order(void **state) {
    static const char *const rows[] = {
        "Foo,,1,software,,,2027-01-01,,,,,2026-01-01,x,,\n",
        "Foo,,1,software,,,2028-01-01,,,,,2026-01-01,x,,\n",
        "Foo,,1,software,,,2029-01-01,,,,,2025-01-01,x,,\n",
    };
    char text[1024], day[16];

    (void)state;
    for (unsigned first = 0; first < 3; first++) {
        snprintf(text, sizeof text, "%s%s%s%s", COLUMNS, rows[first], rows[(first + 1) % 3], rows[(first + 2) % 3]);
        struct calendar_made *made = calendar_make(&(struct calendar_text){.support = text});
        struct calendar_answer answer =
            ask(made, &(struct lookup){.subject = SOFTWARE, .title = "Foo", .version = "1.2"});
        assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2027-01-01");
        calendar_made_free(made);
    }
}

/* In a product of many rows the one for a version is found however versions are written, and those about all of them.
 */
static void test_many_rows(void **state) {
    static const char head[] = "Foo,,", tail[] = ",software,,,2027-01-01,,,,,,x,,\n";
    static const struct lookup lookups[] = {
        {.subject = SOFTWARE, .title = "Foo", .version = "Ver.12.34.5", .product = "Foo", .releases = "12.34"},
        {.subject = SOFTWARE, .title = "Foo", .version = "1:12.034-1", .product = "Foo", .releases = "12.34"},
        {.subject = SOFTWARE, .title = "Foo 12.34", .product = "Foo", .releases = "12.34"},
        {.subject = SOFTWARE, .title = "Foo 5.9", .version = "5.9.1", .product = "Foo", .releases = "5.9"},
        {.subject = SOFTWARE, .title = "Foo", .version = "200.1", .product = "Foo", .releases = ""},
        {.subject = SOFTWARE, .title = "Foo", .version = "latest", .product = "Foo", .releases = ""},
        {.subject = SOFTWARE, .title = "Foo", .version = "", .product = "Foo", .releases = ""},
    };
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    buffer_append_cstr(&text, COLUMNS);
    for (int major = 0; major < 40; major++) {
        for (int minor = 0; minor < 50; minor++) {
            buffer_printf(&text, "%s%d.%d%s", head, major, minor, tail);
        }
    }
    buffer_printf(&text, "%s%s", head, tail);
    buffer_append_char(&text, '\0');
    struct calendar_made *made = calendar_make(&(struct calendar_text){.support = text.p});
    for (size_t i = 0; i < ARRAY_LEN(lookups); i++) {
        struct calendar_answer answer = ask(made, &lookups[i]);
        assert_int_equal(answer.kind, CALENDAR_FOUND);
        assert_true(str_eq(answer.releases[0]->name, str_from(lookups[i].releases)));
    }
    calendar_made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_worked_matches, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_products, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_rules, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_stages, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_feeds, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_ledger_alone, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_models_in_doubt, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_merging, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_row_order, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_many_rows, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

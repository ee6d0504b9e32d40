#include "lifecycle/calendar.h"

#include "tests/unit/support/calendar_lookup.h"
#include "tests/unit/support/scratch.h"

#include <stdlib.h>

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
    check_lookups(&(struct calendar_text){.json = json}, worked, ARRAY_LEN(worked));
    check_lookups(&(struct calendar_text){.json = json, .has_rules = true}, worked, ARRAY_LEN(worked));
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
    check_lookups(&(struct calendar_text){.json = json}, products, ARRAY_LEN(products));
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
    check_lookups(&(struct calendar_text){.json = json,
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
        lookup_ask(made, &(struct lookup){.subject = HARDWARE, .title = "SN210W", .vendor = "Stormshield"});
    assert_int_equal(answer.kind, CALENDAR_FOUND);
    assert_string_equal(calendar_made_day(answer.releases[0]->sale_end, day), "2022-03-31");
    assert_false(milestone_is_set(answer.releases[0]->active_end));
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_NONE);
    assert_true(str_eq(answer.releases[0]->support_label, STR("Software Support")));
    assert_true(str_eq(answer.releases[0]->source, STR("endoflife.date/sns-hardware")));
    assert_true(str_starts_with(answer.releases[0]->evidence, STR("calendar.csv:")));
    /* "Discontinued" of what is otherwise the end of support */
    answer = lookup_ask(made, &(struct lookup){.subject = HARDWARE, .title = "Raspberry Pi 3 Model B+"});
    assert_int_equal(answer.kind, CALENDAR_FOUND);
    assert_true(milestone_is_set(answer.releases[0]->sale_end));
    assert_false(milestone_is_set(answer.releases[0]->support_end));
    /* free and paid extensions */
    answer = lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "Debian", .version = "11.11"});
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_FREE);
    assert_true(str_eq(answer.releases[0]->extended_label, STR("Debian LTS")));
    answer = lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "Ubuntu", .version = "22.04"});
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_PAID);
    /* an extension without an end */
    answer = lookup_ask(made, &(struct lookup){.subject = SOFTWARE, .title = "OpenSSL", .version = "1.1.1w"});
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
        lookup_ask(made, &(struct lookup){.subject = HARDWARE, .title = "SN210W", .vendor = "Stormshield"});
    assert_string_equal(calendar_made_day(answer.releases[0]->active_end, day), "2022-03-31");
    assert_false(milestone_is_set(answer.releases[0]->sale_end));
    answer = lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "Debian", .version = "11"});
    assert_false(milestone_is_set(answer.releases[0]->extended_end));
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_NONE);
    calendar_made_free(made);
    free((void *)(uintptr_t)json.p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_worked_matches, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_products, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_rules, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_stages, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_feeds, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the ledger's own table of support says, alone and beside imported data. */
#include "lifecycle/calendar.h"

#include "inventory/words.h"
#include "tests/unit/support/calendar_lookup.h"
#include "tests/unit/support/scratch.h"

#include <stdlib.h>

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
    check_lookups(&(struct calendar_text){.support = ledger_rows}, ledger_alone, ARRAY_LEN(ledger_alone));
    check_lookups(&(struct calendar_text){.support = ledger_rows, .has_rules = true}, ledger_alone, 9);
}

/* Of several models that a designation may stand for nobody knows which it is. */
static void test_models_in_doubt(void **state) {
    struct calendar_made *made =
        calendar_make(&(struct calendar_text){.support = COLUMNS "Latitude 5420,Dell,,hardware,,,2027-06-30,,,,,,x,,\n"
                                                                 "Latitude 5430,Dell,,hardware,,,2028-06-30,,,,,,x,,\n"
                                                                 "RX2540 M4,,,hardware,,,2026-06-30,,,,,,x,,\n"
                                                                 "RX2540 M5,,,hardware,,,2027-06-30,,,,,,x,,\n"});

    (void)state;
    struct calendar_answer answer = lookup_ask(made, &(struct lookup){.subject = HARDWARE, .title = "RX2540"});
    assert_int_equal(answer.kind, CALENDAR_SEVERAL);
    assert_int_equal(answer.count, 2);
    answer = lookup_ask(made, &(struct lookup){.subject = HARDWARE, .title = "Latitude", .vendor = "Dell Inc."});
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
        lookup_ask(made, &(struct lookup){.subject = SOFTWARE, .title = "Apache Tomcat", .version = "9.0.75"});
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
    answer = lookup_ask(made, &(struct lookup){.subject = SOFTWARE, .title = "Apache Tomcat", .version = "10.1.1"});
    assert_false(answer.releases[0]->is_of_ledger);
    assert_int_equal(answer.releases[0]->row, UINT32_MAX);
    /* the end of support is filled in, the extension is the ledger's */
    answer = lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "Ubuntu 22.04.4 LTS", .version = "22.04.4"});
    release = answer.releases[0];
    assert_true(milestone_is_day(release->support_end));
    assert_string_equal(calendar_made_day(release->extended_end, day), "2032-04-30");
    assert_int_equal(release->extension, CALENDAR_EXTENSION_FREE);
    assert_int_equal(release->decision, DECISION_RENEW);
    assert_true(str_eq(release->source, STR("endoflife.date/ubuntu")));
    /* the row does not say what the extension costs, and that of Debian is imported as free */
    answer = lookup_ask(
        made, &(struct lookup){.subject = SYSTEM, .title = "Debian GNU/Linux 11 (bullseye)", .version = "11"});
    assert_string_equal(calendar_made_day(answer.releases[0]->extended_end, day), "2026-12-31");
    assert_int_equal(answer.releases[0]->extension, CALENDAR_EXTENSION_FREE);
    /* a row about 7.9 is not about 7.4, which is of the same imported release */
    answer = lookup_ask(
        made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server", .version = "7.9"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_YES);
    assert_int_equal(answer.releases[0]->quantity, 10);
    assert_false(answer.releases[0]->is_of_ledger);
    assert_string_equal(calendar_made_day(answer.releases[0]->extended_end, day), "2029-05-31");
    answer = lookup_ask(
        made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server", .version = "7.4"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_BLANK);
    /* whichever of the two columns says it, of the row and of what is in use */
    answer = lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server 7.9"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_YES);
    answer = lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "Red Hat Enterprise Linux Server 7.4"});
    assert_int_equal(answer.releases[0]->bought, CALENDAR_BOUGHT_BLANK);
    answer =
        lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "CentOS Linux 7 (Core)", .version = "7.9.2009"});
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2028-01-31");
    answer =
        lookup_ask(made, &(struct lookup){.subject = SYSTEM, .title = "CentOS Linux 7 (Core)", .version = "7.4.1708"});
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2024-06-30");
    /* a row without a version is for all, those that nobody has data of as well */
    answer = lookup_ask(made, &(struct lookup){.subject = SOFTWARE, .title = "PostgreSQL", .version = "14.9"});
    assert_string_equal(calendar_made_day(answer.releases[0]->support_end, day), "2031-01-01");
    answer = lookup_ask(made, &(struct lookup){.subject = SOFTWARE, .title = "PostgreSQL"});
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
            lookup_ask(made, &(struct lookup){.subject = SOFTWARE, .title = "Foo", .version = "1.2"});
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
        struct calendar_answer answer = lookup_ask(made, &lookups[i]);
        assert_int_equal(answer.kind, CALENDAR_FOUND);
        assert_true(str_eq(answer.releases[0]->name, str_from(lookups[i].releases)));
    }
    calendar_made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ledger_alone, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_models_in_doubt, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_merging, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_row_order, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_many_rows, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

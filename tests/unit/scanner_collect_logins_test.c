#include "scanner/collect/logins.h"

#include "tests/unit/support/observed.h"

static const char wtmp[] =
    "source=wtmp\n"
    "sato     pts/0        192.0.2.7        Mon Nov 23 08:00:00 2026   still logged in\n"
    "tanaka   tty1                          Sun Nov 22 23:30:15 2026 - Mon Nov 23 00:10:00 2026  (00:39)\n"
    "reboot   system boot  6.1.0-18-amd64   Mon Nov 23 09:59:00 2026   still running\n"
    "sato     pts/0        192.0.2.7        Fri Nov 20 08:00:00 2026 - Fri Nov 20 09:00:00 2026  (01:00)\n"
    "\nwtmp begins Tue May 20 00:00:00 2025\n";

static void test_wtmp(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    const struct observation_row *row;

    (void)state;
    observed.observation.utc_offset = 9 * 3600;
    collect_logins(str_from(wtmp), &observed.observation);
    assert_device(&observed, DEVICES_LAST_LOGIN_USER, "sato");
    assert_device(&observed, DEVICES_LAST_LOGIN_AT, "2026-11-23T17:00:00+09:00");
    assert_int_equal(observed_count(&observed, TABLE_ACCOUNTS), 2);
    row = observed_row(&observed, TABLE_ACCOUNTS, 1);
    assert_text(row->cells[ACCOUNTS_USER_ID], "tanaka");
    assert_text(row->cells[ACCOUNTS_LAST_LOGIN_AT], "2026-11-23T08:30:15+09:00");
    assert_text(row->cells[ACCOUNTS_SOURCE], "wtmp");
}

/* 1795478400 is 2026-11-24T00:00:00Z */
static const struct {
    struct str body;
    const char *user, *at;
} cases[] = {
    {STR("source=wtmpdb\nsato     pts/0        192.0.2.7        Mon Nov 23 08:00:00 2026 - still logged in\n"
         "reboot   system boot  6.12.6-amd64     Mon Nov 23 09:59:00 2026 - still running\n"
         "\nwtmpdb begins Mon Nov 23 07:00:00 2026\n"),
     "sato", "2026-11-23T08:00:00Z"},
    {STR("source=lastlog\nUsername         Port     From             Latest\n"
         "root             tty1                      Mon Nov 23 08:00:00 +0000 2026\n"
         "daemon                                     **Never logged in**\n"),
     "root", "2026-11-23T08:00:00Z"},
    {STR("now=1795478400\nsource=who\nsato     pts/0        Nov 23 08:00 (192.0.2.7)\n"
         "suzuki   tty1         Nov 23 23:30\n"),
     "suzuki", "2026-11-23T23:30:00Z"},
    {STR("now=1795478400\nsource=who\nUSER            TTY             IDLE    TIME             HOST\n"
         "sato            pts/0           00:04   Nov 23 08:00:02  192.0.2.7\n"),
     "sato", "2026-11-23T08:00:02Z"},
    {STR("now=1795478400\nsource=who\nsato     pts/0        Dec 31 08:00 (192.0.2.7)\n"), "sato",
     "2025-12-31T08:00:00Z"},
    {STR("now=1795478400\nsource=who\nsato     pts/0        Nov 25 00:00\n"), "sato", "2026-11-25T00:00:00Z"},
    {STR("now=1795478400\nsource=who\nsato     pts/0        Nov 25 00:01\n"), "sato", "2025-11-25T00:01:00Z"},
    {STR("now=1795478400\nsource=who\nsato     pts/0        Feb 29 08:00\n"), "sato", "2024-02-29T08:00:00Z"},
    /* at 23:00 on the last day of the year */
    {STR("now=1798758000\nsource=who\nsato     pts/0        Jan  1 00:10\n"), "sato", "2027-01-01T00:10:00Z"},
    {STR("now=1795478400\nsource=who\nsato pts/0 Feb 30 08:00\nsato pts/0 Nov 23 24:00\nsato pts/0 Nov 23 8:00\n"
         "sato pts/0 Nov 23\nsato pts/0 Xxx 23 08:00\n"),
     "", ""},
    {STR("source=who\nsato     pts/0        Nov 23 08:00 (192.0.2.7)\n"), "", ""},
    {STR("now=1795478400\nsource=wtmp\nsato pts/0 Nov 23 08:00\n"), "", ""},
    {STR("source=lastlog2\nUsername         Port     From                                       Latest\n"
         "root             pts/1    192.0.2.9                                  Mon Nov 23 17:00:00 +0900 2026\n"
         "daemon                                                               **Never logged in**\n"),
     "root", "2026-11-23T08:00:00Z"},
    {STR("a pts/0 h Mon Nov 23 08:00:00 2026 - gone\nb pts/1 h Mon Nov 23 08:00:01 2026 - gone\n"), "b",
     "2026-11-23T08:00:01Z"},
    {STR("\nwtmp begins Tue May 20 00:00:00 2025\n"), "", ""},
    {STR("a pts/0 h Mon Feb 30 08:00:00 2026\nb Mon\nc x Mon Nov 23 25:00:00 2026\nd x Mon Nov 23 08:00:00 0\n"
         "e x Mon Nov 23 08:00\nf x Mon Xxx 23 08:00:00 2026\nMon Nov 23 08:00:00 2026\n"),
     "", ""},
    {STR(""), "", ""},
};

/* What one source forgot, another knows; the latest login of a person counts, wherever it stands. */
static void test_sources_together(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_logins, STR("now=1795478400\nsource=wtmp\nsato pts/0 h Mon Nov 23 08:00:00 2026   still logged in\n"
                            "source=lastlog\nsato pts/0 h Sun Nov 22 08:00:00 +0000 2026\n"
                            "tanaka pts/0 h Fri May  1 08:00:00 +0000 2026\nsource=who\nsato pts/0 Nov 23 09:00\n"));
    static const char *const rows[][3] = {{"sato", "2026-11-23T09:00:00Z", "who"},
                                          {"tanaka", "2026-05-01T08:00:00Z", "lastlog"}};

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_ACCOUNTS), ARRAY_LEN(rows));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct observation_row *row = observed_row(&observed, TABLE_ACCOUNTS, i);
        assert_text(row->cells[ACCOUNTS_USER_ID], rows[i][0]);
        assert_text(row->cells[ACCOUNTS_LAST_LOGIN_AT], rows[i][1]);
        assert_text(row->cells[ACCOUNTS_SOURCE], rows[i][2]);
    }
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_logins, cases[i].body);
        assert_device(&observed, DEVICES_LAST_LOGIN_USER, cases[i].user);
        assert_device(&observed, DEVICES_LAST_LOGIN_AT, cases[i].at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wtmp), cmocka_unit_test(test_sources_together),
                                       cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

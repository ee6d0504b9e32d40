#include "scanner/collect_logins.h"

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

static const struct {
    struct str body;
    const char *user, *at;
} cases[] = {
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

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_logins, cases[i].body);
        assert_device(&observed, DEVICES_LAST_LOGIN_USER, cases[i].user);
        assert_device(&observed, DEVICES_LAST_LOGIN_AT, cases[i].at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_wtmp), cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

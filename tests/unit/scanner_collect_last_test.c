#include "scanner/collect/last.h"

#include "tests/unit/support/cells.h"

/* 2026-11-20 is a Friday, and so are 2026-12-25, 2027-01-01 and 2020-12-25; 2025-12-25 is a Thursday, 2024-02-29 too.
 */
static const struct login_case cases[] = {
    {"BSD",
     STR("today=2026-11-20\nsource=last\n"
         "sato      ttyp0    192.0.2.7                Thu Nov 19 23:59   still logged in\n"
         "tanaka    ttyC0                             Thu Dec 25 10:00 - 10:05  (00:05)\n"
         "reboot    ~                                 Fri Nov 20 06:26\n\nwtmp begins Sun Nov  1 06:26 2026\n"),
     "sato", "2026-11-19T23:59:00Z", 2},
    {"the latest of a user's times counts, wherever it stands",
     STR("today=2026-11-20\na p Wed Nov 18 08:00 - x\na p Thu Nov 19 08:00 - x\na p Tue Nov 17 08:00 - x\n"), "a",
     "2026-11-19T08:00:00Z", 1},
    {"last year, told by the day of the week", STR("today=2026-11-20\na p Thu Dec 25 08:00 - x\n"), "a",
     "2025-12-25T08:00:00Z", 1},
    {"six years ago, as this year's is still to come", STR("today=2026-11-20\na p Fri Dec 25 08:00 - x\n"), "a",
     "2020-12-25T08:00:00Z", 1},
    {"a leap day", STR("today=2026-11-20\na p Thu Feb 29 08:00 - x\n"), "a", "2024-02-29T08:00:00Z", 1},
    {"tomorrow is today elsewhere", STR("today=2026-11-20\na p Sat Nov 21 00:30   still logged in\n"), "a",
     "2026-11-21T00:30:00Z", 1},
    {"tomorrow is next year", STR("today=2026-12-31\na p Fri Jan  1 00:30   still logged in\n"), "a",
     "2027-01-01T00:30:00Z", 1},
    {"AIX",
     STR("source=lastlog\nroot time_last_login=1716195731\ndaemon \nx time_last_login=1716195732 y=1\n"
         "z time_last_login=0\n"),
     "x", "2024-05-20T09:02:12Z", 2},
    {"no day to count from", STR("source=last\na p Thu Nov 19 08:00 - x\n"), "", "", 0},
    {"a day that is none", STR("today=2026-13-40\na p Thu Nov 19 08:00 - x\n"), "", "", 0},
    {"cut off", STR("today=2026-11-20\na p Thu Nov 19 08:0"), "", "", 0},
    {"garbage",
     STR("today=2026-11-20\nsource=\nThu\na Thu\nb Thu Nov\nc Thu Nov 99 08:00\nd Thu Xxx 19 08:00\n"
         "e Thu Nov 19 25:00\nf Thu Nov 19 08-00\ng Mon Nov 19 99:99\n \n"),
     "", "", 0},
    {"nothing", STR(""), "", "", 0},
};

static void test_cases(void **state) {
    (void)state;
    check_logins(cases, ARRAY_LEN(cases), collect_last);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

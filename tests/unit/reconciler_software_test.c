/* Software, from small ledgers and snapshots to the findings and verdicts. */
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const struct reconcile_case cases[] = {
    {"installed as listed",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\nA-1,7-Zip 23.01,\nA-1,一太郎 2027,\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Google Chrome,126.0.6478,registry\n"
                   "d1,7-Zip 23.01 (x64),23.01,registry\nd1,一太郎　２０２７,1,registry\n"},
     "A-1 matched\n",
     false},
    {"listed, and not installed",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Other,1,registry\n"},
     "A-1 DIF-SW-MISSING violation Google Chrome\nOther LIC-TITLE undetermined Other\nA-1 different\n",
     false},
    {"the list of packages was not read to its end",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,packages\n",
      .installed = "device_id,product,version,source\nd1,Other,1,registry\n"},
     "A-1 DIF-UNVERIFIED undetermined software\nOther LIC-TITLE undetermined Other\nA-1 matched\n",
     false},
    {"a device without any title was not read",
     {.assets = AD "A-1,h1,active\nA-2,h2,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,\nd2,h2,\n",
      .installed = "device_id,product,version,source\nd2,Other,1,registry\n"},
     "A-1 DIF-UNVERIFIED undetermined software\nOther LIC-TITLE undetermined Other\nA-1 matched\nA-2 matched\n",
     false},
    {"another part that was not read plays no part",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Google Chrome,126\n",
      .devices = DD "d1,h1,accounts\n",
      .installed = "device_id,product,version,source\nd1,Other,1,registry\n"},
     "A-1 DIF-SW-MISSING violation Google Chrome\nOther LIC-TITLE undetermined Other\nA-1 different\n",
     false},
    {"another version",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST "A-1,Foo,2.1\nA-1,Bar,7.0 U2\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Foo,2.10,registry\nd1,Bar,7.0 U3,registry\n"},
     "A-1 DIF-SW-VERSION violation Bar\nA-1 DIF-SW-VERSION violation Foo\nA-1 different\n",
     false},
    {"packages of the distribution do not flood",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST,
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,bash,5.2,dpkg\nd1,libc6,2.36,dpkg\nd1,Tool,1,registry\n"},
     "Tool LIC-TITLE undetermined Tool\nA-1 matched\n",
     false},
    {"unless all are asked for",
     {.assets = AD "A-1,h1,active\n",
      .listed = NO_LIST,
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,bash,5.2,dpkg\nd1,bash,5.1,dpkg\nd1,Tool,1,registry\n"},
     "A-1 DIF-SW-UNREGISTERED violation Tool\nA-1 DIF-SW-UNREGISTERED violation bash\nTool LIC-TITLE undetermined "
     "Tool\nA-1 different\n",
     true},
    {"a title that the ledger lists for another asset",
     {.assets = AD "A-1,h1,active\nA-2,h2,active\n",
      .listed = NO_LIST "A-2,Foo 1.0,1.0\n",
      .devices = DD "d1,h1,\nd2,h2,\n",
      .installed = "device_id,product,version,source\nd1,Foo 1.2 (x64),1.2,registry\nd1,bash,5,dpkg\n"
                   "d2,Foo 1.0,1.0,registry\n"},
     "A-1 DIF-SW-UNREGISTERED violation Foo 1.2 (x64)\nA-1 different\nA-2 matched\n",
     false},
    {"by name of the host, and the replacement comes before what it replaced",
     {.assets = AD "OLD,h1,disposed\nNEW,h1,active\n",
      .listed = NO_LIST "h1.example.jp,Foo,1\n",
      .devices = DD "d1,h1,\n",
      .installed = "device_id,product,version,source\nd1,Foo,1,registry\n"},
     "NEW matched\nOLD not-expected\n",
     false},
    {"the operating system stands with the device",
     {.assets = AD "A-1,h1,active\nA-2,h2,active\nA-3,h3,active\nA-4,h4,active\n",
      .listed = NO_LIST "A-1,Windows Server 2019,\nA-2,Debian,11\nA-3,Windows Server 2019,\nA-4,Microsoft Windows 11 "
                        "Pro,\n",
      .devices = "device_id,hostname,os_name,os_version\nd1,h1,Microsoft Windows Server 2019 Standard,10.0.17763\n"
                 "d2,h2,Debian GNU/Linux,12.11\nd3,h3,Microsoft Windows Server 2022 Standard,10.0.20348\n"
                 "d4,h4,Windows 11 Pro,10.0.22631.4460\n",
      .installed = "device_id,product,version,source\nd1,Foo,1,registry\nd2,bash,5,dpkg\nd3,Foo,1,registry\n"
                   "d4,Foo,1,registry\n"},
     "A-3 DIF-SW-MISSING violation Windows Server 2019\nA-2 DIF-SW-VERSION violation Debian\nFoo LIC-TITLE "
     "undetermined Foo\nA-1 matched\nA-2 different\nA-3 different\nA-4 matched\n",
     false},
};

static void test_worked_cases(void **state) {
    (void)state;
    check_reconcile_cases(cases, ARRAY_LEN(cases));
}

static void test_no_software_ledger_is_said_once(void **state) {
    static struct results results;
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = AD "A-1,h1,active\nA-2,h2,active\n",
                                             .devices = DD "d1,h1,\nd2,h2,\n",
                                             .installed = "device_id,product,version\nd1,Foo,1\nd1,Foo,2\nd1,Bar,2\n"});

    (void)state;
    results_of(ministry, 1, false, &results);
    assert_string_equal(results.brief, "software DIF-UNVERIFIED undetermined software\nBar LIC-TITLE undetermined "
                                       "Bar\nFoo LIC-TITLE undetermined Foo\nA-1 matched\nA-2 matched\n");
    /* distinct titles are counted all the same */
    assert_non_null(strstr(results.full, "A-1|d1 matched  hostname D 000 2 "));
    ministry_free(ministry);
}

/* Titles that share a stem are named in the order of their texts, not of their first sight. */
static void test_order_of_versions(void **state) {
    static struct results first, second;
    const char *listed[] = {NO_LIST "A-2,Foo 1.2 (x64),\nA-2,Foo 1.1 (x64),\nA-1,Foo,9\n",
                            NO_LIST "A-1,Foo,9\nA-2,Foo 1.1 (x64),\nA-2,Foo 1.2 (x64),\n"};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct ministry *ministry =
            ministry_new(&(struct ministry_text){.assets = AD "A-1,h1,active\nA-2,h2,active\n",
                                                 .listed = listed[i],
                                                 .devices = DD "d1,h1,\n",
                                                 .installed = "device_id,product,version\nd1,Foo 1.1 (x64),1.1\n"
                                                              "d1,Foo 1.2 (x64),1.2\nd1,Foo 1.3 (x64),1.3\n"});
        results_of(ministry, 1, false, i ? &second : &first);
        ministry_free(ministry);
    }
    assert_string_equal(first.full, second.full);
    assert_non_null(strstr(first.full, "1.1; 1.2; 1.3"));
}

/* A version column with too many texts to be coded: every row is read, and found is what is found otherwise. */
static void test_uncoded_versions(void **state) {
    static const char listed[] =
        NO_LIST "A-1,Foo,1.0\nA-1,Foo,1.0\nA-1,Bar,2\nA-1,Bar,3\nA-1,Baz 1,1\nA-1,,7\nA-1,Qux,5.1\n"
                "A-1,Gone,\nA-2,Foo,2\nA-3,,1\nA-3,Foo,1\n";
    static const char installed[] = "device_id,product,version\nd1,ＦＯＯ,1.0\nd1,Foo,1\nd1,bar,2.0\nd1,Bar,4\n"
                                    "d1,Baz 2,2\nd1,Qux,5.2\nd1,,9\nd1,New,1\nd1,Foo (x64),1.0\nd2,Foo,2.1\n"
                                    "d4,Foo,1\nd4,foo,2\nd4,Other,\n";
    static struct results results[2][2]; /* by whether the list is long, and whether all software is reported */
    struct ministry_text text = {.assets = AD "A-1,h1,active\nA-2,h2,active\nA-3,h3,active\n",
                                 .devices = DD "d1,h1,\nd2,h2,\nd3,h3,packages\nd4,h4,\n",
                                 .installed = installed};
    struct buffer long_list = {0};

    (void)state;
    buffer_append_cstr(&long_list, listed);
    for (int i = 0; i < (1 << 20) + 10; i++) {
        buffer_printf(&long_list, "A-9,Foo,%x.0\n", i);
    }
    buffer_append_char(&long_list, '\0');
    assert_false(long_list.failed);
    for (int is_long = 0; is_long <= 1; is_long++) {
        text.listed = is_long ? long_list.p : listed;
        struct ministry *ministry = ministry_new(&text);
        const struct table *table = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE);
        assert_int_equal(table_code_count(table, SOFTWARE_VERSION) == 0, is_long);
        for (int all_software = 0; all_software <= 1; all_software++) {
            results_of(ministry, 2, all_software, &results[is_long][all_software]);
        }
        ministry_free(ministry);
    }
    buffer_done(&long_list);
    assert_string_equal(results[0][0].full, results[1][0].full);
    assert_string_equal(results[0][1].full, results[1][1].full);
    /* By hand. Foo agrees with both 1.0 and 1, however it is spelled and though it is listed twice. Bar 2 has its
     * partner; Bar 3 has none, and what is said of it names all versions of Bar, so that 4 is not left over. Foo has a
     * partner of its own name, so Foo (x64) is listed by none. Of A-3 the packages were not read. */
    assert_string_equal(results[0][1].brief,
                        "A-1 DIF-SW-MISSING violation Baz 1\nA-1 DIF-SW-MISSING violation Gone\n"
                        "A-1 DIF-SW-UNREGISTERED violation Baz 2\nA-1 DIF-SW-UNREGISTERED violation Foo (x64)\n"
                        "A-1 DIF-SW-UNREGISTERED violation New\nA-1 DIF-SW-VERSION violation Bar\n"
                        "A-1 DIF-SW-VERSION violation Qux\nd4 DIF-UNREGISTERED violation answered\n"
                        "A-3 DIF-UNVERIFIED undetermined software\nBaz 2 LIC-TITLE undetermined Baz 2\n"
                        "New LIC-TITLE undetermined New\nOther LIC-TITLE undetermined Other\n"
                        "A-1 different\nA-2 matched\nA-3 matched\nd4 unregistered\n");
}

/* A device with thousands of titles, none of them written as in the ledger. */
static void test_many_titles(void **state) {
    enum { MANY = 8000 };
    char *listed = calloc(MANY, 48), *installed = calloc(MANY, 48), *l = listed, *d = installed;
    static struct results results;

    (void)state;
    l += sprintf(l, NO_LIST);
    d += sprintf(d, "device_id,product,version,source\n");
    for (int i = 0; i < MANY; i++) {
        l += sprintf(l, "A-1,Title %d 1.0,1\n", i);
        d += sprintf(d, "d1,Title %d 1.1 (x64),1,registry\n", i);
    }
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = AD "A-1,h1,active\n", .listed = listed, .devices = DD "d1,h1,\n", .installed = installed});
    clock_t begin = clock();
    results_of(ministry, 1, false, &results);
    assert_true(clock() - begin < 5 * CLOCKS_PER_SEC);
    assert_string_equal(results.brief, "A-1 matched\n");
    ministry_free(ministry);
    free(listed);
    free(installed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_cases),      cmocka_unit_test(test_no_software_ledger_is_said_once),
        cmocka_unit_test(test_order_of_versions), cmocka_unit_test(test_uncoded_versions),
        cmocka_unit_test(test_many_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

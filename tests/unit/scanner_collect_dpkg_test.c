/* The package lists: dpkg and rpm. */

#include "scanner/collect/software/dpkg.h"

#include "scanner/collect/software/rpm.h"
#include "tests/unit/support/observed.h"

typedef void collect_function(struct str body, struct observation *observation);

/* 1700000000 is 2023-11-14T22:13:20Z */
static const struct {
    const char *what;
    collect_function *collect;
    struct str line;
    const char *product, *version, *arch, *vendor, *installed_on; /* product NULL: no row */
} lines[] = {
    {"installed", collect_dpkg, STR("ii \tbash\t5.2.15-2+b7\tamd64\t7164\t1700000000"), "bash", "5.2.15-2+b7", "amd64",
     "", "2023-11-14"},
    {"no size, no time", collect_dpkg, STR("ii \tjcagent\t0.24.2\tamd64\t\t"), "jcagent", "0.24.2", "amd64", "", ""},
    {"on hold is installed", collect_dpkg, STR("hi \tbash\t1:5\tall\t1\t"), "bash", "1:5", "all", "", ""},
    {"what others still have to do is no part of it", collect_dpkg, STR("it \tbash\t5\tall\t1\t"), "bash", "5", "all",
     "", ""},
    {"the same, told by those others", collect_dpkg, STR("iW \tbash\t5\tall\t1\t"), "bash", "5", "all", "", ""},
    {"not set up", collect_dpkg, STR("iF \tbash\t5\tall\t1\t"), NULL, NULL, NULL, NULL, NULL},
    {"configuration only", collect_dpkg, STR("rc \tbash\t5\tall\t1\t1700000000"), NULL, NULL, NULL, NULL, NULL},
    {"unpacked only", collect_dpkg, STR("iU \tbash\t5\tall\t1\t1700000000"), NULL, NULL, NULL, NULL, NULL},
    {"cut off", collect_dpkg, STR("ii \tbash\t5"), NULL, NULL, NULL, NULL, NULL},
    {"no version", collect_dpkg, STR("ii \tbash\t\tall\t\t"), NULL, NULL, NULL, NULL, NULL},
    {"no state", collect_dpkg, STR("\tbash\t5\tall\t1\t"), NULL, NULL, NULL, NULL, NULL},
    {"a state that is none", collect_dpkg, {"\0i \tbash\t5\tall\t1\t", 15}, NULL, NULL, NULL, NULL, NULL},
    {"a message", collect_dpkg, STR("dpkg-query: error"), NULL, NULL, NULL, NULL, NULL},
    {"an rpm", collect_rpm, STR("bash\t0\t5.1.8-6.el9\tx86_64\t1700000000\t7738634\tAlmaLinux"), "bash", "5.1.8-6.el9",
     "x86_64", "AlmaLinux", "2023-11-14"},
    {"an epoch", collect_rpm, STR("bind\t32\t9.16-1\tx86_64\t1700000000\t1\t(none)"), "bind", "32:9.16-1", "x86_64", "",
     "2023-11-14"},
    {"no epoch", collect_rpm, STR("bash\t(none)\t3.2-1\t(none)\t5\t1\t(none)"), "bash", "3.2-1", "", "", ""},
    {"a key", collect_rpm, STR("gpg-pubkey\t(none)\tabc-def\t(none)\t1700000000\t0\tpubkey"), NULL, NULL, NULL, NULL,
     NULL},
};

static void test_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(lines[i].collect, lines[i].line);
        print_message("%s\n", lines[i].what);
        assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), lines[i].product ? 1 : 0);
        if (lines[i].product) {
            const struct observation_row *row = observed_row(&observed, TABLE_SOFTWARE, 0);
            assert_text(row->cells[SOFTWARE_PRODUCT], lines[i].product);
            assert_text(row->cells[SOFTWARE_VERSION], lines[i].version);
            assert_text(row->cells[SOFTWARE_ARCH], lines[i].arch);
            assert_text(row->cells[SOFTWARE_VENDOR], lines[i].vendor);
            assert_text(row->cells[SOFTWARE_INSTALLED_ON], lines[i].installed_on);
            assert_text(row->cells[SOFTWARE_SOURCE], lines[i].collect == collect_dpkg ? "dpkg" : "rpm");
        }
    }
}

/* 22:13 UTC is the next day in Japan. */
static void test_day_of_the_host(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    observed.observation.utc_offset = 9 * 3600;
    collect_dpkg(lines[0].line, &observed.observation);
    assert_text(observed_row(&observed, TABLE_SOFTWARE, 0)->cells[SOFTWARE_INSTALLED_ON], "2023-11-15");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_day_of_the_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

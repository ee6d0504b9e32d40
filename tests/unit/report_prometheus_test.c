#include "report/prometheus.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "genkyo.prom"

static struct str write_file(const struct prometheus_run *run) {
    assert_int_equal(report_prometheus(FILE_NAME, run, true, NULL), ERR_OK);
    assert_int_equal(access(FILE_NAME ".partial", F_OK), -1);
    return scratch_read(FILE_NAME);
}

static void fill(struct summary *summary) {
    *summary = (struct summary){.coverage = {.expected = 7, .examined = 6}};
    summary->by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION] = 4;
    summary->by_code[CODE_DIF_ATTRIBUTE][OUTCOME_NOTICE] = 2;
}

static const char *const lines[] = {
    "# HELP genkyo_findings Findings of the latest run by code and outcome.\n# TYPE genkyo_findings gauge\n",
    "\ngenkyo_findings{system=\"a\\\\b\\\"c\\\\x0ad\",code=\"DIF-ATTRIBUTE\",outcome=\"violation\"} 4\n",
    "\ngenkyo_findings{system=\"a\\\\b\\\"c\\\\x0ad\",code=\"DIF-ATTRIBUTE\",outcome=\"notice\"} 2\n",
    /* a count that is zero stays */
    "\ngenkyo_findings{system=\"a\\\\b\\\"c\\\\x0ad\",code=\"LIC-UNLICENSED\",outcome=\"violation\"} 0\n",
    "\n# TYPE genkyo_assets_expected gauge\ngenkyo_assets_expected{system=\"a\\\\b\\\"c\\\\x0ad\"} 7\n",
    "\ngenkyo_assets_examined{system=\"a\\\\b\\\"c\\\\x0ad\"} 6\n",
    "\ngenkyo_run_timestamp_seconds{system=\"a\\\\b\\\"c\\\\x0ad\"} 1806451200\n",
    "\ngenkyo_exit_status{system=\"a\\\\b\\\"c\\\\x0ad\"} 3\n",
};

static void test_lines(void **state) {
    struct summary summary;
    const struct prometheus_run run = {&summary, STR("a\\b\"c\nd"), 1806451200, 3};
    struct str bytes;

    (void)state;
    fill(&summary);
    bytes = write_file(&run);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        if (!str_contains(bytes, str_from(lines[i]))) {
            fail_msg("line %zu is not there", i);
        }
    }
    assert_false(str_contains(bytes, STR("code=\"LIC-UNLICENSED\",outcome=\"notice\"")));
    assert_true(str_ends_with(bytes, STR("\n")));
    free((void *)(uintptr_t)bytes.p);
}

/* Without a name there are no empty braces; an earlier file, and what a killed run left, are replaced. */
static void test_replaced(void **state) {
    struct summary summary;
    const struct prometheus_run run = {&summary, STR_NONE, 1, 0};
    struct str bytes;

    (void)state;
    fill(&summary);
    scratch_write(FILE_NAME, STR("old\n"));
    scratch_write(FILE_NAME ".partial", STR("half"));
    bytes = write_file(&run);
    assert_true(str_contains(bytes, STR("\ngenkyo_exit_status 0\n")));
    assert_true(str_contains(bytes, STR("\ngenkyo_findings{code=\"DIF-ATTRIBUTE\",outcome=\"notice\"} 2\n")));
    assert_false(str_contains(bytes, STR("old")));
    free((void *)(uintptr_t)bytes.p);
}

/* What cannot be put in place leaves nothing behind, and what was there stays. */
static void test_failure(void **state) {
    struct summary summary;
    const struct prometheus_run run = {&summary, STR_NONE, 1, 0};
    struct err err = {0};

    (void)state;
    fill(&summary);
    assert_int_equal(report_prometheus("none/" FILE_NAME, &run, false, &err), ERR_NOT_FOUND);
    assert_int_equal(mkdir("there.prom", 0777), 0);
    scratch_write("there.prom/file", STR("x"));
    assert_int_equal(report_prometheus("there.prom", &run, false, &err), ERR_SYSTEM);
    assert_int_equal(err.os_errno, EISDIR);
    assert_int_equal(access("there.prom.partial", F_OK), -1);
    assert_int_equal(access("there.prom/file", F_OK), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lines, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_replaced, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_failure, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/scan_raw.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* By its number a file is one target's, by its end one method's. */
static void test_names(void **state) {
    static const struct target ssh = {.address = STR("2001:db8::1"), .method = SCAN_SSH};
    static const struct target snmp = {.address = STR("10.0.0.1"), .method = SCAN_SNMP};
    static const struct probe_record over_ssh = {.target = 3, .raw_output = STR("said"), .raw_errors = STR("not so")};
    static const struct probe_record over_snmp = {.target = 12, .raw_output = STR("1.3.6.1")};
    static const struct probe_record silent = {.target = 13};
    int directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(scan_raw_free_cleanup) struct scan_raw *raw = scan_raw_new(directory);
    struct stat status;

    (void)state;
    assert_non_null(raw);
    assert_int_equal(scan_raw_write(raw, &ssh, &silent, NULL), ERR_OK);
    assert_int_equal(stat(SCAN_RAW_DIRECTORY, &status), -1);
    assert_int_equal(scan_raw_write(raw, &ssh, &over_ssh, NULL), ERR_OK);
    assert_int_equal(scan_raw_write(raw, &snmp, &over_snmp, NULL), ERR_OK);
    scratch_expect("raw/000003-2001_db8__1.out", "said");
    scratch_expect("raw/000003-2001_db8__1.err", "not so");
    scratch_expect("raw/000012-10.0.0.1.snmprec", "1.3.6.1");
    assert_int_equal(stat("raw/000012-10.0.0.1.err", &status), -1);
    assert_int_equal(close(directory), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

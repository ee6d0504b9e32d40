#include "report/result_files.h"

#include "base/file.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf"

static const struct license_position positions[] = {
    {.vendor = STR("=M"),
     .product = STR("Office"),
     .edition = STR("Standard"),
     .version = STR("2021; 2024"),
     .metric = STR("device"),
     .entitled = {.count = 10},
     .effective = {.count = 8},
     .need_min = 9,
     .need_max = 12,
     .allocated_direct = 5,
     .allocated_downgrade = 2,
     .allocated_second = 1,
     .exempt = 1,
     .short_min = 1,
     .short_max = 3,
     .spare = {.count = 0},
     .outcome = OUTCOME_VIOLATION,
     .has_price = true,
     .unit_price = 30000,
     .true_up = 30000,
     .recoverable = 2,
     .unexamined = 3,
     .evidence = STR("licenses.csv:2 licenses.csv:5")},
    /* without a price that cell is empty, whatever stands in the number; so is a count that nobody knows */
    {.product = STR("全社契約"),
     .metric = STR("enterprise"),
     .entitled = {.is_unlimited = true},
     .effective = {.is_unknown = true},
     .need_min = 7,
     .need_max = 7,
     .allocated_direct = 7,
     .spare = {.is_unlimited = true},
     .outcome = OUTCOME_UNDETERMINED,
     .unit_price = 5},
};

static const struct license_allocation allocations[] = {
    {STR("L-003"), STR("Office Standard"), STR("A-001"), STR("U-7"), 1, RIGHT_DOWNGRADE, STR("2024 → 2019, \"rows\"")},
    {STR("L-004"), STR("Office Standard"), STR("A-002"), STR_NONE, 16, RIGHT_SITE, STR_NONE},
};

static const struct license_demand demands[] = {
    {STR("Server"), STR("2022"), STR("core"), STR("A-001"), STR("U-7"), true, DEMAND_SHORT, 20, 8,
     STR("2 × 10 = 20 ≥ 16"), STR("software.csv:17")},
    /* what could not be counted has no units, and not 0 of them */
    {STR("Server"), STR_NONE, STR("core"), STR("A-002"), STR_NONE, false, DEMAND_UNKNOWN, 0, 0, STR_NONE, STR_NONE},
    {STR("Server"), STR_NONE, STR("core"), STR("A-003"), STR_NONE, true, DEMAND_EXEMPT, 0, 0, STR_NONE, STR_NONE},
};

static struct license_records *new_records(void) {
    struct license_records *records = NULL;

    assert_int_equal(license_records_new(1, 0, "/tmp", &records, NULL), ERR_OK);
    return records;
}

static void take_file(const char *name, const char *expected) {
    scratch_expect(name, expected);
    assert_int_equal(unlink(name), 0);
}

#define POSITION_HEADINGS                                                                                              \
    BOM "vendor,product,edition,version,metric,entitled,effective,need_min,need_max,allocated_direct,"                 \
        "allocated_downgrade,allocated_suite,allocated_second,exempt,short_min,short_max,spare,outcome,unit_price,"    \
        "true_up,recoverable,unexamined,evidence\r\n"
#define ALLOCATION_HEADINGS BOM "license_id,product,asset_id,user_id,quantity,right,reason\r\n"
#define DEMAND_HEADINGS                                                                                                \
    BOM "product,version,metric,asset_id,user_id,certain,state,units,missing,arithmetic,evidence\r\n"

static void report(struct license_records *records, struct summary *summary) {
    const struct report_context context = {.dir_fd = AT_FDCWD, .sync = true};

    assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
    for (int round = 0; round < 2; round++) { /* somebody may have read before */
        struct license_demand demand;
        bool more;
        assert_int_equal(license_records_next_demand(records, &more, &demand, NULL), ERR_OK);
    }
    assert_int_equal(report_licenses(&context, records, summary, NULL), ERR_OK);
    assert_true(summary->is_audited);
}

static void test_rows(void **state) {
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records();
    struct summary summary = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(positions); i++) {
        assert_int_equal(license_records_add_position(records, 0, &positions[i], NULL), ERR_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(allocations); i++) {
        assert_int_equal(license_records_add_allocation(records, 0, &allocations[i], NULL), ERR_OK);
    }
    for (size_t i = 0; i < ARRAY_LEN(demands); i++) {
        assert_int_equal(license_records_add_demand(records, 0, &demands[i], NULL), ERR_OK);
    }
    report(records, &summary);
    take_file("license_position.csv",
              POSITION_HEADINGS ",全社契約,,,enterprise,unlimited,,7,7,7,0,0,0,0,0,0,unlimited,undetermined,,,0,0,\r\n"
                                "'=M,Office,Standard,2021; 2024,device,10,8,9,12,5,2,0,1,1,1,3,0,violation,30000,"
                                "30000,2,3,licenses.csv:2 licenses.csv:5\r\n");
    take_file("license_allocation.csv",
              ALLOCATION_HEADINGS "L-003,Office Standard,A-001,U-7,1,downgrade,\"2024 → 2019, \"\"rows\"\"\"\r\n"
                                  "L-004,Office Standard,A-002,,16,site,\r\n");
    take_file("license_demand.csv",
              DEMAND_HEADINGS "Server,2022,core,A-001,U-7,yes,short,20,8,2 × 10 = 20 ≥ 16,software.csv:17\r\n"
                              "Server,,core,A-002,,no,unknown,,,,\r\n"
                              "Server,,core,A-003,,yes,exempt,0,0,,\r\n");
    assert_int_equal(summary.by_position[OUTCOME_VIOLATION], 1);
    assert_int_equal(summary.by_position[OUTCOME_UNDETERMINED], 1);
    assert_int_equal(summary.by_position[OUTCOME_CONFORMING], 0);
}

static void test_none(void **state) {
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records();
    struct summary summary = {0};

    (void)state;
    report(records, &summary);
    take_file("license_position.csv", POSITION_HEADINGS);
    take_file("license_allocation.csv", ALLOCATION_HEADINGS);
    take_file("license_demand.csv", DEMAND_HEADINGS);
}

/* A file that is there is not replaced, and those behind it are not begun. */
static void test_in_the_way(void **state) {
    const struct report_context context = {.dir_fd = AT_FDCWD};
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records();
    struct summary summary = {0};

    (void)state;
    scratch_write("license_allocation.csv", STR("mine"));
    assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
    assert_int_not_equal(report_licenses(&context, records, &summary, NULL), ERR_OK);
    take_file("license_allocation.csv", "mine");
    assert_int_not_equal(access("license_demand.csv", F_OK), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_in_the_way),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}

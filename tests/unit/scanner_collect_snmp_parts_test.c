#include "scanner/collect/snmp/parts.h"

#include "tests/unit/support/snmp_observed.h"

struct expected {
    const char *kind, *name, *slot, *manufacturer, *model, *serial, *firmware, *capacity;
};

static void check_row(const struct observation_row *row, const struct expected *expected) {
    assert_text(row->cells[COMPONENTS_KIND], expected->kind);
    assert_text(row->cells[COMPONENTS_NAME], expected->name);
    assert_text(row->cells[COMPONENTS_SLOT], expected->slot);
    assert_text(row->cells[COMPONENTS_MANUFACTURER], expected->manufacturer);
    assert_text(row->cells[COMPONENTS_MODEL], expected->model);
    assert_text(row->cells[COMPONENTS_SERIAL], expected->serial);
    assert_text(row->cells[COMPONENTS_FIRMWARE], expected->firmware);
    assert_text(row->cells[COMPONENTS_CAPACITY], expected->capacity);
}

#define MEMBER(COLUMN, INDEX)   ENTERPRISE "2636.3.40.1.4.1.1.1." COLUMN "." INDEX
#define UNIT(COLUMN, INDEX)     ENTERPRISE "6027.3.10.1.2.2.1." COLUMN "." INDEX
#define NETAPP(COLUMN, INDEX)   ENTERPRISE "789.1.6.2.1." COLUMN "." INDEX
#define SPARE(COLUMN)           ENTERPRISE "789.1.6.3.1." COLUMN ".1"
#define SHELF(COLUMN)           ENTERPRISE "789.1.21.1.2.1." COLUMN ".1"
#define ISILON(COLUMN)          ENTERPRISE "12124.2.52.1." COLUMN ".1"
#define INFORTREND(COLUMN)      ENTERPRISE "1714.1.1.6.1." COLUMN ".1"
#define SYNOLOGY(COLUMN)        ENTERPRISE "6574.2.1.1." COLUMN ".0"
#define AIRESPACE(COLUMN)       ENTERPRISE "14179.2.2.1.1." COLUMN ".0.0.94.0.83.1"
#define ARUBA(COLUMN)           ENTERPRISE "14823.2.2.1.5.2.1.4.1." COLUMN ".0.0.94.0.83.1"
#define RUCKUS_DIRECTOR(COLUMN) ENTERPRISE "25053.1.2.2.1.1.2.1.1." COLUMN ".6.0.0.94.0.83.1"
#define RUCKUS_ZONE(COLUMN)     ENTERPRISE "25053.1.4.2.1.1.2.2.1." COLUMN ".6.0.0.94.0.83.2"

/* A row each of what makers' tables have; sizes by hand: 420,584 MiB are 441 GB, 2^9 * 1,953,525,168 bytes 1000 GB. */
// clang-format off
static const struct {
    const struct snmp_collector *collector;
    const char *answers, *disk_gb;
    struct expected rows[2];
    size_t count;
} makers[] = {
    {&collect_snmp_juniper,
     MEMBER("2", "0") "|4|EXJ1\n" MEMBER("5", "0") "|4|20.4R3\n" MEMBER("8", "0") "|4|ex4300-48t\n"
     MEMBER("2", "1") "|4|EXJ2\n" MEMBER("5", "1") "|4|20.4R3\n" MEMBER("8", "1") "|4|ex4300-48t\n"
     MEMBER("2", "2") "|4|\n",
     "",
     {{"chassis", "", "", "", "ex4300-48t", "EXJ1", "20.4R3", ""},
      {"chassis", "", "", "", "ex4300-48t", "EXJ2", "20.4R3", ""}},
     2},
    {&collect_snmp_force10,
     UNIT("7", "1") "|4|S25-01-GE-24V\n" UNIT("9", "1") "|4|24-port GE (SB)\n" UNIT("10", "1") "|4|7.8.1.3\n"
     UNIT("12", "1") "|4|EXF1\n",
     "",
     {{"chassis", "24-port GE (SB)", "", "", "S25-01-GE-24V", "EXF1", "7.8.1.3", ""}},
     1},
    {&collect_snmp_netapp,
     NETAPP("2", "1.1.1") "|4|data disk 3b.02.22\n" NETAPP("9", "1.1.1") "|2|420584\n"
     NETAPP("26", "1.1.1") "|4|EXD1\n" NETAPP("27", "1.1.1") "|4|NETAPP  \n" NETAPP("28", "1.1.1") "|4|X411\n"
     NETAPP("29", "1.1.1") "|4|NA02\n" SPARE("2") "|4|spare disk 0a.01.2\n" SPARE("7") "|2|420584\n"
     SPARE("16") "|4|EXD2\n" SPARE("18") "|4|X411\n",
     "882",
     {{"disk", "3b.02.22", "", "NETAPP", "X411", "EXD1", "NA02", "441 GB"},
      {"disk", "0a.01.2", "", "", "X411", "EXD2", "", "441 GB"}},
     2},
    {&collect_snmp_netapp_shelves,
     SHELF("3") "|4|0b.shelf20\n" SHELF("6") "|4|NETAPP\n" SHELF("7") "|4|DS2246\n" SHELF("8") "|4|0173\n"
     SHELF("9") "|4|EXS1\n",
     "",
     {{"chassis", "0b.shelf20", "", "NETAPP", "DS2246", "EXS1", "0173", ""}},
     1},
    {&collect_snmp_isilon,
     ISILON("1") "|2|3\n" ISILON("4") "|4|/dev/da3\n" ISILON("6") "|4|HUS726020\n" ISILON("7") "|4|EXI1\n"
     ISILON("8") "|4|A907\n" ISILON("9") "|70|2000398934016\n",
     "2000",
     {{"disk", "/dev/da3", "3", "", "HUS726020", "EXI1", "A907", "2000 GB"}},
     1},
    {&collect_snmp_infortrend,
     INFORTREND("7") "|4|1953525168\n" INFORTREND("8") "|2|9\n" INFORTREND("13") "|2|5\n"
     INFORTREND("15") "|4|ST31000524NS\n" INFORTREND("16") "|4|SN11\n" INFORTREND("17") "|4|            EXI2\n",
     "1000",
     {{"disk", "ST31000524NS", "5", "", "ST31000524NS", "EXI2", "SN11", "1000 GB"}},
     1},
    {&collect_snmp_synology,
     SYNOLOGY("2") "|4|Disk 1\n" SYNOLOGY("3") "|4|WD40EFRX-68N32N0        \n",
     "",
     {{"disk", "Disk 1", "", "", "WD40EFRX-68N32N0", "", "", ""}},
     1},
    {&collect_snmp_airespace,
     AIRESPACE("3") "|4|AP-3F-01\n" AIRESPACE("8") "|4|8.5.182.0\n" AIRESPACE("16") "|4|AIR-AP1815I\n"
     AIRESPACE("17") "|4|EXA1\n",
     "",
     {{"module", "AP-3F-01", "", "", "AIR-AP1815I", "EXA1", "8.5.182.0", ""}},
     1},
    {&collect_snmp_aruba,
     ARUBA("3") "|4|AP-3F-02\n" ARUBA("6") "|4|EXA2\n" ARUBA("13") "|4|103\n" ARUBA("34") "|4|6.5.1.6\n",
     "",
     {{"module", "AP-3F-02", "", "", "103", "EXA2", "6.5.1.6", ""}},
     1},
    {&collect_snmp_ruckus,
     RUCKUS_DIRECTOR("2") "|4|AP-3F-03\n" RUCKUS_DIRECTOR("4") "|4|zf7372\n" RUCKUS_DIRECTOR("5") "|4|EXR1\n"
     RUCKUS_DIRECTOR("7") "|4|9.7.0.0\n" RUCKUS_ZONE("5") "|4|AP-3F-04\n" RUCKUS_ZONE("8") "|4|R610\n"
     RUCKUS_ZONE("9") "|4|EXR2\n",
     "",
     {{"module", "AP-3F-03", "", "", "zf7372", "EXR1", "9.7.0.0", ""},
      {"module", "AP-3F-04", "", "", "R610", "EXR2", "", ""}},
     2},
};
// clang-format on

static void test_makers(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(str_from(makers[i].answers), makers[i].collector->parse);
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), makers[i].count);
        for (size_t row = 0; row < makers[i].count; row++) {
            check_row(observed_row(&observed, TABLE_COMPONENTS, row), &makers[i].rows[row]);
        }
        assert_device(&observed, DEVICES_DISK_GB, makers[i].disk_gb);
    }
}

/* A member that ENTITY-MIB told of already is not told again. */
static void test_members_once(void **state) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
    CLEANUP(observed_done) struct observed observed = observed_new();

    (void)state;
    snmprec_read(STR(MEMBER("2", "0") "|4|EXJ1\n" MEMBER("2", "1") "|4|EXJ2\n"), answers);
    collect_snmp_juniper.parse(answers, &observed.observation);
    collect_snmp_juniper.parse(answers, &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 2);
}

static void test_sizes_that_cannot_be(void **state) {
    static const char *const sizes[] = {
        INFORTREND("7") "|4|1953525168\n" INFORTREND("8") "|2|63\n",
        INFORTREND("7") "|70|18446744073709551615\n" INFORTREND("8") "|2|9\n",
        INFORTREND("7") "|6|1.3.6\n" INFORTREND("8") "|2|-9\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
        CLEANUP(observed_done) struct observed observed = observed_new();
        snmprec_read(STR(INFORTREND("15") "|4|EXD\n" INFORTREND("17") "|4|EXI2\n"), answers);
        snmprec_read(str_from(sizes[i]), answers);
        collect_snmp_infortrend.parse(answers, &observed.observation);
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 1);
        assert_device(&observed, DEVICES_DISK_GB, "");
    }
}

/* Of Cisco's agents only controllers are asked for access points. */
static void test_asking(void **state) {
    static const struct {
        const char *system;
        bool is_asked;
    } cases[] = {
        {MIB2 "1.1.0|4|Cisco Controller\n" MIB2 "1.2.0|6|1.3.6.1.4.1.9.1.1069\n", true},
        {MIB2 "1.1.0|4|Cisco IOS Software, C9800 Software\n" MIB2 "1.2.0|6|1.3.6.1.4.1.9.1.2530\n", true},
        {MIB2 "1.1.0|4|Cisco IOS Software, C3750 Software\n" MIB2 "1.2.0|6|1.3.6.1.4.1.9.1.516\n", false},
        {MIB2 "1.1.0|4|Cisco Controller\n" MIB2 "1.2.0|6|1.3.6.1.4.1.14179.1.1.4.3\n", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *system = snmp_answers_new((size_t)1 << 20);
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct snmp_plan plan = {.arena = arena};
        bool is_asked = false;
        snmprec_read(str_from(cases[i].system), system);
        assert_true(snmp_plan_make(system, &plan));
        for (size_t table = 0; table < plan.table_count; table++) {
            is_asked |= strcmp(plan.tables[table]->entry, ENTERPRISE "14179.2.2.1.1") == 0;
        }
        assert_int_equal(is_asked, cases[i].is_asked);
    }
}

/* 102 disks in use and four spare ones, whose 42,282,600 MiB were added up by other means. */
static void test_recordings(void **state) {
    static const struct {
        const char *name;
        const struct snmp_collector *collector;
        size_t rows;
        const char *disk_gb, *serial;
    } cases[] = {
        {"netapp-fas3270", &collect_snmp_netapp, 106, "44337", "X4B0A05ET2LA"},
        {"netapp-fas3270", &collect_snmp_netapp_shelves, 11, "", "SHFFG1445000084"},
        {"aruba-7210", &collect_snmp_aruba, 13, "", "BN0015340"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_shared(cases[i].name, cases[i].collector->parse);
        bool is_there = false;
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].rows);
        for (size_t row = 0; row < cases[i].rows; row++) {
            is_there |= str_eq(observed_row(&observed, TABLE_COMPONENTS, row)->cells[COMPONENTS_SERIAL],
                               str_from(cases[i].serial));
        }
        assert_true(is_there);
        assert_device(&observed, DEVICES_DISK_GB, cases[i].disk_gb);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_makers), cmocka_unit_test(test_members_once), cmocka_unit_test(test_sizes_that_cannot_be),
        cmocka_unit_test(test_asking), cmocka_unit_test(test_recordings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

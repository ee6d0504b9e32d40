/* Disks behind RAID controllers: storcli, ssacli and smartctl. */

#include "scanner/collect/hardware/raid.h"

#include "scanner/collect/hardware/smartctl.h"
#include "scanner/collect/hardware/ssacli.h"
#include "scanner/collect/hardware/storcli.h"
#include "tests/unit/support/observed.h"

typedef void collect_function(struct str body, struct observation *observation);

struct expected {
    const char *name, *manufacturer, *model, *serial, *firmware, *capacity;
};

#define DRIVE(NAME, ATTRIBUTES)                                                                                        \
    "\"Drive " NAME "\" : [{\"EID:Slt\":\"252:0\",\"Size\":\"446.625 GB\"}],\n"                                        \
    "\"Drive " NAME " - Detailed Information\" : {\"Drive " NAME " State\" : {\"Shield Counter\" : 0},\n"              \
    "\"Drive " NAME " Device attributes\" : {" ATTRIBUTES "}}"
#define STORCLI(DRIVES)                                                                                                \
    "{\"Controllers\":[{\"Command Status\" : {\"Status\" : \"Success\"},\"Response Data\" : {" DRIVES "}}]}\n"

/* 0x37e436b0 = 937703088 sectors of 512 are 480103981056 bytes; 0x1000000 of 4096 are 68719476736. */
static const struct {
    const char *what;
    collect_function *collect;
    struct str body;
    struct expected disks[3]; /* up to the first without a name */
} cases[] = {
    {"storcli",
     collect_storcli,
     STR(STORCLI(DRIVE(
         "/c0/e252/s0",
         "\"SN\" : \"  PHYF000000AB480G\",\"Manufacturer Id\" : \"ATA     \",\"Model Number\" : "
         "\"ACME SSD 480\",\"Firmware Revision\" : \"XC10 \",\"Raw size\" : \"447.130 GB [0x37e436b0 "
         "Sectors]\",\"Logical Sector Size\" : \"512B\"") ",\n" DRIVE("/c0/e252/s1",
                                                                      "\"SN\" : \"S1\",\"Manufacturer Id\" : "
                                                                      "\"ACME\",\"Model Number\" : \"SAS 9\",\"Raw "
                                                                      "size\" : \"64.0 GB [0x1000000 "
                                                                      "Sectors]\",\"Logical Sector Size\" : \"4 "
                                                                      "KB\""))),
     {{"/c0/e252/s0", "", "ACME SSD 480", "PHYF000000AB480G", "XC10", "480 GB"},
      {"/c0/e252/s1", "ACME", "SAS 9", "S1", "", "69 GB"}}},
    {"storcli without a disk",
     collect_storcli,
     STR("{\"Controllers\":[{\"Command Status\" : {\"Status\" : \"Failure\"}}, 1, null]}"),
     {{0}}},
    {"storcli, cut off", collect_storcli, STR("{\"Controllers\":[{\"Response Data\" : {\"Drive /c0"), {{0}}},
    {"storcli with other types than it has", collect_storcli, STR("{\"Controllers\":{\"Response Data\":[1]}}"), {{0}}},
    {"a disk without attributes",
     collect_storcli,
     STR("{\"Controllers\":[{\"Response Data\":{\"Drive /c0/e1/s1 - Detailed Information\":[]}}]}"),
     {{0}}},
    {"ssacli",
     collect_ssacli,
     STR("\nSmart Array P408i-a in Slot 0 (Embedded)\n   Serial Number: CONTROLLER\n   Firmware Version: 3.00\n\n"
         "   Array: A\n      physicaldrive 1I:1:1 (port 1I:box 1:bay 1, SAS HDD, 300 GB, OK)\n\n"
         "      physicaldrive 1I:1:1\n         Status: OK\n         Size: 300 GB\n         Firmware Revision: HPD9\n"
         "         Serial Number: WFK00001\n         WWID: 5000C50000000001\n         Model: HP      EG0300JFCKA\n\n"
         "      physicaldrive 1I:1:2\n         Size: 1.2 TB\n         Serial Number: WFK00002\n"
         "         Model: ATA     MB1200GVYZK\n\n"
         "   SEP (Vendor ID ACME, Model Expander) 379\n      Model: Expander\n      Serial Number: NOT-A-DISK\n"),
     {{"1I:1:1", "HP", "EG0300JFCKA", "WFK00001", "HPD9", "300 GB"},
      {"1I:1:2", "", "MB1200GVYZK", "WFK00002", "", "1200 GB"}}},
    {"ssacli, cut off",
     collect_ssacli,
     STR("      physicaldrive 1I:1:1\n         Serial Number: WFK0"),
     {{"1I:1:1", "", "", "WFK0", "", ""}}},
    {"sizes that are none",
     collect_ssacli,
     STR("physicaldrive 1\nSerial Number: A\nSize: 99999999999 TB\nphysicaldrive 2\nSerial Number: B\nSize: many GB\n"
         "physicaldrive 3\nSerial Number: C\nSize: 3\n"),
     {{"1", "", "", "A", "", ""}, {"2", "", "", "B", "", ""}, {"3", "", "", "C", "", ""}}},
    {"sizes with decimals",
     collect_ssacli,
     STR("physicaldrive 1\nSerial Number: A\nSize: 1.92 TB\nphysicaldrive 2\nSerial Number: B\nSize: 146.8 GB\n"
         "physicaldrive 3\nSerial Number: C\nSize: 1.x TB\n"),
     {{"1", "", "", "A", "", "1920 GB"}, {"2", "", "", "B", "", "147 GB"}, {"3", "", "", "C", "", "1000 GB"}}},
    {"smartctl",
     collect_smartctl,
     STR("device=megaraid,8\nsmartctl 7.3 2022-02-28 r5338 [x86_64-linux-6.1.0] (local build)\n"
         "=== START OF INFORMATION SECTION ===\nVendor:               SEAGATE\nProduct:              ST300MM0006\n"
         "Revision:             LS08\nUser Capacity:        300,000,000,000 bytes [300 GB]\n"
         "Serial number:        S0K00001\n"
         "device=megaraid,9\nModel Family:     ACME SSD\nDevice Model:     ACME SSD 480\nSerial Number:    PHYF01\n"
         "Firmware Version: XC10\nUser Capacity:    480,103,981,056 bytes [480 GB]\n"
         "device=megaraid,10\nSmartctl open device: /dev/bus/0 [megaraid_disk_10] failed: No such device\n"),
     {{"megaraid,8", "SEAGATE", "ST300MM0006", "S0K00001", "LS08", "300 GB"},
      {"megaraid,9", "", "ACME SSD 480", "PHYF01", "XC10", "480 GB"}}},
    {"a placeholder, and a size that is too large",
     collect_smartctl,
     STR("device=megaraid,0\nProduct: X\nSerial number: 0000000000\nUser Capacity: 99999999999999999999999999 bytes\n"),
     {{"megaraid,0", "", "X", "", "", ""}}},
    {"nothing", collect_smartctl, STR(""), {{0}}},
};

static void check_disk(const struct observation_row *row, const struct expected *expected) {
    assert_text(row->cells[COMPONENTS_KIND], "disk");
    assert_text(row->cells[COMPONENTS_NAME], expected->name);
    assert_text(row->cells[COMPONENTS_MANUFACTURER], expected->manufacturer);
    assert_text(row->cells[COMPONENTS_MODEL], expected->model);
    assert_text(row->cells[COMPONENTS_SERIAL], expected->serial);
    assert_text(row->cells[COMPONENTS_FIRMWARE], expected->firmware);
    assert_text(row->cells[COMPONENTS_CAPACITY], expected->capacity);
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(cases[i].collect, cases[i].body);
        size_t count = 0;

        print_message("%s\n", cases[i].what);
        for (; count < ARRAY_LEN(cases[i].disks) && cases[i].disks[count].name; count++) {
            check_disk(observed_row(&observed, TABLE_COMPONENTS, count), &cases[i].disks[count]);
        }
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), count);
    }
}

static const struct {
    struct str body;
    const char *notes;
} gaps[] = {
    {STR("controller=megaraid_sas\nlacks=privilege\n"), "disks behind megaraid_sas need privilege"},
    {STR("controller=hpsa\nlacks=tool\n"), "disks behind hpsa need smartctl, storcli or ssacli"},
    {STR("controller=hpsa\n"), ""},
    {STR("lacks=tool\n"), ""},
};

static void test_gaps(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_raid, gaps[i].body);
        assert_text(observed.observation.notes, gaps[i].notes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_gaps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

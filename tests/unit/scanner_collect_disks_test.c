#include "scanner/collect/hardware/disks.h"

#include "tests/unit/support/observed.h"

#define LSBLK(NAME, SIZE, REST) "NAME=\"" NAME "\" TYPE=\"disk\" SIZE=\"" SIZE "\" " REST "\n"

static const struct {
    const char *what;
    struct str body;
    const char *disk_gb;
    const char *names[4];
} cases[] = {
    {"two disks",
     STR(LSBLK("sda", "500107862016", "MODEL=\"ACME 500\"") LSBLK("sdb", "1000204886016", "MODEL=\"\"")),
     "1500",
     {"sda", "sdb"}},
    {"what is no disk",
     STR(LSBLK("sda", "500107862016", "") LSBLK("zram0", "8589934592", "") LSBLK("loop0", "4096000000", "")
             LSBLK("mmcblk0boot0", "4194304", "")
                 LSBLK("sdb", "0", "") "NAME=\"sr0\" TYPE=\"rom\" SIZE=\"1073741312\"\nNAME=\"sda1\" TYPE=\"part\" "
                                       "SIZE=\"500000000000\"\n"),
     "500",
     {"sda"}},
    {"two paths to one disk",
     STR(LSBLK("sda", "2000000000000", "WWN=\"0x5000\"") LSBLK("sdb", "2000000000000", "WWN=\"0x5000\"")),
     "2000",
     {"sda"}},
    {"what is plugged in or lent is listed but not added up",
     STR(LSBLK("sda", "500000000000", "TRAN=\"sata\"") LSBLK("sdb", "64000000000", "TRAN=\"usb\"")
             LSBLK("sdc", "9000000000000", "TRAN=\"fc\"")),
     "500",
     {"sda", "sdb", "sdc"}},
    {"an older util-linux", STR("NAME=\"sda\" SIZE=\"500107862016\" TYPE=\"disk\"\n"), "500", {"sda"}},
    {"sysfs alone: 976773168 sectors are 500107862016 bytes",
     STR("NAME=\"sda\" TYPE=\"sysfs\" SECTORS=\"976773168\" MODEL=\"ACME 500\"\nNAME=\"sr0\" TYPE=\"sysfs\" "
         "SECTORS=\"8\"\n"),
     "500",
     {"sda"}},
    {"sysfs adds no disk to lsblk's list",
     STR(LSBLK("sda", "500107862016", "") "NAME=\"sdb\" TYPE=\"sysfs\" SECTORS=\"976773168\"\n"),
     "500",
     {"sda"}},
    {"garbage",
     STR("NAME=\"sda TYPE=\"disk\"\nNAME= TYPE=\nTYPE=\"disk\" SIZE=\"1\"\n=\"\"\n\"\"\"\"\n"
         "NAME=\"x\" TYPE=\"disk\" SIZE=\"99999999999999999999999\"\n"),
     "",
     {0}},
    {"nothing", STR(""), "", {0}},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_disks, cases[i].body);
        size_t count = 0;

        print_message("%s\n", cases[i].what);
        assert_device(&observed, DEVICES_DISK_GB, cases[i].disk_gb);
        while (count < ARRAY_LEN(cases[i].names) && cases[i].names[count]) {
            assert_text(observed_row(&observed, TABLE_COMPONENTS, count)->cells[COMPONENTS_NAME],
                        cases[i].names[count]);
            count++;
        }
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), count);
    }
}

static void test_component(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_disks,
        STR("NAME=\"nvme0n1\" TYPE=\"disk\" SIZE=\"512110190592\" MODEL=\"\" SERIAL=\"\" WWN=\"eui.1\" TRAN=\"nvme\"\n"
            "NAME=\"sda\" TYPE=\"disk\" SIZE=\"1\" MODEL=\"9\\x22 drive\" SERIAL=\"0000000000\"\n"
            "NAME=\"nvme0n1\" TYPE=\"sysfs\" SECTORS=\"1000215216\" MODEL=\"ACME NVMe  \" SERIAL=\"N-1\" "
            "REV=\"F2\"\n"));
    const struct observation_row *row = observed_row(&observed, TABLE_COMPONENTS, 0);

    (void)state;
    assert_text(row->cells[COMPONENTS_KIND], "disk");
    assert_text(row->cells[COMPONENTS_MODEL], "ACME NVMe");
    assert_text(row->cells[COMPONENTS_SERIAL], "N-1");
    assert_text(row->cells[COMPONENTS_FIRMWARE], "F2");
    assert_text(row->cells[COMPONENTS_CAPACITY], "512 GB");
    row = observed_row(&observed, TABLE_COMPONENTS, 1);
    assert_text(row->cells[COMPONENTS_MODEL], "9\" drive");
    assert_text(row->cells[COMPONENTS_SERIAL], "");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_component)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

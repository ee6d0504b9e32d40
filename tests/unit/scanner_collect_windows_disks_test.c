#include "scanner/collect/windows/disks.h"

#include "tests/unit/support/observed.h"

/* The class that has rows counts; the other one is what is left without privilege. */
static const struct {
    const char *what;
    const char *rows;
    const char *serial;
    const char *disk_gb;
} cases[] = {
    /* 5720 2d44 4d57 5941 5550 3035 4538 3333 is "W ", "-D", "MW", "YA", "UP", "05", "E8", "33" */
    {"hex with exchanged bytes",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"2020202057202d444d5759415550303545383333\",\"Size\":"
     "1000000000}]",
     "WD-WMAYPU508E33", "1"},
    {"hex that is no text",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"0001020357202d444d5759415550303545383333\",\"Size\":"
     "1000000000}]",
     "0001020357202d444d5759415550303545383333", "1"},
    {"digits of another length stay",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"5000C500A1B2C3D4\",\"Size\":1000000000}]",
     "5000C500A1B2C3D4", "1"},
    {"a world wide name is no serial number",
     "\"MSFT_PhysicalDisk\":[{\"DeviceId\":\"0\",\"SerialNumber\":\"E823_8FA6_BF53_0001_001B_448B_4A1C_7E5F.\","
     "\"Size\":\"2000000000\"}]",
     "", "2"},
    {"the adapter's number before the disk's",
     "\"MSFT_PhysicalDisk\":[{\"DeviceId\":\"0\",\"SerialNumber\":\"0025_38B1_31B0_5A2F.\",\"AdapterSerialNumber\":\" "
     "S1 \","
     "\"Size\":\"2000000000\"}]",
     "S1", "2"},
    {"MSFT_PhysicalDisk first",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"A\",\"Size\":1000000000}],"
     "\"MSFT_PhysicalDisk\":[{\"DeviceId\":\"0\",\"SerialNumber\":\"B\",\"Size\":\"3000000000\"}]",
     "B", "3"},
    {"an empty MSFT_PhysicalDisk",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"A\",\"Size\":1000000000}],\"MSFT_PhysicalDisk\":[]",
     "A", "1"},
    {"a disk on iSCSI",
     "\"MSFT_PhysicalDisk\":[{\"DeviceId\":\"0\",\"SerialNumber\":\"B\",\"Size\":\"3000000000\",\"BusType\":9}]", "B",
     ""},
    {"a disk on USB",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"U\",\"Size\":\"3000000000\",\"InterfaceType\":"
     "\"USB\"}]",
     "U", ""},
    {"more than there can be",
     "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"A\",\"Size\":\"18446744073709551615\"},"
     "{\"DeviceID\":\"0\",\"SerialNumber\":\"B\",\"Size\":\"18446744073709551615\"}]",
     "A", "18446744074"},
    {"a placeholder", "\"Win32_DiskDrive\":[{\"DeviceID\":\"0\",\"SerialNumber\":\"0000000000\",\"Size\":1000000000}]",
     "", "1"},
};

static void test_disks(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str body = arena_printf(observed.arena, "{%s}", cases[i].rows);

        print_message("%s\n", cases[i].what);
        collect_windows_disks(body, &observed.observation);
        assert_text(observed_row(&observed, TABLE_COMPONENTS, 0)->cells[COMPONENTS_SERIAL], cases[i].serial);
        assert_device(&observed, DEVICES_DISK_GB, cases[i].disk_gb);
    }
}

/* A reader without a card has no size, or none that is a number. */
static void test_no_disk(void **state) {
    CLEANUP(observed_done)
    struct observed observed =
        observed_from(collect_windows_disks, STR("{\"Win32_DiskDrive\":[{\"Model\":\"reader\"},{\"Size\":0},{\"Size\":-"
                                                 "1},{\"Size\":\"many\"},{\"Size\":[1]},7]}"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 0);
    assert_device(&observed, DEVICES_DISK_GB, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disks),
        cmocka_unit_test(test_no_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

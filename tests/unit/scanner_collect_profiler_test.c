#include "scanner/collect/hardware/profiler.h"

#include "tests/unit/support/cells.h"

static const struct cell_case hardware[] = {
    {"Intel, 10.15",
     STR("{\"SPHardwareDataType\":[{\"_name\":\"hardware_overview\",\"boot_rom_version\":\"1037.147.4.0.0\","
         "\"cpu_type\":\"Quad-Core Intel Core i5\",\"machine_model\":\"iMac18,3\",\"machine_name\":\"iMac\","
         "\"number_processors\":4,\"serial_number\":\"C02EXAMPLE02\"}]}"),
     {{DEVICES_MODEL, "iMac"},
      {DEVICES_MODEL_NUMBER, ""},
      {DEVICES_SERIAL, "C02EXAMPLE02"},
      {DEVICES_FIRMWARE_VERSION, "1037.147.4.0.0"}},
     0,
     0},
    {"a guest's placeholder is no serial number",
     STR("{\"SPHardwareDataType\":[{\"machine_name\":\"Mac\",\"serial_number\":\"0\"}]}"),
     {{DEVICES_MODEL, "Mac"}, {DEVICES_SERIAL, ""}},
     0,
     0},
    {"cut off", STR("{\"SPHardwareDataType\":[{\"machine_name\":\"iMac\""), {{DEVICES_MODEL, ""}}, 0, 0},
    {"other types", STR("{\"SPHardwareDataType\":{\"machine_name\":[1]}}"), {{DEVICES_MODEL, ""}}, 0, 0},
    {"an array", STR("[]"), {{DEVICES_MODEL, ""}}, 0, 0},
    {"a message", STR("system_profiler: error\n"), {{DEVICES_MODEL, ""}}, 0, 0},
    {"nothing", STR(""), {{DEVICES_MODEL, ""}}, 0, 0},
};

static void test_hardware(void **state) {
    (void)state;
    check_cells(hardware, ARRAY_LEN(hardware), collect_profiler_hardware);
}

static const struct cell_case disks[] = {
    {"one built in, one in a case on a cable",
     STR("{\"SPNVMeDataType\":[{\"_items\":[{\"bsd_name\":\"disk0\",\"device_model\":\"APPLE SSD AP1024N\","
         "\"device_serial\":\"C0212345\",\"device_revision\":\"1161.100\",\"size_in_bytes\":1000555581440},"
         "{\"bsd_name\":\"disk4\",\"detachable_drive\":\"yes\",\"device_model\":\"Portable\","
         "\"size_in_bytes\":2000398934016}]}],\"SPSerialATADataType\":[]}"),
     {{DEVICES_DISK_GB, "1001"}},
     2,
     0},
    {"serial ATA: padded names, and a slot without a drive",
     STR("{\"SPSerialATADataType\":[{\"_name\":\"Intel 8 Series\",\"_items\":[{\"bsd_name\":\"disk0\",\"device_model\":"
         "\"APPLE SSD SM0256F          \",\"device_serial\":\"S1K4NYAF000001    \",\"size_in_bytes\":251000193024},"
         "{\"_name\":\"empty\"}]}]}"),
     {{DEVICES_DISK_GB, "251"}},
     1,
     0},
    {"nested deeper than any bus",
     STR("{\"SPNVMeDataType\":[{\"_items\":[{\"_items\":[{\"_items\":[{\"_items\":[{\"bsd_name\":\"disk9\","
         "\"size_in_bytes\":5000000000}]}]}]}]}]}"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"sizes that are none",
     STR("{\"SPNVMeDataType\":[{\"bsd_name\":\"disk0\",\"size_in_bytes\":-1},{\"bsd_name\":\"disk1\","
         "\"size_in_bytes\":\"1\"},{\"size_in_bytes\":5}]}"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"cut off", STR("{\"SPNVMeDataType\":[{\"bsd_name\":\"disk0\",\"size_in_by"), {{DEVICES_DISK_GB, ""}}, 0, 0},
};

static void test_disks(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_profiler_disks, disks[0].body);

    (void)state;
    check_cells(disks, ARRAY_LEN(disks), collect_profiler_disks);
    assert_component(&observed, 0, "disk0||APPLE SSD AP1024N|C0212345|1161.100|1001 GB");
}

static void test_applications(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_profiler_applications,
        STR("{\"SPApplicationsDataType\":["
            "{\"_name\":\"Mail\",\"arch_kind\":\"arch_arm_i64\",\"obtained_from\":\"apple\",\"path\":\"/System/"
            "Applications/Mail.app\",\"signed_by\":[\"Software Signing\"],\"version\":\"16.0\"},"
            "{\"_name\":\"Writer\",\"arch_kind\":\"arch_web\",\"obtained_from\":\"identified_developer\",\"path\":"
            "\"/Applications/Writer.app\",\"signed_by\":[\"Developer ID Application: Example (Japan) Ltd. "
            "(A1B2C3D4E5)\"],\"version\":\"2\"},"
            "{\"_name\":\"No version\",\"path\":\"/Applications/x.app\"},{\"_name\":\"no place\"},{},[],1]}"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 3);
    assert_software(&observed, 0, "Mail|16.0|Apple|arm64 x86_64|app||/System/Applications/Mail.app");
    assert_software(&observed, 1, "Writer|2|Example (Japan) Ltd.||app||/Applications/Writer.app");
    assert_software(&observed, 2, "No version||||app||/Applications/x.app");
}

/* Before 10.15. */
static void test_text(void **state) {
    static const char text[] = "Applications:\n\n    Safari:\n\n      Version: 13.1\n      Obtained from: Apple\n"
                               "      Last Modified: 2020/03/24 10:00\n      Kind: Intel\n      64-Bit (Intel): Yes\n"
                               "      Signed by: Software Signing, Apple Code Signing Certification Authority\n"
                               "      Location: /Applications/Safari.app\n\n    Lecteur: vidéo:\n\n"
                               "      Version: 2.0.1\n      Obtained from: Identified Developer\n"
                               "      Location: /Applications/Lecteur.app\n\n    Cut off:\n\n      Version: 1";
    CLEANUP(observed_done) struct observed observed = observed_from(collect_profiler_applications, str_from(text));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 2);
    assert_software(&observed, 0, "Safari|13.1|Apple||app||/Applications/Safari.app");
    assert_software(&observed, 1, "Lecteur: vidéo|2.0.1|||app||/Applications/Lecteur.app");
}

static const struct cell_case broken[] = {
    {"cut off",
     STR("{\"SPApplicationsDataType\":[{\"_name\":\"Mail\",\"path\":\"/a\",\"version\":\"1\"}"),
     {{0}},
     0,
     0},
    {"another language", STR("Programme:\n\n    Safari:\n\n      Version: 13.1\n"), {{0}}, 0, 0},
    {"lines of text alone", STR("Applications:\n    :\n    \n      Location:\nLocation: /x\n"), {{0}}, 0, 0},
    {"nothing", STR(""), {{0}}, 0, 0},
};

static void test_broken(void **state) {
    (void)state;
    check_cells(broken, ARRAY_LEN(broken), collect_profiler_applications);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hardware), cmocka_unit_test(test_disks),  cmocka_unit_test(test_applications),
        cmocka_unit_test(test_text),     cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

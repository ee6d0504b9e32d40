#include "scanner/collect/hpux.h"

#include "tests/unit/support/cells.h"

static const struct cell_case machines[] = {
    {"Itanium",
     STR("model=ia64 hp server rx2660\nserial=SGH4812345\n"),
     {{DEVICES_MANUFACTURER, "HP"}, {DEVICES_MODEL, "hp server rx2660"}, {DEVICES_SERIAL, "SGH4812345"}},
     0,
     0},
    {"PA-RISC",
     STR("model=9000/800/rp3440\nserial=\n"),
     {{DEVICES_MODEL, "9000/800/rp3440"}, {DEVICES_SERIAL, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_MANUFACTURER, ""}, {DEVICES_MODEL, ""}}, 0, 0},
};

static const char newer[] = "CPU info:\n  2 Intel(R) Itanium 2 9100 series processors (1.59 GHz, 18 MB)\n"
                            "          532 MT/s bus, CPU version A1\n          4 logical processors (2 per socket)\n\n"
                            "Memory: 16366 MB (15.98 GB)\n\nFirmware info:\n   Firmware revision:  04.11\n";
static const char older[] = "CPU info:\n   Number of CPUs = 4\n   Clock speed = 1600 MHz\n   Bus speed   = 533 MT/s\n"
                            "   CPUID registers\n      vendor information =       \"GenuineIntel\"\n"
                            "      processor serial number =  0x0000000000000000\n"
                            "      processor model = 7 Intel(R) Itanium 2 9000 series\n\n"
                            "Memory = 8156 MB (7.964844 GB)\n";

static void check_machinfo(const char *text, const char *model, const char *sockets, const char *threads,
                           const char *memory) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_machinfo_cpu, str_from(text));

    collect_machinfo_memory(str_from(text), &observed.observation);
    assert_device(&observed, DEVICES_CPU_MODEL, model);
    assert_device(&observed, DEVICES_CPU_SOCKETS, sockets);
    assert_device(&observed, DEVICES_CPU_THREADS, threads);
    assert_device(&observed, DEVICES_MEMORY_MB, memory);
}

static void test_machinfo(void **state) {
    (void)state;
    check_machinfo(newer, "Intel(R) Itanium 2 9100 series", "2", "4", "16366");
    check_machinfo(older, "Intel(R) Itanium 2 9000 series", "", "4", "8156");
    check_machinfo("CPU info:\n  2 Intel", "", "", "", "");
    check_machinfo("1\n2 processors\n logical processors\nNumber of CPUs = x\nMemory: x MB\nMemory\n", "", "2", "", "");
    check_machinfo("Memory: 2095104 MB (2046 GB)\n", "", "", "", "2095104");
    check_machinfo("", "", "", "", "");
}

static void test_machine(void **state) {
    (void)state;
    check_cells(machines, ARRAY_LEN(machines), collect_hpux_machine);
}

static void test_disks(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_ioscan,
        STR("scsi:wsio:T:T:F:31:188:65536:disk:sdisk:0/4/1/0.0.0.5.0:0 0 4:0:root.sdisk:sdisk:CLAIMED:DEVICE:HP      "
            "DG146ABAB4:0\n                      /dev/dsk/c0t5d0   /dev/rdsk/c0t5d0\n"
            "scsi:wsio:T:T:F:31:188:65536:disk:sdisk:0/5:0 0 4:1:root.sdisk:sdisk:NO_HW:DEVICE:HP      GONE:1\n"
            "scsi:wsio:T:T:F:31:188:65536:tape:stape:0/6:0 0 4:1:root:stape:CLAIMED:DEVICE:HP      Ultrium:1\n"
            "a:b:disk\n:::::::::::::::::::::\nscsi:wsio:T:T:F:31:188:65536:disk:sdisk:0/7:0 0 4:1:root:sdisk:CLAIM"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 1);
    assert_component(&observed, 0, "0/4/1/0.0.0.5.0|HP|DG146ABAB4|||");
    assert_device(&observed, DEVICES_DISK_GB, "");
}

static void test_software(void **state) {
    CLEANUP(observed_done)
    struct observed observed =
        observed_from(collect_swlist,
                      STR("# Initializing...\n# Target:  old1:/\n#\n\n  OS-Core       B.11.31      HP      HP-UX Core "
                          "Operating System\n  PHCO_36551    1.0          HP      Cumulative SCSI patch\n  cut\n"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 2);
    assert_software(&observed, 0, "OS-Core|B.11.31|HP||swlist||");
    assert_software(&observed, 1, "PHCO_36551|1.0|HP||swlist||");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine),
        cmocka_unit_test(test_machinfo),
        cmocka_unit_test(test_disks),
        cmocka_unit_test(test_software),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

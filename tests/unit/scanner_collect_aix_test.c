#include "scanner/collect/aix.h"

#include "tests/unit/support/cells.h"

#define SYS0                                                                                                           \
    "systemid  IBM,0206A1B2C  Hardware system identifier False\nmodelname IBM,8286-42A Machine name False\n"           \
    "fwversion IBM,FW860.50 Firmware version and revision levels False\n"

static const struct cell_case machines[] = {
    {"a partition",
     STR(SYS0 "os_uuid   3f1c8d5e-0b7a-4c9e-8a21-5d6e7f801234 N/A True\nlpar=3 erp1\n"),
     {{DEVICES_MANUFACTURER, "IBM"},
      {DEVICES_MODEL, "8286-42A"},
      {DEVICES_SERIAL, ""},
      {DEVICES_CHASSIS_SERIAL, "06A1B2C"},
      {DEVICES_FIRMWARE_VERSION, "FW860.50"},
      {DEVICES_UUID, "3f1c8d5e-0b7a-4c9e-8a21-5d6e7f801234"},
      {DEVICES_VIRTUAL, "yes"}},
     0,
     0},
    {"a machine that is not divided",
     STR(SYS0 "lpar=-1 NULL\n"),
     {{DEVICES_SERIAL, "06A1B2C"}, {DEVICES_CHASSIS_SERIAL, ""}, {DEVICES_VIRTUAL, "no"}},
     0,
     0},
    {"it does not say whether it is divided: the number may be the frame's",
     STR(SYS0 "os_uuid N/A True\nlpar=\n"),
     {{DEVICES_SERIAL, ""}, {DEVICES_CHASSIS_SERIAL, "06A1B2C"}, {DEVICES_VIRTUAL, ""}, {DEVICES_UUID, ""}},
     0,
     0},
    {"garbage", STR("systemid\nmodelname \nlpar=x y\n"), {{DEVICES_SERIAL, ""}, {DEVICES_CHASSIS_SERIAL, ""}}, 0, 0},
    {"nothing", STR(""), {{DEVICES_SERIAL, ""}, {DEVICES_CHASSIS_SERIAL, ""}, {DEVICES_MODEL, ""}}, 0, 0},
};

static const struct cell_case processors[] = {
    {"threads that the processors run",
     STR("cores=2\ntype PowerPC_POWER8 Processor type False\nsmt_threads 8 Processor SMT threads False\n"
         "smt_enabled true Processor SMT enabled False\n"),
     {{DEVICES_CPU_MODEL, "PowerPC_POWER8"}, {DEVICES_CPU_CORES, "2"}, {DEVICES_CPU_THREADS, "16"}},
     0,
     0},
    {"threads turned off",
     STR("cores=4\ntype PowerPC_POWER5 x False\nsmt_threads 2 x False\nsmt_enabled false x False\n"),
     {{DEVICES_CPU_CORES, "4"}, {DEVICES_CPU_THREADS, "4"}},
     0,
     0},
    {"garbage", STR("cores=0\ntype\nsmt_threads x\n"), {{DEVICES_CPU_CORES, ""}, {DEVICES_CPU_THREADS, ""}}, 0, 0},
    {"nothing", STR(""), {{DEVICES_CPU_CORES, ""}}, 0, 0},
};

static const struct cell_case memories[] = {
    {"16 GiB",
     STR("realmem 16777216 Amount of usable physical memory in Kbytes False\n"),
     {{DEVICES_MEMORY_MB, "16384"}},
     0,
     0},
    {"garbage", STR("realmem x\nrealmem\n"), {{DEVICES_MEMORY_MB, ""}}, 0, 0},
};

static const struct cell_case disks[] = {
    {"built in, without a size in its name, and lent",
     STR("  hdisk0           U78C9.001.WZS0A1B-P2-D3  SAS Disk Drive (300000 MB)\n\n"
         "        Manufacturer................IBM\n        Machine Type and Model......ST300MP0005\n"
         "        FRU Number..................00NC554\n        ROS Level and ID............36423038\n"
         "        Serial Number...............S7K0A1B2\n\n"
         "  hdisk1           U8286.42A.06A1B2C-V3-C2-T1-L8100000000000000  Virtual SCSI Disk Drive\n\n"
         "  hdisk2           U78C9.001.WZS0A1B-P1-C9-T1-W1-L1  MPIO FC 2145\n\n"
         "        Serial Number...............600507680181\n\n  PLATFORM SPECIFIC\n\n  Name:  disk\n"
         "    Serial Number...............NOT THIS\n"
         "size hdisk1 40960\nsize hdisk2 102400\nsize hdisk0 5\nsize hdisk9 5\n"),
     {{DEVICES_DISK_GB, "343"}}, /* 300,000 MB and 40,960 MiB = 42,949,672,960 bytes */
     3,
     0},
    {"cut off",
     STR("  hdisk0           U78C9  SAS Disk Drive (300000 MB)\n\n        Serial Num"),
     {{DEVICES_DISK_GB, "300"}},
     1,
     0},
    {"garbage",
     STR("  hdisk\n  hdisk0\n        Serial Number.....\nsize\nsize hdisk0\n  hdisk1 x (99999999999999999999 MB)\n"),
     {{DEVICES_DISK_GB, ""}},
     1,
     0},
    {"nothing", STR(""), {{DEVICES_DISK_GB, ""}}, 0, 0},
};

static void test_machine(void **state) {
    CLEANUP(observed_done) struct observed partition = observed_from(collect_aix_machine, machines[0].body);

    (void)state;
    check_cells(machines, ARRAY_LEN(machines), collect_aix_machine);
    assert_text(partition.observation.notes, "chassis serial of the frame;LPAR 3 of frame 06A1B2C");
}

static void test_cpu(void **state) {
    (void)state;
    check_cells(processors, ARRAY_LEN(processors), collect_aix_cpu);
}

static void test_memory(void **state) {
    (void)state;
    check_cells(memories, ARRAY_LEN(memories), collect_aix_memory);
}

static void test_disks(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_lscfg, disks[0].body);

    (void)state;
    check_cells(disks, ARRAY_LEN(disks), collect_lscfg);
    assert_component(&observed, 0, "hdisk0|IBM|ST300MP0005|S7K0A1B2|36423038|300 GB");
    assert_component(&observed, 1, "hdisk1|||||43 GB");
    assert_component(&observed, 2, "hdisk2|||600507680181||107 GB");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine),
        cmocka_unit_test(test_cpu),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_disks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

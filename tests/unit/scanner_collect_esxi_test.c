#include "scanner/collect/esxi.h"

#include "tests/unit/support/cells.h"

static const struct cell_case machines[] = {
    {"a server",
     STR("Platform Information\n   UUID: 0x4c 0x4c 0x45 0x44 0x0 0x51 0x48 0x10 0x80 0x35 0xb4 0xc0 0x4f 0x4a 0x32 "
         "0x32\n   Product Name: PowerEdge R640\n   Vendor Name: Dell Inc.\n   Serial Number: 4QH5J22\n"
         "   Enclosure Serial Number: 4QH5J22\n   BIOS Asset Tag: B-00301\n   IPMI Supported: true\n"),
     {{DEVICES_MANUFACTURER, "Dell Inc."},
      {DEVICES_MODEL, "PowerEdge R640"},
      {DEVICES_SERIAL, "4QH5J22"},
      {DEVICES_UUID, "4c4c4544-0051-4810-8035-b4c04f4a3232"},
      {DEVICES_ASSET_TAG, "B-00301"},
      {DEVICES_VIRTUAL, "no"}},
     0,
     0},
    {"a hypervisor in a hypervisor",
     STR("   UUID: 0x42 0x2a\n   Product Name: VMware7,1\n   Vendor Name: VMware, Inc.\n   Serial Number: None\n"),
     {{DEVICES_MODEL, "VMware7,1"},
      {DEVICES_VIRTUAL, "yes"},
      {DEVICES_KIND, "vm"},
      {DEVICES_UUID, ""},
      {DEVICES_SERIAL, ""}},
     0,
     0},
    {"garbage", STR("UUID: 0x 0xfff 4c\nUUID\n:\nVendor Name:\n"), {{DEVICES_UUID, ""}, {DEVICES_VIRTUAL, ""}}, 0, 0},
    {"nothing", STR(""), {{DEVICES_VIRTUAL, ""}}, 0, 0},
};

static const struct cell_case installations[] = {
    {"in UTC", STR("installed=2023-10-05T01:02:03\n"), {{DEVICES_INSTALLED_AT, "2023-10-05T01:02:03Z"}}, 0, 0},
    {"an error", STR("installed=Error: Unknown command\n"), {{DEVICES_INSTALLED_AT, ""}}, 0, 0},
};

static const struct cell_case processors[] = {
    {"two sockets",
     STR("   CPU Packages: 2\n   CPU Cores: 32\n   CPU Threads: 64\n   Hyperthreading Active: true\n"
         "model=Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz\n"),
     {{DEVICES_CPU_MODEL, "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz"},
      {DEVICES_CPU_SOCKETS, "2"},
      {DEVICES_CORES_PER_SOCKET, "16"},
      {DEVICES_CPU_CORES, "32"},
      {DEVICES_CPU_THREADS, "64"}},
     0,
     0},
    {"garbage",
     STR("CPU Packages: 0\nCPU Cores: -3\nCPU Threads: 99999999999999999999\n"),
     {{DEVICES_CPU_SOCKETS, ""}, {DEVICES_CPU_CORES, ""}, {DEVICES_CPU_THREADS, ""}},
     0,
     0},
};

static const struct cell_case memories[] = {
    {"bytes", STR("   Physical Memory: 412188639232 Bytes\n"), {{DEVICES_MEMORY_MB, "393094"}}, 0, 0},
    {"garbage", STR("Physical Memory: \nPhysical Memory: x\n"), {{DEVICES_MEMORY_MB, ""}}, 0, 0},
};

static const struct cell_case disks[] = {
    {"a local one, one of a storage network, one that was plugged in, an optical drive",
     STR("naa.6d09\n   Size: 457862\n   Device Type: Direct-Access \n   Vendor: DELL    \n   Model: PERC H730P Mini "
         "\n   Revision: 4.30\n   Is Local: true\n   Is USB: false\n\nnaa.6005\n   Size: 2097152\n   Device Type: "
         "Direct-Access\n   Is Local: false\n\nmpx.vmhba33\n   Size: 30000\n   Device Type: Direct-Access\n   Is "
         "Local: true\n   Is USB: true\n\nmpx.vmhba32\n   Size: 1000\n   Device Type: CD-ROM\n"),
     {{DEVICES_DISK_GB, "480"}}, /* 457,862 MiB = 480,103,104,512 bytes */
     3,
     0},
    {"garbage",
     STR("Size: 5\n   Device Type: Direct-Access\nx\n   Size: 99999999999999999999\n   Device Type: Direct-Access\n"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_DISK_GB, ""}}, 0, 0},
};

static const struct cell_case networks[] = {
    {"5.5 and later, and before",
     STR("Name    PCI Device    Driver  Admin Status  Link Status  Speed  Duplex  MAC Address         MTU  "
         "Description\n"
         "------  ------------  ------  ------------  -----------  -----  ------  -----------------  ----  ---------\n"
         "vmnic0  0000:18:00.0  ntg3    Up            Up           10000  Full    d0:94:66:00:00:01  1500  Broadcom\n"
         "vmnic1  0000:18:00.1  ntg3    Up            Down             0  Half    d0:94:66:00:00:02  1500  Broadcom\n"
         "vmnic2  0000:02:00.0  bnx2    Up    1000  Full    d0:94:66:00:00:03  1500  Broadcom\n"
         "vmk0  192.0.2.81    255.255.255.0  192.0.2.255     STATIC        192.0.2.254     false\n"
         "vmk0       2001:db8::81   64  STATIC  PREFERRED\n"),
     {{DEVICES_MAC_ADDRESSES, "d0:94:66:00:00:01;d0:94:66:00:00:02;d0:94:66:00:00:03"},
      {DEVICES_IP_ADDRESSES, "192.0.2.81;2001:db8::81"}},
     0,
     0},
    {"garbage",
     STR("vmnic\nvmnic0\nvmk\nvmk0\nvmk0 x\nvmnic1 Full Full Full Full\n"),
     {{DEVICES_MAC_ADDRESSES, ""}, {DEVICES_IP_ADDRESSES, ""}},
     0,
     0},
};

static void test_machine(void **state) {
    (void)state;
    check_cells(machines, ARRAY_LEN(machines), collect_esxi_machine);
    check_cells(installations, ARRAY_LEN(installations), collect_esxi_install);
}

static void test_cpu_and_memory(void **state) {
    (void)state;
    check_cells(processors, ARRAY_LEN(processors), collect_esxi_cpu);
    check_cells(memories, ARRAY_LEN(memories), collect_esxi_memory);
}

static void test_disks(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_esxi_disks, disks[0].body);

    (void)state;
    check_cells(disks, ARRAY_LEN(disks), collect_esxi_disks);
    assert_component(&observed, 0, "naa.6d09|DELL|PERC H730P Mini||4.30|480 GB");
}

static void test_network(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_esxi_network, networks[0].body);
    static const unsigned columns[] = {INTERFACES_NAME, INTERFACES_TYPE, INTERFACES_SPEED_MBPS, INTERFACES_UP};

    (void)state;
    check_cells(networks, ARRAY_LEN(networks), collect_esxi_network);
    assert_text(row_text(&observed, TABLE_INTERFACES, 0, columns, 4), "vmnic0|ethernet|10000|yes");
    assert_text(row_text(&observed, TABLE_INTERFACES, 1, columns, 4), "vmnic1|ethernet||no");
    assert_text(row_text(&observed, TABLE_INTERFACES, 2, columns, 4), "vmnic2|ethernet|1000|yes");
    assert_text(row_text(&observed, TABLE_INTERFACES, 3, columns, 4), "vmk0|virtual||yes");
}

static void test_software(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_esxi_vibs, STR("Name      Version             Vendor  Acceptance Level  Install Date  Platforms\n"
                               "--------  ------------------  ------  ----------------  ------------  ---------\n"
                               "esx-base  8.0.2-0.0.22380479  VMware  VMwareCertified   2023-10-05    host\ncut 1"));

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 1);
    assert_software(&observed, 0, "esx-base|8.0.2-0.0.22380479|VMware||vib||");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine), cmocka_unit_test(test_cpu_and_memory), cmocka_unit_test(test_disks),
        cmocka_unit_test(test_network), cmocka_unit_test(test_software),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/collect/solaris.h"

#include "tests/unit/support/cells.h"

static const struct cell_case machines[] = {
    {"x86",
     STR("zone=global\nID    SIZE TYPE\n1     77   SMB_TYPE_SYSTEM (system information)\n\n"
         "  Manufacturer: SUN MICROSYSTEMS\n  Product: SUN FIRE X4170 SERVER\n  Version: To Be Filled By O.E.M.\n"
         "  Serial Number: 0935XF1234\n\n  UUID: 00000000-0000-0000-0000-0021280abcde\n"),
     {{DEVICES_MANUFACTURER, "SUN MICROSYSTEMS"},
      {DEVICES_MODEL, "SUN FIRE X4170 SERVER"},
      {DEVICES_SERIAL, "0935XF1234"},
      {DEVICES_UUID, "00000000-0000-0000-0000-0021280abcde"},
      {DEVICES_VIRTUAL, ""}},
     0,
     0},
    {"SPARC, with the number of the chassis",
     STR("zone=global\nsneep=unknown\nSystem Configuration:  Oracle Corporation  sun4v SPARC T5-2\n"
         "Chassis Serial Number\nAK00123456\n"),
     {{DEVICES_MANUFACTURER, "Oracle Corporation"}, {DEVICES_MODEL, "SPARC T5-2"}, {DEVICES_SERIAL, "AK00123456"}},
     0,
     0},
    {"a zone: number and model are those of the machine around it",
     STR("zone=web1\nsneep=AK00123456\nSystem Configuration:  Oracle Corporation  sun4v SPARC T5-2\n"),
     {{DEVICES_MODEL, ""}, {DEVICES_SERIAL, ""}, {DEVICES_VIRTUAL, "yes"}, {DEVICES_KIND, "vm"}},
     0,
     0},
    {"a guest of LDoms",
     STR("zone=global\nrole=LDoms guest\nsneep=AK00123456\n"),
     {{DEVICES_SERIAL, ""}, {DEVICES_VIRTUAL, "yes"}},
     0,
     0},
    {"garbage",
     STR("System Configuration:\nChassis Serial\n\nx y\nManufacturer\nsneep=\n"),
     {{DEVICES_MODEL, ""}, {DEVICES_SERIAL, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_MODEL, ""}, {DEVICES_VIRTUAL, ""}}, 0, 0},
};

static const struct cell_case processors[] = {
    {"x86: the product's name is the better one",
     STR("sockets=2\nThe physical processor has 4 cores and 8 virtual processors (0-7)\n"
         "  The core has 2 virtual processors (0 4)\n  x86 (GenuineIntel 106A5 family 6 model 26 step 5 clock 2534 "
         "MHz)\n        Intel(r) Xeon(r) CPU           E5540  @ 2.53GHz\n"
         "The physical processor has 4 cores and 8 virtual processors (8-15)\n"
         "  x86 (GenuineIntel 106A5 family 6 model 26 step 5 clock 2534 MHz)\n"),
     {{DEVICES_CPU_MODEL, "Intel(r) Xeon(r) CPU E5540 @ 2.53GHz"},
      {DEVICES_CPU_SOCKETS, "2"},
      {DEVICES_CORES_PER_SOCKET, "4"},
      {DEVICES_CPU_CORES, "8"},
      {DEVICES_CPU_THREADS, "16"}},
     0,
     0},
    {"Solaris 10 on old hardware does not tell cores",
     STR("sockets=2\nThe physical processor has 1 virtual processor (0)\n  UltraSPARC-IIIi (portid 0 impl 0x16 ver "
         "0x34 "
         "clock 1503 MHz)\nThe physical processor has 1 virtual processor (1)\n"),
     {{DEVICES_CPU_SOCKETS, "2"}, {DEVICES_CPU_CORES, ""}, {DEVICES_CPU_THREADS, "2"}},
     0,
     0},
    {"garbage",
     STR("sockets=99999999999\nThe physical processor has cores and 99999999 virtual\n"),
     {{DEVICES_CPU_SOCKETS, ""}, {DEVICES_CPU_CORES, ""}, {DEVICES_CPU_THREADS, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_CPU_MODEL, ""}}, 0, 0},
};

static const struct cell_case memories[] = {
    {"prtconf", STR("Memory size: 16384 Megabytes\n"), {{DEVICES_MEMORY_MB, "16384"}}, 0, 0},
    {"another unit", STR("Memory size: 16 Gigabytes\nMemory size: \n"), {{DEVICES_MEMORY_MB, ""}}, 0, 0},
};

static const struct cell_case disks[] = {
    {"two disks and an optical drive",
     STR("c0t0d0           Soft Errors: 0 Hard Errors: 0 Transport Errors: 0 \n"
         "Vendor: FUJITSU  Product: MAY2073RCSUN72G  Revision: 0501 Serial No: 0551M0A6HG \n"
         "Size: 73.41GB <73407865856 bytes>\nMedia Error: 0 Device Not Ready: 0 No Device: 0 Recoverable: 0 \n"
         "c1d0             Soft Errors: 0 Hard Errors: 0 Transport Errors: 0 \n"
         "Model: VBOX HARDDISK   Revision:  Serial No: VB00000000-111 Size: 17.18GB <17179803648 bytes>\n"
         "Size: 17.18GB <17179803648 bytes>\n"
         "c0t2d0           Soft Errors: 2 Hard Errors: 0 Transport Errors: 0 \n"
         "Vendor: TSSTcorp Product: DVD-ROM TS-H352C Revision: SI00 Serial No:  \nSize: 0.00GB <0 bytes>\n"),
     {{DEVICES_DISK_GB, "91"}},
     2,
     0},
    {"cut off before the size",
     STR("c0t0d0 Soft Errors: 0\nVendor: A Product: B Revision: 1 Serial No: 2\nSize: 73."),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"garbage",
     STR("Size: <5 bytes>\nSoft Errors: \nRevision: \nSize: 1GB <x bytes>\n"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_DISK_GB, ""}}, 0, 0},
};

static const struct cell_case packages[] = {
    {"one of two is whole",
     STR("   PKGINST:  SUNWbash\n      NAME:  GNU Bourne-Again shell (bash)\n      ARCH:  i386\n"
         "   VERSION:  11.10.0,REV=2005.01.08.05.16\n    VENDOR:  Sun Microsystems, Inc.\n"
         "    STATUS:  completely installed\n\n   PKGINST:  HALF\n   VERSION:  1\n    STATUS:  partially installed\n"),
     {{0}},
     0,
     1},
    {"cut off before the state", STR("   PKGINST:  SUNWbash\n   VERSION:  1\n    STAT"), {{0}}, 0, 0},
    {"garbage", STR("PKGINST\nSTATUS: completely installed\n:\n"), {{0}}, 0, 0},
};

static void test_machine(void **state) {
    (void)state;
    check_cells(machines, ARRAY_LEN(machines), collect_solaris_machine);
}

static void test_zone(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(collect_solaris_machine, STR("zone=web1\nsneep=AK00123456\n"));

    (void)state;
    assert_true(observed.observation.is_container);
    assert_text(observed.observation.notes, "container: zone web1;serial of the host: AK00123456");
}

static void test_cpu_and_memory(void **state) {
    (void)state;
    check_cells(processors, ARRAY_LEN(processors), collect_psrinfo);
    check_cells(memories, ARRAY_LEN(memories), collect_prtconf);
}

static void test_disks(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_iostat, disks[0].body);

    (void)state;
    check_cells(disks, ARRAY_LEN(disks), collect_iostat);
    assert_component(&observed, 0, "c0t0d0|FUJITSU|MAY2073RCSUN72G|0551M0A6HG|0501|73 GB");
    assert_component(&observed, 1, "c1d0||VBOX HARDDISK|VB00000000-111||17 GB");
}

static void test_packages(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_pkginfo, packages[0].body);

    (void)state;
    check_cells(packages, ARRAY_LEN(packages), collect_pkginfo);
    assert_software(&observed, 0, "SUNWbash|11.10.0,REV=2005.01.08.05.16|Sun Microsystems, Inc.|i386|pkg||");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine), cmocka_unit_test(test_zone),     cmocka_unit_test(test_cpu_and_memory),
        cmocka_unit_test(test_disks),   cmocka_unit_test(test_packages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

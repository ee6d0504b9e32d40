#include "scanner/collect/hardware/bsd_disks.h"

#include "tests/unit/support/cells.h"

static const struct cell_case geom[] = {
    {"two disks, an optical drive and a disk in memory",
     STR("Geom name: ada0\nProviders:\n1. Name: ada0\n   Mediasize: 500107862016 (466G)\n   Sectorsize: 512\n"
         "   descr: WDC WD5000AAKX-001CA0\n   ident: WD-WCAYU0000001\n   rotationrate: 7200\n\n"
         "Geom name: nda0\nProviders:\n1. Name: nda0\n   Mediasize: 1000204886016 (932G)\n   descr: (null)\n"
         "   ident: (null)\n\nGeom name: cd0\n   Mediasize: 734003200 (700M)\n\n"
         "Geom name: md0\n   Mediasize: 1048576 (1.0M)\n"),
     {{DEVICES_DISK_GB, "1500"}},
     2,
     0},
    {"cut off before the size",
     STR("Geom name: ada0\nProviders:\n1. Name: ada0\n   Mediasi"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"garbage",
     STR("Mediasize: x\nGeom name:\nMediasize: 5\nGeom name: a\nMediasize: 99999999999999999999999\n"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_DISK_GB, ""}}, 0, 0},
};

static const struct cell_case dmesg[] = {
    {"OpenBSD, with the start before this one in the buffer",
     STR("sd0 at scsibus1 targ 0 lun 0: <ATA, SATA SSD, SBFM> naa.5000000000000000\n"
         "sd0: 15272MB, 512 bytes/sector, 31277232 sectors, thin\n"
         "sd0 at scsibus1 targ 0 lun 0: <ATA, SATA SSD, SBFM> naa.5000000000000000\n"
         "sd0: 15272MB, 512 bytes/sector, 31277232 sectors, thin\n"
         "cd0 at scsibus2 targ 0 lun 0: <HL-DT-ST, DVD, 1.0>\nvnd0: 1MB, 512 bytes/sector, 2048 sectors\n"),
     {{DEVICES_DISK_GB, "16"}},
     1,
     0},
    {"NetBSD",
     STR("wd0 at atabus0 drive 0\nwd0: <WDC WD10EZEX-00BN5A0>\nwd0: drive supports 16-sector PIO transfers\n"
         "wd0: 931 GB, 1938021 cyl, 16 head, 63 sec, 512 bytes/sect x 1953525168 sectors\n"),
     {{DEVICES_DISK_GB, "1000"}},
     1,
     0},
    {"more sectors than there are",
     STR("sd0: 1MB, 4096 bytes/sector, 9999999999999999999 sectors\n"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"garbage",
     STR("sd0: bytes/sector sectors\n: 1MB, 512 bytes/sector, 5 sectors\na b: 1, 512 bytes/sector, 5 sectors\n"),
     {{DEVICES_DISK_GB, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_DISK_GB, ""}}, 0, 0},
};

static void test_geom(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_geom, geom[0].body);

    (void)state;
    check_cells(geom, ARRAY_LEN(geom), collect_geom);
    assert_component(&observed, 0, "ada0||WDC WD5000AAKX-001CA0|WD-WCAYU0000001||500 GB");
    assert_component(&observed, 1, "nda0|||||1000 GB");
}

static void test_dmesg(void **state) {
    CLEANUP(observed_done) struct observed openbsd = observed_from(collect_dmesg_disks, dmesg[0].body);
    CLEANUP(observed_done) struct observed netbsd = observed_from(collect_dmesg_disks, dmesg[1].body);

    (void)state;
    check_cells(dmesg, ARRAY_LEN(dmesg), collect_dmesg_disks);
    assert_component(&openbsd, 0, "sd0||SATA SSD||SBFM|16 GB");
    assert_component(&netbsd, 0, "wd0||WDC WD10EZEX-00BN5A0|||1000 GB");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_geom), cmocka_unit_test(test_dmesg)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

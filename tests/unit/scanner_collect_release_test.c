#include "scanner/collect/release.h"

#include "tests/unit/support/cells.h"

#define OS(NAME, VERSION, EDITION)                                                                                     \
    {                                                                                                                  \
        {DEVICES_OS_NAME, NAME}, {DEVICES_OS_VERSION, VERSION}, {                                                      \
            DEVICES_OS_EDITION, EDITION                                                                                \
        }                                                                                                              \
    }

static const struct cell_case cases[] = {
    {"FreeBSD", STR("name=FreeBSD\nversion=13.2-RELEASE-p4\n"), OS("FreeBSD", "13.2-RELEASE-p4", ""), 0, 0},
    {"AIX", STR("name=AIX\nversion=7200-05-03-2148\n"), OS("AIX", "7200-05-03-2148", ""), 0, 0},
    {"HP-UX", STR("name=HP-UX\nversion=B.11.31\nedition=HPUX11i-DC-OE\n"), OS("HP-UX", "B.11.31", "HPUX11i-DC-OE"), 0,
     0},
    {"macOS 14", STR("ProductName:\t\tmacOS\nProductVersion:\t\t14.5\nBuildVersion:\t\t23F79\n"),
     OS("macOS", "14.5", ""), 0, 0},
    {"Mac OS X", STR("ProductName:\tMac OS X\nProductVersion:\t10.13.6\nBuildVersion:\t17G14042\n"),
     OS("Mac OS X", "10.13.6", ""), 0, 0},
    {"ESXi", STR("VMware ESXi 8.0.2 build-22380479\n"), OS("VMware ESXi", "8.0.2 build-22380479", ""), 0, 0},
    {"Solaris 11 with its update", STR("version=11.4.42.111.0\nrelease=Oracle Solaris 11.4 SPARC\n"),
     OS("Oracle Solaris", "11.4.42.111.0", ""), 0, 0},
    {"Solaris 10: the kernel's patch is no version",
     STR("version=Generic_150400-65\nrelease=Oracle Solaris 10 1/13 s10s_u11wos_24a SPARC\n"),
     OS("Oracle Solaris", "10", ""), 0, 0},
    {"cut off", STR("name=FreeBSD\nversion="), OS("FreeBSD", "", ""), 0, 0},
    {"garbage", STR("ProductVersion\n:\nVMware\nVMware ESXi\nVMware vCenter 8\nrelease=\n"), OS("", "", ""), 0, 0},
    {"a release without a number", STR("release=Solaris\n"), OS("Solaris", "", ""), 0, 0},
    {"nothing", STR(""), OS("", "", ""), 0, 0},
};

static void test_cases(void **state) {
    (void)state;
    check_cells(cases, ARRAY_LEN(cases), collect_release);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/collect/hardware/sysctl.h"

#include "tests/unit/support/cells.h"

static const struct cell_case processors[] = {
    {"FreeBSD",
     STR("model=Intel(R) Xeon(R) E-2236 CPU @ 3.40GHz\ncores=6\nthreads=12\n"),
     {{DEVICES_CPU_MODEL, "Intel(R) Xeon(R) E-2236 CPU @ 3.40GHz"},
      {DEVICES_CPU_SOCKETS, ""},
      {DEVICES_CORES_PER_SOCKET, ""},
      {DEVICES_CPU_CORES, "6"},
      {DEVICES_CPU_THREADS, "12"}},
     0,
     0},
    {"macOS: hw.model is the machine",
     STR("brand=Intel(R) Xeon(R) W-3245 CPU @ 3.20GHz\nmodel=MacPro7,1\nsockets=2\ncores=32\nthreads=64\n"),
     {{DEVICES_CPU_MODEL, "Intel(R) Xeon(R) W-3245 CPU @ 3.20GHz"},
      {DEVICES_CPU_SOCKETS, "2"},
      {DEVICES_CORES_PER_SOCKET, "16"},
      {DEVICES_CPU_CORES, "32"},
      {DEVICES_CPU_THREADS, "64"}},
     0,
     0},
    {"counts that are none, and one that does not divide",
     STR("sockets=3\ncores=8\nthreads=99999999\n"),
     {{DEVICES_CPU_SOCKETS, "3"}, {DEVICES_CORES_PER_SOCKET, ""}, {DEVICES_CPU_CORES, "8"}, {DEVICES_CPU_THREADS, ""}},
     0,
     0},
    {"garbage",
     STR("cores=-1\nsockets=0\nthreads=1x\nmodel=\n=\n"),
     {{DEVICES_CPU_CORES, ""}, {DEVICES_CPU_MODEL, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_CPU_CORES, ""}}, 0, 0},
};

static const struct cell_case memories[] = {
    {"16 GiB", STR("bytes=17179869184\n"), {{DEVICES_MEMORY_MB, "16384"}}, 0, 0},
    {"half a MB is rounded up", STR("bytes=1074266112\n"), {{DEVICES_MEMORY_MB, "1025"}}, 0, 0},
    {"32 bits are not enough, 64 are", STR("bytes=-1\nbytes=17104470016\n"), {{DEVICES_MEMORY_MB, "16312"}}, 0, 0},
    {"the best source is the first",
     STR("bytes=17179869184\nbytes=2147483648\n"),
     {{DEVICES_MEMORY_MB, "16384"}},
     0,
     0},
    {"none", STR("bytes=\nbytes=12\nbytes=99999999999999999999999\nx\n"), {{DEVICES_MEMORY_MB, ""}}, 0, 0},
};

static const struct cell_case starts[] = {
    {"FreeBSD, macOS",
     STR("boottime={ sec = 1716195731, usec = 461930 } Mon May 20 09:02:11 2024\n"),
     {{DEVICES_BOOT_AT, "2024-05-20T09:02:11Z"}},
     0,
     0},
    {"Solaris", STR("boottime=1716195731\n"), {{DEVICES_BOOT_AT, "2024-05-20T09:02:11Z"}}, 0, 0},
    {"OpenBSD says it in words, of which the zone is missing",
     STR("boottime=Mon May 20 09:02:11 2024\n"),
     {{DEVICES_BOOT_AT, ""}},
     0,
     0},
    {"none", STR("boottime={ sec = , usec = 1 }\n"), {{DEVICES_BOOT_AT, ""}}, 0, 0},
    {"long ago", STR("boottime=12\n"), {{DEVICES_BOOT_AT, ""}}, 0, 0},
};

static void test_cpu(void **state) {
    (void)state;
    check_cells(processors, ARRAY_LEN(processors), collect_sysctl_cpu);
}

static void test_memory(void **state) {
    (void)state;
    check_cells(memories, ARRAY_LEN(memories), collect_sysctl_memory);
}

static void test_boot(void **state) {
    (void)state;
    check_cells(starts, ARRAY_LEN(starts), collect_sysctl_boot);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cpu),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_boot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

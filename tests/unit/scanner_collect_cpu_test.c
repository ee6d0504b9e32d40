/* cpu and memory */

#include "scanner/collect/hardware/cpu.h"

#include "scanner/collect/hardware/memory.h"
#include "tests/unit/support/observed.h"

static const struct {
    const char *what;
    struct str body;
    const char *model, *sockets, *per_socket, *cores, *threads;
} cases[] = {
    {"two sockets of eight cores with two threads",
     STR("Architecture:          x86_64\nCPU(s):                32\nOn-line CPU(s) list:   0-31\n"
         "Thread(s) per core:    2\nCore(s) per socket:    8\nSocket(s):             2\n"
         "Model name:            Intel(R) Xeon(R) CPU           E5-2640 v3 @ 2.60GHz\nNUMA node0 CPU(s):     0-7\n"),
     "Intel(R) Xeon(R) CPU E5-2640 v3 @ 2.60GHz", "2", "8", "16", "32"},
    {"an older util-linux", STR("CPU(s):                4\nCore(s) per socket:    4\nCPU socket(s):         1\n"), "",
     "1", "4", "4", "4"},
    {"ARM in clusters", STR("CPU(s): 4\nModel name: Cortex-A72\nCore(s) per cluster: 4\nSocket(s): -\nCluster(s): 1\n"),
     "Cortex-A72", "", "", "", "4"},
    {"nested lines", STR("CPU(s):       2\n  Model name:   ACME\n    Core(s) per socket: 1\n    Socket(s): 2\n"),
     "ACME", "2", "1", "2", "2"},
    {"cpuinfo of two sockets",
     STR("processor\t: 0\nmodel name\t: ACME  One\nphysical id\t: 0\ncpu cores\t: 1\n\n"
         "processor\t: 1\nmodel name\t: ACME  One\nphysical id\t: 3\ncpu cores\t: 1\n"),
     "ACME One", "2", "1", "2", "2"},
    {"cpuinfo of ARM", STR("processor\t: 0\nprocessor\t: 1\n"), "", "", "", "", "2"},
    {"garbage", STR("CPU(s): many\nSocket(s): 99999999999999999999\nCore(s) per socket: -1\nModel name: -\n"), "", "",
     "", "", ""},
    {"nothing", STR(""), "", "", "", "", ""},
};

static void test_cpu(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_cpu, cases[i].body);
        print_message("%s\n", cases[i].what);
        assert_device(&observed, DEVICES_CPU_MODEL, cases[i].model);
        assert_device(&observed, DEVICES_CPU_SOCKETS, cases[i].sockets);
        assert_device(&observed, DEVICES_CORES_PER_SOCKET, cases[i].per_socket);
        assert_device(&observed, DEVICES_CPU_CORES, cases[i].cores);
        assert_device(&observed, DEVICES_CPU_THREADS, cases[i].threads);
    }
}

/* 24684092 / 1024 = 24105.56; 16384512 / 1024 = 16000.5 */
static const struct {
    struct str body;
    const char *memory_mb;
} memories[] = {
    {STR("MemTotal:       24684092 kB\n"), "24106"},
    {STR("MemTotal:       16384511 kB\n"), "16000"},
    {STR("MemTotal:       16384512 kB\n"), "16001"},
    {STR("MemTotal:       16 MB\n"), ""},
    {STR("MemTotal:       10247999151980862464 kB\n"), ""}, /* nobody could read that many megabytes */
    {STR("MemTotal:       -1 kB\n"), ""},
    {STR("MemFree: 1 kB\n"), ""},
};

static void test_memory(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(memories); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_memory, memories[i].body);
        assert_device(&observed, DEVICES_MEMORY_MB, memories[i].memory_mb);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cpu), cmocka_unit_test(test_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

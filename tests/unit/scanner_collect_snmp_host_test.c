#include "scanner/collect/snmp/host.h"

#include "tests/unit/support/snmp_observed.h"

static void parse(const struct snmp_answers *answers, struct observation *observation) {
    collect_snmp_cpu.parse(answers, observation);
    collect_snmp_memory.parse(answers, observation);
    collect_snmp_disks.parse(answers, observation);
}

/* 32,889,740 KiB are 32,119 MiB; two disks of 480,103,981,056 bytes are 960 GB, whatever is made of them. */
static void test_server(void **state) {
    static const char *const names[] = {"sda", "sdb"};
    CLEANUP(observed_done) struct observed observed = snmp_observed_fixture("linux-server", parse);

    (void)state;
    assert_device(&observed, DEVICES_CPU_MODEL, "Intel(R) Xeon(R) Silver 4310 CPU @ 2.10GHz");
    assert_device(&observed, DEVICES_CPU_THREADS, "4");
    assert_device(&observed, DEVICES_CPU_SOCKETS, "");
    assert_device(&observed, DEVICES_MEMORY_MB, "32119");
    assert_device(&observed, DEVICES_DISK_GB, "960");
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), ARRAY_LEN(names));
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct observation_row *row = observed_row(&observed, TABLE_COMPONENTS, i);
        assert_text(row->cells[COMPONENTS_KIND], "disk");
        assert_text(row->cells[COMPONENTS_NAME], names[i]);
        assert_text(row->cells[COMPONENTS_CAPACITY], "480 GB");
    }
}

static void test_cpu_models(void **state) {
    static const struct {
        const char *descr, *model;
    } cases[] = {
        {"AuthenticAMD: AMD EPYC 7302 16-Core Processor", "AMD EPYC 7302 16-Core Processor"},
        {"CPU Pkg/ID/Node: 0/3/0 Intel(R) Xeon(R) CPU E5-2650 v3 @ 2.30GHz",
         "Intel(R) Xeon(R) CPU E5-2650 v3 @ 2.30GHz"},
        {"Intel", ""},
        {"An electronic chip that makes the computer work.", ""},
        {"CPU Pkg/ID/Node: ", ""},
        {": 1", ": 1"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer text = {0};
        buffer_printf(&text, MIB2 "25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.3\n" MIB2 "25.3.2.1.3.1|4|%s\n", cases[i].descr);
        CLEANUP(observed_done) struct observed observed = snmp_observed_text(buffer_view(&text), parse);
        assert_device(&observed, DEVICES_CPU_MODEL, cases[i].model);
        assert_device(&observed, DEVICES_CPU_THREADS, "1");
    }
}

static void test_memory(void **state) {
    static const struct {
        const char *answers, *memory_mb;
    } cases[] = {
        {MIB2 "25.2.2.0|2|1014576\n", "991"}, /* 990.8 */
        {ENTERPRISE "2021.4.5.0|2|2097152\n", "2048"},
        {ENTERPRISE "9.3.6.6.0|2|134217728\n", "128"},
        {MIB2 "25.2.2.0|2|0\n" ENTERPRISE "2021.4.5.0|2|1048576\n", "1024"},
        {MIB2 "25.2.2.0|2|-5\n", ""},
        {MIB2 "25.2.2.0|4|much\n", ""},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = snmp_observed_text(str_from(cases[i].answers), parse);
        assert_device(&observed, DEVICES_MEMORY_MB, cases[i].memory_mb);
    }
}

#define NAMED_DISK(INDEX, NAME, KIBIBYTES)                                                                             \
    MIB2 "25.3.2.1.3." INDEX "|4|" NAME "\n" MIB2 "25.3.6.1.2." INDEX "|2|3\n" MIB2 "25.3.6.1.3." INDEX "|2|2\n" MIB2  \
         "25.3.6.1.4." INDEX "|2|" KIBIBYTES "\n"
#define DISK(INDEX, KIBIBYTES) NAMED_DISK(INDEX, "disk " INDEX, KIBIBYTES)
#define FILE_SYSTEM(INDEX, PLACE, UNIT, COUNT)                                                                         \
    MIB2 "25.2.3.1.2." INDEX "|6|1.3.6.1.2.1.25.2.1.4\n" MIB2 "25.2.3.1.3." INDEX "|4|" PLACE "\n" MIB2                \
         "25.2.3.1.4." INDEX "|2|" UNIT "\n" MIB2 "25.2.3.1.5." INDEX "|2|" COUNT "\n"
#define STORAGE(INDEX, UNIT, COUNT)  FILE_SYSTEM(INDEX, "/data" INDEX, UNIT, COUNT)
#define MOUNTED(INDEX, PLACE, COUNT) FILE_SYSTEM(INDEX, PLACE, "4096", COUNT)

/* A file system is no disk; one that no disk could hold says that not all was told. */
static void test_disks(void **state) {
    static const struct {
        const char *answers, *disk_gb;
        size_t rows;
    } cases[] = {
        {DISK("1", "976562500"), "1000", 1},
        {DISK("1", "976562500") STORAGE("1", "4096", "244000000"), "1000", 1},
        {DISK("1", "976562500") STORAGE("1", "4096", "245000000"), "", 0},
        {DISK("1", "976562500") DISK("2", "2147483647"), "1000", 1},
        {DISK("1", "976562500") DISK("2", "-388717296"), "1000", 1},
        {MIB2 "1.2.0|6|1.3.6.1.4.1.6876.4.1\n" DISK("1", "976562500"), "", 1},
        {STORAGE("1", "4096", "244000000"), "", 0},
        {STORAGE("1", "4294967295", "4294967295") DISK("1", "1000"), "", 0},
        {DISK("1", "large"), "", 0},
        {MIB2 "25.3.6.1.2.1|2|3\n" MIB2 "25.3.6.1.4.1|2|1000\n", "", 0}, /* without a name */
        /* a RAID of disks that are not listed, beside one that is: its size says nothing of disks */
        {DISK("1", "976562500") NAMED_DISK("2", "RAID disk (/dev/md0)", "1953125000") STORAGE("1", "4096", "600000000"),
         "", 0},
        {DISK("1", "976562500") NAMED_DISK("2", "LVM volume (/dev/dm-0)", "976562500")
             STORAGE("1", "4096", "244000000"),
         "1000", 1},
        /* file systems in memory, and one that is called much like them */
        {DISK("1", "976562500") MOUNTED("1", "/dev/shm", "245000000"), "1000", 1},
        {DISK("1", "976562500") MOUNTED("1", "/run", "245000000"), "1000", 1},
        {DISK("1", "976562500") MOUNTED("1", "/system", "245000000"), "", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = snmp_observed_text(str_from(cases[i].answers), parse);
        assert_device(&observed, DEVICES_DISK_GB, cases[i].disk_gb);
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].rows);
    }
}

#define DPKG       MIB2 "1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n" MIB2 "25.6.3.1.2.1|4|bash_5.2.15-2+b2_amd64\n"
#define IS_OF(ID)  MIB2 "1.2.0|6|" ENTERPRISE ID "\n"
#define NAME_OF_62 "a name of sixty-two characters, which is whole for all we know"

/* A part counts as complete only when it was told, when its tables and objects came whole, and when they are all there
 * is. */
static void test_parts(void **state) {
    static const struct {
        const char *answers, *failing, *part;
        bool is_complete;
    } cases[] = {
        {MIB2 "25.2.2.0|2|1014576\n", NULL, "memory", true},
        {MIB2 "25.2.2.0|2|0\n", NULL, "memory", false},
        {DISK("1", "976562500"), NULL, "disks", true},
        {STORAGE("1", "4096", "244000000"), NULL, "disks", false},
        {DISK("1", "976562500"), MIB2 "25.3.6.1", "disks", false},
        {MIB2 "25.6.3.1.2.1|4|tool\n", NULL, "packages", true},
        {MIB2 "25.6.3.1.2.1|4|tool\n", MIB2 "25.6.3.1", "packages", false},
        {MIB2 "25.2.2.0|2|1014576\n", NULL, "packages", false},
        {MIB2 "25.6.3.1.2.1|4|" NAME_OF_62 "\n", NULL, "packages", true},
        {MIB2 "25.6.3.1.2.1|4|" NAME_OF_62 "3\n" MIB2 "25.6.3.1.2.2|4|tool\n", NULL, "packages", false},
        {DPKG MIB2 "25.6.3.1.2.2|4|libexample-with-a-name-of-thirty-seven_4:7.4.7-1+deb12u1~bpo12+1+b\n", NULL,
         "packages", true},
        {DPKG MIB2 "25.6.3.1.2.2|4|" NAME_OF_62 "3\n", NULL, "packages", false},
        {MIB2 "1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n" MIB2
              "25.6.3.1.2.2|4|libexample-with-a-name-of-thirty-seven_4:7.4.7-1+deb12u1~bpo12+1+b\n",
         NULL, "packages", false},
        {MIB2 "25.6.3.1.2.1|2|7\n" MIB2 "25.6.3.1.2.2|4|tool\n", NULL, "packages", false},
        {MIB2 "25.6.3.1.2.1|4|\n" MIB2 "25.6.3.1.2.2|4|tool\n", NULL, "packages", true},
        {MIB2 "1.2.0|6|1.3.6.1.4.1.311.1.1.3.1.2\n" MIB2 "25.6.3.1.2.1|4|tool\n", NULL, "packages", false},
        {MIB2 "1.2.0|6|1.3.6.1.4.1.8072.3.2.10\n" MIB2 "25.6.3.1.2.1|4|tool\n", NULL, "packages", true},
        {MIB2 "25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.3\n", NULL, "cpu", true},
        {MIB2 "25.3.2.1.2.1|6|1.3.6.1.2.1.25.3.1.5\n", NULL, "cpu", false},
        /* identity: the system group, an object, a table that only some agents are asked for, one that others are */
        {MIB2 "1.5.0|4|sw1\n", NULL, "identity", true},
        {MIB2 "1.5.0|4|sw1\n", MIB2 "1", "identity", false},
        {IS_OF("12356.101.1"), ENTERPRISE "12356.100.1.1.1.0", "identity", false},
        {IS_OF("12356.101.1"), ENTERPRISE "641.2.1.2.1.6.1", "identity", false},
        {IS_OF("14823.1.2.45"), ENTERPRISE "14823.2.3.3.1.2.1.1", "identity", false},
        {IS_OF("12356.101.1"), ENTERPRISE "14823.2.3.3.1.2.1.1", "identity", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str complete, missing;
        struct str rest, part;
        bool is_complete = false;
        snmprec_read(str_from(cases[i].answers), answers);
        if (cases[i].failing) {
            snmp_answers_fail(answers, cases[i].failing, "it went back");
        }
        collect_snmp(answers, &observed.observation, &complete, &missing);
        for (rest = complete; str_cut(&rest, ';', &part);) {
            is_complete |= str_eq(part, str_from(cases[i].part));
        }
        assert_int_equal(is_complete, cases[i].is_complete);
        assert_int_equal(str_contains(missing, str_from(cases[i].part)), !cases[i].is_complete);
    }
}

/* What another collector found before counts, too. */
static void test_part_told_before(void **state) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);

    (void)state;
    for (unsigned round = 0; round < 2; round++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str complete, missing;
        observation_set(&observed.observation, DEVICES_MEMORY_MB, round ? STR("16") : STR_NONE);
        collect_snmp(answers, &observed.observation, &complete, &missing);
        assert_int_equal(str_contains(complete, STR("memory")), round);
    }
}

/* C: of the XP has 32 GB, and its disk, it says, 4: bytes modulo 2^32. */
static void test_recordings(void **state) {
    static const struct {
        const char *name, *cpu_model, *cpu_threads, *memory_mb, *disk_gb;
        size_t disks;
    } cases[] = {
        {"XP", "", "1", "991", "", 0},
        {"unknown-006", "Intel(R) Xeon(R) CPU E7430 @ 2.13GHz", "4", "3791", "", 0},
        {"cisco-n5000", "", "", "", "", 0},
        {"paloalto-pa-5000", "", "", "", "", 0}, /* a management processor and another one */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = snmp_observed_shared(cases[i].name, parse);
        assert_device(&observed, DEVICES_CPU_MODEL, cases[i].cpu_model);
        assert_device(&observed, DEVICES_CPU_THREADS, cases[i].cpu_threads);
        assert_device(&observed, DEVICES_MEMORY_MB, cases[i].memory_mb);
        assert_device(&observed, DEVICES_DISK_GB, cases[i].disk_gb);
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].disks);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server),     cmocka_unit_test(test_cpu_models), cmocka_unit_test(test_memory),
        cmocka_unit_test(test_disks),      cmocka_unit_test(test_parts),      cmocka_unit_test(test_part_told_before),
        cmocka_unit_test(test_recordings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

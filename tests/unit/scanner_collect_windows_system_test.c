/* Kind, names and identity, and the smaller sections beside them: os, cpu, memory, logins. */

#include "scanner/collect/windows/system.h"

#include "scanner/collect/windows/cpu.h"
#include "scanner/collect/windows/logins.h"
#include "scanner/collect/windows/memory.h"
#include "scanner/collect/windows/os.h"
#include "tests/unit/support/cells.h"

#define MACHINE(VENDOR, MODEL) "\"Win32_ComputerSystem\":[{\"Manufacturer\":\"" VENDOR "\",\"Model\":\"" MODEL "\"}]"
#define CHASSIS(NUMBER)        "\"Win32_SystemEnclosure\":[{\"ChassisTypes\":[" NUMBER "]}]"
#define PRODUCT(NUMBER)        "\"Win32_OperatingSystem\":[{\"ProductType\":" NUMBER "}]"

static void test_kinds(void **state) {
    static const struct {
        const char *what;
        struct str body;
        const char *kind, *is_virtual;
    } cases[] = {
        {"Hyper-V", STR("{" MACHINE("Microsoft Corporation", "Virtual Machine") "," CHASSIS("3") "," PRODUCT("3") "}"),
         "vm", "yes"},
        {"VMware", STR("{" MACHINE("VMware, Inc.", "VMware7,1") "," CHASSIS("1") "," PRODUCT("1") "}"), "vm", "yes"},
        {"a Surface is of Microsoft too",
         STR("{" MACHINE("Microsoft Corporation", "Surface Pro 9") "," CHASSIS("32") "," PRODUCT("1") "}"), "laptop",
         "no"},
        {"a server edition in a tower",
         STR("{" MACHINE("FUJITSU", "PRIMERGY TX1330 M4") "," CHASSIS("7") "," PRODUCT("3") "}"), "server", "no"},
        {"a domain controller on a PC", STR("{" MACHINE("DELL", "OptiPlex") "," CHASSIS("3") "," PRODUCT("2") "}"),
         "server", "no"},
        {"a tower", STR("{" MACHINE("DELL", "Precision") "," CHASSIS("7") "," PRODUCT("1") "}"), "pc", "no"},
        {"a chassis that says nothing", STR("{\"Win32_ComputerSystem\":[{\"PCSystemType\":2}]," CHASSIS("2") "}"),
         "laptop", ""},
        {"a docking station's chassis behind it", STR("{" MACHINE("DELL", "Latitude") "," CHASSIS("10,12") "}"),
         "laptop", "no"},
        {"nothing", STR("{}"), "pc", ""},
        {"wrong types",
         STR("{\"Win32_ComputerSystem\":{\"Model\":1},\"Win32_SystemEnclosure\":[{\"ChassisTypes\":\"9\"}]}"), "pc",
         ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_windows_system, cases[i].body);
        print_message("%s\n", cases[i].what);
        assert_device(&observed, DEVICES_KIND, cases[i].kind);
        assert_device(&observed, DEVICES_VIRTUAL, cases[i].is_virtual);
    }
}

static void test_names(void **state) {
    static const struct {
        struct str body;
        const char *hostname;
    } cases[] = {
        {STR("{\"Win32_ComputerSystem\":[{\"Name\":\"PC1\"}]}"), "PC1"},
        {STR("{\"Win32_ComputerSystem\":[{\"Name\":\"PC1\",\"DNSHostName\":\"pc1\",\"Domain\":\"a.example\"}]}"),
         "pc1"},
        {STR("{\"Win32_ComputerSystem\":[{\"DNSHostName\":\"pc1\",\"Domain\":\"NTDOMAIN\",\"PartOfDomain\":true}]}"),
         "pc1"},
        {STR("{\"Win32_ComputerSystem\":[{\"DNSHostName\":\"pc1\",\"Domain\":\"a.example\",\"PartOfDomain\":true}]}"),
         "pc1.a.example"},
        {STR("{\"Win32_ComputerSystem\":[{\"Domain\":\"a.example\",\"PartOfDomain\":true}]}"), ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_windows_system, cases[i].body);
        assert_device(&observed, DEVICES_HOSTNAME, cases[i].hostname);
    }
}

static void test_os(void **state) {
    static const struct {
        struct str body;
        const char *name, *version;
    } cases[] = {
        {STR("{\"Win32_OperatingSystem\":[{\"Caption\":\"Microsoft\\u00ae Windows Server\\u00ae 2008 Standard \","
             "\"Version\":\"6.0.6003\"}]}"),
         "Windows Server 2008 Standard", "6.0.6003"},
        {STR("{\"Win32_OperatingSystem\":[{\"Caption\":\"Microsoft(R) Windows(R) Server 2003, Standard Edition\","
             "\"Version\":\"5.2.3790\"}]}"),
         "Windows Server 2003, Standard Edition", "5.2.3790"},
        {STR("{\"Win32_OperatingSystem\":[{\"Caption\":\"Microsoft Hyper-V Server 2016\",\"Version\":\"10.0.14393\"}],"
             "\"CurrentVersion\":[{\"UBR\":7428}]}"),
         "Hyper-V Server 2016", "10.0.14393.7428"},
        {STR("{\"CurrentVersion\":[{\"UBR\":7428}]}"), "", ""},
        {STR("[1]"), "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_windows_os, cases[i].body);
        assert_device(&observed, DEVICES_OS_NAME, cases[i].name);
        assert_device(&observed, DEVICES_OS_VERSION, cases[i].version);
    }
}

static void test_cpu(void **state) {
    static const struct {
        const char *what;
        struct str body;
        const char *sockets, *per_socket, *cores, *threads;
    } cases[] = {
        {"Windows Server 2003: a row a logical processor",
         STR("{\"Win32_Processor\":[{\"SocketDesignation\":\"Proc 1\"},{\"SocketDesignation\":\"Proc 1\"},"
             "{\"SocketDesignation\":\"Proc 2\"},{\"SocketDesignation\":\"Proc 2\"}]}"),
         "2", "", "", "4"},
        {"uneven sockets",
         STR("{\"Win32_Processor\":[{\"NumberOfCores\":4,\"NumberOfLogicalProcessors\":4},"
             "{\"NumberOfCores\":2,\"NumberOfLogicalProcessors\":2}]}"),
         "2", "", "6", "6"},
        {"no count of threads", STR("{\"Win32_Processor\":[{\"NumberOfCores\":4}]}"), "1", "4", "4", ""},
        {"none", STR("{\"Win32_Processor\":[]}"), "", "", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_windows_cpu, cases[i].body);
        print_message("%s\n", cases[i].what);
        assert_device(&observed, DEVICES_CPU_SOCKETS, cases[i].sockets);
        assert_device(&observed, DEVICES_CORES_PER_SOCKET, cases[i].per_socket);
        assert_device(&observed, DEVICES_CPU_CORES, cases[i].cores);
        assert_device(&observed, DEVICES_CPU_THREADS, cases[i].threads);
    }
}

#define PROFILE(SID, USER, AT)                                                                                         \
    "{\"SID\":\"" SID "\",\"LocalPath\":\"C:\\\\Users\\\\" USER "\",\"LastUseTime\":\"" AT "\"}"
#define PROFILES                                                                                                       \
    "\"Win32_UserProfile\":[" PROFILE("S-1-5-21-1-2-3-1001", "a", "2026-01-01T00:00:00Z") "," PROFILE(                 \
        "S-1-12-1-4-5-6-7", "b", "2026-02-01T00:00:00Z") "," PROFILE("S-1-5-20", "NetworkService",                     \
                                                                     "2026-03-01T00:00:00Z") "]"

static void test_logins(void **state) {
    static const struct login_case cases[] = {
        {"nobody is remembered: the profile that was used last", STR("{" PROFILES "}"), "b", "2026-02-01T00:00:00Z", 2},
        {"the one remembered by name", STR("{" PROFILES ",\"LogonUI\":[{\"LastLoggedOnUser\":\".\\\\A\"}]}"), "A",
         "2026-01-01T00:00:00Z", 2},
        {"one that has no profile any more",
         STR("{" PROFILES
             ",\"LogonUI\":[{\"LastLoggedOnUser\":\"X\\\\c\",\"LastLoggedOnUserSID\":\"S-1-5-21-1-2-3-9\"}]}"),
         "c", "", 2},
        {"a cloud account",
         STR("{" PROFILES ",\"LogonUI\":[{\"LastLoggedOnUser\":\"AzureAD\\\\taro@example.jp\","
             "\"LastLoggedOnUserSID\":\"S-1-12-1-4-5-6-7\"}]}"),
         "taro@example.jp", "2026-02-01T00:00:00Z", 2},
        {"a service account is nobody",
         STR("{" PROFILES
             ",\"LogonUI\":[{\"LastLoggedOnUser\":\"NT AUTHORITY\\\\SYSTEM\",\"LastLoggedOnUserSID\":\"S-1-5-18\"}]}"),
         "b", "2026-02-01T00:00:00Z", 2},
        {"nothing", STR("{}"), "", "", 0},
    };

    (void)state;
    check_logins(cases, ARRAY_LEN(cases), collect_windows_logins);
}

/* What SPD says of the maker is a code here as well. */
static void test_modules(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_windows_memory,
        STR("{\"Win32_PhysicalMemory\":[{\"Capacity\":\"8589934592\",\"Manufacturer\":\"7F98000000000000\"},"
            "{\"Capacity\":\"1073741824\",\"Manufacturer\":\"Example\"},{\"Capacity\":\"5\"}]}"));

    (void)state;
    assert_device(&observed, DEVICES_MEMORY_MB, "9216");
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 2);
    assert_text(observed_row(&observed, TABLE_COMPONENTS, 0)->cells[COMPONENTS_MANUFACTURER], "Kingston");
    assert_text(observed_row(&observed, TABLE_COMPONENTS, 1)->cells[COMPONENTS_MANUFACTURER], "Example");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds), cmocka_unit_test(test_names),  cmocka_unit_test(test_os),
        cmocka_unit_test(test_cpu),   cmocka_unit_test(test_logins), cmocka_unit_test(test_modules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Whole outputs of the Windows script, as the corpus of the fuzz target keeps them: the first line is the marker. */

#include "scanner/collect/windows/windows.h"

#include "tests/unit/support/observed.h"

#define CORPUS SOURCE_ROOT "/tests/fuzz/corpus/collect/"
#define ALL    "identity;os;cpu;memory;disks;network;packages;logins"

struct expected {
    unsigned column;
    const char *text;
};

static struct observed read_recording(const char *name, struct str *ret_complete, struct str *ret_missing) {
    struct observed observed = observed_new();
    struct section_list list;
    struct str rest, marker;
    char path[1024];

    snprintf(path, sizeof path, CORPUS "%s", name);
    assert_int_equal(file_read_all(AT_FDCWD, path, 1 << 20, observed.arena, &rest, NULL), ERR_OK);
    assert_true(str_cut(&rest, '\n', &marker));
    assert_int_equal(section_split(rest, marker, observed.arena, &list, NULL), ERR_OK);
    assert_true(list.is_done);
    collect_all(&list, &observed.observation, ret_complete, ret_missing);
    return observed;
}

static void check_device(const struct observed *observed, const struct expected *expected, size_t count) {
    for (size_t i = 0; i < count; i++) {
        print_message("%s\n", schema_column(TABLE_DEVICES, expected[i].column)->name);
        assert_device(observed, expected[i].column, expected[i].text);
    }
}

#define check_row(OBSERVED, TABLE, INDEX, ...)                                                                         \
    do {                                                                                                               \
        const struct expected cells_[] = {__VA_ARGS__};                                                                \
        const struct observation_row *row_ = observed_row(OBSERVED, TABLE, INDEX);                                     \
        for (size_t i_ = 0; i_ < ARRAY_LEN(cells_); i_++) {                                                            \
            assert_text(row_->cells[cells_[i_].column], cells_[i_].text);                                              \
        }                                                                                                              \
    } while (0)

static void check_windows_11_parts(const struct observed *observed) {
    assert_int_equal(observed_count(observed, TABLE_COMPONENTS), 6);
    check_row(observed, TABLE_COMPONENTS, 0, {COMPONENTS_KIND, "dimm"}, {COMPONENTS_NAME, "DDR5"},
              {COMPONENTS_SLOT, "Controller0-ChannelA-DIMM0"}, {COMPONENTS_MODEL, "M425R1GB4BB0-CQKOL"},
              {COMPONENTS_SERIAL, "3F21A7C0"}, {COMPONENTS_CAPACITY, "8 GB"});
    check_row(observed, TABLE_COMPONENTS, 1, {COMPONENTS_SERIAL, ""});
    check_row(observed, TABLE_COMPONENTS, 2, {COMPONENTS_KIND, "disk"}, {COMPONENTS_NAME, "PhysicalDrive0"},
              {COMPONENTS_MODEL, "SAMSUNG MZVL2512HCJQ-00BL7"}, {COMPONENTS_SERIAL, "S64KNE0W123456"},
              {COMPONENTS_FIRMWARE, "CL2QGXA7"}, {COMPONENTS_CAPACITY, "512 GB"});
    check_row(observed, TABLE_COMPONENTS, 3, {COMPONENTS_SERIAL, "07018A2B"}, {COMPONENTS_CAPACITY, "31 GB"});
    check_row(observed, TABLE_COMPONENTS, 4, {COMPONENTS_KIND, "monitor"}, {COMPONENTS_MANUFACTURER, "Dell"},
              {COMPONENTS_MODEL, "DELL P2422H"}, {COMPONENTS_SERIAL, "CN0ABC1"});
    check_row(observed, TABLE_COMPONENTS, 5, {COMPONENTS_MANUFACTURER, "Lenovo"}, {COMPONENTS_MODEL, "LEN4146"},
              {COMPONENTS_SERIAL, ""});
}

static void check_windows_11_network(const struct observed *observed) {
    assert_int_equal(observed_count(observed, TABLE_INTERFACES), 4);
    check_row(observed, TABLE_INTERFACES, 0, {INTERFACES_NAME, "イーサネット"}, {INTERFACES_MAC, "00:2b:67:11:22:33"},
              {INTERFACES_TYPE, "ethernet"}, {INTERFACES_UP, "no"}, {INTERFACES_SPEED_MBPS, ""});
    check_row(observed, TABLE_INTERFACES, 1, {INTERFACES_NAME, "Wi-Fi"}, {INTERFACES_MAC, "82:2b:f9:99:88:77"},
              {INTERFACES_PERMANENT_MAC, "80:2b:f9:12:34:56"}, {INTERFACES_TYPE, "wireless"}, {INTERFACES_UP, "yes"},
              {INTERFACES_SPEED_MBPS, "866"}, {INTERFACES_ADDRESSES, "192.168.20.14;2001:db8:20::14"});
    check_row(observed, TABLE_INTERFACES, 2, {INTERFACES_NAME, "Bluetooth ネットワーク接続"},
              {INTERFACES_TYPE, "virtual"});
    check_row(observed, TABLE_INTERFACES, 3, {INTERFACES_NAME, "イーサネット 2"}, {INTERFACES_TYPE, "usb"},
              {INTERFACES_VLAN, "20"});
}

static void check_windows_11_software(const struct observed *observed) {
    assert_int_equal(observed_count(observed, TABLE_SOFTWARE), 5);
    check_row(observed, TABLE_SOFTWARE, 0, {SOFTWARE_PRODUCT, "7-Zip 24.08 (x64)"}, {SOFTWARE_VERSION, "24.08"},
              {SOFTWARE_VENDOR, "Igor Pavlov"}, {SOFTWARE_ARCH, "x64"}, {SOFTWARE_SOURCE, "registry"},
              {SOFTWARE_LOCATION, "C:\\Program Files\\7-Zip\\"}, {SOFTWARE_INSTALLED_ON, ""});
    check_row(observed, TABLE_SOFTWARE, 2, {SOFTWARE_PRODUCT, "一太郎Pro 5"},
              {SOFTWARE_VENDOR, "株式会社ジャストシステム"}, {SOFTWARE_ARCH, "x86"},
              {SOFTWARE_INSTALLED_ON, "2024-04-01"});
    /* 0x662D5F00 is 2024-04-27T20:24:32Z, the 28th in Japan */
    check_row(observed, TABLE_SOFTWARE, 3, {SOFTWARE_PRODUCT, "Backup Agent \"R2\""},
              {SOFTWARE_VENDOR, "Example \\ Co."}, {SOFTWARE_INSTALLED_ON, "2024-04-28"});
    check_row(observed, TABLE_SOFTWARE, 4, {SOFTWARE_PRODUCT, "Google Chrome"}, {SOFTWARE_ARCH, ""},
              {SOFTWARE_INSTALLED_ON, "2024-09-30"});
}

static void test_windows_11(void **state) {
    static const struct expected device[] = {
        {DEVICES_HOSTNAME, "keiri-pc-014-kawagoe.example.lg.jp"},
        {DEVICES_KIND, "laptop"},
        {DEVICES_VIRTUAL, "no"},
        {DEVICES_MANUFACTURER, "LENOVO"},
        {DEVICES_MODEL, "ThinkPad T14 Gen 4"},
        {DEVICES_MODEL_NUMBER, "21HES0AB00"},
        {DEVICES_SERIAL, "PF4ABCDE"},
        {DEVICES_UUID, "A1B2C3D4-E5F6-11ED-9A8B-0123456789AB"},
        {DEVICES_BOARD_SERIAL, "L1HF3AB00CD"},
        {DEVICES_ASSET_TAG, "NB-2023-0014"},
        {DEVICES_FIRMWARE_VERSION, "N3QET42W (1.42 )"},
        {DEVICES_OS_NAME, "Windows 11 Pro"},
        {DEVICES_OS_VERSION, "10.0.22631.4460"},
        {DEVICES_OS_EDITION, "Professional"},
        {DEVICES_INSTALLED_AT, "2024-01-15T09:30:00+09:00"},
        {DEVICES_BOOT_AT, "2026-11-27T08:00:00+09:00"},
        {DEVICES_CPU_MODEL, "13th Gen Intel(R) Core(TM) i5-1345U"},
        {DEVICES_CPU_SOCKETS, "1"},
        {DEVICES_CPU_CORES, "10"},
        {DEVICES_CPU_THREADS, "12"},
        {DEVICES_MEMORY_MB, "16075"}, /* 16856526848 / 1048576 = 16075.6… */
        {DEVICES_DISK_GB, "512"},     /* without the stick on USB */
        {DEVICES_MAC_ADDRESSES, "00:2b:67:11:22:33;80:2b:f9:12:34:56"},
        {DEVICES_IP_ADDRESSES, "192.168.20.14;2001:db8:20::14;192.168.20.214"},
        {DEVICES_LAST_LOGIN_USER, "taro.yamada"},
        {DEVICES_LAST_LOGIN_AT, "2026-11-26T17:45:10+09:00"},
        {DEVICES_SECTIONS_MISSING, ""},
    };
    struct str complete, missing;
    CLEANUP(observed_done) struct observed observed = read_recording("windows-11-ja", &complete, &missing);

    (void)state;
    assert_text(complete, ALL);
    assert_text(missing, "");
    check_device(&observed, device, ARRAY_LEN(device));
    check_windows_11_parts(&observed);
    check_windows_11_network(&observed);
    check_windows_11_software(&observed);
    assert_text(observed.observation.notes, "software of other users needs privilege");
    assert_int_equal(observed_count(&observed, TABLE_ACCOUNTS), 3);
    check_row(&observed, TABLE_ACCOUNTS, 0, {ACCOUNTS_USER_ID, "taro.yamada"},
              {ACCOUNTS_LAST_LOGIN_AT, "2026-11-26T17:45:10+09:00"});
    check_row(&observed, TABLE_ACCOUNTS, 1, {ACCOUNTS_USER_ID, "hanako.EXAMPLE"},
              {ACCOUNTS_LAST_LOGIN_AT, "2025-03-31T12:00:00+09:00"});
    /* whose last use is this scan */
    check_row(&observed, TABLE_ACCOUNTS, 2, {ACCOUNTS_USER_ID, "audit"}, {ACCOUNTS_LAST_LOGIN_AT, ""});
    assert_int_equal(observed_count(&observed, TABLE_UPDATES), 3);
    check_row(&observed, TABLE_UPDATES, 0, {UPDATES_PACKAGE, "KB5046633"}, {UPDATES_SECURITY, "yes"});
    check_row(&observed, TABLE_UPDATES, 1, {UPDATES_PACKAGE, "KB5045935"}, {UPDATES_SECURITY, "no"});
    check_row(&observed, TABLE_UPDATES, 2, {UPDATES_PACKAGE, "KB5027397"}, {UPDATES_SECURITY, ""});
}

static void test_server_2019(void **state) {
    static const struct expected device[] = {
        {DEVICES_HOSTNAME, "FILESV01"},
        {DEVICES_KIND, "server"},
        {DEVICES_MODEL, "ProLiant DL360 Gen10"},
        {DEVICES_MODEL_NUMBER, "867959-B21"},
        {DEVICES_SERIAL, "CN79340HC2"},
        {DEVICES_ASSET_TAG, ""},
        {DEVICES_OS_NAME, "Windows Server 2019 Standard"},
        {DEVICES_OS_VERSION, "10.0.17763.6532"},
        {DEVICES_OS_EDITION, "ServerStandard"},
        {DEVICES_CPU_SOCKETS, "2"},
        {DEVICES_CORES_PER_SOCKET, "16"},
        {DEVICES_CPU_CORES, "32"},
        {DEVICES_CPU_THREADS, "64"},
        {DEVICES_MEMORY_MB, "65211"}, /* 68379238400 / 1048576 = 65211.5… */
        {DEVICES_DISK_GB, "600"},
        {DEVICES_MAC_ADDRESSES, "20:67:7c:aa:bb:00;20:67:7c:aa:bb:01"},
        {DEVICES_IP_ADDRESSES, "10.1.0.5;10.1.0.6"},
        {DEVICES_LAST_LOGIN_USER, "Administrator"},
        {DEVICES_LAST_LOGIN_AT, "2026-10-01T09:00:00+09:00"},
    };
    struct str complete, missing;
    CLEANUP(observed_done) struct observed observed = read_recording("windows-server-2019", &complete, &missing);

    (void)state;
    assert_text(complete, ALL ";guests");
    check_device(&observed, device, ARRAY_LEN(device));
    assert_text(observed.observation.notes, "MSFT_PhysicalDisk needs privilege");
    assert_int_equal(observed_count(&observed, TABLE_GUESTS), 2);
    check_row(&observed, TABLE_GUESTS, 0, {GUESTS_NAME, "業務"}, {GUESTS_UUID, "5d1f0e2c-1111-4222-8333-444455556666"},
              {GUESTS_MEMORY_MB, "8192"}, {GUESTS_CPUS, "4"}, {GUESTS_STATE, "on"},
              {GUESTS_MAC_ADDRESSES, "00:15:5d:00:53:01"});
    check_row(&observed, TABLE_GUESTS, 1, {GUESTS_NAME, "old"}, {GUESTS_STATE, "off"});
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 3);
    check_row(&observed, TABLE_COMPONENTS, 2, {COMPONENTS_KIND, "disk"}, {COMPONENTS_NAME, "PhysicalDrive0"},
              {COMPONENTS_SERIAL, "PEYHB0ARH9X0AB"});
    check_row(&observed, TABLE_INTERFACES, 2, {INTERFACES_NAME, "Team1"}, {INTERFACES_TYPE, "bond"},
              {INTERFACES_ADDRESSES, "10.1.0.5;10.1.0.6"});
}

/* As PowerShell 2.0 gives it: times in CIM's form, no classes of Windows 8. */
static void test_windows_7(void **state) {
    static const struct expected device[] = {
        {DEVICES_HOSTNAME, "soumu-07"},
        {DEVICES_KIND, "pc"},
        {DEVICES_MANUFACTURER, ""},
        {DEVICES_MODEL, ""},
        {DEVICES_SERIAL, ""},
        {DEVICES_UUID, ""},
        {DEVICES_ASSET_TAG, ""},
        {DEVICES_BOARD_SERIAL, "MT7089K01200123"},
        {DEVICES_OS_NAME, "Windows 7 Professional"},
        {DEVICES_OS_VERSION, "6.1.7601"},
        {DEVICES_INSTALLED_AT, "2012-03-05T09:30:00+09:00"},
        {DEVICES_BOOT_AT, "2026-11-26T08:30:15+09:00"},
        {DEVICES_CPU_MODEL, "Intel(R) Core(TM)2 Duo CPU E8400 @ 3.00GHz"},
        {DEVICES_DISK_GB, "500"},
        {DEVICES_MAC_ADDRESSES, "00:24:8c:01:02:03"},
        {DEVICES_IP_ADDRESSES, "10.2.0.77"},
        {DEVICES_LAST_LOGIN_USER, "soumu"},
        {DEVICES_LAST_LOGIN_AT, ""}, /* the scan used that account itself */
    };
    struct str complete, missing;
    CLEANUP(observed_done) struct observed observed = read_recording("windows-7", &complete, &missing);

    (void)state;
    assert_text(complete, ALL);
    check_device(&observed, device, ARRAY_LEN(device));
    assert_int_equal(observed_count(&observed, TABLE_INTERFACES), 1);
    check_row(&observed, TABLE_INTERFACES, 0, {INTERFACES_NAME, "ローカル エリア接続"}, {INTERFACES_SPEED_MBPS, "100"});
    check_row(&observed, TABLE_COMPONENTS, 0, {COMPONENTS_KIND, "dimm"}, {COMPONENTS_SERIAL, ""},
              {COMPONENTS_CAPACITY, "2 GB"});
    check_row(&observed, TABLE_COMPONENTS, 1, {COMPONENTS_SERIAL, "WD-WMAYUP508E53"});
    check_row(&observed, TABLE_SOFTWARE, 0, {SOFTWARE_ARCH, "x86"}, {SOFTWARE_KIND, ""});
    check_row(&observed, TABLE_SOFTWARE, 1, {SOFTWARE_KIND, "update"}, {SOFTWARE_INSTALLED_ON, "2015-02-10"});
}

/* --- parts --- */

#define M "0123456789abcdef0123456789abcdef"

#define WHOLE(NAME, BODY)          M " begin " NAME "\n" BODY "\n" M " end " NAME " 0 1\n"
#define FAILED(NAME, BODY, STATUS) M " begin " NAME "\n" BODY "\n" M " end " NAME " " STATUS " 1\n"
#define EMPTY                      "{\"failed\":[]}"
#define REST                                                                                                           \
    WHOLE("win_os", EMPTY)                                                                                             \
    WHOLE("win_cpu", EMPTY)                                                                                            \
    WHOLE("win_memory", EMPTY) WHOLE("win_disks", EMPTY) WHOLE("win_network", EMPTY) WHOLE("win_logins", EMPTY)
#define TITLES "{\"Uninstall\":[{\"DisplayName\":\"A\"}]}"
#define DONE   M " done\n"

static void test_parts(void **state) {
    static const struct {
        const char *what;
        struct str output;
        const char *missing;
    } cases[] = {
        {"everything", STR(WHOLE("win_system", EMPTY) REST WHOLE("win_software", TITLES) DONE), ""},
        {"line ends of Windows", STR(M " begin win_system\r\n" EMPTY "\r\n" M " end win_system 0 1\r\n"), /**/
         "os;cpu;memory;disks;network;packages;logins"},
        {"a section that is no JSON", STR(WHOLE("win_system", "{\"clock\":[") REST WHOLE("win_software", TITLES) DONE),
         "identity"},
        {"a class that was refused",
         STR(FAILED("win_system", "{\"denied\":[\"Win32_BIOS\"]}", "1") REST WHOLE("win_software", TITLES) DONE),
         "identity"},
        {"no title at all", STR(WHOLE("win_system", EMPTY) REST WHOLE("win_software", "{\"Uninstall\":[]}") DONE),
         "packages"},
        {"cut off in the titles", STR(WHOLE("win_system", EMPTY) REST M " begin win_software\n{\"Unin"), "packages"},
        {"a key twice",
         STR(WHOLE("win_system", EMPTY) REST WHOLE("win_software", "{\"Uninstall\":[],\"Uninstall\":[]}") DONE),
         "packages"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct section_list list;
        struct str complete, missing;

        print_message("%s\n", cases[i].what);
        assert_int_equal(section_split(cases[i].output, STR(M), observed.arena, &list, NULL), ERR_OK);
        collect_all(&list, &observed.observation, &complete, &missing);
        assert_text(missing, cases[i].missing);
    }
}

/* No other host is taken for one, whatever it says later. */
static void test_other_system(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str output = STR(WHOLE("system", "kernel=Linux\nhostname=h\n")), complete, missing;
    struct section_list list;

    (void)state;
    assert_int_equal(section_split(output, STR(M), observed.arena, &list, NULL), ERR_OK);
    collect_all(&list, &observed.observation, &complete, &missing);
    assert_device(&observed, DEVICES_HOSTNAME, "h");
    assert_device(&observed, DEVICES_KIND, "server");
}

/* Every section that the script writes has a collector, and the other way round. */
static void test_sections(void **state) {
    const struct collector_set *set = collect_windows_set();
    struct str script = collect_script_for(HOST_WINDOWS), line;
    size_t written = 0;

    (void)state;
    for (size_t i = 0; i < set->count; i++) {
        char call[64];
        snprintf(call, sizeof call, "    Write-Section '%s' $collect", set->items[i].section);
        assert_true(str_contains(script, str_from(call)));
    }
    while (str_cut(&script, '\n', &line)) {
        written += str_starts_with(str_trim(line), STR("Write-Section '"));
    }
    assert_int_equal(written, set->count);
}

/* Any code page between here and there leaves ASCII alone. */
static void test_script_is_ascii(void **state) {
    struct str script = collect_script_for(HOST_WINDOWS);

    (void)state;
    for (size_t i = 0; i < script.n; i++) {
        assert_true(script.p[i] == '\n' || (script.p[i] >= 0x20 && script.p[i] < 0x7f));
    }
    assert_true(str_ends_with(script, STR("\nInvoke-Collection\n")));
    assert_false(str_contains(script, STR("-Class Win32_Product ")));
    assert_false(str_contains(script, STR("'Win32_Product'")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows_11),      cmocka_unit_test(test_server_2019),  cmocka_unit_test(test_windows_7),
        cmocka_unit_test(test_parts),           cmocka_unit_test(test_other_system), cmocka_unit_test(test_sections),
        cmocka_unit_test(test_script_is_ascii),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "reconciler/compare.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

#define EQ  COMPARE_EQUAL
#define NE  COMPARE_DIFFERENT
#define AS  COMPARE_EQUAL_ASSUMED
#define BAD COMPARE_UNREADABLE

static const struct compare_case {
    unsigned column;
    const char *documented, *observed;
    enum comparison result;
} cases[] = {
    /* memory: 0.90–1.00 of documented */
    {DEVICES_MEMORY_MB, "16GB", "16384", EQ},
    {DEVICES_MEMORY_MB, "16,384 MB", "15800", EQ},
    {DEVICES_MEMORY_MB, "1000", "900", EQ},
    {DEVICES_MEMORY_MB, "1000", "899", NE},
    {DEVICES_MEMORY_MB, "1000", "1001", NE},
    {DEVICES_MEMORY_MB, "１６ＧＢ", "8192", NE},
    {DEVICES_MEMORY_MB, "多数", "8192", BAD},
    {DEVICES_MEMORY_MB, "16GB", "多数", EQ},
    /* disk: within 8 % of documented */
    {DEVICES_DISK_GB, "500GB", "460", EQ},
    {DEVICES_DISK_GB, "500GB", "540", EQ},
    {DEVICES_DISK_GB, "500GB", "459", NE},
    {DEVICES_DISK_GB, "500GB", "541", NE},
    {DEVICES_DISK_GB, "1TB", "932", EQ},
    {DEVICES_DISK_GB, "256", "512", NE},
    /* names */
    {DEVICES_HOSTNAME, "pc01", "PC01.example.go.jp", EQ},
    {DEVICES_HOSTNAME, "ＰＣ０１", "pc01", EQ},
    {DEVICES_HOSTNAME, "pc01.example.go.jp", "pc01", EQ},
    {DEVICES_HOSTNAME, "pc01.example.go.jp", "pc01.example.go.jp.", EQ},
    {DEVICES_HOSTNAME, "pc01.a.example.jp", "pc01.b.example.jp", NE},
    {DEVICES_HOSTNAME, "pc01", "pc011", NE},
    {DEVICES_HOSTNAME, "old/pc01", "pc01", EQ},
    /* MAC addresses in any notation; all documented ones are there */
    {DEVICES_MAC_ADDRESSES, "00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e", EQ},
    {DEVICES_MAC_ADDRESSES, "001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e;00:1a:2b:3c:4d:5f", EQ},
    {DEVICES_MAC_ADDRESSES, "001A2B3C4D5E", "00:1a:2b:3c:4d:5f", NE},
    {DEVICES_MAC_ADDRESSES, "001A2B3C4D5E/001A2B3C4D5F", "00:1a:2b:3c:4d:5e", NE},
    {DEVICES_MAC_ADDRESSES, "不詳", "00:1a:2b:3c:4d:5e", BAD},
    {DEVICES_MAC_ADDRESSES, "001A2B3C4D5E/zz", "00:1a:2b:3c:4d:5e", EQ},
    /* addresses */
    {DEVICES_IP_ADDRESSES, "010.001.002.003", "10.1.2.3", EQ},
    {DEVICES_IP_ADDRESSES, "10.1.2.3;10.1.2.4", "10.1.2.4;10.1.2.3;10.1.2.5", EQ},
    {DEVICES_IP_ADDRESSES, "10.1.2.3", "10.1.2.4", NE},
    {DEVICES_IP_ADDRESSES, "2001:DB8::1", "2001:db8:0:0:0:0:0:1", EQ},
    {DEVICES_IP_ADDRESSES, "DHCP", "10.1.2.4", BAD},
    /* UUIDs in either byte order */
    {DEVICES_UUID, "4C4C4544-0042-3510-8056-B5C04F4D3132", "4c4c4544-0042-3510-8056-b5c04f4d3132", EQ},
    {DEVICES_UUID, "4C4C4544-0042-3510-8056-B5C04F4D3132", "44454c4c-4200-1035-8056-b5c04f4d3132", EQ},
    {DEVICES_UUID, "4C4C4544-0042-3510-8056-B5C04F4D3132", "4c4c4544-0042-3510-8056-b5c04f4d3133", NE},
    {DEVICES_UUID, "1234", "4c4c4544-0042-3510-8056-b5c04f4d3133", BAD},
    /* serial numbers; an observed placeholder says nothing */
    {DEVICES_SERIAL, "S/N: abc-123", "ABC-123", EQ},
    {DEVICES_SERIAL, "ABC-123", "ABC-124", NE},
    {DEVICES_SERIAL, "ABC-123", "To be filled by O.E.M.", EQ},
    /* makers */
    {DEVICES_MANUFACTURER, "日本HP", "Hewlett-Packard", EQ},
    {DEVICES_MANUFACTURER, "富士通株式会社", "FUJITSU", EQ},
    {DEVICES_MANUFACTURER, "NEC", "FUJITSU", NE},
    /* designations */
    {DEVICES_MODEL, "ProLiant DL360 Gen10", "HPE ProLiant DL360 Gen10 Server", EQ},
    {DEVICES_MODEL, "ProLiant DL360 Gen9", "ProLiant DL360 Gen10", NE},
    {DEVICES_MODEL, "ProLiant DL360 Gen10", "ProLiant DL380 Gen10", NE},
    {DEVICES_MODEL, "Server", "PowerEdge R640", NE},
    {DEVICES_MODEL, "Server", "Server", EQ},
    {DEVICES_CPU_MODEL, "Intel Xeon Gold 6226R", "Intel(R) Xeon(R) Gold 6226R CPU @ 2.90GHz", EQ},
    {DEVICES_CPU_MODEL, "Xeon Gold 6226", "Intel(R) Xeon(R) Gold 6226R CPU @ 2.90GHz", NE},
    {DEVICES_CPU_MODEL, "Intel Xeon E5-2620 v4 2.1GHz", "Intel(R) Xeon(R) CPU E5-2620 v4 @ 2.10GHz", EQ},
    {DEVICES_CPU_MODEL, "Core i5-8500", "Intel(R) Core(TM) i5-8500T CPU @ 2.10GHz", NE},
    {DEVICES_CPU_MODEL, "インテル Xeon™ Gold 6226R", "インテル Xeon（Ｒ） Gold 6226R", EQ},
    {DEVICES_CPU_MODEL, "Core™i5-8500", "Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", EQ},
    {DEVICES_OS_NAME, "Debian 12", "Debian GNU/Linux 12.11", EQ},
    {DEVICES_OS_NAME, "Windows Server 2019", "Microsoft Windows Server 2019 Standard", EQ},
    {DEVICES_OS_NAME, "Windows Server 2016", "Microsoft Windows Server 2019 Standard", NE},
    {DEVICES_OS_NAME, "Windows 10 Pro", "Microsoft Windows 11 Pro", NE},
    /* a scan leaves the maker out */
    {DEVICES_OS_NAME, "Microsoft Windows 11 Pro", "Windows 11 Pro", EQ},
    {DEVICES_OS_NAME, "Microsoft\xc2\xae Windows\xc2\xae 11 Pro", "Windows 11 Pro", EQ},
    {DEVICES_OS_NAME, "Microsoft Windows 11 Pro", "Windows 11 Enterprise", NE},
    {DEVICES_OS_NAME, "Microsoft Windows Server 2022 Standard", "Windows Server 2022 Datacenter", NE},
    {DEVICES_OS_VERSION, "10.0.22631", "10.0.22631.4460", EQ},
    {DEVICES_OS_VERSION, "10.0.19045", "10.0.22631.4460", NE},
    /* the feature update that a build of Windows is, and its build alone; what is not known is not judged */
    {DEVICES_OS_VERSION, "23H2", "10.0.22631.4460", EQ},
    {DEVICES_OS_VERSION, "22H2", "10.0.22631.4460", NE},
    {DEVICES_OS_VERSION, "27H2", "10.0.30000.1", BAD},
    {DEVICES_OS_VERSION, "Build 22631", "10.0.22631.4460", EQ},
    {DEVICES_OS_VERSION, "Build 19045", "10.0.22631.4460", NE},
    {DEVICES_OS_NAME, "Windows Server 2012 Standard", "Microsoft Windows Server 2012 R2 Standard", NE},
    {DEVICES_OS_NAME, "Windows Server 2012 R2 Standard", "Microsoft Windows Server 2012 Standard", NE},
    {DEVICES_OS_NAME, "Windows Server 2012R2", "Microsoft Windows Server 2012 R2 Standard", EQ},
    {DEVICES_OS_NAME, "Windows Server 2012", "Microsoft Windows Server 2012R2 Standard", NE},
    {DEVICES_OS_NAME, "Windows Server", "Microsoft Windows Server 2012 R2 Standard", EQ},
    {DEVICES_MODEL, "Model 5 R2", "Model 5", EQ},
    /* versions */
    {DEVICES_OS_VERSION, "8", "8.6", EQ},
    {DEVICES_OS_VERSION, "8.4", "8.6", NE},
    {DEVICES_FIRMWARE_VERSION, "2.1", "2.10", NE},
    {DEVICES_OS_VERSION, "7.0 U2", "7.0 U3", NE},
    /* numbers, yes and no */
    {DEVICES_CPU_CORES, "8コア×2", "16", EQ},
    {DEVICES_CPU_CORES, "16", "8", NE},
    {DEVICES_CPU_CORES, "多数", "16", BAD},
    {DEVICES_VIRTUAL, "仮想", "yes", EQ},
    {DEVICES_VIRTUAL, "物理", "yes", NE},
    /* text: width, case, kana; variants of characters are an assumption */
    {DEVICES_LOCATION, "本省３階　ｻｰﾊﾞ室", "本省3階 サーバ室", EQ},
    {DEVICES_LOCATION, "髙橋ビル", "高橋ビル", AS},
    {DEVICES_LOCATION, "髙橋ビル", "髙橋ビル", EQ},
    {DEVICES_LOCATION, "東京", "大阪", NE},
    {DEVICES_OS_EDITION, "Standard", "standard", EQ},
};

static void test_cases(void **state) {
    static const char *const names[] = {"equal", "equal by assumption", "different", "unreadable"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct compare_case *c = &cases[i];
        const struct column_def *column = schema_column(TABLE_DEVICES, c->column);
        struct str documented = str_from(c->documented), observed = str_from(c->observed);
        struct value a = value_read(column, UNIT_NONE, documented), b = value_read(column, UNIT_NONE, observed);
        enum comparison result = compare_cells(column, documented, &a, observed, &b);
        if (result != c->result) {
            fail_msg("%s: \"%s\" and \"%s\" are %s, not %s", column->name, c->documented, c->observed, names[result],
                     names[c->result]);
        }
    }
}

/* Every column equals itself, whatever its type, unless the cell cannot be read. */
static void test_every_column_equals_itself(void **state) {
    (void)state;
    for (unsigned i = 0; i < DEVICES_COLUMN_COUNT; i++) {
        const struct column_def *column = schema_column(TABLE_DEVICES, i);
        struct value value = value_read(column, UNIT_NONE, STR("12"));
        enum comparison result = compare_cells(column, STR("12"), &value, STR("12"), &value);
        assert_true(result == COMPARE_EQUAL || (!value.is_set && result == COMPARE_UNREADABLE));
    }
}

static void test_designation_in_text(void **state) {
    const struct column_def *column = schema_column(TABLE_DEVICES, DEVICES_OS_NAME);

    (void)state;
    assert_true(compare_designation_is_in(column, STR("Windows 11"), STR("Microsoft Windows 11 Pro 23H2")));
    assert_true(compare_designation_is_in(column, STR("Microsoft Windows 11 Pro"), STR("Windows 11 Pro")));
    assert_false(compare_designation_is_in(column, STR("Windows 11 Update Assistant"), STR("Windows 11 Pro")));
    assert_false(compare_designation_is_in(column, STR(""), STR("Windows 11 Pro")));
    assert_true(compare_system_is(STR("Windows 11"), STR("Microsoft Windows 11 Pro"), STR("10.0.22631")));
    assert_true(compare_system_is(STR("Windows 11 Pro 23H2"), STR("Microsoft Windows 11 Pro"), STR("10.0.22631")));
    assert_false(compare_system_is(STR("Windows 11 Pro 22H2"), STR("Microsoft Windows 11 Pro"), STR("10.0.22631")));
    assert_false(compare_system_is(STR("Windows 10 Pro"), STR("Microsoft Windows 11 Pro"), STR("10.0.22631")));
    assert_true(compare_system_is(STR("Debian 12"), STR("Debian GNU/Linux"), STR("12.11")));
    assert_true(compare_system_is(STR("HP-UX B.11.31"), STR("HP-UX 11i"), STR("B.11.31")));
    assert_true(compare_system_is(STR("Debian 12.11"), STR("Debian GNU/Linux 12 (bookworm)"), STR("12.11")));
    assert_false(compare_system_is(STR("Debian 11"), STR("Debian GNU/Linux"), STR("12.11")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_every_column_equals_itself),
        cmocka_unit_test(test_designation_in_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

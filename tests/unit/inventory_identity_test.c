#include "inventory/identity.h"

#include "tests/unit/support/cmocka.h"

struct key_case {
    enum identity_key key;
    const char *text;
    const char *normal; /* NULL when the text is refused */
};

static void check(const struct key_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct buffer out = {0};
        buffer_append_cstr(&out, "kept|");
        bool is_key = identity_normalise(cases[i].key, str_from(cases[i].text), &out);
        struct str normal = str_sub(buffer_view(&out), 5, SIZE_MAX);
        struct str expected = cases[i].normal ? str_from(cases[i].normal) : STR("");
        assert_false(out.failed);
        assert_true(str_starts_with(buffer_view(&out), STR("kept|")));
        if (is_key != (cases[i].normal != NULL) || !str_eq(normal, expected)) {
            fail_msg("%s \"%s\": %d %.*s", identity_key_name(cases[i].key), cases[i].text, is_key, STR_FMT(normal));
        }
        buffer_done(&out);
    }
}

static void test_names_and_grades(void **state) {
    static const struct {
        enum identity_key key;
        const char *name;
        char grade;
    } cases[KEY_COUNT] = {
        {KEY_ASSET_ID, "asset_id", 'A'}, {KEY_SERIAL, "serial", 'A'},     {KEY_UUID, "uuid", 'B'},
        {KEY_MAC, "mac", 'C'},           {KEY_HOSTNAME, "hostname", 'D'}, {KEY_ADDRESS, "address", 'E'},
    };

    (void)state;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        assert_string_equal(identity_key_name(cases[i].key), cases[i].name);
        assert_int_equal(identity_key_grade(cases[i].key), cases[i].grade);
    }
}

static void test_numbers(void **state) {
    static const struct key_case cases[] = {
        {KEY_SERIAL, "D8XD62J", "d8xd62j"},
        {KEY_SERIAL, " C83T54J ", "c83t54j"},
        {KEY_SERIAL, "Ｃ８３Ｔ５４Ｊ", "c83t54j"},
        {KEY_SERIAL, "S/N: C83T54J", "c83t54j"},
        {KEY_SERIAL, "S/N C83T54J", "c83t54j"},
        {KEY_SERIAL, "SN:C83T54J", "c83t54j"},
        {KEY_SERIAL, "Serial Number: C83T54J", "c83t54j"},
        {KEY_SERIAL, "製造番号：C83T54J", "c83t54j"},
        {KEY_SERIAL, "SNA12345", "sna12345"},
        {KEY_SERIAL, "SERIAL12A", "serial12a"},
        {KEY_SERIAL, "*C83T54J*", "c83t54j"},
        {KEY_SERIAL, "AB 12 34", "ab1234"},
        {KEY_SERIAL, "AB-12－34", "ab-12-34"},
        {KEY_SERIAL, "VMware-50 0c 23 94 d8 2e 94 d8-1c 5b 2a 0f", "vmware-500c2394d82e94d8-1c5b2a0f"},
        {KEY_SERIAL, "7092459", "7092459"},
        {KEY_SERIAL, "7777771", "7777771"},
        {KEY_SERIAL, "S/N: None", NULL},
        {KEY_SERIAL, "S/N:", NULL},
        {KEY_SERIAL, "", NULL},
        {KEY_SERIAL, "　", NULL},
        {KEY_SERIAL, "**", NULL},
        {KEY_ASSET_ID, "ＰＣ－００１", "pc-001"},
        {KEY_ASSET_ID, "PC−001", "pc-001"},
        {KEY_ASSET_ID, "PCー001", "pc-001"},
        {KEY_ASSET_ID, "情シス-12", "情シス-12"},
        {KEY_ASSET_ID, "資産管理番号: 00012", "00012"},
        {KEY_ASSET_ID, "1", "1"},
        {KEY_ASSET_ID, "1111", "1111"},
        {KEY_ASSET_ID, "Asset-1234567890", NULL},
        {KEY_ASSET_ID, "-", NULL},
        {KEY_ASSET_ID, "なし", NULL},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases));
}

static const char *const placeholders[] = {
    "To be filled by O.E.M.",
    "To Be Filled By O.E.M.",
    "TO BE FILLED BY O.E.M",
    "Default string",
    "System Serial Number",
    "Chassis Serial Number",
    "None",
    "N/A",
    "Not Specified",
    "Not Applicable",
    "0",
    "-1",
    "00000000",
    "000000-000",
    "0000000",
    "XXXXXXXXXX",
    "........",
    ".........",
    "0123456789",
    "1234567890",
    "123456789",
    "1234567890123",
    "12345678901234567890",
    "777777",
    "No Asset Information",
    "No Asset Tag",
    "Asset-1234567890",
    "empty",
    "INVALID",
    "7783-7084-3265-9085-8269-3286-77",
    "Amazon EC2",
    "OracleCloud.com",
    "HUAWEICLOUD",
    "OpenTelekomCloud",
    "SAP CCloud VM",
    "Samsung Cloud Platform",
    "O",
    "OO",
    "Not Provided",
    "Not Supported",
    "No Number",
    "No Asset Tag Number",
    "(blank)",
    "SerNum03",
    "Manufacturer00",
    "ModuleManufacturer1",
    "ModulePartNumber03",
    "PartNum0",
    "NO DIMM",
    "",
    "   ",
    "-",
    "Ｄｅｆａｕｌｔ　ｓｔｒｉｎｇ",
};
/* Alike, but real. */
static const char *const numbers[] = {
    "VMware-50 0c 23 94 d8 2e 94 d8-1c 5b 2a 0f 8d 1e 2f 3a",
    "D8XD62J",
    "1634NM1107",
    "1E60FA92",
    "FDO1622Y10H",
    "012345678X",
    "1234567891",
    "2345678901",
    "123456",
    "10000000",
    "SerNum",
    "SerNum03A",
    "1",
    "AA",
    "22222",
    "Amazon EC3",
    "7783-7084-3265-9085-8269-3286-78",
    "O1",
};

static void test_placeholders(void **state) {
    (void)state;
    assert_true(identity_is_cloud_tag(STR("7783-7084-3265-9085-8269-3286-77")));
    assert_true(identity_is_cloud_tag(STR("oraclecloud.com")));
    assert_false(identity_is_cloud_tag(STR("Default string")));
    assert_false(identity_is_cloud_tag(STR("")));
    for (size_t i = 0; i < ARRAY_LEN(placeholders); i++) {
        if (!identity_is_placeholder(str_from(placeholders[i]))) {
            fail_msg("%s", placeholders[i]);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        if (identity_is_placeholder(str_from(numbers[i]))) {
            fail_msg("%s", numbers[i]);
        }
    }
}

static void test_uuids(void **state) {
    static const struct key_case cases[] = {
        {KEY_UUID, "4C4C4544-0043-3810-8036-C8C04F583232", "4c4c4544-0043-3810-8036-c8c04f583232"},
        {KEY_UUID, "{4c4c4544-0043-3810-8036-c8c04f583232}", "4c4c4544-0043-3810-8036-c8c04f583232"},
        {KEY_UUID, "4c4c4544004338108036c8c04f583232", "4c4c4544-0043-3810-8036-c8c04f583232"},
        {KEY_UUID, "４C4C4544-0043-3810-8036-C8C04F583232", "4c4c4544-0043-3810-8036-c8c04f583232"},
        {KEY_UUID, "00000000-0000-0000-0000-ac1f6b123456", "00000000-0000-0000-0000-ac1f6b123456"},
        {KEY_UUID, "00000000-0000-0000-0000-000000000000", NULL},
        {KEY_UUID, "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", NULL},
        {KEY_UUID, "EEEEEEEE-EEEE-EEEE-EEEE-EEEEEEEEEEEE", NULL},
        {KEY_UUID, "03000200-0400-0500-0006-000700080009", NULL},
        {KEY_UUID, "00020003-0004-0005-0006-000700080009", NULL}, /* the same, swapped */
        {KEY_UUID, "12345678-1234-5678-90AB-CDDEEFAABBCC", NULL},
        {KEY_UUID, "4c4c4544-0043-3810-8036-c8c04f58323", NULL},
        {KEY_UUID, "4c4c4544-0043-3810-8036-c8c04f5832321", NULL},
        {KEY_UUID, "4c4c4544-00433-810-8036-c8c04f583232", NULL},
        {KEY_UUID, "4c4c4544-0043-3810-8036-c8c04f58323g", NULL},
        {KEY_UUID, "4c4c4544004338108036c8c04f58323211111", NULL},
        {KEY_UUID, "------------------------------------", NULL},
        {KEY_UUID, "{}", NULL},
        {KEY_UUID, "", NULL},
    };
    struct buffer out = {0};

    (void)state;
    check(cases, ARRAY_LEN(cases));
    /* The first three fields are little-endian since SMBIOS 2.6, and the others never are. */
    assert_true(identity_uuid_swapped(STR("00112233-4455-6677-8899-aabbccddeeff"), &out));
    assert_true(str_eq(buffer_view(&out), STR("33221100-5544-7766-8899-aabbccddeeff")));
    assert_false(identity_uuid_swapped(STR("00112233"), &out));
    buffer_done(&out);
}

/* Bytes in the order in which the number has them. */
static void test_uuids_in_serials(void **state) {
    static const struct {
        const char *serial, *uuid; /* NULL: none */
    } cases[] = {
        {"VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7", "564d1a2b-3c4d-5e6f-7081-92a3b4c5d6e7"},
        {"vmware-564D1A2B3C4D5E6F708192A3B4C5D6E7", "564d1a2b-3c4d-5e6f-7081-92a3b4c5d6e7"},
        {"Parallels-56 4D 1A 2B 3C 4D 5E 6F 70 81 92 A3 B4 C5 D6 E7", "564d1a2b-3c4d-5e6f-7081-92a3b4c5d6e7"},
        {"VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6", NULL},
        {"VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7 f", NULL},
        {"VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 eg", NULL},
        {"VMware-00 00 00 00 00 00 00 00-00 00 00 00 00 00 00 00", NULL},
        {"VMware-", NULL},
        {"56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7", NULL},
        {"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buffer out = {0};
        bool is_uuid = identity_uuid_in_serial(str_from(cases[i].serial), &out);
        struct str expected = cases[i].uuid ? str_from(cases[i].uuid) : STR("");
        if (is_uuid != (cases[i].uuid != NULL) || !str_eq(buffer_view(&out), expected)) {
            fail_msg("%s: %.*s", cases[i].serial, STR_FMT(buffer_view(&out)));
        }
        buffer_done(&out);
    }
}

static void test_macs(void **state) {
    static const struct key_case cases[] = {
        {KEY_MAC, "00-1A-2B-3C-4D-5E", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "001A2B3C4D5E", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "００：１Ａ：２Ｂ：３Ｃ：４Ｄ：５Ｅ", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, " 001a2b-3c4d5e ", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "00 1A 2B 3C 4D 5E", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "0:1a:2b:3:4d:5e", "00:1a:2b:03:4d:5e"},
        {KEY_MAC, "0x001a2b3c4d5e", "00:1a:2b:3c:4d:5e"},
        {KEY_MAC, "00:00:0c:9f:ef:ff", "00:00:0c:9f:ef:ff"}, /* just outside of HSRP version 2 */
        {KEY_MAC, "00:00:5e:00:03:01", "00:00:5e:00:03:01"}, /* just outside of VRRP */
        {KEY_MAC, "01:00:5e:00:00:01", NULL},                /* group */
        {KEY_MAC, "ff:ff:ff:ff:ff:ff", NULL},
        {KEY_MAC, "00:00:00:00:00:00", NULL},
        {KEY_MAC, "02:00:4c:4f:4f:50", NULL}, /* locally administered */
        {KEY_MAC, "da:1a:2b:3c:4d:5e", NULL}, /* locally administered */
        {KEY_MAC, "00:00:5e:00:01:0a", NULL}, /* VRRP */
        {KEY_MAC, "00:00:5e:00:02:0a", NULL}, /* VRRP, IPv6 */
        {KEY_MAC, "00:00:0c:07:ac:01", NULL}, /* HSRP */
        {KEY_MAC, "00:00:0c:9f:f0:01", NULL}, /* HSRP version 2, group 1 */
        {KEY_MAC, "00:00:0c:9f:ff:ff", NULL}, /* HSRP version 2, group 4095 */
        {KEY_MAC, "00:07:b4:00:01:02", NULL}, /* GLBP */
        {KEY_MAC, "00:1A:7D:DA:71:0A", NULL}, /* shared Bluetooth */
        {KEY_MAC, "00:05:9a:3c:7a:00", NULL}, /* VPN client */
        {KEY_MAC, "8c:ae:4c:00:00:01", NULL}, /* docking station */
        {KEY_MAC, "a0:ce:c8:ff:ff:ff", NULL}, /* USB adapter */
        {KEY_MAC, "a0:ce:c9:00:00:00", "a0:ce:c9:00:00:00"},
        {KEY_MAC, "00:1a:2b:3c:4d", NULL},
        {KEY_MAC, "00:1a:2b:3c:4d:5e:6f", NULL},
        {KEY_MAC, "00:1a:2b:3c:4d:", NULL},
        {KEY_MAC, "00:1a:2b:3c:4d:5g", NULL},
        {KEY_MAC, "00:1a-2b:3c-4d:5e", NULL},
        {KEY_MAC, "0-1a-2b-3-4d-5e", NULL},
        {KEY_MAC, "001a:2b3c", NULL},
        {KEY_MAC, "001a2b3c4d5e6f70", NULL},
        {KEY_MAC, "", NULL},
        {KEY_MAC, ":::::", NULL},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases));
}

/* Whatever an address is good for, it can be read. */
static void test_read_mac(void **state) {
    static const uint8_t group[6] = {0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb};
    uint8_t mac[6] = {0};

    (void)state;
    assert_true(identity_read_mac(STR("01005E-0000FB"), mac));
    assert_memory_equal(mac, group, sizeof(group));
    assert_false(identity_read_mac(STR("01-00"), mac));
    assert_memory_equal(mac, group, sizeof(group));
}

static void test_addresses(void **state) {
    static const struct key_case cases[] = {
        {KEY_ADDRESS, "10.1.2.3", "10.1.2.3"},
        {KEY_ADDRESS, "010.001.002.003", "10.1.2.3"},
        {KEY_ADDRESS, "１０．１．２．３", "10.1.2.3"},
        {KEY_ADDRESS, " 10.1.2.3/24 ", "10.1.2.3"},
        {KEY_ADDRESS, "2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {KEY_ADDRESS, "[2001:db8::1]", "2001:db8::1"},
        {KEY_ADDRESS, "2001:db8::1%eth0", "2001:db8::1"},
        {KEY_ADDRESS, "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, /* RFC 5952, 4.2.2 */
        {KEY_ADDRESS, "::ffff:10.1.2.3", "10.1.2.3"},
        {KEY_ADDRESS, "223.255.255.255", "223.255.255.255"},
        {KEY_ADDRESS, "127.0.0.1", NULL},
        {KEY_ADDRESS, "169.254.1.1", NULL},
        {KEY_ADDRESS, "0.0.0.0", NULL},
        {KEY_ADDRESS, "224.0.0.1", NULL},
        {KEY_ADDRESS, "255.255.255.255", NULL},
        {KEY_ADDRESS, "::1", NULL},
        {KEY_ADDRESS, "::", NULL},
        {KEY_ADDRESS, "fe80::1", NULL},
        {KEY_ADDRESS, "febf::1", NULL},
        {KEY_ADDRESS, "ff02::1", NULL},
        {KEY_ADDRESS, "::ffff:127.0.0.1", NULL},
        {KEY_ADDRESS, "10.1.2", NULL},
        {KEY_ADDRESS, "10.1.2.3.4", NULL},
        {KEY_ADDRESS, "10.1.2.256", NULL},
        {KEY_ADDRESS, "10.1.2.0003", NULL},
        {KEY_ADDRESS, "10.1..3", NULL},
        {KEY_ADDRESS, "10.1.2.3/x", NULL},
        {KEY_ADDRESS, "10.1.2.3/129", NULL},
        {KEY_ADDRESS, "10.1.2.3-9", NULL},
        {KEY_ADDRESS, "web01", NULL},
        {KEY_ADDRESS, "", NULL},
    };
    struct buffer out = {0};

    (void)state;
    check(cases, ARRAY_LEN(cases));
    assert_true(identity_read_address(STR("127.0.0.1"), &out));
    assert_true(identity_read_address(STR("FE80::1%en0"), &out));
    assert_true(str_eq(buffer_view(&out), STR("127.0.0.1fe80::1")));
    buffer_done(&out);
}

static void test_hostnames(void **state) {
    static const struct key_case cases[] = {
        {KEY_HOSTNAME, "WEB01", "web01"},
        {KEY_HOSTNAME, "web01.example.go.jp", "web01"},
        {KEY_HOSTNAME, "ＷＥＢ０１", "web01"},
        {KEY_HOSTNAME, " web01. ", "web01"},
        {KEY_HOSTNAME, "営業部PC 1", "営業部pc1"},
        {KEY_HOSTNAME, "localhost", NULL},
        {KEY_HOSTNAME, "localhost.localdomain", NULL},
        {KEY_HOSTNAME, "LOCALHOST", NULL},
        {KEY_HOSTNAME, "(none)", NULL},
        {KEY_HOSTNAME, "unknown", NULL},
        {KEY_HOSTNAME, "10.1.2.3", NULL},
        {KEY_HOSTNAME, ".example", NULL},
        {KEY_HOSTNAME, "-", NULL},
        {KEY_HOSTNAME, "", NULL},
    };

    (void)state;
    check(cases, ARRAY_LEN(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_grades), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_placeholders),     cmocka_unit_test(test_uuids),
        cmocka_unit_test(test_uuids_in_serials), cmocka_unit_test(test_macs),
        cmocka_unit_test(test_read_mac),         cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_hostnames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

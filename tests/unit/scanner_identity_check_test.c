#include "scanner/collect/identity_check.h"

#include "scanner/collect/collect.h"
#include "tests/unit/support/observed.h"

struct fact {
    unsigned column;
    const char *text;
};

/* What collectors said of one machine, and what is left of it. */
static const struct {
    const char *what;
    bool is_container;
    struct fact said[4]; /* the rest of the table is column 0 with NULL */
    struct fact left[4];
    const char *notes;
} cases[] = {
    {"identifiers of its own",
     false,
     {{DEVICES_SERIAL, "A1B2C3D"}, {DEVICES_ASSET_TAG, "HW-1"}, {DEVICES_MODEL, "Box"}, {DEVICES_MODEL_NUMBER, "B-1"}},
     {{DEVICES_SERIAL, "A1B2C3D"}, {DEVICES_ASSET_TAG, "HW-1"}},
     ""},
    {"a part number where the tag should be",
     false,
     {{DEVICES_SERIAL, "A1B2C3D"}, {DEVICES_ASSET_TAG, "ＡＢ7000001"}, {DEVICES_MODEL_NUMBER, "ab7000001"}},
     {{DEVICES_SERIAL, "A1B2C3D"}, {DEVICES_ASSET_TAG, ""}, {DEVICES_MODEL_NUMBER, "ab7000001"}},
     "asset tag is the part number: ＡＢ7000001"},
    {"the model and the maker where the numbers should be",
     false,
     {{DEVICES_SERIAL, "PowerBox 9"},
      {DEVICES_ASSET_TAG, "acme"},
      {DEVICES_MODEL, "PowerBox 9"},
      {DEVICES_MANUFACTURER, "ACME"}},
     {{DEVICES_SERIAL, ""}, {DEVICES_ASSET_TAG, ""}, {DEVICES_MODEL, "PowerBox 9"}},
     "serial is the model: PowerBox 9;asset tag is the manufacturer: acme"},
    {"placeholders that a collector let pass",
     false,
     {{DEVICES_SERIAL, "-1"},
      {DEVICES_ASSET_TAG, "7783-7084-3265-9085-8269-3286-77"},
      {DEVICES_BOARD_SERIAL, "Default string"},
      {DEVICES_UUID, "03000200-0400-0500-0006-000700080009"}},
     {{DEVICES_SERIAL, ""}, {DEVICES_ASSET_TAG, ""}, {DEVICES_BOARD_SERIAL, ""}, {DEVICES_UUID, ""}},
     "serial placeholder: -1;asset tag placeholder: 7783-7084-3265-9085-8269-3286-77;"
     "board serial placeholder: Default string;uuid placeholder: 03000200-0400-0500-0006-000700080009"},
    {"a serial number that is the UUID",
     false,
     {{DEVICES_SERIAL, "VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7"}},
     {{DEVICES_UUID, "564d1a2b-3c4d-5e6f-7081-92a3b4c5d6e7"}},
     ""},
    {"the same with the UUID in the other byte order",
     false,
     {{DEVICES_SERIAL, "VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7"},
      {DEVICES_UUID, "2B1A4D56-4D3C-6F5E-7081-92A3B4C5D6E7"}},
     {{DEVICES_UUID, "2B1A4D56-4D3C-6F5E-7081-92A3B4C5D6E7"}},
     ""},
    {"the same with another UUID",
     false,
     {{DEVICES_SERIAL, "VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7"},
      {DEVICES_UUID, "4c4c4544-0046-4810-8057-b3c04f385a31"}},
     {{DEVICES_SERIAL, "VMware-56 4d 1a 2b 3c 4d 5e 6f-70 81 92 a3 b4 c5 d6 e7"},
      {DEVICES_UUID, "4c4c4544-0046-4810-8057-b3c04f385a31"}},
     "serial and uuid disagree"},
    {"a serial number that is a MAC address",
     false,
     {{DEVICES_SERIAL, "001B21-000002"}, {DEVICES_MAC_ADDRESSES, "00:1b:21:00:00:01;00:1b:21:00:00:02"}},
     {{DEVICES_SERIAL, "001B21-000002"}},
     "serial is a mac address"},
    {"another address's digits",
     false,
     {{DEVICES_SERIAL, "001B21000003"}, {DEVICES_MAC_ADDRESSES, "00:1b:21:00:00:01"}},
     {{DEVICES_SERIAL, "001B21000003"}},
     ""},
    {"addresses that are no machine's own",
     false,
     {{DEVICES_MAC_ADDRESSES, "00:1a:7d:da:71:0a;00:1b:21:00:00:01;52:54:00:12:34:56;8c:ae:4c:00:00:01"}},
     {{DEVICES_MAC_ADDRESSES, "00:1a:7d:da:71:0a;00:1b:21:00:00:01;52:54:00:12:34:56;8c:ae:4c:00:00:01"}},
     "mac of many machines: 00:1a:7d:da:71:0a;mac of many machines: 8c:ae:4c:00:00:01"},
    {"a container sees its host's firmware",
     true,
     {{DEVICES_SERIAL, "A1B2C3D"},
      {DEVICES_UUID, "4c4c4544-0046-4810-8057-b3c04f385a31"},
      {DEVICES_ASSET_TAG, "HW-1"},
      {DEVICES_MODEL, "Box"}},
     {{DEVICES_SERIAL, ""}, {DEVICES_UUID, ""}, {DEVICES_ASSET_TAG, ""}, {DEVICES_MODEL, "Box"}},
     "identifiers of the host"},
    {"a container that sees none", true, {{DEVICES_MODEL, "Box"}}, {{DEVICES_MODEL, "Box"}}, ""},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();

        print_message("%s\n", cases[i].what);
        observed.observation.is_container = cases[i].is_container;
        for (size_t j = 0; j < ARRAY_LEN(cases[i].said) && cases[i].said[j].text; j++) {
            observation_set(&observed.observation, cases[i].said[j].column, str_from(cases[i].said[j].text));
        }
        identity_check(&observed.observation);
        for (size_t j = 0; j < ARRAY_LEN(cases[i].left) && cases[i].left[j].text; j++) {
            assert_device(&observed, cases[i].left[j].column, cases[i].left[j].text);
        }
        assert_text(observed.observation.notes, cases[i].notes);
    }
}

#define M                   "0123456789abcdef0123456789abcdef"
#define SECTION(NAME, BODY) M " begin " NAME "\n" BODY "\n" M " end " NAME " 0 1\n"

static struct str collect(struct observed *observed, struct str output) {
    struct section_list list;
    struct str complete, missing;

    assert_int_equal(section_split(output, STR(M), observed->arena, &list, NULL), ERR_OK);
    collect_all(&list, &observed->observation, &complete, &missing);
    return observed->observation.notes;
}

/* From the sections on: a container's note, no word of privilege, and its installation's id, hashed. */
static void test_container(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str notes =
        collect(&observed, STR(SECTION("virtual", "container=lxc")
                                   SECTION("dmi", "product_uuid=4c4c4544-0046-4810-8057-b3c04f385a31\n"
                                                  "denied=product_serial")
                                       SECTION("platform", "machine_id=0123456789abcdef0123456789abcde0")));

    (void)state;
    assert_text(notes, "container: lxc;no serial: a container has none");
    assert_device(&observed, DEVICES_UUID, "");
    assert_int_equal(observed.observation.machine_id.n, 16);
    assert_false(str_contains(STR("0123456789abcdef0123456789abcde0"), observed.observation.machine_id));
}

/* What root in a container sees of the machine around it: its disks by lsblk, its modules by dmidecode, its screens.
 * What it says of itself stays. */
static void test_components_of_host(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str notes = collect(
        &observed, STR(SECTION("virtual", "container=podman")
                           SECTION("dmidecode", "Handle 0x0010, DMI type 17, 34 bytes\nMemory Device\n\tSize: 16 GB\n"
                                                "\tLocator: A1\n\tSerial Number: 12345ABC")
                               SECTION("disks", "NAME=\"sda\" TYPE=\"disk\" SIZE=\"479559942144\" SERIAL=\"D-1\"")
                                   SECTION("raid", "controller=megaraid_sas\nlacks=tool")
                                       SECTION("network", "sys eth0 address=0a:58:0a:58:00:07 operstate=up arphrd=1")
                                           SECTION("dpkg", "ii \tbash\t5.2.15-2\tamd64\t7164\t1700000000")));

    (void)state;
    assert_text(notes, "container: podman;components of the host");
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 0);
    assert_device(&observed, DEVICES_DISK_GB, "");
    assert_int_equal(observed_count(&observed, TABLE_INTERFACES), 1);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 1);
    assert_true(observation_add(&observed.observation, TABLE_UPDATES) == observed.observation.last);
    assert_int_equal(observed.observation.row_count, 4);
}

/* The same lines of a machine of its own. */
static void test_components_of_machine(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str notes = collect(&observed, STR(SECTION("virtual", "container=none\nvm=kvm") SECTION(
                                              "disks", "NAME=\"sda\" TYPE=\"disk\" SIZE=\"479559942144\"")));

    (void)state;
    assert_text(notes, "");
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 1);
    assert_device(&observed, DEVICES_DISK_GB, "480");
}

static void test_part_number(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct str notes = collect(&observed, STR(SECTION("dmi", "product_sku=7000001\nchassis_asset_tag=7000001")
                                                  SECTION("platform", "machine_id=uninitialized")));

    (void)state;
    assert_text(notes, "no serial: the firmware tells none;asset tag is the part number: 7000001");
    assert_device(&observed, DEVICES_ASSET_TAG, "");
    assert_int_equal(observed.observation.machine_id.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_container),
        cmocka_unit_test(test_components_of_host),
        cmocka_unit_test(test_components_of_machine),
        cmocka_unit_test(test_part_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

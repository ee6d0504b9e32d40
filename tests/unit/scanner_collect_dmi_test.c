/* What says who a machine is: dmi, dmidecode, platform and virtual. */

#include "scanner/collect/hardware/dmi.h"

#include "scanner/collect/hardware/dmidecode.h"
#include "scanner/collect/hardware/platform.h"
#include "scanner/collect/hardware/virtual.h"
#include "tests/unit/support/observed.h"

typedef void collect_function(struct str body, struct observation *observation);

struct fact {
    unsigned column;
    const char *text;
};

struct identity_case {
    const char *what;
    collect_function *collect;
    struct str body;
    struct fact facts[6]; /* the rest of the table is column 0 with NULL */
    const char *notes;
};

static const struct identity_case cases[] = {
    {"a server, read with privilege",
     collect_dmi,
     STR("sys_vendor=Dell Inc.\nproduct_name=PowerEdge R640\nproduct_sku=SKU=NotProvided;ModelName=PowerEdge R640\n"
         "bios_version=2.10.2\nchassis_type=23\nchassis_asset_tag=IT-0042 \nproduct_serial=ABC1234\n"
         "product_uuid=4c4c4544-0046-4810-8057-b3c04f385a31\nchassis_serial=ABC1234\nboard_serial=.ABC1234.CN123.\n"),
     {{DEVICES_MANUFACTURER, "Dell Inc."},
      {DEVICES_SERIAL, "ABC1234"},
      {DEVICES_UUID, "4c4c4544-0046-4810-8057-b3c04f385a31"},
      {DEVICES_ASSET_TAG, "IT-0042"},
      {DEVICES_MODEL_NUMBER, ""},
      {DEVICES_KIND, "server"}},
     ""},
    {"a UUID that is one only without its control characters",
     collect_dmi,
     STR("sys_vendor=Dell Inc.\nproduct_uuid=4c4c4544-0046-48\0"
         "10-8057-b3c04f385a3\xef\xbb\xbf"
         "1\n"),
     {{DEVICES_UUID, ""}},
     "uuid placeholder: 4c4c4544-0046-48 10-8057-b3c04f385a3\xef\xbb\xbf"
     "1"},
    {"the same without privilege",
     collect_dmi,
     STR("sys_vendor=Dell Inc.\nproduct_name=PowerEdge R640\ndenied=product_serial\ndenied=product_uuid\n"),
     {{DEVICES_MODEL, "PowerEdge R640"}, {DEVICES_SERIAL, ""}, {DEVICES_UUID, ""}},
     "serial needs privilege;memory modules and power supplies need privilege"},
    {"root has no dmidecode",
     collect_dmi,
     STR("sys_vendor=Dell Inc.\nlacks=dmidecode\nproduct_serial=ABC1234\n"),
     {{DEVICES_SERIAL, "ABC1234"}},
     "memory modules and power supplies need dmidecode"},
    {"firmware that nobody filled in",
     collect_dmi,
     STR("sys_vendor=System manufacturer\nproduct_name=System Product Name\nproduct_sku=To be filled by O.E.M.\n"
         "chassis_asset_tag=Asset-1234567890\nproduct_serial=To be filled by O.E.M.\n"
         "product_uuid=EEEEEEEE-EEEE-EEEE-EEEE-EEEEEEEEEEEE\nchassis_serial=Default string\n"),
     {{DEVICES_MANUFACTURER, ""},
      {DEVICES_MODEL, ""},
      {DEVICES_SERIAL, ""},
      {DEVICES_UUID, ""},
      {DEVICES_ASSET_TAG, ""}},
     "serial placeholder: To be filled by O.E.M.;uuid placeholder: EEEEEEEE-EEEE-EEEE-EEEE-EEEEEEEEEEEE;"
     "asset tag placeholder: Asset-1234567890"},
    {"a serial on the chassis only",
     collect_dmi,
     STR("product_serial= \nchassis_serial=CH-77\n"),
     {{DEVICES_SERIAL, "CH-77"}, {DEVICES_CHASSIS_SERIAL, "CH-77"}},
     ""},
    {"a laptop whose maker puts the machine type in the product name",
     collect_dmi,
     STR("sys_vendor=LENOVO\nproduct_name=20L5S00K00\nproduct_version=ThinkPad T480\nchassis_type=10\n"),
     {{DEVICES_MODEL, "ThinkPad T480"}, {DEVICES_MODEL_NUMBER, "20L5S00K00"}, {DEVICES_KIND, "laptop"}},
     ""},
    {"a cloud's tags",
     collect_dmi,
     STR("sys_vendor=Amazon EC2\nproduct_name=m5.large\nchassis_asset_tag=Amazon "
         "EC2\nboard_asset_tag=i-0123456789abcdef0\n"),
     {{DEVICES_ASSET_TAG, ""}},
     "cloud instance: i-0123456789abcdef0;asset tag of the cloud"},
    {"a cloud's constant",
     collect_dmi,
     STR("chassis_asset_tag=7783-7084-3265-9085-8269-3286-77\n"),
     {{DEVICES_ASSET_TAG, ""}},
     "asset tag of the cloud"},
    {"a tag that begins like an instance's",
     collect_dmi,
     STR("chassis_asset_tag=PC-1\nboard_asset_tag=i-pad 12345\n"),
     {{DEVICES_ASSET_TAG, "PC-1"}},
     ""},
    {"no SMBIOS", collect_dmi, STR(""), {{DEVICES_SERIAL, ""}}, ""},
    {"garbage", collect_dmi, STR("\xff=\n=\n==\nproduct_serial\nchassis_type=\x01\n"), {{DEVICES_SERIAL, ""}}, ""},
    {"ARM device tree",
     collect_platform,
     STR("dt_serial=10000000deadbeef\ndt_model=Raspberry Pi 4 Model B Rev 1.4\nSerial\t\t: 10000000deadbeef\n"),
     {{DEVICES_SERIAL, "10000000deadbeef"}, {DEVICES_MODEL, "Raspberry Pi 4 Model B Rev 1.4"}},
     ""},
    {"an old ARM board without a serial",
     collect_platform,
     STR("smbios=none\nSerial\t\t: 0000000000000000\n"),
     {{DEVICES_SERIAL, ""}},
     "no serial: the firmware has neither SMBIOS nor a device tree with one"},
    {"SMBIOS without a serial",
     collect_platform,
     STR("machine_id=0123456789abcdef0123456789abcdef\n"),
     {{DEVICES_SERIAL, ""}},
     "no serial: the firmware tells none"},
    {"a guest of Xen in a cloud",
     collect_platform,
     STR("smbios=none\ndt_serial=S-1\nxen_uuid=4c4c4544-0046-4810-8057-b3c04f385a31\ncloud_instance=i-0abc1234\n"
         "machine_id=uninitialized\n"),
     {{DEVICES_UUID, "4c4c4544-0046-4810-8057-b3c04f385a31"}},
     "cloud instance: i-0abc1234"},
    {"what cloud-init writes elsewhere is no instance of Amazon's",
     collect_platform,
     STR("dt_serial=S-1\ncloud_instance=i-20270324-rescue\n"),
     {{DEVICES_SERIAL, "S-1"}},
     ""},
    {"nine digits are none, either",
     collect_platform,
     STR("dt_serial=S-1\ncloud_instance=i-0abc12345\n"),
     {{DEVICES_SERIAL, "S-1"}},
     ""},
    {"a box whose maker announces it",
     collect_platform,
     STR("smbios=none\nbox_vendor=Synology\nbox_model=DS920+\nbox_serial=20A0PDN000001\n"),
     {{DEVICES_MANUFACTURER, "Synology"}, {DEVICES_MODEL, "DS920+"}, {DEVICES_SERIAL, "20A0PDN000001"}},
     ""},
    {"the host of a Xen has no id of its own",
     collect_platform,
     STR("dt_serial=S-1\nxen_uuid=00000000-0000-0000-0000-000000000000\ncloud_instance=iid-datasource-none\n"
         "machine_id=0123456789abcdef0123456789abcdeg\n"),
     {{DEVICES_UUID, ""}},
     ""},
    {"a POWER partition has the frame's serial",
     collect_platform,
     STR("dt_model=IBM,8286-41A\ndt_system_id=IBM,0210012AB\n"),
     {{DEVICES_MANUFACTURER, "IBM"},
      {DEVICES_MODEL, "8286-41A"},
      {DEVICES_SERIAL, ""},
      {DEVICES_CHASSIS_SERIAL, "10012AB"}},
     "chassis serial of the frame"},
    {"a guest on IBM Z",
     collect_platform,
     STR("Manufacturer:         IBM\nType:                 2964\nModel:                701 N63\n"
         "Sequence Code:        00000000000A1B2C\nVM00 Name:            GUEST1\n"),
     {{DEVICES_MODEL, "2964"}, {DEVICES_CHASSIS_SERIAL, "00000000000A1B2C"}, {DEVICES_KIND, "vm"}},
     "chassis serial of the frame"},
    {"a physical machine",
     collect_virtual,
     STR("container=none\nvm=none\nvendor=Dell Inc.\ncpu_flag=\n"),
     {{DEVICES_VIRTUAL, "no"}, {DEVICES_KIND, ""}},
     ""},
    {"a virtual machine",
     collect_virtual,
     STR("container=none\nvm=kvm\n"),
     {{DEVICES_VIRTUAL, "yes"}, {DEVICES_KIND, "vm"}},
     ""},
    {"a container",
     collect_virtual,
     STR("container=docker\nvm=none\nmanager=docker\nmanager=docker\n"),
     {{DEVICES_VIRTUAL, "yes"}, {DEVICES_KIND, "vm"}},
     "container: docker"},
    {"an image that became a machine",
     collect_virtual,
     STR("container=docker\nvm=none\nvendor=Dell Inc.\ncpu_flag=\n"),
     {{DEVICES_VIRTUAL, "no"}, {DEVICES_KIND, ""}},
     ""},
    {"a container of systemd's",
     collect_virtual,
     STR("container=systemd-nspawn\nvm=kvm\n"),
     {{DEVICES_VIRTUAL, "yes"}, {DEVICES_KIND, "vm"}},
     "container: systemd-nspawn"},
    {"a container without systemd",
     collect_virtual,
     STR("cgroup=kubepods\n"),
     {{DEVICES_KIND, "vm"}},
     "container: kubepods"},
    {"told by SMBIOS alone",
     collect_virtual,
     STR("vendor=Microsoft Corporation\nproduct=Virtual Machine\n"),
     {{DEVICES_VIRTUAL, "yes"}},
     ""},
    {"a tablet of the same vendor",
     collect_virtual,
     STR("vendor=Microsoft Corporation\nproduct=Surface Pro\ncpu_flag=\n"),
     {{DEVICES_VIRTUAL, "no"}},
     ""},
    {"bare metal of a cloud",
     collect_virtual,
     STR("vendor=Amazon EC2\nproduct=m5.metal\ncpu_flag=\n"),
     {{DEVICES_VIRTUAL, "no"}},
     ""},
    {"the host of a Xen",
     collect_virtual,
     STR("vendor=HP\nhypervisor=xen\nxen=control_d\ncpu_flag=hypervisor\n"),
     {{DEVICES_VIRTUAL, "no"}},
     ""},
    {"nothing known", collect_virtual, STR("container=\nvm=\n"), {{DEVICES_VIRTUAL, ""}, {DEVICES_KIND, ""}}, ""},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_from(cases[i].collect, cases[i].body);
        print_message("%s\n", cases[i].what);
        for (size_t j = 0; j < ARRAY_LEN(cases[i].facts) && cases[i].facts[j].text; j++) {
            assert_device(&observed, cases[i].facts[j].column, cases[i].facts[j].text);
        }
        assert_text(observed.observation.notes, cases[i].notes);
    }
}

static const char modern[] =
    "# dmidecode 3.4\nGetting SMBIOS data from sysfs.\n\n"
    "Handle 0x0001, DMI type 1, 27 bytes\nSystem Information\n\tManufacturer: ACME\n"
    "\tProduct Name: Box\n\tSerial Number: S-1\n\n"
    "Handle 0x0002, DMI type 2, 15 bytes\nBase Board Information\n\tSerial Number: B-1\n\n"
    "Handle 0x0003, DMI type 2, 15 bytes\nBase Board Information\n\tSerial Number: B-2\n\n"
    "Handle 0x0010, DMI type 17, 34 bytes\nMemory Device\n\tSize: 16 GB\n\tLocator: A1\n"
    "\tType: DDR4\n\tSpeed: 2666 MT/s\n\tManufacturer: NO DIMM\n\tSerial Number: 12345ABC\n\tPart Number: P-1\n\n"
    "Handle 0x0011, DMI type 17, 34 bytes\nMemory Device\n\tSize: No Module Installed\n"
    "\tLocator: A2\n\tSerial Number: SerNum01\n\n"
    "Handle 0x0020, DMI type 39, 22 bytes\nSystem Power Supply\n\tLocation: PSU1\n"
    "\tName: Supply\n\tSerial Number: PS-9\n\tModel Part Number: 0XYZ\n"
    "\tMax Power Capacity: 750 W\n\n"
    "Handle 0x0021, DMI type 126, 4 bytes\nInactive\n\tSerial Number: no\n";

static void test_dmidecode(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_dmidecode, str_from(modern));
    const struct observation_row *dimm, *supply;

    (void)state;
    assert_device(&observed, DEVICES_SERIAL, "S-1");
    assert_device(&observed, DEVICES_BOARD_SERIAL, "B-1");
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 2);
    dimm = observed_row(&observed, TABLE_COMPONENTS, 0);
    assert_text(dimm->cells[COMPONENTS_KIND], "dimm");
    assert_text(dimm->cells[COMPONENTS_SLOT], "A1");
    assert_text(dimm->cells[COMPONENTS_CAPACITY], "16 GB");
    assert_text(dimm->cells[COMPONENTS_NAME], "DDR4-2666");
    assert_text(dimm->cells[COMPONENTS_MANUFACTURER], "");
    assert_text(dimm->cells[COMPONENTS_SERIAL], "12345ABC");
    supply = observed_row(&observed, TABLE_COMPONENTS, 1);
    assert_text(supply->cells[COMPONENTS_KIND], "psu");
    assert_text(supply->cells[COMPONENTS_MODEL], "0XYZ");
    assert_text(supply->cells[COMPONENTS_CAPACITY], "750 W");
}

static const char sockets[] = "Handle 0x0004, DMI type 4, 48 bytes\nProcessor Information\n\tSocket Designation: CPU1\n"
                              "\tType: Central Processor\n\tFamily: Xeon\n\tManufacturer: Intel(R) Corporation\n"
                              "\tVersion: Intel(R) Xeon(R) Silver 4110 CPU @ 2.10GHz\n\tStatus: Populated, Enabled\n"
                              "\tSerial Number: Not Specified\n\tAsset Tag: UNKNOWN\n\n"
                              "Handle 0x0005, DMI type 4, 48 bytes\nProcessor Information\n\tSocket Designation: CPU2\n"
                              "\tVersion: Intel(R) Xeon(R)\n\tStatus: Unpopulated\n\n"
                              "Handle 0x0006, DMI type 39, 22 bytes\nSystem Power Supply\n\tSerial Number: PS-9\n"
                              "\tStatus: Not Present\n";

static void test_sockets(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_dmidecode, str_from(sockets));
    const struct observation_row *row = observed_row(&observed, TABLE_COMPONENTS, 0);

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 1);
    assert_text(row->cells[COMPONENTS_KIND], "cpu");
    assert_text(row->cells[COMPONENTS_SLOT], "CPU1");
    assert_text(row->cells[COMPONENTS_NAME], "Xeon");
    assert_text(row->cells[COMPONENTS_MODEL], "Intel(R) Xeon(R) Silver 4110 CPU @ 2.10GHz");
    assert_text(row->cells[COMPONENTS_SERIAL], "");
    assert_text(row->cells[COMPONENTS_ASSET_TAG], "");
}

/* A container is not the machine whose firmware it sees; that it does not have its parts is said at the end, in
 * scanner/collect/identity_check.c. */
static void test_container(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_virtual, STR("manager=docker\nvm=none\n"));

    (void)state;
    collect_dmidecode(str_from(modern), &observed.observation);
    collect_dmi(STR("sys_vendor=ACME\nproduct_serial=S-1\nchassis_serial=CH-1\n"), &observed.observation);
    collect_platform(
        STR("dt_serial=10000000deadbeef\ndt_model=IBM,8286-41A\nbox_vendor=Synology\nModel\t: Raspberry Pi 4\n"
            "xen_uuid=4c4c4544-0046-4810-8057-b3c04f385a31\n"),
        &observed.observation);
    assert_device(&observed, DEVICES_SERIAL, "");
    assert_device(&observed, DEVICES_MODEL, "");
    assert_device(&observed, DEVICES_UUID, "");
    assert_device(&observed, DEVICES_CHASSIS_SERIAL, "");
    assert_device(&observed, DEVICES_MANUFACTURER, "");
    assert_device(&observed, DEVICES_KIND, "vm");
    assert_text(observed.observation.notes, "container: docker;serial of the host: S-1");
}

/* An old version: indented, the type on a line of its own. Its "Not Specified" is no placeholder of the firmware. */
static const char old[] = "\tHandle 0x0100\n\t\tDMI type 1, 25 bytes.\n\t\tSystem Information\n"
                          "\t\t\tManufacturer: ACME\n\t\t\tSerial Number:                 \n"
                          "\tHandle 0x0300\n\t\tDMI type 3, 17 bytes.\n\t\tChassis Information\n"
                          "\t\t\tSerial Number: C-1\n\t\t\tAsset Tag: Not Specified\n"
                          "\tHandle 0x1100\n\t\tDMI type 17, 27 bytes.\n\t\tMemory Device\n"
                          "\t\t\tSize: 1024 MB\n\t\t\tLocator: DIMM_A\n\t\t\tType: DDR\n\t\t\tSpeed: Unknown\n"
                          "\t\t\tManufacturer: 7F98000000000000\n";

static void test_old_dmidecode(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_dmidecode, str_from(old));
    const struct observation_row *dimm = observed_row(&observed, TABLE_COMPONENTS, 0);

    (void)state;
    assert_device(&observed, DEVICES_MANUFACTURER, "ACME");
    assert_device(&observed, DEVICES_SERIAL, "C-1");
    assert_text(observed.observation.notes, "");
    assert_text(dimm->cells[COMPONENTS_NAME], "DDR");
    assert_text(dimm->cells[COMPONENTS_MANUFACTURER], "Kingston");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),   cmocka_unit_test(test_dmidecode), cmocka_unit_test(test_old_dmidecode),
        cmocka_unit_test(test_sockets), cmocka_unit_test(test_container),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

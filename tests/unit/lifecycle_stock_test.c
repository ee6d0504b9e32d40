#include "lifecycle/stock.h"

#include "lifecycle/distribution.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/stocked.h"

#include <stdio.h>

/* --- cases ---------------------------------------------------------------------------------------------------------
 */

struct stock_case {
    const char *what;
    const char *assets, *devices;   /* NULL: those below */
    const char *listed, *installed; /* rows of asset_id,product,vendor,version,edition,kind,instance,planned_end, and of
                                       device_id,product,vendor,version,edition,source,instance */
    const char *stock;
};

/* P1 was observed, P2 without its software, P3 not at all; d4 is on no record; P5 is disposed of, and P6 a spare. */
static const char usual_assets[] = "asset_id,status\nP1,\nP2,\nP3,\nP5,disposed\nP6,spare\n";
static const char usual_devices[] = "device_id,asset_tag,sections_missing\nd1,P1,\nd2,P2,packages\nd4,,\n";

static struct stocked *stocked_of(const struct stock_case *test) {
    char listed[4096], installed[4096];
    const struct ministry_text text = {
        .assets = test->assets ? test->assets : usual_assets,
        .devices = test->devices ? test->devices : usual_devices,
        .listed = test->listed ? listed : NULL,
        .installed = installed,
        .others = &stocked_products,
        .other_count = 1,
    };

    snprintf(listed, sizeof listed, "asset_id,product,vendor,version,edition,kind,instance,planned_end\n%s",
             test->listed ? test->listed : "");
    snprintf(installed, sizeof installed, "device_id,product,vendor,version,edition,source,instance\n%s",
             test->installed ? test->installed : "");
    return stocked_new(&text, 1);
}

static void check_cases(const struct stock_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_of(&cases[i]);
        CLEANUP(buffer_done) struct buffer got = {0};
        stocked_tell(stocked, true, &got);
        if (strcmp(got.p, cases[i].stock) != 0) {
            fail_msg("%s:\n%snot\n%s", cases[i].what, got.p, cases[i].stock);
        }
    }
}

/* --- which side ----------------------------------------------------------------------------------------------------
 */

static const struct stock_case sides[] = {
    {"observed", NULL, NULL, NULL, "d1,Tool 3,,,,,\n", "software: Tool 3 (Tool) 1: P1 observed software.csv:2\n"},
    {"on a machine that is on no record", NULL, NULL, NULL, "d4,Tool 3,,,,,\n",
     "software: Tool 3 (Tool) 1: d4 observed software.csv:2\n"},
    {"of a device that is none", NULL, NULL, NULL, "d9,Tool 3,,,,,\n", ""},
    {"listed on a machine that was examined", NULL, NULL, "P1,Tool 3,,,,,,\n", "d1,Other,,,,,\n", ""},
    {"listed on one of which nothing was read, whatever the scan says", NULL, NULL, "P1,Tool 3,,,,,,\n", "",
     "software: Tool 3 (Tool) 1: P1 listed perhaps software.csv:2\n"},
    {"listed on one whose software was not read to its end", NULL, NULL, "P2,Tool 3,,,,,,\n", "d2,Other,,,,,\n",
     "software: Tool 3 (Tool) 1: P2 listed perhaps software.csv:2\n"},
    {"seen there all the same, in another version", NULL, NULL, "P2,Tool 3,,,,,,\n", "d2,Tool 4,,,,,\n",
     "software: Tool 4 (Tool) 1: P2 observed software.csv:2\n"},
    {"listed on one that was not observed", NULL, NULL, "P3,Tool 3,,,,,,\n", "",
     "software: Tool 3 (Tool) 1: P3 listed perhaps software.csv:2\n"},
    {"listed on one that is disposed of, and on a spare one", NULL, NULL, "P5,Tool 3,,,,,,\nP6,Tool 3,,,,,,\n", "", ""},
    {"listed for a machine of nobody", NULL, NULL, "P9,Tool 3,,,,,,\n", "", ""},
};

static void test_sides(void **state) {
    (void)state;
    check_cases(sides, ARRAY_LEN(sides));
}

/* --- which titles --------------------------------------------------------------------------------------------------
 */

static const struct stock_case titles[] = {
    {"no rule knows it, and no ledger", NULL, NULL, "P3,Saw,,,,,,\n", "d1,Thing,,1,,,\n",
     "software: Saw (Saw) 1: P3 listed perhaps software.csv:2\n"},
    {"no rule knows it, but the ledger lists it for another machine", NULL, NULL, "P3,Saw 1.0,,1.0,,,,\n",
     "d1,Saw 2.1,,2.1,,,\n",
     "software: Saw 1.0 (Saw) 1: P3 listed perhaps software.csv:2\n"
     "software: Saw 2.1 (Saw) 1: P1 observed software.csv:2\n"},
    {"patches and parts of a product are no products", NULL, NULL,
     "P3,Tool Update 7,,,,,,\nP3,Tool Help,,,,,,\nP3,Tool 3,,,,更新プログラム,,\n", "d1,Tool Update 7,,,,,\n", ""},
    {"a runtime counts where the ledger lists it", NULL, NULL, "P3,Engine,,2,,,,\n", "d1,Engine,,2.1,,,\n",
     "software: Engine 2 (Engine) 1: P3 listed perhaps software.csv:2\n"
     "software: Engine 2.1 (Engine) 1: P1 observed software.csv:2\n"},
    {"a runtime that the ledger does not list", NULL, NULL, NULL, "d1,Engine,,2.1,,,\n", ""},
    {"packages of the distribution go with it", NULL, NULL, "P3,httpd,,,,,,\n",
     "d1,httpd,Red Hat. Inc.,2.4.6-97.el7,,rpm,\nd4,httpd,,2.4.6,,dpkg,\n",
     "software: Apache HTTP Server (Apache HTTP Server) 1: P3 listed perhaps software.csv:2\n"},
    {"packages of others do not", NULL, NULL, NULL, "d1,httpd,IUS Community,2.4.6,,rpm,\nd4,httpd,,2.4.58,,registry,\n",
     "software: Apache HTTP Server 2.4.58 (Apache HTTP Server) 1: d4 observed software.csv:3\n"
     "software: Apache HTTP Server 2.4.6 (Apache HTTP Server) 1: P1 observed software.csv:2\n"},
};

static void test_titles(void **state) {
    (void)state;
    check_cases(titles, ARRAY_LEN(titles));
}

/* --- what is one thing ---------------------------------------------------------------------------------------------
 */

static const struct stock_case things[] = {
    {"architectures of one version", NULL, NULL, NULL, "d1,Tool 3 (x64),,,,,\nd1,Tool 3 (x86),,,,,\nd4,Tool 3,,,,,\n",
     "software: Tool 3 (Tool) 2: P1 observed software.csv:2, d4 observed software.csv:4\n"},
    {"a row that says the version of the title more exactly", NULL, NULL, NULL,
     "d1,Tool 3,,3.0.7,,,\nd4,Tool 3,,16.0,,,\n",
     "software: Tool 3 (Tool) 1: d4 observed software.csv:3\n"
     "software: Tool 3.0.7 (Tool) 1: P1 observed software.csv:2\n"},
    {"editions", NULL, NULL, NULL, "d1,Tool Pro 3,,,,,\nd1,Tool 3,,,,,\nd4,Tool 3,,,Lite,,\n",
     "software: Tool 3 (Tool) 1: P1 observed software.csv:2\n"
     "software: Tool 3 (Tool) 1: d4 observed software.csv:4\n"
     "software: Tool Pro 3 (Tool Pro) 1: P1 observed software.csv:3\n"},
    {"instances are uses of their own", NULL, NULL, NULL,
     "d1,Tool 3,,,,,ONE\nd1,Tool 3,,,,,TWO\nd1,Tool 3 (x64),,,,,one\nd1,Tool 3,,,,,\n",
     "software: Tool 3 (Tool) 1: P1 observed software.csv:2, P1 observed software.csv:3, P1 observed software.csv:4\n"},
    {"a title without a rule, whose version stands behind it", NULL, NULL,
     "P3,PostgreSQL 14,,14.9,,,,\nP3,Plain 2.5,,,,,,\n", "",
     "software: Plain 2.5 (Plain) 1: P3 listed perhaps software.csv:3\n"
     "software: PostgreSQL 14.9 (PostgreSQL) 1: P3 listed perhaps software.csv:2\n"},
};

static void test_things(void **state) {
    (void)state;
    check_cases(things, ARRAY_LEN(things));
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static const struct stock_case machines[] = {
    {"what was observed of a model goes before what is documented, and either will do",
     "asset_id,manufacturer,model\nP1,Fujitsu,RX2540 M5\nP2,NEC,R120h\nP3,NEC,R120h\n",
     "device_id,asset_tag,manufacturer,model\nd1,P1,FUJITSU,PRIMERGY RX2540 M6\nd2,P2,,\n", NULL, NULL,
     "hardware: FUJITSU PRIMERGY RX2540 M6 (FUJITSU PRIMERGY RX2540 M6) 1: P1 observed devices.csv:2\n"
     "hardware: NEC R120h (NEC R120h) 2: P2 listed certain devices.csv:3, P3 listed certain devices.csv:4\n"},
    {"the maker in front of the model already", "asset_id,manufacturer,model\nP1,HP,HP Z2 Tower\n", "device_id\n", NULL,
     NULL, "hardware: HP Z2 Tower (HP Z2 Tower) 1: P1 listed certain devices.csv:2\n"},
    {"virtual machines have no hardware",
     "asset_id,manufacturer,model,kind,virtual,virtual_host\n"
     "P1,NEC,A,仮想マシン,,\nP2,NEC,A,,有,\nP3,,VirtualBox,,,\nP4,NEC,A,,,P5\nP5,NEC,A,,,\n",
     "device_id,asset_tag,manufacturer,model,virtual\nd1,,VMware. Inc.,VMware7,\nd2,,Dell Inc.,R650,false\n", NULL,
     NULL,
     "hardware: Dell Inc. R650 (Dell Inc. R650) 1: d2 observed devices.csv:3\n"
     "hardware: NEC A (NEC A) 1: P5 listed certain devices.csv:6\n"},
    {"operating systems, as observed, else as documented",
     "asset_id,os_name,os_version,os_edition\nP1,Debian,11,\nP2,Debian,11,\nP3,Windows 10,10.0.19045,Pro\n",
     "device_id,asset_tag,os_name,os_version\nd1,P1,Debian GNU/Linux,12.9\nd2,P2,,\n", NULL, NULL,
     "os: Debian 11 (Debian) 1: P2 listed perhaps devices.csv:3\n"
     "os: Debian GNU/Linux 12.9 (Debian GNU/Linux) 1: P1 observed devices.csv:2\n"
     "os: Windows 10 Pro 10.0.19045 (Windows 10 Pro) 1: P3 listed perhaps devices.csv:4\n"},
    {"firmware of what lives by it",
     "asset_id,kind,manufacturer,model,firmware_version\nP1,L3SW,Cisco,C9300,\nP2,UPS,APC,SMT1500,9.4\nP3,PC,NEC,Mate,"
     "1.07\nP4,ルータ,Yamaha,RTX1220,\n",
     "device_id,asset_tag,kind,os_name,os_version,firmware_version,manufacturer,model\n"
     "d1,P1,,Cisco IOS XE,17.06.05,17.6r,,\nd4,P4,,RTX,,15.04.07,,\nd5,,firewall,,,7.2.5,Fortinet,FG-100F\n",
     NULL, NULL,
     "hardware: APC SMT1500 (APC SMT1500) 1: P2 listed certain devices.csv:3\n"
     "hardware: Cisco C9300 (Cisco C9300) 1: P1 listed certain devices.csv:2\n"
     "hardware: Fortinet FG-100F (Fortinet FG-100F) 1: d5 observed devices.csv:4\n"
     "hardware: NEC Mate (NEC Mate) 1: P3 listed certain devices.csv:4\n"
     "hardware: Yamaha RTX1220 (Yamaha RTX1220) 1: P4 listed certain devices.csv:5\n"
     "firmware: APC SMT1500 9.4 (APC SMT1500) 1: P2 listed perhaps devices.csv:3\n"
     "firmware: Fortinet FG-100F 7.2.5 (Fortinet FG-100F) 1: d5 observed devices.csv:4\n"
     "os: Cisco IOS XE 17.06.05 (Cisco IOS XE) 1: P1 observed devices.csv:2\n"
     "os: RTX 15.04.07 (RTX) 1: P4 observed devices.csv:3\n"},
    {"the operating system among the software", "asset_id,os_name\nP1,Windows Server 2022\nP3,\n", "device_id\n",
     "P1,Windows Server 2022 Standard,,,,,,\nP3,Windows Server 2019,,,,OS,,\nP1,Windows Server 2019,,,,OS,,\n", NULL,
     "os: Windows Server 2019 (Windows Server 2019) 1: P3 listed perhaps software.csv:3\n"
     "os: Windows Server 2022 (Windows Server 2022) 1: P1 listed perhaps devices.csv:2\n"},
    {"not in use", "asset_id,model,status,acquired_on\nP1,A,stopped,\nP2,A,stopped,\nP3,A,,2027-04-01\n",
     "device_id,asset_tag\nd2,P2\n", NULL, NULL, "hardware: A (A) 1: P2 listed certain devices.csv:3\n"},
};

static void test_machines(void **state) {
    (void)state;
    check_cases(machines, ARRAY_LEN(machines));
}

/* --- plans ---------------------------------------------------------------------------------------------------------
 */

static const struct stock_case plans[] = {
    {"of the machine",
     "asset_id,model,planned_end,renewal_planned_on,lease_end\nP1,A,2028-01-31,2028-02-29,2028-03-31\n"
     "P2,A,,2028-02-29,2028-03-31\nP3,A,,,令和10年3月31日\nP4,A,,,\n",
     "device_id\n", NULL, NULL,
     "hardware: A (A) 4: P1 listed certain devices.csv:2 2028-01-31 planned_end, P2 listed certain devices.csv:3 "
     "2028-02-29 "
     "renewal_planned_on, P3 listed certain devices.csv:4 2028-03-31 lease_end, P4 listed certain devices.csv:5\n"},
    {"of the software that is listed", "asset_id,planned_end\nP2,2028-01-31\nP3,2028-01-31\n", "device_id\n",
     "P2,Tool 3,,,,,,2029-01-31\nP3,Tool 3,,,,,,\n", NULL,
     "software: Tool 3 (Tool) 2: P2 listed perhaps software.csv:2 2029-01-31 software.planned_end, P3 listed perhaps "
     "software.csv:3 2028-01-31 planned_end\n"},
    {"of the software that was observed, by the row of its version", NULL, NULL,
     "P1,Tool 3,,,,,,2029-01-31\nP1,Tool 4,,4,,,,2030-01-31\nP2,Tool 4,,,,,,2031-01-31\n", "d1,Tool 4,,4.2,,,\n",
     "software: Tool 4 (Tool) 1: P2 listed perhaps software.csv:4 2031-01-31 software.planned_end\n"
     "software: Tool 4.2 (Tool) 1: P1 observed software.csv:2 2030-01-31 software.planned_end\n"},
    {"else by any of the product, the latest", NULL, NULL,
     "P1,Tool 3,,3,,,,2029-01-31\nP1,Tool 2,,2,,,,2029-02-28\nP1,Saw,,,,,,2031-01-31\n", "d1,Tool 5,,5,,,\n",
     "software: Tool 5 (Tool) 1: P1 observed software.csv:2 2029-02-28 software.planned_end\n"},
};

static void test_plans(void **state) {
    (void)state;
    check_cases(plans, ARRAY_LEN(plans));
}

/* --- hosts ---------------------------------------------------------------------------------------------------------
 */

/* P1 by number, P2 by the name of P5, P3 by a device id, P4 by the name of a device; d7 is listed by its host. */
static void test_hosts(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,hostname,virtual_host\nP1,,P5\nP2,,esx5.example\nP3,,d6\nP4,,esx6\nP5,ESX5,\nP6,,P6\n",
        .devices = "device_id,hostname,uuid\nd6,esx6.example,\nd7,,9456aa60-b1bc-4ff4-afa8-3e9c85eaa0e2\n",
        .guests = "device_id,name,uuid\nd6,seven,9456AA60-B1BC-4FF4-AFA8-3E9C85EAA0E2\n",
    };
    static const uint32_t hosts[] = {4, 4, 6, 6, STOCK_NONE, STOCK_NONE, STOCK_NONE, 6};
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 1);

    (void)state;
    assert_int_equal(stock_machine_numbers(stocked->stock), ARRAY_LEN(hosts));
    for (uint32_t i = 0; i < ARRAY_LEN(hosts); i++) {
        assert_int_equal(stock_machine(stocked->stock, i)->host, hosts[i]);
    }
    assert_int_equal(stock_machine(stocked->stock, 7)->device, 1);
    assert_int_equal(stock_machine(stocked->stock, 7)->asset, PAIRING_NONE);
}

static void test_what_is_examined(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,status\nP1,\nP2,\nP3,\nP4,disposed\n",
        .devices = "device_id,asset_tag,sections_missing\nd1,P1,disks\nd2,P2,disks;packages\nd3,P3,\n",
        .installed = "device_id,product\nd1,A\nd2,A\n",
    };
    static const bool examined[] = {true, false, false, false};
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 1);

    (void)state;
    for (uint32_t i = 0; i < ARRAY_LEN(examined); i++) {
        assert_int_equal(stock_machine(stocked->stock, i)->is_examined, examined[i]);
    }
    assert_int_equal(stock_machine(stocked->stock, 3)->asset, PAIRING_NONE);
}

/* --- findings are filled in ----------------------------------------------------------------------------------------
 */

static void test_reader(void **state) {
    const struct ministry_text text = {
        .assets = "asset_id,hostname,system,department,location,model\nP1,,Mail,総務課,本省A棟,A\n",
        .devices = "device_id,asset_tag,hostname,model\nd1,P1,srv1,\nd2,,srv2,B\n",
    };
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 1);
    CLEANUP(stock_reader_free_cleanup) struct stock_reader *reader = NULL;
    struct finding paired = {0}, lone = {0};

    (void)state;
    assert_int_equal(stock_reader_new(stocked->stock, &reader, NULL), ERR_OK);
    stock_reader_set_machine(reader, &paired, 0);
    stock_reader_set_machine(reader, &lone, 2);
    assert_int_equal(paired.subject_kind, SUBJECT_ASSET);
    assert_true(str_eq(paired.subject, STR("P1")) && str_eq(paired.device_id, STR("d1")));
    assert_true(str_eq(paired.hostname, STR("srv1")) && str_eq(paired.department, STR("総務課")));
    assert_int_equal(lone.subject_kind, SUBJECT_DEVICE);
    assert_true(str_eq(lone.subject, STR("d2")) && lone.asset_id.n == 0 && str_eq(lone.hostname, STR("srv2")));
    assert_null(stock_reader_asset(reader, 2));
    assert_int_equal(stock_reader_error(reader, NULL), ERR_OK);
}

/* --- distributions -------------------------------------------------------------------------------------------------
 */

static void test_distributions(void **state) {
    static const struct {
        const char *source, *vendor;
        bool is_it;
    } cases[] = {
        {"rpm", "Red Hat, Inc.", true},
        {"rpm", "SUSE LLC <https://www.suse.com/>", true},
        {"rpm", "", true},
        {"rpm", "Oracle and/or its affiliates", false},
        {"rpm", "Oracle America", true},
        {"rpm", "PostgreSQL Global Development Group", false},
        {"dpkg", "Debian", true},
        {"dpkg", "Google LLC", false},
        {"dpkg", "Red Hat", false},
        {"vib", "VMware", true},
        {"vib", "HPE", false},
        {"registry", "", false},
        {"registry", "Red Hat, Inc.", false},
        {"", "Debian", false},
        {"rpm", "Starred Hat", false},
        {"swlist", "PHP Group", false},
        {"swlist", "HP", true},
        {"app", "Apple", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(distribution_makes(str_from(cases[i].source), str_from(cases[i].vendor)), cases[i].is_it);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sides),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_things),
        cmocka_unit_test(test_machines),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_what_is_examined),
        cmocka_unit_test(test_reader),
        cmocka_unit_test(test_distributions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

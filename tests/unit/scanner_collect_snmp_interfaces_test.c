#include "scanner/collect/snmp/interfaces.h"

#include "tests/unit/support/cells.h"
#include "tests/unit/support/snmp_observed.h"

#define IF  MIB2 "2.2.1."
#define IFX MIB2 "31.1.1.1."

static const unsigned columns[] = {INTERFACES_NAME, INTERFACES_MAC,       INTERFACES_TYPE, INTERFACES_SPEED_MBPS,
                                   INTERFACES_UP,   INTERFACES_ADDRESSES, INTERFACES_VLAN, INTERFACES_BOND_OF};

/* Up to the first without a text. */
static void check_rows(const struct observed *observed, const char *const *rows, size_t most) {
    assert_rows(observed, TABLE_INTERFACES, columns, ARRAY_LEN(columns), rows, most);
}

static void test_edge_switch(void **state) {
    static const char *const rows[] = {
        "ge-0/0/0|00:00:5e:00:53:11|ethernet|40000|yes||10|",
        "ge-0/0/1|00:00:5e:00:53:12|ethernet|1000|yes||trunk native 1|",
        "ge-0/0/2|00:00:5e:00:53:13|ethernet|10000|yes|||ae0",
        "ge-0/0/3|00:00:5e:00:53:14|ethernet||no|203.0.113.77||ae0",
        "ae0|00:00:5e:00:53:20|bond|20000|yes||20|",
        "irb.10|00:00:5e:00:53:10|vlan||yes|192.0.2.1;2001:db8::1|10|",
        "Loopback0||loopback||yes|198.51.100.1||",
        "Tunnel5||tunnel||yes|203.0.113.5||",
        "fc0||fibre-channel|8000|yes|||",
    };
    CLEANUP(observed_done)
    struct observed observed = snmp_observed_fixture("edge-switch", collect_snmp_interfaces.parse);

    (void)state;
    check_rows(&observed, rows, ARRAY_LEN(rows));
    assert_device(&observed, DEVICES_MAC_ADDRESSES,
                  "00:00:5e:00:53:10;00:00:5e:00:53:11;00:00:5e:00:53:12;00:00:5e:00:53:13;00:00:5e:00:53:14;"
                  "00:00:5e:00:53:20");
    assert_device(&observed, DEVICES_IP_ADDRESSES, "192.0.2.1;2001:db8::1;198.51.100.1");
}

#define PORT(INDEX, NAME, TYPE, MAC)                                                                                   \
    IF "2." INDEX "|4|" NAME "\n" IF "3." INDEX "|2|" TYPE "\n" IF "6." INDEX "|4x|" MAC "\n" IF "8." INDEX "|2|1\n"

static const struct {
    const char *what, *text, *macs, *addresses;
    const char *rows[6]; /* up to the first without a text */
} cases[] = {
    {"a guest whose address is made up, and what runs in it",
     PORT("2", "eth0", "6", "525400005301") PORT("3", "docker0", "6", "024200005301")
         PORT("4", "vethab12", "6", "0242000053aa") PORT("5", "eth0.20", "135", "525400005301") MIB2
     "4.20.1.2.192.0.2.7|2|2\n" MIB2 "4.20.1.2.172.17.0.1|2|3\n",
     "52:54:00:00:53:01",
     "192.0.2.7",
     {"eth0|52:54:00:00:53:01|ethernet||yes|192.0.2.7||", "eth0.20|52:54:00:00:53:01|vlan||yes||20|"}},
    {"a filer: what somebody chose is not the machine's, nor is what comes twice",
     PORT("1", "e0a", "6", "00005e005331") PORT("2", "e0b", "6", "02005e005331") PORT("3", "vif1", "6", "02005e005331")
         PORT("4", "e0a-256", "6", "00005e005331") PORT("5", "multi", "6", "01005e005331"),
     "00:00:5e:00:53:31",
     "",
     {"e0a|00:00:5e:00:53:31|ethernet||yes|||", "e0b|02:00:5e:00:53:31|ethernet||yes|||",
      "vif1|02:00:5e:00:53:31|ethernet||yes|||", "e0a-256|00:00:5e:00:53:31|ethernet||yes|||",
      "multi|01:00:5e:00:53:31|ethernet||yes|||"}},
    {"Windows",
     PORT("1", "MS TCP Loopback interface", "24", "")
         PORT("2", "VMware Virtual Ethernet Adapter for VMnet1", "6", "00005e005341")
             PORT("3", "Example Gigabit", "6", "00005e005342")
                 PORT("4", "Example Gigabit-LightWeight Filter-0000", "6", "00005e005342"),
     "00:00:5e:00:53:42",
     "",
     {"MS TCP Loopback interface||loopback||yes|||",
      "VMware Virtual Ethernet Adapter for VMnet1|00:00:5e:00:53:41|virtual||yes|||",
      "Example Gigabit|00:00:5e:00:53:42|ethernet||yes|||",
      "Example Gigabit-LightWeight Filter-0000|00:00:5e:00:53:42|virtual||yes|||"}},
    {"Cisco: an access port, a trunk, one that is set up as a trunk, a group by PAgP, one by the stack",
     PORT("1", "Gi1", "6", "00005e005351") PORT("2", "Gi2", "6", "00005e005352") PORT("3", "Gi3", "6", "00005e005353")
         PORT("4", "Po1", "53", "00005e005351") PORT("5", "Vlan7", "53", "00005e005350") ENTERPRISE
     "9.9.68.1.2.2.1.2.1|2|30\n" ENTERPRISE "9.9.68.1.2.2.1.2.2|2|1\n" ENTERPRISE "9.9.46.1.6.1.1.5.2|2|99\n" ENTERPRISE
     "9.9.46.1.6.1.1.14.2|2|1\n" ENTERPRISE "9.9.46.1.6.1.1.5.3|2|1\n" ENTERPRISE "9.9.46.1.6.1.1.14.3|2|2\n" ENTERPRISE
     "9.9.98.1.1.1.1.8.1|2|1\n" ENTERPRISE "9.9.98.1.1.1.1.8.2|2|4\n" MIB2 "31.1.2.1.3.4.3|2|1\n" MIB2
     "31.1.2.1.3.5.1|2|1\n" ENTERPRISE "9.10.86.1.1.2.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7|2|5\n",
     "00:00:5e:00:53:51;00:00:5e:00:53:52;00:00:5e:00:53:53",
     "2001:db8::7",
     {"Gi1|00:00:5e:00:53:51|ethernet||yes||30|", "Gi2|00:00:5e:00:53:52|ethernet||yes||trunk native 99|Po1",
      "Gi3|00:00:5e:00:53:53|ethernet||yes|||Po1", "Po1|00:00:5e:00:53:51|bond||yes|||",
      "Vlan7|00:00:5e:00:53:50|vlan||yes|2001:db8::7|7|"}},
    {"members of VLANs as they are set up, and IPV6-MIB with and without the length",
     PORT("1", "a", "6", "00005e005361") PORT("2", "b", "6", "00005e005362") MIB2
     "17.7.1.4.3.1.2.5|4x|c0\n" MIB2 "17.7.1.4.3.1.4.5|4x|40\n" MIB2 "17.7.1.4.5.1.1.2|66|5\n" MIB2
     "17.7.1.4.5.1.1.1|66|4095\n" MIB2 "55.1.8.1.5.1.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1|2|1\n" MIB2
     "55.1.8.1.5.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2|2|1\n" MIB2
     "55.1.8.1.5.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.3|2|2\n",
     "00:00:5e:00:53:61;00:00:5e:00:53:62",
     "2001:db8::1;2001:db8::2",
     {"a|00:00:5e:00:53:61|ethernet||yes|2001:db8::1|trunk|", "b|00:00:5e:00:53:62|ethernet||yes|2001:db8::2|5|"}},
    {"VLANs by name, and numbers that are of something else",
     PORT("1", "vlan 12", "136", "") PORT("2", "Servers2", "136", "") PORT("3", "VLAN4095", "53", "") PORT(
         "4", "ethernet1/1.4008", "135", "") PORT("5", "Ethernet7", "6", "") PORT("6", "Vlan-interface9", "53", ""),
     "",
     "",
     {"vlan 12||vlan||yes||12|", "Servers2||vlan||yes|||", "VLAN4095||vlan||yes|||",
      "ethernet1/1.4008||vlan||yes||4008|", "Ethernet7||ethernet||yes|||", "Vlan-interface9||vlan||yes||9|"}},
    {"speeds: more than the old counter holds, in the old one, as text, none, nonsense",
     IF "5.1|66|4294967295\n" IFX "15.1|66|400000\n" IF "5.2|66|155000000\n" IFX "15.2|66|0\n" IF
        "5.3|4|1000000000\n" IF "5.4|66|4294967295\n" IF "5.5|2|-1\n" IFX "15.5|66|4000000000\n",
     "",
     "",
     {"1||other|400000|yes|||", "2||other|155|yes|||", "3||other|1000|yes|||", "4||other||yes|||", "5||other||yes|||"}},
    {"the machine's own address as it says to its neighbours",
     PORT("1", "p1", "117", "00005e005371") "1.0.8802.1.1.2.1.3.1.0|2|4\n1.0.8802.1.1.2.1.3.2.0|4x|00005e0053ff\n",
     "00:00:5e:00:53:ff;00:00:5e:00:53:71",
     "",
     {"p1|00:00:5e:00:53:71|ethernet||yes|||"}},
    {"a name of six letters is no address",
     PORT("1", "p1", "117", "00005e005371") "1.0.8802.1.1.2.1.3.1.0|2|7\n1.0.8802.1.1.2.1.3.2.0|4|switch\n",
     "00:00:5e:00:53:71",
     "",
     {"p1|00:00:5e:00:53:71|ethernet||yes|||"}},
    {"an address on no interface",
     MIB2 "4.20.1.2.192.0.2.9|2|77\n" MIB2 "4.20.1.2.192.0.2|2|1\n" MIB2 "4.20.1.2.192.0.2.300|2|1\n",
     "",
     "192.0.2.9",
     {NULL}},
    {"wrong types, and indices that are none",
     IF "2.1|2|7\n" IF "3.1|4|six\n" IF "5.1|6|1.3.6\n" IF "6.1|2|6\n" IF "8.1|4|up\n" IF "2.1.2|4|x\n" IF "2|4|y\n" IFX
        "1.1|6|1.3\n" MIB2 "17.1.1.0|2|5\n" MIB2 "17.1.4.1.2.1|4|x\n" MIB2 "17.7.1.4.2.1.4.0.1|2|9\n" MIB2
        "17.7.1.4.2.1.5.0.1|4x|ff\n" MIB2 "17.7.1.4.5.1.1.1|4|x\n" MIB2 "31.1.2.1.3.1|2|1\n" MIB2
        "31.1.2.1.3.1.1|2|1\n" MIB2 "4.34.1.3.1|2|1\n" MIB2 "4.34.1.3.9.4.1.2.3.4|2|1\n" MIB2
        "4.34.1.3.1.200.1.2.3.4|2|1\n" MIB2 "4.20.1.2.192.0.2.8|4|one\n1.2.840.10006.300.43.1.2.1.1.13.1|4|x\n",
     "",
     "",
     {"1.3||other||no|||"}},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(str_from(cases[i].text), collect_snmp_interfaces.parse);
        print_message("%s\n", cases[i].what);
        check_rows(&observed, cases[i].rows, ARRAY_LEN(cases[i].rows));
        assert_device(&observed, DEVICES_MAC_ADDRESSES, cases[i].macs);
        assert_device(&observed, DEVICES_IP_ADDRESSES, cases[i].addresses);
    }
}

static size_t count_parts(struct str list) {
    struct str part;
    size_t count = 0;

    while (!str_is_empty(list) && str_cut(&list, ';', &part)) {
        count++;
    }
    return count;
}

/* The counts are those of the recordings' lines: of ifDescr, and of different addresses with the right type. */
static void test_recordings(void **state) {
    static const struct {
        const char *name, *first_mac;
        size_t interfaces, macs;
    } recordings[] = {
        {"cisco-c3750", "f4:7f:35:93:af:80", 19, 13},
        {"cisco-n5000", "8c:60:4f:19:16:7c", 61, 34},
        {"cisco-n5000-uk9", "8c:60:4f:19:16:7c", 61, 34},
        {"hpe-procurve-516733-b21", "ac:16:2d:92:7d:21", 42, 26},
        {"huawei-s5720", "d4:94:e8:0d:e1:20", 39, 1},
        {"paloalto-pa-5000", "00:1b:17:4a:8f:06", 46, 10},
        {"ruijie-s5750-24gt12sfp", "00:1a:a9:c5:28:73", 27, 2},
        {"netapp-fas3270", "00:a0:98:51:2a:28", 15, 5},
        {"aruba-7210", "00:1a:1e:03:21:e0", 22, 7},
        {"unknown-006", "00:50:56:01:00:49", 11, 10},
        {"apc-8641", "28:29:86:2f:04:2c", 2, 1},
        {"eaton-93e-80", "00:20:85:eb:df:d0", 2, 1},
        {"XP", "00:0e:35:d3:3d:53", 3, 1}, /* and one of Bluetooth */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(recordings); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_shared(recordings[i].name, collect_snmp_interfaces.parse);
        struct str macs;
        print_message("%s\n", recordings[i].name);
        macs = observation_get(&observed.observation, DEVICES_MAC_ADDRESSES);
        assert_int_equal(observed_count(&observed, TABLE_INTERFACES), recordings[i].interfaces);
        assert_int_equal(count_parts(macs), recordings[i].macs);
        assert_text(str_sub(macs, 0, 17), recordings[i].first_mac);
    }
}

static size_t count_cells(const struct observed *observed, unsigned column, const char *text) {
    size_t count = 0;

    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        count += row->table == TABLE_INTERFACES && str_eq(row->cells[column], str_from(text));
    }
    return count;
}

static void test_recorded_kinds(void **state) {
    static const struct {
        const char *name;
        unsigned column;
        const char *text;
        size_t count;
    } recorded[] = {
        {"paloalto-pa-5000", INTERFACES_TYPE, "ethernet", 29},
        {"paloalto-pa-5000", INTERFACES_TYPE, "tunnel", 5},
        {"cisco-n5000-uk9", INTERFACES_TYPE, "bond", 12},
        {"cisco-n5000-uk9", INTERFACES_TYPE, "vlan", 16},
        {"cisco-n5000-uk9", INTERFACES_SPEED_MBPS, "20000", 2},
        {"cisco-n5000-uk9", INTERFACES_BOND_OF, "", 49},
        {"cisco-c3750", INTERFACES_VLAN, "trunk native 1", 5},
        {"cisco-c3750", INTERFACES_VLAN, "trunk native 4090", 1},
        {"hpe-procurve-516733-b21", INTERFACES_VLAN, "71", 2},
        {"huawei-s5720", INTERFACES_SPEED_MBPS, "10000", 4},
        {"ruijie-s5750-24gt12sfp", INTERFACES_TYPE, "vlan", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(recorded); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_shared(recorded[i].name, collect_snmp_interfaces.parse);
        print_message("%s %s\n", recorded[i].name, recorded[i].text);
        assert_int_equal(count_cells(&observed, recorded[i].column, recorded[i].text), recorded[i].count);
    }
}

/* A hundred thousand ports with an address of the wire and of the internet each, all in one VLAN and one group. */
static void test_too_many(void **state) {
    enum { PORTS = 100000 };
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    for (unsigned i = 1; i <= PORTS; i++) {
        buffer_printf(&text, IF "2.%u|4|port\n" IF "3.%u|2|6\n" IF "6.%u|4x|0000%08x\n", i, i, i, i);
        buffer_printf(&text, MIB2 "17.1.4.1.2.%u|2|%u\n" MIB2 "31.1.2.1.3.1.%u|2|1\n", i, i, i);
        buffer_printf(&text, MIB2 "4.20.1.2.10.%u.%u.%u|2|1\n", i >> 16, i >> 8 & 255, i & 255);
        buffer_printf(&text, MIB2 "17.7.1.4.5.1.1.%u|66|7\n", i);
    }
    assert_false(text.failed);
    CLEANUP(observed_done)
    struct observed observed = snmp_observed_text(buffer_view(&text), collect_snmp_interfaces.parse);
    assert_int_equal(observed_count(&observed, TABLE_INTERFACES), SNMP_ROWS_DEFAULT);
    assert_int_equal(count_parts(observation_get(&observed.observation, DEVICES_MAC_ADDRESSES)), 256);
    assert_int_equal(count_parts(observation_get(&observed.observation, DEVICES_IP_ADDRESSES)), 256);
    assert_int_equal(count_cells(&observed, INTERFACES_VLAN, "7"), SNMP_ROWS_DEFAULT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edge_switch),    cmocka_unit_test(test_cases),    cmocka_unit_test(test_recordings),
        cmocka_unit_test(test_recorded_kinds), cmocka_unit_test(test_too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

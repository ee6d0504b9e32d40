#include "scanner/collect/ifconfig.h"

#include "tests/unit/support/cells.h"

#define UP "flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST>"

static const struct network_case cases[] = {
    {"a card of the machine, one that was plugged in, and what software makes",
     STR("em0: " UP " metric 0 mtu 1500\n\tether 00:1B:21:00:00:02\n\tinet 192.0.2.10 netmask 0xffffff00\n"
         "\tstatus: active\n"
         "ue0: " UP " mtu 1500\n\tether 00:e0:4c:00:00:01\n\tinet 203.0.113.9 netmask 0xffffff00\n\tstatus: active\n"
         "tun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1500\n\tinet 10.8.0.2 --> 10.8.0.1 netmask 0xff\n"
         "bridge0: " UP " mtu 1500\n\tether 58:9c:fc:00:00:01\n\tinet 10.0.0.1 netmask 0xffffff00\n\tmember: em0 "
         "flags=143\n"
         "lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384\n\tinet 127.0.0.1 netmask 0xff000000\n"),
     "00:1b:21:00:00:02", "192.0.2.10;203.0.113.9;10.0.0.1", 4},
    {"addresses that are not in use, or change by the day",
     STR("em0: " UP " mtu 1500\n\tether 00:1b:21:00:00:02\n\tinet6 2001:db8::1 prefixlen 64 tentative\n"
         "\tinet6 2001:db8::2 prefixlen 64 duplicated\n\tinet6 2001:db8::3 prefixlen 64 deprecated autoconf\n"
         "\tinet6 2001:db8::4 prefixlen 64 autoconf temporary\n\tinet6 2001:db8::5 prefixlen 64 autoconf\n"
         "\tinet6 fe80::1%em0 prefixlen 64\n\tinet 192.0.2.10 netmask 0xffffff00\n\tinet 192.0.2.10 netmask 0\n"),
     "00:1b:21:00:00:02", "2001:db8::5;192.0.2.10", 1},
    {"a jail has no card of its own",
     STR("epair3b: " UP " mtu 1500\n\tether 02:11:22:33:44:55\n\tinet 192.0.2.33 netmask 0xffffff00\n"
         "vnet0: " UP " mtu 1500\n\tether 58:9c:fc:00:00:33\n\tinet 192.0.2.34 netmask 0xffffff00\n"),
     "58:9c:fc:00:00:33", "192.0.2.34", 1},
    {"a card that is down has no say in the addresses",
     STR("em0: flags=8802<BROADCAST,SIMPLEX,MULTICAST> mtu 1500\n\tether 00:1b:21:00:00:02\n\tinet 192.0.2.10\n"
         "em1: " UP " mtu 1500\n\tether 00:1b:21:00:00:03\n\tinet 192.0.2.11\n\tstatus: no carrier\n"),
     "00:1b:21:00:00:02;00:1b:21:00:00:03", "", 2},
    {"Solaris as root sees it: digits without zeros, further addresses",
     STR("e1000g0: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2\n"
         "\tinet 192.0.2.3 netmask ffffff00 broadcast 192.0.2.255\n\tether 0:3:ba:1:2:f3 \n"
         "e1000g0:1: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2\n"
         "\tinet 192.0.2.4 netmask ffffff00\n"),
     "00:03:ba:01:02:f3", "192.0.2.3;192.0.2.4", 1},
    {"a partition of AIX with virtual cards only",
     STR("en0: flags=1e084863,480<UP,BROADCAST,RUNNING>\n\tinet 192.0.2.4 netmask 0xffffff00\n"
         "Name  Mtu   Network     Address            Ipkts Ierrs    Opkts Oerrs  Coll\n"
         "en0   1500  link#2      fa.e2.a.b.c.2    1 0 2 0 0\nen0   1500  192.0.2     192.0.2.4   1 0 2 0 0\n"
         "adapter ent0 Virtual I/O Ethernet Adapter (l-lan)\n"),
     "fa:e2:0a:0b:0c:02", "192.0.2.4", 1},
    {"cut off in the middle of an address", STR("em0: " UP " mtu 1500\n\tether 00:1b:21:00:00\n\tinet 192.0"), "", "",
     1},
    {"garbage",
     STR(": flags=\n x: flags=1<UP>\nx: flags=>UP<\n\tinet\n\tinet \n\tether\n\tether zz:zz:zz:zz:zz:zz\n\tvlan: x\n"
         "\tmedia: (\n\tlaggport: \n\tinet 999.1.1.1\nlanscan 0 0x 0 UP\ndladm a b\nadapter ent\nadapter\nDevice: \n"
         "Hardware Port: \nDevice: \nx 1 link#1 0.0.0.0.0.0\n"),
     "", "", 2},
    {"nothing", STR(""), "", "", 0},
};

static void test_cases(void **state) {
    (void)state;
    check_networks(cases, ARRAY_LEN(cases), collect_ifconfig);
}

static void assert_interface(const struct observed *observed, const char *name, unsigned column, const char *expected) {
    for (size_t i = 0; i < observed_count(observed, TABLE_INTERFACES); i++) {
        const struct observation_row *row = observed_row(observed, TABLE_INTERFACES, i);
        if (str_eq(row->cells[INTERFACES_NAME], str_from(name))) {
            assert_text(row->cells[column], expected);
            return;
        }
    }
    fail_msg("no interface %s", name);
}

/* A bond of two cards with a VLAN on it, as FreeBSD shows them. */
static void test_bond(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_ifconfig,
        STR("igb0: " UP " mtu 1500\n\tether 00:1b:21:00:00:02\n\tmedia: Ethernet autoselect (10Gbase-SR "
            "<full-duplex>)\n\tstatus: active\n"
            "igb1: " UP " mtu 1500\n\tether 00:1b:21:00:00:02\n\thwaddr 00:1b:21:00:00:03\n"
            "\tmedia: Ethernet autoselect (1000baseT <full-duplex>)\n\tstatus: no carrier\n"
            "lagg0: " UP " mtu 1500\n\tether 00:1b:21:00:00:02\n\tlaggport: igb0 flags=1c<ACTIVE>\n"
            "\tlaggport: igb1 flags=1c<ACTIVE>\n\tmedia: Ethernet autoselect\n\tstatus: active\n"
            "lagg0.20: " UP " mtu 1500\n\tether 00:1b:21:00:00:02\n\tinet 192.0.2.20 netmask 0xffffff00\n"
            "\tvlan: 20 vlanproto: 802.1q vlanpcp: 0 parent interface: lagg0\n"
            "wlan0: " UP " mtu 1500\n\tether 00:1b:21:00:00:04\n\tmedia: IEEE 802.11 Wireless Ethernet MCS mode 11ng\n"
            "\tstatus: associated\n"));

    (void)state;
    assert_device(&observed, DEVICES_MAC_ADDRESSES, "00:1b:21:00:00:02;00:1b:21:00:00:03;00:1b:21:00:00:04");
    assert_interface(&observed, "igb0", INTERFACES_SPEED_MBPS, "10000");
    assert_interface(&observed, "igb0", INTERFACES_BOND_OF, "lagg0");
    assert_interface(&observed, "igb0", INTERFACES_UP, "yes");
    assert_interface(&observed, "igb1", INTERFACES_SPEED_MBPS, "1000");
    assert_interface(&observed, "igb1", INTERFACES_PERMANENT_MAC, "00:1b:21:00:00:03");
    assert_interface(&observed, "igb1", INTERFACES_UP, "no");
    assert_interface(&observed, "lagg0", INTERFACES_TYPE, "bond");
    assert_interface(&observed, "lagg0", INTERFACES_SPEED_MBPS, "");
    assert_interface(&observed, "lagg0.20", INTERFACES_TYPE, "vlan");
    assert_interface(&observed, "lagg0.20", INTERFACES_VLAN, "20");
    assert_interface(&observed, "wlan0", INTERFACES_TYPE, "wireless");
    assert_interface(&observed, "wlan0", INTERFACES_UP, "yes");
}

/* macOS: networksetup knows which of the many en are the machine's own. */
static void test_hardware_ports(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_ifconfig,
        STR("en0: " UP " mtu 1500\n\tether f0:18:98:00:00:01\n\tstatus: active\n"
            "en1: " UP " mtu 1500\n\tether f0:18:98:00:00:02\n\tstatus: inactive\n"
            "en5: " UP " mtu 1500\n\tether ac:de:48:00:11:22\n\tstatus: active\n"
            "en8: " UP " mtu 1500\n\tether 00:e0:4c:00:00:08\n\tstatus: active\n"
            "bond0: " UP " mtu 1500\n\tether f0:18:98:00:00:01\n\tbond interfaces: en0 en1\n\tstatus: active\n\n"
            "Hardware Port: Ethernet\nDevice: en0\nEthernet Address: f0:18:98:00:00:01\n\n"
            "Hardware Port: Wi-Fi\nDevice: en1\nEthernet Address: f0:18:98:00:00:02\n\n"
            "Hardware Port: USB 10/100/1000 LAN\nDevice: en8\nEthernet Address: 00:e0:4c:00:00:08\n"));

    (void)state;
    assert_device(&observed, DEVICES_MAC_ADDRESSES, "f0:18:98:00:00:01;f0:18:98:00:00:02");
    assert_interface(&observed, "en0", INTERFACES_TYPE, "ethernet");
    assert_interface(&observed, "en0", INTERFACES_BOND_OF, "bond0");
    assert_interface(&observed, "en1", INTERFACES_TYPE, "wireless");
    assert_interface(&observed, "en8", INTERFACES_TYPE, "usb");
    assert_interface(&observed, "bond0", INTERFACES_TYPE, "bond");
}

/* More interfaces than anybody has: the rest is left out. */
static void test_too_many(void **state) {
    CLEANUP(buffer_done) struct buffer body = {0};

    (void)state;
    for (int i = 0; i < 3000; i++) {
        buffer_printf(&body, "em%d: " UP " mtu 1500\n\tinet 10.0.%d.%d netmask 0xff\n", i, i / 250, i % 250 + 1);
    }
    CLEANUP(observed_done) struct observed observed = observed_from(collect_ifconfig, buffer_view(&body));
    assert_int_equal(observed_count(&observed, TABLE_INTERFACES), 1024);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_bond),
        cmocka_unit_test(test_hardware_ports),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/collect/network.h"

#include "tests/unit/support/cells.h"

#define LINK(N, NAME, FLAGS, REST) N ": " NAME ": <" FLAGS "> mtu 1500 qdisc mq " REST "\n"
#define ETHER(MAC)                 "\\    link/ether " MAC " brd ff:ff:ff:ff:ff:ff"

static const struct network_case cases[] = {
    {"a server",
     STR(LINK("1", "lo", "LOOPBACK,UP,LOWER_UP", "state UNKNOWN \\    link/loopback 00:00:00:00:00:00")
             LINK("2", "eth0", "BROADCAST,MULTICAST,UP,LOWER_UP", "state UP " ETHER("00:1b:21:00:00:02"))
                 LINK("3", "eth1", "BROADCAST,MULTICAST",
                      "state DOWN " ETHER(
                          "00:1B:21:00:00:01")) "1: lo    inet 127.0.0.1/8 scope host lo\n"
                                                "2: eth0    inet 192.0.2.10/24 brd 192.0.2.255 scope global eth0\n"
                                                "2: eth0    inet6 2001:DB8::10/64 scope global \n"
                                                "2: eth0    inet6 2001:db8::ffff/64 scope global temporary dynamic \n"
                                                "2: eth0    inet6 fe80::1/64 scope link \n"
                                                "3: eth1    inet 198.51.100.1/24 scope global eth1\n"
                                                "sys lo address=00:00:00:00:00:00 operstate=unknown arphrd=772\n"
                                                "sys eth0 address=00:1b:21:00:00:02 operstate=up speed=1000 arphrd=1 "
                                                "device=1\n"
                                                "sys eth1 address=00:1b:21:00:00:01 operstate=down speed=-1 arphrd=1 "
                                                "device=1\n"),
     "00:1b:21:00:00:01;00:1b:21:00:00:02", "192.0.2.10;2001:db8::10", 2},
    {"what software makes, and what is plugged in, is not the machine's",
     STR("sys eth0 address=00:1b:21:00:00:02 operstate=up arphrd=1 device=1\n"
         "sys docker0 address=02:42:00:00:00:01 operstate=up arphrd=1 bridge=1\n"
         "sys vethab12 address=02:42:00:00:00:02 operstate=up arphrd=1\n"
         "sys br-0123456789ab address=02:42:00:00:00:03 operstate=up arphrd=1 bridge=1\n"
         "sys virbr0 address=52:54:00:00:00:01 operstate=up arphrd=1 bridge=1\n"
         "sys usb0 address=00:e0:4c:00:00:01 operstate=up arphrd=1 device=1 usb=1\n"
         "sys eth0v1 address=00:1b:21:00:00:77 operstate=up arphrd=1 device=1 function=1\n"
         "sys tun0 operstate=unknown arphrd=65534 tun_flags=1\n"
         "9: docker0    inet 172.17.0.1/16 scope global docker0\n"
         "10: tun0    inet 10.8.0.2/24 scope global tun0\n"
         "11: usb0    inet 203.0.113.9/24 scope global usb0\n"),
     "00:1b:21:00:00:02", "203.0.113.9", 4},
    {"a bond: the cards keep their own addresses",
     STR(LINK("2", "eth0", "BROADCAST,SLAVE,UP", "master bond0 state UP " ETHER("00:1b:21:00:00:02")) LINK(
         "3", "eth1", "BROADCAST,SLAVE,UP", "master bond0 state UP " ETHER("00:1b:21:00:00:02"))
             LINK("4", "bond0", "BROADCAST,MASTER,UP", "state UP " ETHER("00:1b:21:00:00:02")) LINK(
                 "5", "bond0.20@bond0", "BROADCAST,UP",
                 "state UP " ETHER("00:1b:21:00:00:02")) "5: bond0.20    inet 192.0.2.20/24 scope global bond0.20\n"
                                                         "sys bond0 operstate=up arphrd=1 bonding=1\n"
                                                         "sys bond0.20 operstate=up arphrd=1 vlan=1\n"
                                                         "sys eth0 operstate=up arphrd=1 device=1\nsys eth1 "
                                                         "operstate=up arphrd=1 device=1\n"
                                                         "Slave Interface: eth0\nPermanent HW addr: 00:1b:21:00:00:02\n"
                                                         "Slave Interface: eth1\nPermanent HW addr: 00:1b:21:00:00:03\n"
                                                         "vlan bond0.20       | 20  | bond0\n"),
     "00:1b:21:00:00:02;00:1b:21:00:00:03", "192.0.2.20", 4},
    {"a container without ip",
     STR("addresses=172.17.0.2 fe80::1 \nsys eth0 address=02:42:ac:11:00:02 operstate=up arphrd=1\n"
         "sys lo address=00:00:00:00:00:00 arphrd=772\n"),
     "02:42:ac:11:00:02", "172.17.0.2", 1},
    {"garbage",
     STR("sys\nsys \n: <\n1:\n1: x\n1: y:\n1: z: <\n1: z    inet\n1: z    inet 999.1.1.1/24\nvlan | |\nSlave "
         "Interface:\n"
         "Permanent HW addr: 00\nsys z address=zz speed=99999999999999999999 permanent=\n"),
     "", "", 1},
    {"nothing", STR(""), "", "", 0},
};

static void test_cases(void **state) {
    (void)state;
    check_networks(cases, ARRAY_LEN(cases), collect_network);
}

static void test_row(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_network, cases[2].body);
    const struct observation_row *card = observed_row(&observed, TABLE_INTERFACES, 1);
    const struct observation_row *vlan = observed_row(&observed, TABLE_INTERFACES, 3);

    (void)state;
    assert_text(card->cells[INTERFACES_NAME], "eth1");
    assert_text(card->cells[INTERFACES_MAC], "00:1b:21:00:00:02");
    assert_text(card->cells[INTERFACES_PERMANENT_MAC], "00:1b:21:00:00:03");
    assert_text(card->cells[INTERFACES_TYPE], "ethernet");
    assert_text(card->cells[INTERFACES_BOND_OF], "bond0");
    assert_text(card->cells[INTERFACES_UP], "yes");
    assert_text(vlan->cells[INTERFACES_NAME], "bond0.20");
    assert_text(vlan->cells[INTERFACES_TYPE], "vlan");
    assert_text(vlan->cells[INTERFACES_VLAN], "20");
    assert_text(vlan->cells[INTERFACES_ADDRESSES], "192.0.2.20");
}

/* Ports of a bridge have a master as well. */
static void test_bridge(void **state) {
    CLEANUP(observed_done)
    struct observed observed = observed_from(
        collect_network,
        STR(LINK("2", "eno1", "BROADCAST,UP", "master vmbr0 state UP " ETHER("00:1b:21:00:00:02"))
                LINK("3", "vmbr0", "BROADCAST,UP",
                     "state UP " ETHER("00:1b:21:00:00:02")) "sys eno1 operstate=up arphrd=1 brport=1 device=1\n"
                                                             "sys vmbr0 operstate=up arphrd=1 bridge=1\n"));
    static const unsigned columns[] = {INTERFACES_NAME, INTERFACES_TYPE, INTERFACES_BOND_OF};

    (void)state;
    assert_text(row_text(&observed, TABLE_INTERFACES, 0, columns, 3), "eno1|ethernet|");
    assert_text(row_text(&observed, TABLE_INTERFACES, 1, columns, 3), "vmbr0|bridge|");
}

/* Tunnels of both internet protocols; none of their addresses is one of the machine's. */
static void test_tunnels(void **state) {
    static const char *const types[] = {"768", "769", "776", "778", "823", "65534"}; /* linux/if_arp.h */

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str body = arena_printf(
            observed.arena, "7: t1    inet 192.0.2.1/24 scope global t1\nsys t1 operstate=up arphrd=%s\n", types[i]);
        collect_network(body, &observed.observation);
        assert_text(observed_row(&observed, TABLE_INTERFACES, 0)->cells[INTERFACES_TYPE], "tunnel");
        assert_device(&observed, DEVICES_IP_ADDRESSES, "");
    }
}

static void test_speed(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_from(collect_network, cases[0].body);

    (void)state;
    assert_text(observed_row(&observed, TABLE_INTERFACES, 0)->cells[INTERFACES_SPEED_MBPS], "1000");
    assert_text(observed_row(&observed, TABLE_INTERFACES, 1)->cells[INTERFACES_SPEED_MBPS], "");
    assert_text(observed_row(&observed, TABLE_INTERFACES, 1)->cells[INTERFACES_UP], "no");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),  cmocka_unit_test(test_row),     cmocka_unit_test(test_speed),
        cmocka_unit_test(test_bridge), cmocka_unit_test(test_tunnels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

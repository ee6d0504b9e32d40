#include "scanner/device/id.h"

#include "tests/unit/support/observed.h"

#include <ctype.h>

#define MACHINES_MAX 4

#define TEXT(FIELD, LITERAL) .FIELD = {LITERAL, sizeof(LITERAL) - 1}

static const struct {
    const char *what;
    struct device_keys keys[MACHINES_MAX];
    size_t count;
    size_t same_as[MACHINES_MAX];
    const char *notes[MACHINES_MAX];
} cases[] = {
    {"machines of their own",
     {{TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(address, "192.0.2.1")},
      {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3E"), TEXT(address, "192.0.2.2")}},
     2,
     {0, 1},
     {"", ""}},
    {"one placeholder on three machines",
     {{TEXT(serial, "To be filled by O.E.M."), TEXT(mac, "00:1b:21:00:00:01")},
      {TEXT(serial, "To be filled by O.E.M."), TEXT(mac, "00:1b:21:00:00:02")},
      {TEXT(serial, "To be filled by O.E.M."), TEXT(mac, "00:1b:21:00:00:03")}},
     3,
     {0, 1, 2},
     {"serial placeholder", "serial placeholder", "serial placeholder"}},
    {"one host with four addresses, read with privilege",
     {{TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.1")},
      {TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.2")},
      {TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.3")},
      {TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.4")}},
     4,
     {0, 0, 0, 0},
     {"", "", "", ""}},
    {"one host with two addresses, read without privilege",
     {{TEXT(hostname, "web1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.1")},
      {TEXT(hostname, "db1"), TEXT(mac, "00:1b:21:00:00:09"), TEXT(host_key, "k2"), TEXT(address, "192.0.2.9")},
      {TEXT(hostname, "web1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.2")}},
     3,
     {0, 1, 0},
     {"", "", ""}},
    {"clones with one host key",
     {{TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1")},
      {TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a32"), TEXT(mac, "00:1b:21:00:00:02"), TEXT(host_key, "k1")}},
     2,
     {0, 1},
     {"shared host key", "shared host key"}},
    {"clones with one host key and one serial of the chassis",
     {{TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1")},
      {TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:02"), TEXT(host_key, "k1")}},
     2,
     {0, 1},
     {"shared serial;shared host key", "shared serial;shared host key"}},
    {"one host with two addresses, its UUID in both byte orders",
     {{TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1")},
      {TEXT(uuid, "44454C4C-4600-1048-8057-B3C04F385A31"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1")}},
     2,
     {0, 0},
     {"", ""}},
    {"clones whose firmware writes one UUID in both byte orders",
     {{TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31"), TEXT(mac, "00:1b:21:00:00:01")},
      {TEXT(uuid, "44454C4C-4600-1048-8057-B3C04F385A31"), TEXT(mac, "00:1b:21:00:00:02")}},
     2,
     {0, 1},
     {"shared uuid", "shared uuid"}},
    {"a virtual machine without serial, UUID and lasting MAC address, at two addresses",
     {{TEXT(host_key, "k1"), TEXT(machine_id, "0011223344556677"), TEXT(hostname, "vm1"), TEXT(state, "t1 10.0.0.1")},
      {TEXT(host_key, "k1"), TEXT(machine_id, "0011223344556677"), TEXT(hostname, "vm1"), TEXT(state, "t1 10.0.0.1")}},
     2,
     {0, 0},
     {"", ""}},
    {"copies of it, started at other times",
     {{TEXT(host_key, "k1"), TEXT(machine_id, "0011223344556677"), TEXT(hostname, "vm1"), TEXT(state, "t1 10.0.0.1")},
      {TEXT(host_key, "k1"), TEXT(machine_id, "0011223344556677"), TEXT(hostname, "vm1"), TEXT(state, "t2 10.0.0.1")}},
     2,
     {0, 1},
     {"shared host key;shared hostname;shared machine id;no usable key",
      "shared host key;shared hostname;shared machine id;no usable key"}},
    {"clones with one machine id",
     {{TEXT(serial, "A1B2C3D"), TEXT(machine_id, "0011223344556677")},
      {TEXT(serial, "A1B2C3E"), TEXT(machine_id, "0011223344556677")},
      {TEXT(serial, "A1B2C3F"), TEXT(machine_id, "0011223344556688")}},
     3,
     {0, 1, 2},
     {"shared machine id", "shared machine id", ""}},
    {"two installations that have all else in common",
     {{TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(machine_id, "0011223344556677")},
      {TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(machine_id, "0011223344556688")}},
     2,
     {0, 1},
     {"shared serial;shared host key;no usable key", "shared serial;shared host key;no usable key"}},
    {"a part number where the tag should be",
     {{TEXT(serial, "A1B2C3D"), TEXT(label, "7000001")}, {TEXT(serial, "A1B2C3E"), TEXT(label, "7000001")}},
     2,
     {0, 1},
     {"shared asset tag", "shared asset tag"}},
    {"a docking station that two laptops take turns at",
     {{TEXT(mac, "8c:ae:4c:00:00:01"), TEXT(hostname, "nb1")}, {TEXT(mac, "8c:ae:4c:00:00:01"), TEXT(hostname, "nb2")}},
     2,
     {0, 1},
     {"", ""}},
    {"the Bluetooth address that all adapters of a make have",
     {{TEXT(mac, "00:1A:7D:DA:71:0A"), TEXT(hostname, "pc1")}, {TEXT(mac, "00:1A:7D:DA:71:0A"), TEXT(hostname, "pc2")}},
     2,
     {0, 1},
     {"", ""}},
    {"serial numbers that are none",
     {{TEXT(serial, "-1"), TEXT(hostname, "pc1")},
      {TEXT(serial, "O"), TEXT(hostname, "pc2")},
      {TEXT(serial, "0"), TEXT(hostname, "pc3")}},
     3,
     {0, 1, 2},
     {"serial placeholder", "serial placeholder", "serial placeholder"}},
    {"the same name and network at two sites",
     {{TEXT(site, "east"), TEXT(hostname, "web1"), TEXT(address, "10.0.0.1")},
      {TEXT(site, "west"), TEXT(hostname, "web1"), TEXT(address, "10.0.0.1")}},
     2,
     {0, 1},
     {"", ""}},
    {"one address, two ports, nothing else known",
     {{TEXT(address, "192.0.2.1")}, {TEXT(address, "192.0.2.1")}},
     2,
     {0, 1},
     {"shared address;no usable key", "shared address;no usable key"}},
    {"a switch with four addresses, by SNMP",
     {{TEXT(manufacturer, "Cisco"), TEXT(serial, "SSI100000AA"), TEXT(address, "192.0.2.1"), .is_snmp = true},
      {TEXT(manufacturer, "Cisco"), TEXT(serial, "SSI100000AA"), TEXT(address, "192.0.2.2"), .is_snmp = true},
      {TEXT(manufacturer, "Cisco"), TEXT(serial, "SSI100000AA"), TEXT(address, "192.0.2.3"), .is_snmp = true},
      {TEXT(manufacturer, "Cisco"), TEXT(serial, "SSI100000AA"), TEXT(address, "192.0.2.4"), .is_snmp = true}},
     4,
     {0, 0, 0, 0},
     {"", "", "", ""}},
    {"a switch with two names, by SNMP",
     {{TEXT(manufacturer, "Cisco Systems, Inc."), TEXT(serial, "SSI100000AA"), TEXT(hostname, "n5k-1"),
       .is_snmp = true},
      {TEXT(manufacturer, "Cisco"), TEXT(serial, "SSI100000AA"), TEXT(hostname, "n5k-1-mgmt"), .is_snmp = true}},
     2,
     {0, 0},
     {"", ""}},
    {"one serial number of two makers",
     {{TEXT(manufacturer, "Cisco"), TEXT(serial, "10000001"), .is_snmp = true},
      {TEXT(manufacturer, "Canon"), TEXT(serial, "10000001"), .is_snmp = true}},
     2,
     {0, 1},
     {"", ""}},
    {"agents that tell a serial number and no maker",
     {{TEXT(serial, "10000001"), TEXT(hostname, "a"), .is_snmp = true},
      {TEXT(serial, "10000001"), TEXT(hostname, "b"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared serial", "shared serial"}},
    {"one agent at two addresses, without a serial number",
     {{TEXT(engine, "80001f8804"), TEXT(hostname, "nas1"), TEXT(address, "192.0.2.1"), .is_snmp = true},
      {TEXT(engine, "80001f8804"), TEXT(hostname, "nas1.example"), TEXT(address, "192.0.2.2"), .is_snmp = true}},
     2,
     {0, 0},
     {"", ""}},
    {"a cloned engine id, and other cards",
     {{TEXT(engine, "80001f8804"), TEXT(hostname, "nas"), TEXT(mac, "00:1b:21:00:00:01"), .is_snmp = true},
      {TEXT(engine, "80001f8804"), TEXT(hostname, "nas"), TEXT(mac, "00:1b:21:00:00:02"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared hostname;shared engine id", "shared hostname;shared engine id"}},
    {"a cloned engine id, and other serial numbers",
     {{TEXT(engine, "80001f8804"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(serial, "A1"), .is_snmp = true},
      {TEXT(engine, "80001f8804"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(serial, "A2"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared mac;shared engine id", "shared mac;shared engine id"}},
    {"two members of a cluster, with one address of the wire and one name",
     {{TEXT(serial, "FG1"), TEXT(hostname, "fw"), TEXT(mac, "00:1b:21:00:00:01"), .is_snmp = true},
      {TEXT(serial, "FG2"), TEXT(hostname, "fw"), TEXT(mac, "00:1b:21:00:00:01"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared mac;shared hostname", "shared mac;shared hostname"}},
    {"a server and its agent, whose makers' names differ in spelling",
     {{TEXT(manufacturer, "Dell"), TEXT(serial, "A1B2C3D"), TEXT(address, "192.0.2.1"), .is_snmp = true},
      {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.9")}},
     2,
     {0, 0},
     {"", ""}},
    {"a server and an agent with the serial number of the chassis around it",
     {{TEXT(manufacturer, "Dell"), TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:01"), .is_snmp = true},
      {TEXT(manufacturer, "Dell"), TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:02"), TEXT(host_key, "k1")}},
     2,
     {0, 1},
     {"shared serial", "shared serial"}},
    {"a server and its agent at one address, the name with and without a domain",
     {{TEXT(hostname, "web1"), TEXT(host_key, "k1"), TEXT(address, "10.0.0.1"), TEXT(mac, "00:1b:21:00:00:01")},
      {TEXT(hostname, "WEB1.example.jp"), TEXT(address, "10.0.0.1"), TEXT(mac, "00:1b:21:00:00:02"), .is_snmp = true}},
     2,
     {0, 0},
     {"", ""}},
    {"a server and its agent at one address, whose name somebody wrote there",
     {{TEXT(hostname, "web1"), TEXT(host_key, "k1"), TEXT(address, "10.0.0.1"), TEXT(mac, "00:1b:21:00:00:01")},
      {TEXT(hostname, "monitored"), TEXT(address, "10.0.0.1"), TEXT(mac, "00:1b:21:00:00:01"), .is_snmp = true}},
     2,
     {0, 0},
     {"", ""}},
    {"a server and an agent at one address of two sites",
     {{TEXT(hostname, "web1"), TEXT(host_key, "k1"), TEXT(address, "10.0.0.1"), TEXT(site, "east")},
      {TEXT(hostname, "web1"), TEXT(address, "10.0.0.1"), TEXT(site, "west"), .is_snmp = true}},
     2,
     {0, 1},
     {"", ""}},
    {"a server behind another, and an agent at the same address here",
     {{TEXT(hostname, "web1"), TEXT(host_key, "k1"), TEXT(address, "10.0.0.1"), .is_indirect = true},
      {TEXT(hostname, "web1"), TEXT(address, "10.0.0.1"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared hostname;shared address", "shared hostname;shared address;no usable key"}},
    {"a server and an agent at one address, of another number",
     {{TEXT(hostname, "web1"), TEXT(host_key, "k1"), TEXT(address, "10.0.0.1"), TEXT(serial, "A1")},
      {TEXT(hostname, "web1"), TEXT(address, "10.0.0.1"), TEXT(serial, "A2"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared hostname;shared address", "shared hostname;shared address"}},
    {"a server and its agent that tell two serial numbers, by name and card",
     {{TEXT(hostname, "nas1"), TEXT(host_key, "k1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(serial, "BOARD-1")},
      {TEXT(hostname, "nas1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(serial, "UNIT-1"), .is_snmp = true}},
     2,
     {0, 0},
     {"", ""}},
    {"a server, its agent and its management controller",
     {{TEXT(manufacturer, "Dell"), TEXT(serial, "A1B2C3D"), TEXT(hostname, "idrac-A1B2C3D"),
       TEXT(mac, "00:1b:21:00:00:0a"), .is_snmp = true, .is_management = true},
      {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(hostname, "db1"), TEXT(mac, "00:1b:21:00:00:01"),
       TEXT(host_key, "k1")},
      {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(hostname, "db1"), TEXT(mac, "00:1b:21:00:00:01"),
       .is_snmp = true}},
     3,
     {0, 0, 0},
     {"", "", ""}},
    {"two blades with the number of their chassis, and its management controller",
     {{TEXT(manufacturer, "Dell"), TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1")},
      {TEXT(manufacturer, "Dell"), TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:02"), TEXT(host_key, "k2")},
      {TEXT(manufacturer, "Dell"), TEXT(serial, "CH-1"), TEXT(mac, "00:1b:21:00:00:0a"), .is_snmp = true,
       .is_management = true}},
     3,
     {0, 1, 2},
     {"shared serial", "shared serial", "shared serial"}},
    {"two installations, which an agent without a card would bring together",
     {{TEXT(manufacturer, "NEC"), TEXT(serial, "A1"), TEXT(host_key, "k1")},
      {TEXT(manufacturer, "NEC"), TEXT(serial, "A1"), TEXT(host_key, "k2")},
      {TEXT(manufacturer, "NEC"), TEXT(serial, "A1"), .is_snmp = true}},
     3,
     {0, 1, 2},
     {"shared serial", "shared serial", "shared serial;no usable key"}},
    {"a docking station's address, and one name",
     {{TEXT(mac, "8c:ae:4c:00:00:01"), TEXT(hostname, "nb1"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.1")},
      {TEXT(mac, "8c:ae:4c:00:00:01"), TEXT(hostname, "nb1"), TEXT(address, "192.0.2.2"), .is_snmp = true}},
     2,
     {0, 1},
     {"shared hostname", "shared hostname"}},
    {"a virtual machine whose agent tells its UUID in the other byte order",
     {{TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(hostname, "vm1"),
       TEXT(host_key, "k1")},
      {TEXT(uuid, "44454C4C-4600-1048-8057-B3C04F385A31"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(hostname, "vm1"),
       .is_snmp = true}},
     2,
     {0, 0},
     {"", ""}},
    {"placeholders of three printers of one maker",
     {{TEXT(manufacturer, "Canon"), TEXT(serial, "0123456789"), TEXT(hostname, "p1"), .is_snmp = true},
      {TEXT(manufacturer, "Canon"), TEXT(serial, "0123456789"), TEXT(hostname, "p2"), .is_snmp = true},
      {TEXT(manufacturer, "Canon"), TEXT(serial, "0123456789"), TEXT(hostname, "p3"), .is_snmp = true}},
     3,
     {0, 1, 2},
     {"serial placeholder", "serial placeholder", "serial placeholder"}},
    {"nothing known", {{TEXT(serial, "")}}, 1, {0}, {"no usable key"}},
};

static void identify(const struct device_keys *keys, size_t count, struct arena *arena,
                     struct device_identity *identities) {
    assert_true(device_identify(keys, count, NULL, arena, identities));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(identities[i].id.n, 17);
        assert_int_equal(identities[i].id.p[0], 'd');
        for (size_t j = 1; j < 17; j++) {
            assert_true(isxdigit((unsigned char)identities[i].id.p[j]));
        }
    }
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct device_identity identities[MACHINES_MAX];

        print_message("%s\n", cases[i].what);
        identify(cases[i].keys, cases[i].count, arena, identities);
        for (size_t a = 0; a < cases[i].count; a++) {
            assert_int_equal(identities[a].same_as, cases[i].same_as[a]);
            assert_text(identities[a].notes, cases[i].notes[a]);
            for (size_t b = 0; b < a; b++) {
                assert_int_equal(str_eq(identities[a].id, identities[b].id),
                                 cases[i].same_as[a] == cases[i].same_as[b]);
            }
        }
    }
}

static struct str id_of(struct arena *arena, struct device_keys keys) {
    struct device_identity identity;

    identify(&keys, 1, arena, &identity);
    return identity.id;
}

/* The strongest key alone decides: the others may change from scan to scan. */
static void test_key_order(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct device_keys keys = {
        TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31"),
        TEXT(mac, "00:1b:21:00:00:01"),  TEXT(host_key, "k1"),    TEXT(hostname, "web1"),
        TEXT(address, "192.0.2.1")};
    struct str *const weaker[] = {&keys.address, &keys.hostname, &keys.host_key, &keys.mac, &keys.uuid};
    struct str id = id_of(arena, keys);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(weaker); i++) {
        *weaker[i] = STR_NONE;
        assert_true(str_eq(id_of(arena, keys), id));
    }
    keys.serial = STR("A1B2C3E");
    assert_false(str_eq(id_of(arena, keys), id));
}

/* Two spellings of one identifier are one machine. */
static void test_spellings(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct device_keys a = {TEXT(manufacturer, "DELL INC."), TEXT(serial, "a1b2c3d ")};
    struct device_keys b = {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "S/N: A1B2C3D")};
    struct device_keys c = {TEXT(mac, "001B.2100.0001")}, d = {TEXT(mac, "00-1b-21-00-00-01")};

    (void)state;
    assert_true(str_eq(id_of(arena, a), id_of(arena, b)));
    assert_true(str_eq(id_of(arena, c), id_of(arena, d)));
}

/* The order of the targets does not reach the ids. */
static void test_target_order(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct device_identity forward[MACHINES_MAX], backward[MACHINES_MAX];
    struct device_keys reversed[MACHINES_MAX];
    size_t count = cases[3].count;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        reversed[count - 1 - i] = cases[3].keys[i];
    }
    identify(cases[3].keys, count, arena, forward);
    identify(reversed, count, arena, backward);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_eq(forward[i].id, backward[count - 1 - i].id));
    }
}

/* What a machine lists: keys that lead to it alone. */
static void test_listed_keys(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct device_keys keys[] = {
        {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(mac, "001B.2100.0001"), TEXT(label, "HW-1"),
         TEXT(host_key, "k1"), TEXT(hostname, "web1")},
        {TEXT(serial, "0"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(uuid, "4C4C4544-0046-4810-8057-B3C04F385A31"),
         TEXT(hostname, "web2")},
    };
    /* The lesser of both byte orders. */
    static const char uuid[] = "44454c4c-4600-1048-8057-b3c04f385a31";
    struct device_identity identities[ARRAY_LEN(keys)];

    (void)state;
    identify(keys, ARRAY_LEN(keys), arena, identities);
    assert_text(identities[0].keys[DEVICE_KEY_SERIAL], "a1b2c3d");
    assert_text(identities[0].maker, "dell inc.");
    assert_text(identities[0].keys[DEVICE_KEY_LABEL], "hw-1");
    assert_text(identities[0].keys[DEVICE_KEY_UUID], "");
    assert_text(identities[1].keys[DEVICE_KEY_SERIAL], "");
    assert_text(identities[1].keys[DEVICE_KEY_UUID], uuid);
    /* Both have the card's address. */
    assert_text(identities[0].keys[DEVICE_KEY_MAC], "");
    assert_text(identities[1].keys[DEVICE_KEY_MAC], "");
    assert_text(identities[1].notes, "serial placeholder;shared mac");
}

/* The two targets that are one machine have one claim; a key that two machines share has none; a name has none. */
static void test_previous(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = previous_ids_new();
    const struct device_keys keys[] = {
        {TEXT(serial, "NEW-1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.1")},
        {TEXT(serial, "NEW-1"), TEXT(host_key, "k1"), TEXT(address, "192.0.2.2")},
        {TEXT(serial, "S-3"), TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31")},
        {TEXT(serial, "S-4"), TEXT(uuid, "4c4c4544-0046-4810-8057-b3c04f385a31"), TEXT(hostname, "web1")},
    };
    struct device_identity identities[ARRAY_LEN(keys)], own[ARRAY_LEN(keys)];

    (void)state;
    assert_true(previous_ids_add(previous, DEVICE_KEY_MAC,
                                 STR("mac:\x1f"
                                     "00:1b:21:00:00:01"),
                                 STR("d-card")));
    assert_true(previous_ids_add(previous, DEVICE_KEY_UUID,
                                 STR("uuid:\x1f"
                                     "44454c4c-4600-1048-8057-b3c04f385a31"),
                                 STR("d-image")));
    assert_true(device_identify(keys, ARRAY_LEN(keys), previous, arena, identities));
    identify(keys, ARRAY_LEN(keys), arena, own);
    assert_text(identities[0].id, "d-card");
    assert_text(identities[1].id, "d-card");
    assert_int_equal(identities[1].same_as, 0);
    assert_text(identities[0].notes, "");
    assert_true(str_eq(identities[2].id, own[2].id));
    assert_true(str_eq(identities[3].id, own[3].id));
    assert_text(identities[2].notes, "shared uuid");
}

/* A key that stopped being a machine's own leads nowhere, whatever the earlier snapshot says of it. */
static void test_previous_part_number(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = previous_ids_new();
    const struct device_keys keys[] = {{TEXT(serial, "S-1"), TEXT(label, "7000001")},
                                       {TEXT(serial, "S-2"), TEXT(label, "7000001")}};
    struct device_identity identities[ARRAY_LEN(keys)], own[ARRAY_LEN(keys)];

    (void)state;
    assert_true(previous_ids_add(previous, DEVICE_KEY_LABEL,
                                 STR("label:\x1f"
                                     "7000001"),
                                 STR("d-first")));
    assert_true(device_identify(keys, ARRAY_LEN(keys), previous, arena, identities));
    identify(keys, ARRAY_LEN(keys), arena, own);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        assert_true(str_eq(identities[i].id, own[i].id));
        assert_text(identities[i].keys[DEVICE_KEY_LABEL], "");
    }
}

/* What SSH tells gives the id, whichever answered first, and whether the agent answered at all. */
static void test_id_of_views(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct device_keys ssh = {TEXT(manufacturer, "Dell Inc."), TEXT(serial, "A1B2C3D"), TEXT(host_key, "k1")};
    const struct device_keys snmp = {TEXT(manufacturer, "Dell"), TEXT(serial, "A1B2C3D"),
                                     TEXT(mac, "00:1b:21:00:00:01"), .is_snmp = true};
    const struct device_keys orders[][2] = {{ssh, snmp}, {snmp, ssh}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        struct device_identity identities[2];
        identify(orders[i], 2, arena, identities);
        assert_true(str_eq(identities[0].id, id_of(arena, ssh)));
        assert_int_equal(identities[1].same_as, 0);
        assert_text(identities[0].maker, "dell inc.");
        /* What only the agent told is a key, too. */
        assert_text(identities[0].keys[DEVICE_KEY_MAC], "00:1b:21:00:00:01");
    }
}

/* The previous snapshot knew the server by SSH; now only its agent answers, and tells the card. */
static void test_previous_of_views(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(previous_ids_free_cleanup) struct previous_ids *previous = previous_ids_new();
    const struct device_keys keys[] = {
        {TEXT(hostname, "web1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(address, "192.0.2.1"), .is_snmp = true},
        {TEXT(hostname, "web1"), TEXT(mac, "00:1b:21:00:00:01"), TEXT(address, "192.0.2.2"), TEXT(host_key, "k1")}};
    struct device_identity identities[ARRAY_LEN(keys)];

    (void)state;
    assert_true(previous_ids_add(previous, DEVICE_KEY_MAC,
                                 STR("mac:\x1f"
                                     "00:1b:21:00:00:01"),
                                 STR("d-web")));
    for (size_t count = 1; count <= ARRAY_LEN(keys); count++) {
        assert_true(device_identify(keys, count, previous, arena, identities));
        assert_text(identities[count - 1].id, "d-web");
        assert_int_equal(identities[count - 1].same_as, 0);
    }
}

static void test_none(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    assert_true(device_identify(NULL, 0, NULL, arena, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),       cmocka_unit_test(test_key_order),
        cmocka_unit_test(test_spellings),   cmocka_unit_test(test_target_order),
        cmocka_unit_test(test_none),        cmocka_unit_test(test_listed_keys),
        cmocka_unit_test(test_previous),    cmocka_unit_test(test_previous_part_number),
        cmocka_unit_test(test_id_of_views), cmocka_unit_test(test_previous_of_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

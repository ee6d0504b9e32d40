#include "scanner/collect/snmp/neighbors.h"

#include "tests/unit/support/cells.h"
#include "tests/unit/support/snmp_observed.h"

#define ENOUGH ((size_t)256 << 20)
#define LLDP   "1.0.8802.1.1.2.1."
#define CDP    ENTERPRISE "9.9.23.1.2.1.1."
#define IF     MIB2 "2.2.1."

static const unsigned columns[] = {
    NEIGHBORS_PORT,          NEIGHBORS_PROTOCOL,         NEIGHBORS_REMOTE_ID,  NEIGHBORS_REMOTE_PORT,
    NEIGHBORS_REMOTE_NAME,   NEIGHBORS_REMOTE_ADDRESS,   NEIGHBORS_REMOTE_MAC, NEIGHBORS_REMOTE_MODEL,
    NEIGHBORS_REMOTE_SERIAL, NEIGHBORS_REMOTE_ASSET_TAG, NEIGHBORS_VLAN};

/* Up to the first without a text. */
static void check_rows(const struct observed *observed, const char *const *rows, size_t most) {
    assert_rows(observed, TABLE_NEIGHBORS, columns, ARRAY_LEN(columns), rows, most);
}

static void test_edge_switch(void **state) {
    static const char *const rows[] = {
        ("ge-0/0/0|lldp|00:00:5e:00:53:a1|eth0|roof.example|192.0.2.50;2001:db8::32|"
         "00:00:5e:00:53:a1;00:00:5e:00:53:a3||||"),
        "ge-0/0/0|lldp|192.0.2.50|00:00:5e:00:53:a2|phone-50|192.0.2.50|00:00:5e:00:53:a2|Phone 9|EX0000042|A-0042|",
        "ge-0/0/1|lldp|core1(ABC1234A0B1)|to edge1|core1|||Chassis 4|ABC1234A0B1||",
        "ge-0/0/2|lldp|eth7|2001:db8::7|server7.example||||||",
        "lldp port 9|lldp|Slot 1|Port 5|||||||",
        "lldp port 9|lldp|not a MAC|17|||||||",
        "lldp port 9|lldp|Zone 3|Gi0/1|odd.example||||||",
        "ge-0/0/0|cdp|n5k(ABC1234A0B2)|Ethernet1/1|n5k.example|192.0.2.40;198.51.100.40||N5K-EXAMPLE|ABC1234A0B2||1",
        "ge-0/0/0|cdp|012345678(catos)|2/1|catos|||WS-EXAMPLE|012345678||",
        "ge-0/0/1|cdp|SEP00005E0053F1|Port 1|SEP00005E0053F1|192.0.2.41|00:00:5e:00:53:f1|IP Phone EXAMPLE|||",
        "ge-0/0/1|cdp|00:00:5e:00:53:f2|0|||00:00:5e:00:53:f2||||",
        "ifIndex 999|cdp|lab(test)|g1|lab(test)|||Switch|||30",
        "ge-0/0/1|edp|00:00:5e:00:53:e1|2:24|summit1|192.0.2.225;198.51.100.225|00:00:5e:00:53:e1||||",
        "ge-0/0/2|edp|00:00:5e:00:53:e2|1:5|summit2||00:00:5e:00:53:e2||||",
        "irb.10|arp||||192.0.2.50|00:00:5e:00:53:a1||||",
        "irb.10|arp||||2001:db8::32|00:00:5e:00:53:a1||||",
        "ifIndex 999|arp||||192.0.2.60|00:00:5e:00:53:a6||||",
        "|fdb|||||00:00:5e:00:53:e1||||",
        "ge-0/0/0|fdb|||||00:00:5e:00:53:a1||||10",
        "ge-0/0/1|fdb|||||00:00:5e:00:53:b1||||10",
        "ge-0/0/1|fdb|||||00:00:5e:00:53:b1||||20",
        "ge-0/0/1|fdb|||||00:00:5e:00:53:d1||||",
        "ge-0/0/1|fdb|||||00:00:5e:00:53:d2||||",
        "ae0|fdb|||||00:00:5e:00:53:c1||||20",
        "bridge port 10|fdb|||||00:00:5e:00:53:e2||||",
    };
    CLEANUP(observed_done)
    struct observed observed = snmp_observed_fixture("edge-switch", collect_snmp_neighbors.parse);

    (void)state;
    check_rows(&observed, rows, ARRAY_LEN(rows));
}

#define REMOTE(INDEX, NAME) LLDP "4.1.1.4." INDEX "|2|7\n" LLDP "4.1.1.5." INDEX "|4|" NAME "\n"
#define TWO_PORTS           IF "2.5|4|first\n" IF "6.5|4x|00005e005305\n" IF "2.6|4|second\n" IF "6.6|4x|00005e005306\n"

static const struct {
    const char *what, *text;
    const char *rows[4]; /* up to the first without a text */
} cases[] = {
    {"a port's number is the bridge's before it is the interface's",
     TWO_PORTS MIB2 "17.1.4.1.2.5|2|6\n" REMOTE("0.5.1", "a") REMOTE("0.6.1", "b"),
     {"second|lldp|a||||||||", "second|lldp|b||||||||"}},
    {"a port by its address",
     TWO_PORTS LLDP "3.7.1.2.1|2|3\n" LLDP "3.7.1.3.1|4x|00005e005306\n" REMOTE("0.1.1", "a"),
     {"second|lldp|a||||||||"}},
    {"two ports of one address: then its number",
     TWO_PORTS IF "2.7|4|third\n" IF "6.7|4x|00005e005306\n" LLDP "3.7.1.2.5|2|3\n" LLDP
                  "3.7.1.3.5|4x|00005e005306\n" REMOTE("0.5.1", "a"),
     {"first|lldp|a||||||||"}},
    {"a port that two are called is found by its number",
     IF "2.5|4|port\n" IF "2.6|4|port\n" LLDP "3.7.1.2.6|2|5\n" LLDP "3.7.1.3.6|4|port\n" REMOTE("0.6.1", "a"),
     {"port|lldp|a||||||||"}},
    {"a port of which only the description leads anywhere",
     LLDP "3.7.1.2.1|2|7\n" LLDP "3.7.1.3.1|4|17\n" LLDP "3.7.1.4.1|4|to the roof\n" REMOTE("0.1.1", "a"),
     {"to the roof|lldp|a||||||||"}},
    {"NX-OS cuts the id of a port",
     REMOTE("0.1.1", "a") LLDP "4.1.1.6.0.1.1|2|5\n" LLDP "4.1.1.7.0.1.1|4|Ten-GigabitEther\n" LLDP
                               "4.1.1.8.0.1.1|4|Ten-GigabitEthernet1/0/49 Interface\n",
     {"lldp port 1|lldp|a|Ten-GigabitEthernet1/0/49|||||||"}},
    {"indices that are none, wrong types",
     LLDP "4.1.1.5.1.2|4|short\n" LLDP "4.1.1.5.1.2.3.4|4|long\n" LLDP "4.1.1.5|4|none\n" LLDP
          "4.1.1.4.0.0.0|4|x\n" LLDP "4.1.1.5.0.0.0|2|7\n" LLDP "4.2.1.3.0.0.0|2|1\n" LLDP
          "4.2.1.3.0.0.0.1.4.1.2.3|2|1\n" LLDP "3.7.1.2|2|1\n" CDP "6.1|4|short\n" CDP "6.1.2.3|4|long\n" CDP
          "6.1.2|2|9\n" CDP "4.1.2|2|9\n" ENTERPRISE "1916.1.13.2.1.3.1.2.3|4|short\n" ENTERPRISE
          "1916.1.13.2.1.6.1.0.0.0.0.0.0.0.300|2|1\n" MIB2 "4.22.1.2.1.192.0.2|4x|00005e0053a1\n" MIB2
          "4.22.1.2.1.192.0.2.1|2|5\n" MIB2 "4.35.1.4.1|4x|00005e0053a1\n" MIB2
          "4.35.1.4.1.3.4.192.0.2.1|4x|00005e0053a1\n" MIB2 "17.4.3.1.2.0.0.94.0.83|2|1\n" MIB2
          "17.4.3.1.2.0.0.94.0.83.256|2|1\n" MIB2 "17.7.1.2.2.1.2.1|2|1\n" MIB2 "17.7.1.2.2.1.2.1.0.0.0.0.0.0|2|1\n",
     {"lldp port 0|lldp|7||||||||", "ifIndex 1|cdp|9||9||||||"}},
    {"an address that a bridge counts the bytes of, on a port that it does not number",
     IF "2.5|4|first\n" MIB2 "17.7.1.2.2.1.2.40.6.0.0.94.0.83.1|2|5\n" MIB2 "17.7.1.2.2.1.2.40.6.0.94.0.83.2|2|5\n" MIB2
        "17.7.1.2.2.1.2.40.6.7.0.94.0.83.2|2|5\n",
     {"first|fdb|||||00:00:5e:00:53:01||||40", "first|fdb|||||06:00:5e:00:53:02||||40"}},
    {"two VLANs with one database",
     MIB2 "17.7.1.4.2.1.3.0.10|66|1\n" MIB2 "17.7.1.4.2.1.3.0.20|66|1\n" MIB2 "17.7.1.4.2.1.3.9.30|66|2\n" MIB2
          "17.7.1.4.2.1.3.12.30|66|2\n" MIB2 "17.7.1.2.2.1.2.1.0.0.94.0.83.1|2|5\n" MIB2
          "17.7.1.2.2.1.2.2.0.0.94.0.83.1|2|5\n",
     {"bridge port 5|fdb|||||00:00:5e:00:53:01||||30"}},
    {"an old filer",
     IF "2.5|4|first\n" MIB2 "3.1.1.1.1.1.192.0.2.1|2|5\n" MIB2 "3.1.1.2.1.1.192.0.2.1|4x|00005e0053a1\n",
     {"first|arp||||192.0.2.1|00:00:5e:00:53:a1||||"}},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(str_from(cases[i].text), collect_snmp_neighbors.parse);
        print_message("%s\n", cases[i].what);
        check_rows(&observed, cases[i].rows, ARRAY_LEN(cases[i].rows));
    }
}

static size_t count_cells(const struct observed *observed, const char *protocol, unsigned column, const char *text) {
    size_t count = 0;

    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        count += row->table == TABLE_NEIGHBORS && str_eq(row->cells[NEIGHBORS_PROTOCOL], str_from(protocol)) &&
                 (!text || str_starts_with(row->cells[column], str_from(text)));
    }
    return count;
}

/* The counts are those of the recordings' lines: of ARP, with neighbour discovery, each port, address and hardware
 * address once, without the device's own; of bridge tables, what was learned. */
static void test_recordings(void **state) {
    static const struct {
        const char *name;
        size_t lldp, cdp, arp, fdb;
    } recordings[] = {
        {"cisco-c3750", 0, 125, 7, 15},
        {"cisco-n5000", 9, 5, 498, 0},
        {"cisco-n5000-uk9", 11, 5, 518, 0},
        {"hpe-procurve-516733-b21", 5, 5, 0, 278},
        {"huawei-s5720", 0, 0, 47, 48},
        {"paloalto-pa-5000", 0, 0, 0, 0},
        {"ruijie-s5750-24gt12sfp", 0, 0, 900, 381},
        {"netapp-fas3270", 0, 0, 62, 0},
        {"aruba-7210", 0, 0, 2, 0},
        {"unknown-006", 0, 0, 17, 0},
        {"apc-8641", 0, 0, 1, 0},
        {"eaton-93e-80", 0, 0, 3, 0},
        {"XP", 0, 0, 2, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(recordings); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_shared(recordings[i].name, collect_snmp_neighbors.parse);
        print_message("%s\n", recordings[i].name);
        assert_int_equal(count_cells(&observed, "lldp", 0, NULL), recordings[i].lldp);
        assert_int_equal(count_cells(&observed, "cdp", 0, NULL), recordings[i].cdp);
        assert_int_equal(count_cells(&observed, "arp", 0, NULL), recordings[i].arp);
        assert_int_equal(count_cells(&observed, "fdb", 0, NULL), recordings[i].fdb);
    }
}

static void test_recorded_neighbors(void **state) {
    static const struct {
        const char *name, *protocol;
        unsigned column;
        const char *text; /* how the cell begins */
        size_t count;
    } recorded[] = {
        {"cisco-c3750", "cdp", NEIGHBORS_REMOTE_MODEL, "AIR-CAP1602I-C-K9", 99},
        {"cisco-c3750", "cdp", NEIGHBORS_REMOTE_MODEL, "WS-C2950G-48-EI", 9},
        {"cisco-c3750", "cdp", NEIGHBORS_REMOTE_MODEL, "WS-C3560-48TS", 7},
        {"cisco-c3750", "cdp", NEIGHBORS_REMOTE_MODEL, "AIR-CT8540-K9", 1},
        {"cisco-c3750", "cdp", NEIGHBORS_PORT, "Gi1/0/6", 45},
        {"cisco-c3750", "cdp", NEIGHBORS_REMOTE_MODEL, "cisco", 0},
        {"cisco-n5000-uk9", "cdp", NEIGHBORS_REMOTE_SERIAL, "SSI183706KA", 3},
        {"cisco-n5000-uk9", "cdp", NEIGHBORS_REMOTE_SERIAL, "SSI1822049X", 1},
        {"cisco-n5000-uk9", "cdp", NEIGHBORS_REMOTE_SERIAL, "SSI18220198", 1},
        {"cisco-n5000-uk9", "cdp", NEIGHBORS_REMOTE_NAME, "NWPU-UCS-FI-B", 1},
        {"cisco-n5000-uk9", "lldp", NEIGHBORS_REMOTE_MAC, "00:10:e0:de:f6:c5", 1},
        {"cisco-n5000-uk9", "lldp", NEIGHBORS_PORT, "Ethernet1/", 10},
        {"hpe-procurve-516733-b21", "cdp", NEIGHBORS_REMOTE_SERIAL, "SSI183706KP", 1},
        {"hpe-procurve-516733-b21", "lldp", NEIGHBORS_REMOTE_SERIAL, "SSI183706KP", 1},
        {"hpe-procurve-516733-b21", "lldp", NEIGHBORS_REMOTE_MAC, "e8:39:35:1a:", 3},
        {"hpe-procurve-516733-b21", "fdb", NEIGHBORS_REMOTE_MAC, "ac:16:2d:92:7d:21", 0},
        {"huawei-s5720", "fdb", NEIGHBORS_REMOTE_MAC, "00:0b:86:a9:56:c0", 1},
        {"ruijie-s5750-24gt12sfp", "fdb", NEIGHBORS_PORT, "Gi0/", 381},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(recorded); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_shared(recorded[i].name, collect_snmp_neighbors.parse);
        print_message("%s %s\n", recorded[i].name, recorded[i].text);
        assert_int_equal(count_cells(&observed, recorded[i].protocol, recorded[i].column, recorded[i].text),
                         recorded[i].count);
    }
}

/* A hundred thousand rows of each table, with ports and databases that lead nowhere. */
static void test_too_many(void **state) {
    enum { ROWS = 100000 };
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    for (unsigned i = 1; i <= ROWS; i++) {
        unsigned high = i >> 16, middle = i >> 8 & 255, low = i & 255;
        buffer_printf(&text, MIB2 "17.7.1.2.2.1.2.1.0.0.94.%u.%u.%u|2|%u\n", high, middle, low, ROWS - i);
        buffer_printf(&text, MIB2 "4.22.1.2.%u.10.%u.%u.%u|4x|0000%08x\n", i, high, middle, low, i);
        buffer_printf(&text, LLDP "4.1.1.5.0.%u.1|4|chassis\n" LLDP "3.7.1.4.%u|4|port\n", i, i);
        buffer_printf(&text, LLDP "4.2.1.3.0.1.1.1.4.10.%u.%u.%u|2|2\n", high, middle, low);
        buffer_printf(&text, CDP "6.%u.1|4|switch\n", i);
    }
    assert_false(text.failed);
    CLEANUP(observed_done)
    struct observed observed = snmp_observed_text(buffer_view(&text), collect_snmp_neighbors.parse);
    assert_int_equal(count_cells(&observed, "fdb", 0, NULL), SNMP_ROWS_DEFAULT);
    assert_int_equal(count_cells(&observed, "arp", 0, NULL), SNMP_ROWS_DEFAULT);
    assert_int_equal(count_cells(&observed, "lldp", 0, NULL), SNMP_ROWS_DEFAULT);
    assert_int_equal(count_cells(&observed, "cdp", 0, NULL), SNMP_ROWS_DEFAULT);
}

static bool is_planned(const char *enterprise, const char *entry) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *system = snmp_answers_new(ENOUGH);
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct snmp_plan plan = {.arena = arena};
    struct str line;

    assert_non_null(system);
    line = arena_printf(arena, MIB2 "1.2.0|6|" ENTERPRISE "%s.1\n", enterprise);
    assert_int_equal(snmprec_read(line, system), 1);
    assert_true(snmp_plan_make(system, &plan));
    for (size_t i = 0; i < plan.table_count; i++) {
        if (strcmp(plan.tables[i]->entry, entry) == 0) {
            return true;
        }
    }
    return false;
}

/* What only one maker's agents have is not asked of the others'. */
static void test_plan(void **state) {
    static const struct {
        const char *entry, *maker; /* NULL: asked of all */
    } tables[] = {
        {LLDP "4.1.1", NULL},    {"1.3.6.1.4.1.9.9.23.1.2.1.1", NULL}, {MIB2 "2.2.1", NULL},
        {MIB2 "17.4.3.1", NULL}, {ENTERPRISE "9.9.68.1.2.2.1", "9"},   {ENTERPRISE "1916.1.13.2.1", "1916"},
        {MIB2 "3.1.1", "789"},
    };
    static const char *const makers[] = {"9", "1916", "789", "32473"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        for (size_t n = 0; n < ARRAY_LEN(makers); n++) {
            print_message("%s %s\n", tables[i].entry, makers[n]);
            assert_int_equal(is_planned(makers[n], tables[i].entry),
                             !tables[i].maker || strcmp(tables[i].maker, makers[n]) == 0);
        }
    }
}

/* A table that did not come whole makes the part unknown, and so does an agent that has nothing to tell. */
static void test_parts(void **state) {
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmprec_fixture("edge-switch");
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *nothing = snmp_answers_new(ENOUGH);
    CLEANUP(observed_done) struct observed whole = observed_new();
    CLEANUP(observed_done) struct observed broken = observed_new();
    CLEANUP(observed_done) struct observed empty = observed_new();
    struct str complete, missing;

    (void)state;
    assert_non_null(answers);
    assert_non_null(nothing);
    collect_snmp(answers, &whole.observation, &complete, &missing);
    assert_true(str_contains(complete, STR("neighbors")) && str_contains(complete, STR("network")));
    snmp_answers_fail(answers, MIB2 "17.4.3.1", "too slow");
    collect_snmp(answers, &broken.observation, &complete, &missing);
    assert_true(str_contains(missing, STR("neighbors")) && str_contains(complete, STR("network")));
    collect_snmp(nothing, &empty.observation, &complete, &missing);
    assert_true(str_contains(missing, STR("neighbors")) && str_contains(missing, STR("network")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edge_switch), cmocka_unit_test(test_cases),
        cmocka_unit_test(test_recordings),  cmocka_unit_test(test_recorded_neighbors),
        cmocka_unit_test(test_too_many),    cmocka_unit_test(test_plan),
        cmocka_unit_test(test_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

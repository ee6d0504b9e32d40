/* What recorded devices are said to be. */

#include "scanner/collect/snmp/snmp.h"
#include "scanner/snmp/base_mac.h"
#include "scanner/snmp/vendor.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/snmprec.h"

#include <stdio.h>

struct fact {
    unsigned column;
    const char *text;
};

/* "" where nothing may be said; NULL at the end. */
#define FACTS_MAX 14

struct device {
    const char *name;
    const char *mac; /* the base address; NULL: whatever it is */
    struct fact facts[FACTS_MAX];
    const char *notes;
};

static void check_device(const struct snmp_answers *answers, const struct device *device) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str complete, missing, mac = snmp_base_mac(answers, arena);
    struct observation observation;

    assert_true(observation_init(&observation, arena));
    collect_snmp(answers, &observation, &complete, &missing);
    for (const struct fact *fact = device->facts; fact->text; fact++) {
        struct str text = observation_get(&observation, fact->column);
        if (!str_eq(text, str_from(fact->text))) {
            fail_msg("%s: %s is \"%.*s\" in place of \"%s\"", device->name,
                     schema_column(TABLE_DEVICES, fact->column)->name, STR_FMT(text), fact->text);
        }
    }
    if (device->mac && !str_eq(mac, str_from(device->mac))) {
        fail_msg("%s: MAC address \"%.*s\" in place of \"%s\"", device->name, STR_FMT(mac), device->mac);
    }
    if (device->notes && !str_eq(observation.notes, str_from(device->notes))) {
        fail_msg("%s: notes \"%.*s\" in place of \"%s\"", device->name, STR_FMT(observation.notes), device->notes);
    }
}

/* --- shared recordings of real devices --- */

static const struct device recorded[] = {
    {"cisco-c3750",
     "f4:7f:35:93:af:80",
     {{DEVICES_SERIAL, "FDO1622Y10H"},
      {DEVICES_MODEL, "WS-C3750G-12S-S"},
      {DEVICES_FIRMWARE_VERSION, "12.2(50)SE5"},
      {DEVICES_OS_NAME, "Cisco IOS"},
      {DEVICES_OS_VERSION, "12.2(50)SE5"},
      {DEVICES_MANUFACTURER, "Cisco"},
      {DEVICES_MEMORY_MB, "128"},
      {DEVICES_KIND, "switch"},
      {DEVICES_HOSTNAME, "DUMSYS-90"},
      {DEVICES_LOCATION, ""}},
     ""},
    {"cisco-n5000",
     "8c:60:4f:19:16:7c",
     {{DEVICES_SERIAL, "SSI183706KP"},
      {DEVICES_MODEL, "N5K-C5548UP"},
      {DEVICES_FIRMWARE_VERSION, "6.0(2)N2(3)"},
      {DEVICES_OS_NAME, "Cisco NX-OS"},
      {DEVICES_OS_VERSION, "6.0(2)N2(3)"},
      {DEVICES_KIND, "switch"},
      {DEVICES_HOSTNAME, "DUMSYS-52"}},
     ""},
    {"cisco-n5000-uk9",
     "8c:60:4f:19:16:7c",
     {{DEVICES_SERIAL, "SSI183706KP"}, {DEVICES_MODEL, "N5K-C5548UP"}, {DEVICES_HOSTNAME, "DUMSYS-68"}},
     ""},
    {"hpe-procurve-516733-b21",
     "ac:16:2d:92:7d:21",
     {{DEVICES_SERIAL, "3C421900TX"},
      {DEVICES_MODEL, "6120XG Blade Switch"},
      {DEVICES_MODEL_NUMBER, "516733-B21"},
      {DEVICES_FIRMWARE_VERSION, "Z.14.31"},
      {DEVICES_MANUFACTURER, "HP"},
      {DEVICES_KIND, "switch"}},
     "serial of several components: ANK0M35"},
    {"huawei-s5720",
     "d4:94:e8:0d:e1:20",
     {{DEVICES_SERIAL, "210235956210F7000410"},
      {DEVICES_MODEL, "S5720-36C-EI-AC"},
      {DEVICES_FIRMWARE_VERSION, "V200R007C00SPC500"},
      {DEVICES_OS_NAME, "Huawei VRP"},
      {DEVICES_OS_VERSION, "V200R007C00SPC500"},
      {DEVICES_KIND, "switch"},
      {DEVICES_LOCATION, ""}},
     ""},
    {"paloalto-pa-5000",
     "",
     {{DEVICES_SERIAL, "0009C100761"},
      {DEVICES_MODEL, "PA-5050"},
      {DEVICES_FIRMWARE_VERSION, "8.0.1"},
      {DEVICES_OS_NAME, "PAN-OS"},
      {DEVICES_KIND, "firewall"},
      {DEVICES_LOCATION, "网络中心机房"}},
     ""},
    {"ruijie-s5750-24gt12sfp",
     "00:1a:a9:c5:28:73",
     {{DEVICES_SERIAL, "9017EHC410215"},
      {DEVICES_MODEL, "RG-S5750-24GT/12SFP"},
      {DEVICES_FIRMWARE_VERSION, "RGOS 10.4(3)p4 Release(161753)"},
      {DEVICES_OS_VERSION, "10.4(3)p4"},
      {DEVICES_MANUFACTURER, "Ruijie"},
      {DEVICES_LOCATION, "中文"}},
     ""},
    {"apc-8641",
     "",
     {{DEVICES_SERIAL, "3F3452A52295"},
      {DEVICES_MODEL, "AP8641"},
      {DEVICES_FIRMWARE_VERSION, "v6.7.2"},
      {DEVICES_MANUFACTURER, "APC"},
      {DEVICES_KIND, "other"},
      {DEVICES_LOCATION, "Data Center 01"}},
     "management card serial: 5A26833B4526"},
    {"eaton-93e-80",
     "",
     {{DEVICES_SERIAL, "4K234LXX06"},
      {DEVICES_MODEL, "93E 80"},
      {DEVICES_FIRMWARE_VERSION, "2.08.0011"},
      {DEVICES_MANUFACTURER, "Eaton"},
      {DEVICES_KIND, "ups"}},
     ""},
    {"netapp-fas3270",
     "",
     {{DEVICES_SERIAL, "940001051000"},
      {DEVICES_MODEL, "FAS3270"},
      {DEVICES_FIRMWARE_VERSION, "8.2.3"},
      {DEVICES_KIND, "storage"},
      {DEVICES_LOCATION, "shanghai"}},
     ""},
    {"aruba-7210",
     "00:1a:1e:03:21:e0",
     {{DEVICES_SERIAL, "CV0008612"},
      {DEVICES_MODEL, "Aruba7210"},
      {DEVICES_FIRMWARE_VERSION, "6.5.1.6"},
      {DEVICES_KIND, "wireless"}},
     "serial in ENTITY-MIB: BJ0002326;model in ENTITY-MIB: ArubaS2500-24P;firmware in ENTITY-MIB: 7.4.1.4 (54199)"},
    {"XP",
     "",
     {{DEVICES_SERIAL, ""},
      {DEVICES_MODEL, ""},
      {DEVICES_OS_NAME, "Windows XP"},
      {DEVICES_OS_VERSION, "5.1.2600"},
      {DEVICES_KIND, ""},
      {DEVICES_HOSTNAME, "CRAY"},
      {DEVICES_LOCATION, "Moscow, Russia"}},
     "software names cut"},
    {"unknown-006",
     "",
     {{DEVICES_SERIAL, ""},
      {DEVICES_MODEL, ""},
      {DEVICES_OS_NAME, "CentOS Linux"}, /* centos-release-7-3.1611.el7.centos */
      {DEVICES_OS_VERSION, "7.3.1611"},
      {DEVICES_MANUFACTURER, ""},
      {DEVICES_KIND, ""},
      {DEVICES_HOSTNAME, "DUMSYS-12"},
      {DEVICES_LOCATION, ""}},
     ""},
};

static void test_recorded(void **state) {
    size_t found = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(recorded); i++) {
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmprec_shared(recorded[i].name);
        if (answers) {
            found++;
            check_device(answers, &recorded[i]);
        }
    }
    if (found == 0) {
        skip();
    }
    assert_int_equal(found, ARRAY_LEN(recorded));
}

/* --- recordings of every row of the table of makers (fixtures/snmp) --- */

static const struct device of_makers[] = {
#define DEVICE(NAME, MAC, NOTES, ...) {NAME, MAC, {__VA_ARGS__}, NOTES},
#include "tests/unit/scanner_snmp_identity_test.def"
};

static struct snmp_answers *read_fixture(const char *name) {
    struct snmp_answers *answers = snmprec_fixture(name);

    if (!answers) {
        fail_msg("fixtures/snmp/%s.snmprec is not there", name);
    }
    return answers;
}

static void test_makers(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(of_makers); i++) {
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = read_fixture(of_makers[i].name);
        check_device(answers, &of_makers[i]);
    }
}

static bool is_answered(const struct snmp_answers *answers, size_t vendor, const char *object) {
    return snmp_vendor_fits(vendor, answers) && snmp_answers_first(answers, object);
}

/* A family without a recording, or an object that none of them has, is a row that nobody has tried. */
static void test_every_row_is_recorded(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct snmp_answers *all[ARRAY_LEN(of_makers)];
    const char *object;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        all[i] = read_fixture(of_makers[i].name);
    }
    for (size_t vendor = 0; vendor < snmp_vendor_count(); vendor++) {
        size_t fitting = 0;
        for (size_t i = 0; i < ARRAY_LEN(all); i++) {
            fitting += snmp_vendor_fits(vendor, all[i]);
        }
        if (fitting == 0) {
            fail_msg("%s has no recording", snmp_vendor_id(vendor));
        }
        for (size_t n = 0; (object = snmp_vendor_object(vendor, n, arena)); n++) {
            size_t found = 0;
            for (size_t i = 0; i < ARRAY_LEN(all); i++) {
                found += is_answered(all[i], vendor, object);
            }
            if (found == 0) {
                fail_msg("%s: %s is in no recording", snmp_vendor_id(vendor), object);
            }
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        snmp_answers_free(all[i]);
    }
}

/* --- asking --- */

static bool has_object(const struct snmp_plan *plan, const char *object) {
    for (size_t i = 0; i < plan->object_count; i++) {
        if (strcmp(plan->objects[i], object) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_column(const struct snmp_plan *plan, const char *entry, unsigned column) {
    for (size_t i = 0; i < plan->table_count; i++) {
        if (strcmp(plan->tables[i]->entry, entry) == 0 && plan->tables[i]->columns[0] == column) {
            return true;
        }
    }
    return false;
}

/* Everyone is asked for what is sold under many names; makers' other objects only of their own devices, and those of
 * appliances of computers as well. */
static void test_plan(void **state) {
    static const struct {
        const char *name, *object;
        bool is_asked;
    } rows[] = {
        {"fortinet", ENTERPRISE "12356.100.1.1.1.0", true},
        {"fortinet", ENTERPRISE "641.2.1.2.1.6.1", true},
        {"fortinet", ENTERPRISE "6574.1.5.2.0", false},
        {"fortinet", ENTERPRISE "25461.2.1.2.1.3.0", false},
        {"fortinet", MIB2 "43.5.1.1.17.1", true},
        {"fortinet", MIB2 "17.1.1.0", true},
        {"fortinet", MIB2 "1.1.0", false},
        {"linux", ENTERPRISE "6574.1.5.2.0", true},
        {"linux", ENTERPRISE "24681.2.2.12.0", true},
        {"linux", ENTERPRISE "12356.100.1.1.1.0", false},
        {"windows-workstation", ENTERPRISE "674.10892.1.300.10.1.11.1", true},
        {"apc-ups", ENTERPRISE "318.1.1.1.1.2.3.0", true},
        {"apc-ups", ENTERPRISE "318.1.1.12.1.6.0", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = read_fixture(rows[i].name);
        struct snmp_plan plan = {.arena = arena};

        assert_true(snmp_plan_make(answers, &plan));
        assert_in_range(plan.object_count, 10, 200);
        if (has_object(&plan, rows[i].object) != rows[i].is_asked) {
            fail_msg("%s: %s", rows[i].name, rows[i].object);
        }
        assert_true(has_column(&plan, MIB2 "47.1.1.1.1", 2));
        assert_false(has_column(&plan, ENTERPRISE "14823.2.3.3.1.2.1.1", 4));
    }
}

static void test_list(void **state) {
    CLEANUP(buffer_done) struct buffer list = {0};

    (void)state;
    assert_true(collect_snmp_list(&list));
    assert_true(str_contains(buffer_view(&list), STR(ENTERPRISE "6574.1.5.2.0\n")));
    assert_true(str_contains(buffer_view(&list), STR(ENTERPRISE "14823.2.3.3.1.2.1.1.4\n")));
    assert_true(str_contains(buffer_view(&list), STR(MIB2 "47.1.1.1.1.2,4,5,")));
    assert_true(str_contains(buffer_view(&list), STR(MIB2 "17.1.1.0\n")));
}

/* --- answers as no agent should give them --- */

static void check_text_of(const char *recording, unsigned column, const char *expected) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(snmp_answers_free_cleanup) struct snmp_answers *answers = snmp_answers_new((size_t)1 << 20);
    struct str complete, missing;
    struct observation observation;

    assert_non_null(answers);
    snmprec_read(str_from(recording), answers);
    assert_true(observation_init(&observation, arena));
    collect_snmp(answers, &observation, &complete, &missing);
    if (!str_eq(observation_get(&observation, column), str_from(expected))) {
        fail_msg("%s\n\"%.*s\" in place of \"%s\"", recording, STR_FMT(observation_get(&observation, column)),
                 expected);
    }
}

#define ENTITY "1.3.6.1.2.1.47.1.1.1.1."

static void test_odd_answers(void **state) {
    (void)state;
    check_text_of("", DEVICES_HOSTNAME, "");
    /* outside the tree of enterprises */
    check_text_of("1.3.6.1.2.1.1.2.0|6|0.0\n1.3.6.1.4.1.367.3.2.1.2.1.4.0|4|W500000004\n", DEVICES_SERIAL,
                  "W500000004");
    /* types that are not the MIB's */
    check_text_of("1.3.6.1.2.1.1.2.0|4|text\n1.3.6.1.2.1.1.1.0|2|5\n1.3.6.1.2.1.1.5.0|64|192.0.2.1\n", DEVICES_HOSTNAME,
                  "192.0.2.1");
    check_text_of(ENTITY "5.1|4|3\n" ENTITY "11.1|4|S1A2B3\n", DEVICES_SERIAL, "S1A2B3");
    /* numbers of parts that are not the device */
    check_text_of(ENTITY "5.1|2|6\n" ENTITY "11.1|4|PSU00001\n" ENTITY "5.2|2|10\n" ENTITY "11.2|4|SFP00001\n",
                  DEVICES_SERIAL, "");
    check_text_of(ENTITY "5.1|2|9\n" ENTITY "11.1|4|MOD00001\n" ENTITY "5.2|2|3\n" ENTITY "11.2|4|CHS00001\n",
                  DEVICES_SERIAL, "CHS00001");
    check_text_of(ENTITY "11.7|4|S1A2B3\n", DEVICES_SERIAL, "S1A2B3");
}

static void test_places(void **state) {
    static const struct {
        const char *said, *place;
    } rows[] = {
        {"Rack 3", "Rack 3"},
        {"Unknown", ""},
        {"Sitting on the Dock of the Bay", ""},
        {"Unknown (edit /etc/snmp/snmpd.conf)", ""},
        {"", ""},
        {"Server room", "Server room"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[128];
        snprintf(text, sizeof text, "1.3.6.1.2.1.1.6.0|4|%s\n", rows[i].said);
        check_text_of(text, DEVICES_LOCATION, rows[i].place);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_makers),   cmocka_unit_test(test_every_row_is_recorded), cmocka_unit_test(test_plan),
        cmocka_unit_test(test_list),     cmocka_unit_test(test_odd_answers),           cmocka_unit_test(test_places),
        cmocka_unit_test(test_recorded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

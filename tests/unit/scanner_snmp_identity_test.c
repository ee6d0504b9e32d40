/* What recorded devices are said to be. */

#include "scanner/collect_snmp.h"
#include "scanner/snmp_base_mac.h"
#include "scanner/snmp_vendor.h"
#include "tests/unit/support/snmprec.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

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
     ""},
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
     ""},
    {"unknown-006",
     "",
     {{DEVICES_SERIAL, ""},
      {DEVICES_MODEL, ""},
      {DEVICES_OS_NAME, "Linux"},
      {DEVICES_OS_VERSION, ""},
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

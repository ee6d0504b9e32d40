#include "scanner/collect/hardware/ioreg.h"

#include "tests/unit/support/cells.h"

static const struct cell_case cases[] = {
    {"a portable one",
     STR("+-o J314sAP  <class IOPlatformExpertDevice, id 0x100000238, registered>\n    {\n"
         "      \"IOPlatformSerialNumber\" = \"C02EXAMPLE01\"\n      \"target-type\" = <\"J314s\">\n"
         "      \"IOPlatformUUID\" = \"6F0C5A1E-3B7D-5C2E-9A41-0D2B4E6F8A10\"\n"
         "      \"manufacturer\" = <\"Apple Inc.\">\n      \"model\" = <\"MacBookPro18,3\">\n    }\n"),
     {{DEVICES_MANUFACTURER, "Apple Inc."},
      {DEVICES_MODEL, "MacBookPro18,3"},
      {DEVICES_MODEL_NUMBER, "MacBookPro18,3"},
      {DEVICES_SERIAL, "C02EXAMPLE01"},
      {DEVICES_UUID, "6F0C5A1E-3B7D-5C2E-9A41-0D2B4E6F8A10"},
      {DEVICES_KIND, "laptop"}},
     0,
     0},
    {"a desktop: what kind it is, is left to the system",
     STR("    \"model\" = <\"Macmini9,1\">\n    \"IOPlatformSerialNumber\" = \"C07EXAMPLE03\"\n"),
     {{DEVICES_MODEL, "Macmini9,1"}, {DEVICES_SERIAL, "C07EXAMPLE03"}, {DEVICES_KIND, ""}},
     0,
     0},
    {"the first counts",
     STR("| \"model\" = <\"iMac18,3\">\n| \"model\" = <\"Other\">\n"),
     {{DEVICES_MODEL, "iMac18,3"}},
     0,
     0},
    {"placeholders",
     STR("\"IOPlatformSerialNumber\" = \"0\"\n\"IOPlatformUUID\" = \"00000000-0000-0000-0000-000000000000\"\n"),
     {{DEVICES_SERIAL, ""}, {DEVICES_UUID, ""}},
     0,
     0},
    {"cut off", STR("      \"IOPlatformSerialNumber\" ="), {{DEVICES_SERIAL, ""}}, 0, 0},
    {"garbage",
     STR("= \"model\"\n\"model\" = \n\"model\" = <\n\"model\n\" = \n =  = \"\n"),
     {{DEVICES_MODEL, ""}},
     0,
     0},
    {"nothing", STR(""), {{DEVICES_MODEL, ""}}, 0, 0},
};

static void test_cases(void **state) {
    (void)state;
    check_cells(cases, ARRAY_LEN(cases), collect_ioreg);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

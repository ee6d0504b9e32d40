/* What any host may send in place of what the script writes. */

#include "scanner/collect/windows/rows.h"

#include "scanner/collect/windows/windows.h"
#include "tests/unit/support/observed.h"

static void test_readable(void **state) {
    static const struct {
        struct str body;
        bool is_readable;
    } cases[] = {
        {STR("{}"), false},
        {STR("{\"a\":[]}\r\n"), true},
        {STR(" \n{\"a\":[{\"b\":\n1}]}"), true},
        {STR(""), false},
        {STR("[]"), false},
        {STR("[{\"a\":1}]"), false},
        {STR("{\"a\":1,\"a\":2}"), false},
        {STR("{\"a\":18446744073709551615}"), false},
        {STR("{\"a\":\"\xff\"}"), false},
        {STR("{\"a\":[1}"), false},
        {STR("{\"a\":\"cut of"), false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        print_message("%.*s\n", STR_FMT(cases[i].body));
        assert_int_equal(windows_is_readable(cases[i].body), cases[i].is_readable);
    }
}

static void test_depth(void **state) {
    CLEANUP(buffer_done) struct buffer deep = {0};

    (void)state;
    buffer_append_cstr(&deep, "{\"a\":");
    for (size_t i = 0; i < 100000; i++) {
        buffer_append_char(&deep, '[');
    }
    assert_false(windows_is_readable(buffer_view(&deep)));
}

static void test_values(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    CLEANUP(json_document_free_cleanup)
    struct json_document *document =
        windows_open(STR("{\"C\":[{\"text\":\" x \",\"number\":7,\"digits\":\"18446744073709551615\",\"less\":-1,"
                         "\"list\":[1],\"none\":null,\"yes\":true,\"real\":1.5}],\"D\":{\"text\":\"y\"},"
                         "\"E\":[{\"Index\":1,\"v\":\"a\"},{\"Index\":\"7\",\"v\":\"b\"}]}"),
                     &observed.observation);
    const struct json_node *row = windows_first(document, "C");
    uint64_t number;

    (void)state;
    assert_text(windows_text(&observed.observation, row, "text"), "x");
    assert_text(windows_text(&observed.observation, row, "number"), "7");
    assert_text(windows_text(&observed.observation, row, "less"), "-1");
    assert_text(windows_text(&observed.observation, row, "list"), "");
    assert_text(windows_text(&observed.observation, row, "none"), "");
    assert_text(windows_text(&observed.observation, row, "yes"), "");
    assert_text(windows_text(&observed.observation, row, "missing"), "");
    assert_true(windows_number(row, "number", &number) && number == 7);
    assert_true(windows_number(row, "digits", &number) && number == UINT64_MAX);
    number = 5;
    assert_false(windows_number(row, "less", &number));
    assert_int_equal(number, 5);
    assert_false(windows_number(row, "real", &number));
    assert_false(windows_number(row, "text", &number));
    assert_null(windows_first(document, "D"));
    assert_null(windows_first(document, "missing"));
    row = windows_match(document, "E", windows_first(document, "C"), "number");
    assert_null(row);
    row = windows_match(document, "E", windows_first(document, "E"), "Index");
    assert_text(windows_text(&observed.observation, row, "v"), "a");
}

static void test_instants(void **state) {
    static const struct {
        struct str text;
        int64_t seconds; /* 0: none */
    } cases[] = {
        {STR("2027-03-31T00:00:00Z"), 1806451200},
        {STR("2027-03-31T09:00:00+09:00"), 1806451200},
        {STR("20270331090000.000000+540"), 1806451200},
        {STR("20270330190000.500000-300"), 1806451200},
        {STR("20270229090000.000000+540"), 0}, /* no such day */
        {STR("20270331240000.000000+540"), 0},
        {STR("20270331090000.000000 540"), 0},
        {STR("2027033109**00.000000+540"), 0},
        {STR("16010101000000.000000+000"), 0}, /* CIM's first day stands for none */
        {STR("1601-01-01T00:00:00Z"), 0},
        {STR("9999-12-31T23:59:59Z"), 0},
        {STR("20270331"), 0},
        {STR(""), 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str body = arena_printf(observed.arena, "{\"C\":[{\"At\":\"%.*s\"}]}", STR_FMT(cases[i].text));
        CLEANUP(json_document_free_cleanup)
        struct json_document *document = windows_open(body, &observed.observation);
        int64_t seconds = 0;
        bool is_read = windows_instant(windows_first(document, "C"), "At", &seconds);

        print_message("%.*s\n", STR_FMT(cases[i].text));
        assert_int_equal(is_read, cases[i].seconds != 0);
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static void test_denied(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    CLEANUP(json_document_free_cleanup)
    struct json_document *document =
        windows_open(STR("{\"denied\":[\"Win32_BIOS\",7,\"\",\"Win32_BIOS\",\"a;b\"]}"), &observed.observation);

    (void)state;
    assert_non_null(document);
    /* a note ends where the list's separator stands */
    assert_text(observed.observation.notes, "Win32_BIOS needs privilege;a");
}

/* Each collector, on classes of each wrong shape. */
static void test_wrong_shapes(void **state) {
    static const char *const classes[] = {"clock",
                                          "Win32_ComputerSystem",
                                          "Win32_SystemEnclosure",
                                          "Win32_OperatingSystem",
                                          "Win32_Processor",
                                          "Win32_PhysicalMemory",
                                          "Win32_DiskDrive",
                                          "MSFT_PhysicalDisk",
                                          "Win32_NetworkAdapter",
                                          "Win32_NetworkAdapterConfiguration",
                                          "MSFT_NetAdapter",
                                          "MSFT_NetIPAddress",
                                          "Win32_UserProfile",
                                          "LogonUI",
                                          "Uninstall",
                                          "WmiMonitorID",
                                          "Win32_QuickFixEngineering",
                                          "Win32_ComputerSystemProduct",
                                          "Win32_BIOS",
                                          "Win32_BaseBoard",
                                          "CurrentVersion",
                                          "Environment",
                                          "scanner",
                                          "denied",
                                          "failed",
                                          "Msvm_ComputerSystem",
                                          "Msvm_VirtualSystemSettingData",
                                          "Msvm_MemorySettingData",
                                          "Msvm_ProcessorSettingData",
                                          "Msvm_SyntheticEthernetPortSettingData",
                                          "Msvm_EmulatedEthernetPortSettingData"};
    static const char *const shapes[] = {"null", "7", "\"x\"", "{}", "[]", "[7,null,\"x\",[],{}]", "[[[]]]"};
    const struct collector_set *set = collect_windows_set();

    (void)state;
    for (size_t shape = 0; shape < ARRAY_LEN(shapes); shape++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        CLEANUP(buffer_done) struct buffer body = {0};

        for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
            buffer_printf(&body, "%s\"%s\":%s", i ? "," : "{", classes[i], shapes[shape]);
        }
        buffer_append_char(&body, '}');
        assert_true(windows_is_readable(buffer_view(&body)));
        for (size_t i = 0; i < set->count; i++) {
            set->items[i].parse(buffer_view(&body), &observed.observation);
        }
        assert_device(&observed, DEVICES_SERIAL, "");
        assert_device(&observed, DEVICES_OS_NAME, "");
        assert_device(&observed, DEVICES_DISK_GB, "");
        assert_int_equal(observed.observation.row_count, 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readable), cmocka_unit_test(test_depth),  cmocka_unit_test(test_values),
        cmocka_unit_test(test_instants), cmocka_unit_test(test_denied), cmocka_unit_test(test_wrong_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

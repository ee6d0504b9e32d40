#include "scanner/collect/snmp/printer.h"

#include "tests/unit/support/snmp_observed.h"

/* 1999 of 6000 are 33.3 %; a drum cannot have more left than it had; of the waste box nothing is known. */
static void test_printer(void **state) {
    static const struct {
        const char *name, *capacity;
    } supplies[] = {
        {"Black Toner Cartridge", "42 %"},
        {"Cyan Toner Cartridge", "33 %"},
        {"Waste Toner Box", ""},
        {"Drum", ""},
        {"Staples", "0 %"},
    };
    CLEANUP(observed_done) struct observed observed = snmp_observed_fixture("printer", collect_snmp_printer.parse);

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), ARRAY_LEN(supplies));
    for (size_t i = 0; i < ARRAY_LEN(supplies); i++) {
        const struct observation_row *row = observed_row(&observed, TABLE_COMPONENTS, i);
        assert_text(row->cells[COMPONENTS_KIND], "supply");
        assert_text(row->cells[COMPONENTS_NAME], supplies[i].name);
        assert_text(row->cells[COMPONENTS_CAPACITY], supplies[i].capacity);
    }
    assert_device(&observed, DEVICES_PAGE_COUNT, "123456");
}

#define MARKER(COLUMN, INDEX) MIB2 "43.10.2.1." COLUMN ".1." INDEX

static void test_page_counts(void **state) {
    static const struct {
        const char *answers, *page_count;
    } cases[] = {
        {MARKER("4", "1") "|65|77\n", "77"},
        {MARKER("4", "1") "|65|0\n", "0"},
        {MARKER("3", "1") "|2|8\n" MARKER("4", "1") "|65|77\n", "77"},
        {MARKER("3", "1") "|2|16\n" MARKER("4", "1") "|65|5000\n", ""}, /* feet */
        {MARKER("3", "1") "|2|11\n" MARKER("4", "1") "|65|5000\n" MARKER("3", "2") "|2|7\n" MARKER("4", "2") "|65|9\n",
         "9"},
        {MARKER("4", "1") "|2|-2\n", ""},
        {MARKER("4", "1") "|4|many\n", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(str_from(cases[i].answers), collect_snmp_printer.parse);
        assert_device(&observed, DEVICES_PAGE_COUNT, cases[i].page_count);
    }
}

#define SUPPLY(COLUMN) MIB2 "43.11.1.1." COLUMN ".1.1"

static void test_levels(void **state) {
    static const struct {
        const char *answers, *capacity;
    } cases[] = {
        {SUPPLY("7") "|2|19\n" SUPPLY("9") "|2|55\n", "55 %"}, /* a percentage needs no capacity */
        {SUPPLY("7") "|2|13\n" SUPPLY("9") "|2|55\n", ""},
        {SUPPLY("8") "|2|0\n" SUPPLY("9") "|2|0\n", ""},
        {SUPPLY("8") "|2|200\n" SUPPLY("9") "|2|1\n", "1 %"}, /* 0.5 */
        {SUPPLY("8") "|70|18446744073709551615\n" SUPPLY("9") "|70|18446744073709551615\n", ""},
        {SUPPLY("8") "|4|x\n" SUPPLY("9") "|6|1.3\n", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer text = {0};
        buffer_printf(&text, "%s" SUPPLY("6") "|4|Toner\n", cases[i].answers);
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(buffer_view(&text), collect_snmp_printer.parse);
        assert_text(observed_row(&observed, TABLE_COMPONENTS, 0)->cells[COMPONENTS_CAPACITY], cases[i].capacity);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printer),
        cmocka_unit_test(test_page_counts),
        cmocka_unit_test(test_levels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/collect/snmp/entity.h"

#include "tests/unit/support/snmp_observed.h"

struct expected {
    const char *kind, *name, *slot, *manufacturer, *model, *serial, *firmware, *asset_tag;
};

static void check_rows(const struct observed *observed, const struct expected *expected, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct observation_row *row = observed_row(observed, TABLE_COMPONENTS, i);
        assert_text(row->cells[COMPONENTS_KIND], expected[i].kind);
        assert_text(row->cells[COMPONENTS_NAME], expected[i].name);
        assert_text(row->cells[COMPONENTS_SLOT], expected[i].slot);
        assert_text(row->cells[COMPONENTS_MANUFACTURER], expected[i].manufacturer);
        assert_text(row->cells[COMPONENTS_MODEL], expected[i].model);
        assert_text(row->cells[COMPONENTS_SERIAL], expected[i].serial);
        assert_text(row->cells[COMPONENTS_FIRMWARE], expected[i].firmware);
        assert_text(row->cells[COMPONENTS_ASSET_TAG], expected[i].asset_tag);
    }
    assert_int_equal(observed_count(observed, TABLE_COMPONENTS), count);
}

/* A stack of two, whose container has the serial number of the first; a line card for SFPs in it, whose name says so; a
 * bay without a module, a port without a transceiver, a sensor. */
static void test_stack(void **state) {
    static const struct expected expected[] = {
        {"chassis", "GK48 Chassis", "Switch 1", "Example", "GK48-24T", "EXA2141L01L", "16.12.4", "NET-0042"},
        {"module", "8-port SFP line card", "Module bay 1", "Example", "GK-8SFP", "EXA2141L01L", "16.12.4", ""},
        {"transceiver", "1000BaseSX SFP", "GigabitEthernet1/1/1", "Example Optics", "GLC-SX", "EXB1404A0B1", "", ""},
        {"psu", "POWER Card", "POWER Card 1/1", "Example", "", "EXC1404A0C1", "", ""},
        {"fan", "FAN Card", "FAN Card 1/1", "Example", "", "", "", ""},
        {"chassis", "GK48 Chassis", "Switch 2", "Example", "GK48-24T", "EXA2141L028", "16.12.4", ""},
        {"psu", "715W AC power supply", "Switch 2 - Power Supply A", "", "PWR-715WAC", "EXC1404A0C2", "", ""},
        {"fan", "PSU fan", "Switch 2 - Power Supply A fan", "", "", "EXC1404A0C2", "", ""},
    };
    CLEANUP(observed_done) struct observed observed = snmp_observed_fixture("stack", collect_snmp_entity.parse);

    (void)state;
    check_rows(&observed, expected, ARRAY_LEN(expected));
    assert_text(observed.observation.notes, "");
}

#define ENTITY(COLUMN, INDEX) MIB2 "47.1.1.1.1." COLUMN "." INDEX

/* One number on two parts side by side is noted; on a part and what contains it, it is not. */
static void test_repeated_serials(void **state) {
    // clang-format off
    CLEANUP(observed_done) struct observed observed = snmp_observed_text(STR(
        ENTITY("5", "1") "|2|3\n" ENTITY("11", "1") "|4|EX-1\n"
        ENTITY("4", "2") "|2|1\n" ENTITY("5", "2") "|2|9\n" ENTITY("11", "2") "|4|EX-1\n"
        ENTITY("4", "3") "|2|1\n" ENTITY("5", "3") "|2|10\n" ENTITY("11", "3") "|4|EX-7\n"
        ENTITY("4", "4") "|2|1\n" ENTITY("5", "4") "|2|10\n" ENTITY("11", "4") "|4|EX-7\n"
        ENTITY("4", "5") "|2|1\n" ENTITY("5", "5") "|2|10\n" ENTITY("11", "5") "|4|EX-7\n"), collect_snmp_entity.parse);
    // clang-format on

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 5);
    assert_text(observed.observation.notes, "serial of several components: EX-7");
}

/* A blade enclosure is a chassis beside the chassis in it, a stack that lists its members as stacks is none. */
static void test_housings(void **state) {
    static const struct {
        const char *answers;
        size_t count;
    } cases[] = {
        // clang-format off
        {ENTITY("5", "1") "|2|3\n" ENTITY("11", "1") "|4|EX-1\n"
         ENTITY("4", "2") "|2|1\n" ENTITY("5", "2") "|2|3\n" ENTITY("11", "2") "|4|EX-2\n", 2},
        {ENTITY("5", "1") "|2|11\n"
         ENTITY("4", "2") "|2|1\n" ENTITY("5", "2") "|2|11\n" ENTITY("11", "2") "|4|EX-2\n", 1},
        {ENTITY("5", "1") "|2|3\n" ENTITY("11", "1") "|4|EX-1\n"
         ENTITY("4", "1000") "|2|1\n" ENTITY("5", "1000") "|2|3\n" ENTITY("11", "1000") "|4|EX-1\n"
         ENTITY("4", "2000") "|2|1\n" ENTITY("5", "2000") "|2|3\n" ENTITY("11", "2000") "|4|EX-2\n", 2},
        /* nothing is said of containment */
        {ENTITY("5", "1") "|2|11\n" ENTITY("11", "1") "|4|EX-1\n"
         ENTITY("5", "1000") "|2|3\n" ENTITY("11", "1000") "|4|EX-1\n"
         ENTITY("5", "2000") "|2|3\n" ENTITY("11", "2000") "|4|EX-2\n", 2},
        /* each contains the other */
        {ENTITY("4", "1") "|2|2\n" ENTITY("5", "1") "|2|3\n" ENTITY("11", "1") "|4|EX-1\n"
         ENTITY("4", "2") "|2|1\n" ENTITY("5", "2") "|2|3\n" ENTITY("11", "2") "|4|EX-1\n", 1},
        {ENTITY("5", "1") "|2|3\n" ENTITY("13", "1") "|4|EX100\n" ENTITY("11", "1") "|4|N/A\n", 1},
        {ENTITY("5", "1") "|2|3\n" ENTITY("2", "1") "|4|chassis\n" ENTITY("12", "1") "|4|Example\n", 0},
        // clang-format on
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_text(str_from(cases[i].answers), collect_snmp_entity.parse);
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].count);
        assert_text(observed.observation.notes, "");
    }
}

/* Circles of containment, any type for any object, indices of any length. */
static void test_hostile(void **state) {
    // clang-format off
    CLEANUP(observed_done) struct observed observed = snmp_observed_text(STR(
        ENTITY("4", "1") "|2|2\n" ENTITY("5", "1") "|2|3\n" ENTITY("11", "1") "|4|EX-1\n"
        ENTITY("4", "2") "|2|1\n" ENTITY("5", "2") "|2|3\n" ENTITY("11", "2") "|4|EX-1\n"
        ENTITY("4", "3") "|2|3\n" ENTITY("5", "3") "|4|chassis\n" ENTITY("11", "3") "|2|77\n"
        ENTITY("4", "4") "|4|one\n" ENTITY("5", "4") "|2|-3\n" ENTITY("11", "4") "|6|1.3.6\n"
        ENTITY("5", "5") "|2|2147483647\n" ENTITY("11", "5") "|64|192.0.2.1\n"
        ENTITY("11", "4.4.4") "|4|EX-9\n" ENTITY("11", "4294967295") "|4|EX-8\n"), collect_snmp_entity.parse);
    // clang-format on

    (void)state;
    assert_in_range(observed_count(&observed, TABLE_COMPONENTS), 1, 6);
}

/* Rows that agree in nothing but their length, and a chain of containers. */
static void test_many_rows(void **state) {
    enum { ROWS = 20000 };
    CLEANUP(buffer_done) struct buffer text = {0};

    (void)state;
    for (unsigned i = 1; i <= ROWS; i++) {
        buffer_printf(&text, ENTITY("4", "%u") "|2|%u\n" ENTITY("5", "%u") "|2|9\n" ENTITY("11", "%u") "|4|EX-1\n", i,
                      i - 1, i, i);
    }
    CLEANUP(observed_done) struct observed observed = snmp_observed_text(buffer_view(&text), collect_snmp_entity.parse);
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), ROWS);
}

/* --- recorded devices --- */

struct recorded {
    const char *name;
    size_t rows, chassis, with_serial, serials;
    const char *kind, *serial; /* one that must be there */
    const char *notes;
};

static size_t count_serials(const struct observed *observed, size_t *ret_distinct) {
    size_t count = 0, distinct = 0;

    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        bool is_new = true;
        if (row->table != TABLE_COMPONENTS || str_is_empty(row->cells[COMPONENTS_SERIAL])) {
            continue;
        }
        for (const struct observation_row *other = observed->observation.rows; other != row; other = other->next) {
            is_new &= other->table != TABLE_COMPONENTS ||
                      !str_eq(other->cells[COMPONENTS_SERIAL], row->cells[COMPONENTS_SERIAL]);
        }
        count++;
        distinct += is_new;
    }
    *ret_distinct = distinct;
    return count;
}

static size_t count_kind(const struct observed *observed, const char *kind, const char *serial) {
    size_t count = 0;

    for (const struct observation_row *row = observed->observation.rows; row; row = row->next) {
        count += row->table == TABLE_COMPONENTS && str_eq(row->cells[COMPONENTS_KIND], str_from(kind)) &&
                 (!serial || str_eq(row->cells[COMPONENTS_SERIAL], str_from(serial)));
    }
    return count;
}

static void test_recordings(void **state) {
    /* Counted by hand in the recordings. The stack of the N5000, which has the chassis' number, is no row of its own:
     * nine of its ten rows with a number are. */
    static const struct recorded recorded[] = {
        {"cisco-c3750", 9, 1, 9, 9, "psu", "LIT16140TR8", ""},
        {"cisco-c3750", 9, 1, 9, 9, "transceiver", "FNS17282EL1", ""},
        {"cisco-c3750", 9, 1, 9, 9, "chassis", "FDO1622Y10H", ""},
        {"cisco-n5000", 11, 1, 9, 5, "chassis", "SSI183706KP", ""},
        {"cisco-n5000-uk9", 11, 1, 9, 5, "psu", "ART1840111N", ""},
        {"huawei-s5720", 5, 1, 4, 3, "psu", "2102310JFA10F7001997", ""},
        {"huawei-s5720", 5, 1, 4, 3, "psu", "2102310JFA10F7001893", ""},
        {"paloalto-pa-5000", 1, 1, 1, 1, "chassis", "0009C100761", ""},
        {"ruijie-s5750-24gt12sfp", 1, 1, 1, 1, "chassis", "9017EHC410215", ""},
        {"aruba-7210", 2, 1, 2, 2, "psu", "IP058T7201X6", ""},
        {"hpe-procurve-516733-b21", 10, 1, 9, 4, "transceiver", "HPE3201", "serial of several components: ANK0M35"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(recorded); i++) {
        CLEANUP(observed_done)
        struct observed observed = snmp_observed_shared(recorded[i].name, collect_snmp_entity.parse);
        size_t distinct;
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), recorded[i].rows);
        assert_int_equal(count_kind(&observed, "chassis", NULL), recorded[i].chassis);
        assert_int_equal(count_serials(&observed, &distinct), recorded[i].with_serial);
        assert_int_equal(distinct, recorded[i].serials);
        assert_int_equal(count_kind(&observed, recorded[i].kind, recorded[i].serial), 1);
        assert_text(observed.observation.notes, recorded[i].notes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stack),   cmocka_unit_test(test_repeated_serials), cmocka_unit_test(test_housings),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_many_rows),        cmocka_unit_test(test_recordings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

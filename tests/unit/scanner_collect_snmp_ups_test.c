#include "scanner/collect/snmp/ups.h"

#include "tests/unit/support/snmp_observed.h"

/* As collect_snmp does: each for whom it is. */
static void parse(const struct snmp_answers *answers, struct observation *observation) {
    collect_snmp_ups.parse(answers, observation);
    if (snmp_enterprise(answers) == collect_snmp_ups_apc.enterprise) {
        collect_snmp_ups_apc.parse(answers, observation);
    }
}

static void check_battery(const struct observed *observed, const char *model, const char *capacity) {
    const struct observation_row *row = observed_row(observed, TABLE_COMPONENTS, 0);

    assert_int_equal(observed_count(observed, TABLE_COMPONENTS), 1);
    assert_text(row->cells[COMPONENTS_KIND], "battery");
    assert_text(row->cells[COMPONENTS_NAME], "battery");
    assert_text(row->cells[COMPONENTS_MODEL], model);
    assert_text(row->cells[COMPONENTS_CAPACITY], capacity);
}

static void test_card(void **state) {
    CLEANUP(observed_done) struct observed observed = snmp_observed_fixture("ups", parse);

    (void)state;
    check_battery(&observed, "EXRBC140", "97 %, replaced 2022-03-07");
}

static void test_standard(void **state) {
    static const struct {
        const char *answers, *capacity; /* NULL: no battery */
    } cases[] = {
        {MIB2 "33.1.2.1.0|2|2\n" MIB2 "33.1.2.4.0|2|100\n", "100 %"},
        {MIB2 "33.1.2.1.0|2|3\n" MIB2 "33.1.2.4.0|2|12\n", "12 %, low"},
        {MIB2 "33.1.2.1.0|2|4\n", "depleted"},
        {MIB2 "33.1.2.1.0|2|2\n" MIB2 "33.1.2.4.0|2|101\n", ""},
        {MIB2 "33.1.2.1.0|2|1\n" MIB2 "33.1.2.4.0|2|-1\n", ""},
        {MIB2 "1.1.0|4|no UPS\n", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = snmp_observed_text(str_from(cases[i].answers), parse);
        if (cases[i].capacity) {
            check_battery(&observed, "", cases[i].capacity);
        } else {
            assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 0);
        }
    }
}

static void test_days(void **state) {
    static const struct {
        const char *text, *capacity;
    } cases[] = {
        {"03/07/2022", "50 %, replaced 2022-03-07"},
        {"07.03.2022", "50 %, replaced 2022-03-07"},
        {"2022-03-07", "50 %, replaced 2022-03-07"},
        {"12/31/99", "50 %, replaced 1999-12-31"},
        {"31/12/2022", "50 %"},
        {"02/30/22", "50 %"},
        {"Unknown", "50 %"},
        {"1/2/3/4", "50 %"},
        {"", "50 %"},
        {"18446744073709551615/1/1", "50 %"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer text = {0};
        buffer_printf(&text,
                      MIB2 "1.2.0|6|1.3.6.1.4.1.318.1.3.2.11\n" ENTERPRISE "318.1.1.1.2.2.1.0|66|50\n" ENTERPRISE
                           "318.1.1.1.2.1.3.0|4|%s\n",
                      cases[i].text);
        CLEANUP(observed_done) struct observed observed = snmp_observed_text(buffer_view(&text), parse);
        check_battery(&observed, "", cases[i].capacity);
    }
}

/* The AP8641 is a strip of sockets without a battery. */
static void test_recordings(void **state) {
    static const struct { const char *name, *capacity; } cases[] = {{"eaton-93e-80", "100 %"}, {"apc-8641", NULL}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = snmp_observed_shared(cases[i].name, parse);
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].capacity != NULL);
        if (cases[i].capacity) {
            check_battery(&observed, "", cases[i].capacity);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card),
        cmocka_unit_test(test_standard),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_recordings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "scanner/snmp/neighbor.h"

#include "tests/unit/support/observed.h"

static void test_split_id(void **state) {
    static const struct {
        const char *text, *name, *serial; /* NULL: not split */
    } cases[] = {
        {"core-2(SSI183706KA)", "core-2", "SSI183706KA"},
        {"core.example(ABC1234A0B1)", "core.example", "ABC1234A0B1"},
        {"core(9ABCDEFGH01)", "core", "9ABCDEFGH01"},
        {"TBA04251336(catos)", "catos", "TBA04251336"},
        {"TBA04251336(SWITCH0001)", "SWITCH0001", "TBA04251336"},
        {"069003103(5500)", "5500", "069003103"},
        {"lab(test)", NULL, NULL},
        {"lab(SSI183706KA", NULL, NULL},
        {"(SSI183706KA)", NULL, NULL},
        {"SSI183706KA()", NULL, NULL},
        {"lab", NULL, NULL},
        {"a(b)(SSI183706KA)", NULL, NULL},
        {")", NULL, NULL},
        {"", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str name = STR_NONE, serial = STR_NONE;
        print_message("%s\n", cases[i].text);
        assert_int_equal(snmp_neighbor_split_id(str_from(cases[i].text), &name, &serial), cases[i].name != NULL);
        assert_text(name, cases[i].name ? cases[i].name : "");
        assert_text(serial, cases[i].serial ? cases[i].serial : "");
    }
}

static void test_lists(void **state) {
    struct snmp_neighbor_list list = {0};
    static const char *const texts[] = {"a", "", "b", "a", "c"};
    char names[2 * SNMP_NEIGHBOR_LIST_MAX][8];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        snmp_neighbor_list_add(&list, str_from(texts[i]));
    }
    assert_int_equal(list.count, 3);
    assert_text(list.items[2], "c");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(names[i], sizeof names[i], "n%zu", i);
        snmp_neighbor_list_add(&list, str_from(names[i]));
    }
    assert_int_equal(list.count, SNMP_NEIGHBOR_LIST_MAX);
}

static void test_nothing_known(void **state) {
    CLEANUP(observed_done) struct observed observed = observed_new();
    struct snmp_neighbor neighbor = {.port = STR("1"), .remote_port = STR("2"), .vlan = STR("3")};

    (void)state;
    snmp_neighbor_report(&neighbor, STR("cdp"), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_NEIGHBORS), 0);
    snmp_neighbor_list_add(&neighbor.addresses, STR("192.0.2.1"));
    snmp_neighbor_list_add(&neighbor.addresses, STR("192.0.2.2"));
    snmp_neighbor_report(&neighbor, STR("cdp"), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_NEIGHBORS), 1);
    assert_text(observed_row(&observed, TABLE_NEIGHBORS, 0)->cells[NEIGHBORS_REMOTE_ADDRESS], "192.0.2.1;192.0.2.2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split_id),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_nothing_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

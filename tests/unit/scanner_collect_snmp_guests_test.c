#include "scanner/collect/snmp/guests.h"

#include "tests/unit/support/snmp_observed.h"

static void check_row(const struct observation_row *row, const char *const *cells) {
    for (unsigned column = GUESTS_NAME; column < GUESTS_COLUMN_COUNT; column++) {
        assert_text(row->cells[column], cells[column - GUESTS_NAME]);
    }
}

/* Adapters of a guest that is not listed, or without an address, belong to none. */
static void test_esxi(void **state) {
    static const char *const guests[][GUESTS_COLUMN_COUNT - 1] = {
        {"web1", "421d0f3a-5b6c-7d8e-9fa0-b1c2d3e4f506", "ubuntu64Guest", "4096", "2", "on",
         "00:00:5e:00:53:01;00:00:5e:00:53:02"},
        {"old-finance", "564d5f6e-7a8b-9c0d-1e2f-3a4b5c6d7e8f", "", "2048", "1", "off", ""},
        {"試験サーバ", "", "windows2019srv_64Guest", "16384", "4", "suspended", "00:00:5e:00:53:03"},
    };
    CLEANUP(observed_done) struct observed observed = snmp_observed_fixture("esxi", collect_snmp_guests.parse);

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_GUESTS), ARRAY_LEN(guests));
    for (size_t i = 0; i < ARRAY_LEN(guests); i++) {
        check_row(observed_row(&observed, TABLE_GUESTS, i), guests[i]);
    }
    assert_device(&observed, DEVICES_KIND, "server");
}

#define GUEST(COLUMN, INDEX) ENTERPRISE "6876.2.1.1." COLUMN "." INDEX

/* A row without name and UUID is none; what cannot be is left out. */
static void test_hostile(void **state) {
    static const char *const guest[GUESTS_COLUMN_COUNT - 1] = {"a", "", "", "", "", "", ""};

    (void)state;
    // clang-format off
    CLEANUP(observed_done) struct observed observed = snmp_observed_text(
                 STR(GUEST("2", "1") "|4|a\n" GUEST("5", "1") "|2|-1\n" GUEST("6", "1") "|4|unknown\n"
                     GUEST("9", "1") "|4|two\n" GUEST("10", "1") "|4|421d0f3a5b6c7d8e9fa0b1c2d3e4f50607\n"
                     GUEST("5", "2") "|2|512\n"
                     ENTERPRISE "6876.2.4.1.7.0|4x|00005e005301\n" ENTERPRISE "6876.2.4.1.7.1.1.1|2|1\n"),
                 collect_snmp_guests.parse);
    // clang-format on
    assert_int_equal(observed_count(&observed, TABLE_GUESTS), 1);
    check_row(observed_row(&observed, TABLE_GUESTS, 0), guest);
}

static void test_none(void **state) {
    CLEANUP(observed_done) struct observed observed = snmp_observed_text(STR_NONE, collect_snmp_guests.parse);

    (void)state;
    assert_device(&observed, DEVICES_KIND, "");
}

static bool lists_guests(struct str list) {
    struct str item;

    while (str_cut(&list, ';', &item)) {
        if (str_eq(item, STR("guests"))) {
            return true;
        }
    }
    return false;
}

/* The list is complete, cut off, or none that anyone knows of: of other makers', of an agent that lists nobody. */
static void test_part(void **state) {
    static const struct {
        const char *fixture, *failed; /* NULL: the answers alone */
        const char *answers;
        bool is_complete, is_missing;
    } cases[] = {
        {"esxi", NULL, "", true, false},
        {"esxi", ENTERPRISE "6876.2.1.1", "", false, true},
        {"esxi", ENTERPRISE "6876.2.4.1", "", false, true},
        {"centos", NULL, "", false, false},
        {NULL, NULL, "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6876.4.7\n", false, false},
        {NULL, NULL, "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.1\n" GUEST("2", "1") "|4|a\n", false, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(snmp_answers_free_cleanup)
        struct snmp_answers *answers =
            cases[i].fixture ? snmprec_fixture(cases[i].fixture) : snmp_answers_new((size_t)1 << 20);
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str complete = STR_NONE, missing = STR_NONE;

        assert_non_null(answers);
        snmprec_read(str_from(cases[i].answers), answers);
        if (cases[i].failed) {
            snmp_answers_fail(answers, cases[i].failed, "timeout");
        }
        collect_snmp(answers, &observed.observation, &complete, &missing);
        assert_int_equal(lists_guests(complete), cases[i].is_complete);
        assert_int_equal(lists_guests(missing), cases[i].is_missing);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_esxi),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_part),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "licenses/edition_limits.h"

#include "tests/unit/support/ledger_text.h"

static const struct ledger_file files[] = {
    {"edition_limits.csv", "product,edition,max_sockets,source,checked_on\n"
                           "Oracle Database,Standard Edition 2,2,s,2027-01-01\n"
                           "Oracle Database,Enterprise Edition,無制限,s,2027-01-01\n"
                           "Oracle Database,,1,s,2027-01-01\n"
                           "Small Server,,8,s,2027-01-01\n"
                           "Small Server,,4,s,2027-01-01\n"
                           "Blank Server,,多数,s,2027-01-01\n"},
};

static const struct {
    const char *product, *edition;
    int64_t sockets;
    enum term allowed;
    const char *evidence;
} cases[] = {
    /* M10: more than two sockets are not licensable at all, however many rights there are */
    {"Oracle Database", "Standard Edition 2", 4, TERM_NO, "edition_limits.csv:2"},
    {"Oracle Database", "Standard Edition 2", 3, TERM_NO, "edition_limits.csv:2"},
    {"oracle database", "ＳＴＡＮＤＡＲＤ edition 2", 2, TERM_YES, "edition_limits.csv:2"},
    {"Oracle Database", "Standard Edition 2", -1, TERM_BLANK, "edition_limits.csv:2"},
    {"Oracle Database", "Enterprise Edition", 64, TERM_YES, "edition_limits.csv:3"},
    {"Oracle Database", "Enterprise Edition", -1, TERM_YES, "edition_limits.csv:3"},
    /* a row for all editions, where the edition has none of its own */
    {"Oracle Database", "Personal", 2, TERM_NO, "edition_limits.csv:4"},
    {"Oracle Database", "", 1, TERM_YES, "edition_limits.csv:4"},
    /* the strictest of two */
    {"Small Server", "", 4, TERM_YES, "edition_limits.csv:6"},
    {"Small Server", "Standard", 5, TERM_NO, "edition_limits.csv:6"},
    {"Blank Server", "", 2, TERM_BLANK, ""},
    {"Other", "", 2, TERM_BLANK, ""},
};

static void test_cases(void **state) {
    CLEANUP(ledger_text_done) struct ledger_text ledger = ledger_text_read(files, ARRAY_LEN(files));
    CLEANUP(edition_limits_free_cleanup) struct edition_limits *limits = NULL;
    const struct table *table = inventory_table(ledger.inventory, TABLE_EDITION_LIMITS);

    (void)state;
    assert_int_equal(edition_limits_read(table, &limits, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct edition_limit limit =
            edition_limits_find(limits, str_from(cases[i].product), str_from(cases[i].edition));
        print_message("%s %s %d\n", cases[i].product, cases[i].edition, (int)cases[i].sockets);
        assert_int_equal(edition_limit_allows(&limit, cases[i].sockets), cases[i].allowed);
        assert_true(str_eq(limit.evidence, str_from(cases[i].evidence)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

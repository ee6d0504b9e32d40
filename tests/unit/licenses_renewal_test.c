#include "licenses/renewal.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/checked_rights.h"

#define TODAY "LIC-RENEWAL notice end_on: The right ends on the as-of date itself, 2027-03-31; that day still counts"

static void test_renewal(void **state) {
    static const struct checked_row cases[] = {
        /* G1, T01: the last day is valid */
        {"end_on=2027-03-31", TODAY, NULL},
        {"end_on=2027-03-31", "", "2027-04-01"},
        {"end_on=2027-04-01", "LIC-RENEWAL notice end_on: The right ends on 2027-04-01 (days left: 1)", NULL},
        /* 90 days: 30 of April, 31 of May, 29 of June */
        {"end_on=2027-06-29", "LIC-RENEWAL notice end_on: The right ends on 2027-06-29 (days left: 90)", NULL},
        {"end_on=2027-06-30", "", NULL},
        {"end_on=2027-03-30", "", NULL},
        {"form=サブスクリプション|fallback=有|end_on=2027-03-31",
         "LIC-RENEWAL notice end_on: The subscription ends on 2027-03-31 (days left: 0); what was bought may be used "
         "on after it, without anything newer",
         NULL},
        {"end_on=2027-04-10（自動更新）",
         "LIC-RENEWAL notice end_on: The term ends on 2027-04-10 (days left: 10), and the right then renews by itself",
         NULL},
        {"end_on=自動更新", "", NULL},
        {"end_on=2027-03-01（自動更新）", "", NULL},
        {"form=評価版|start_on=2027-03-02|end_on=|term_days=30", TODAY, NULL}, /* M30 */
        {"start_on=2027-04-01|end_on=2027-05-01",
         "LIC-RENEWAL notice end_on: The right ends on 2027-05-01 (days left: 31)", NULL},
        /* maintenance */
        {"maintenance_end=2027-03-31",
         "LIC-RENEWAL notice maintenance_end: Maintenance of the licence ends on the as-of date itself, 2027-03-31; "
         "the right itself goes on",
         NULL},
        {"maintenance_end=2027-05-31",
         "LIC-RENEWAL notice maintenance_end: Maintenance of the licence ends on 2027-05-31 (days left: 61); the right "
         "itself goes on",
         NULL},
        {"maintenance_end=2027-03-30", "", NULL},
        {"maintenance_end=自動更新", "", NULL},
        {"end_on=2027-03-31|maintenance_end=2027-03-31", TODAY, NULL},
        {"end_on=2027-03-31|maintenance_end=2027-06-30", TODAY, NULL},
        {"end_on=2027-03-30|maintenance_end=2027-06-01", "", NULL},
        /* to be disposed of by then */
        {"end_on=2027-05-01|disposed_on=2027-04-30", "", NULL},
        {"end_on=2027-05-01|disposed_on=2027-05-01",
         "LIC-RENEWAL notice end_on: The right ends on 2027-05-01 (days left: 31)", NULL},
        {"maintenance_end=2027-05-01|disposed_on=2027-04-30", "", NULL},
    };

    (void)state;
    checked_expect_rows(cases, ARRAY_LEN(cases));
}

static void test_ended(void **state) {
    static const struct {
        const char *changes, *end; /* NULL: no finding */
        int64_t days;
    } cases[] = {
        {"end_on=2027-03-30", "2027-03-30", 1},
        {"end_on=2026-03-31", "2026-03-31", 365},
        {"end_on=2027-03-31", NULL, 0},
        {"end_on=永続", NULL, 0},
        {"end_on=", NULL, 0},
        {"end_on=2027-03-30|fallback=有", NULL, 0},
        {"end_on=2024-03-31", NULL, 0}, /* before it begins */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char end[11] = "";
        struct finding finding = {0};
        CLEANUP(ledger_rights_done) struct ledger_rights checked = checked_read_row(cases[i].changes);
        const struct entitlement *right = entitlements_get(checked.list, 0);
        bool is_there = renewal_ended_finding(right, ledger_day("2027-03-31"), end, &finding);
        assert_int_equal(is_there, cases[i].end != NULL);
        if (is_there) {
            assert_int_equal(finding.message, MESSAGE_RENEWAL_ENDED);
            assert_int_equal(finding.outcome, OUTCOME_NOTICE);
            assert_str(finding.subject, "L1");
            assert_str(finding.field, "end_on");
            assert_str(finding.arguments[0].text, cases[i].end);
            assert_int_equal(finding.arguments[1].number, cases[i].days);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renewal),
        cmocka_unit_test(test_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

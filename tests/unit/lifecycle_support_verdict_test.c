#include "lifecycle/support_verdict.h"

#include "inventory/words.h"
#include "lifecycle/support_decision.h"
#include "tests/unit/support/ledger_text.h"

enum { DUE_DAYS = 365 };

/* Gaps by hand: 2026-11-12 to 2028-03-31 are 365 (to 2027-11-12) and 140 days, with 2028-02-29 among them. */
static void test_verdicts(void **state) {
    static const struct {
        enum support_class support;
        const char *end, *plan, *as_of;
        enum support_trouble trouble;
        bool has_gap;
        int64_t gap_days;
        bool is_due, is_unplanned;
    } cases[] = {
        /* PostgreSQL 14: ended, and before it ends */
        {SUPPORT_ENDED, "2026-11-12", "2028-03-31", "2027-03-31", SUPPORT_IS_OVER, true, 505, false, false},
        {SUPPORT_STANDARD, "2026-11-12", "2028-03-31", "2026-03-31", SUPPORT_WILL_BE_OVER, true, 505, false, false},
        /* Tomcat 9.0 on its last day */
        {SUPPORT_STANDARD, "2027-03-31", "2028-03-31", "2027-03-31", SUPPORT_WILL_BE_OVER, true, 366, false, false},
        {SUPPORT_STANDARD, "2027-03-31", "2027-03-31", "2027-03-31", SUPPORT_NO_TROUBLE, true, 0, true, false},
        {SUPPORT_STANDARD, "2027-03-31", "2027-04-01", "2027-03-31", SUPPORT_WILL_BE_OVER, true, 1, false, false},
        {SUPPORT_STANDARD, "2027-03-31", NULL, "2027-03-31", SUPPORT_NO_TROUBLE, false, 0, true, true},
        /* the last day that is worth a word is 365 days ahead, with a leap day 2028-03-30 */
        {SUPPORT_STANDARD, "2028-03-30", NULL, "2027-03-31", SUPPORT_NO_TROUBLE, false, 0, true, true},
        {SUPPORT_STANDARD, "2028-03-31", NULL, "2027-03-31", SUPPORT_NO_TROUBLE, false, 0, false, false},
        {SUPPORT_STANDARD, "2028-03-30", "2028-01-31", "2027-03-31", SUPPORT_NO_TROUBLE, true, -59, true, false},
        {SUPPORT_MAINTENANCE, "2029-01-09", "2028-03-31", "2027-03-31", SUPPORT_NO_TROUBLE, true, -284, false, false},
        {SUPPORT_EXTENDED, "2027-06-30", "2027-07-01", "2027-03-31", SUPPORT_WILL_BE_OVER, true, 1, false, false},
        /* ended, and the plan has been over before: it is still there */
        {SUPPORT_ENDED, "2026-11-12", "2026-03-31", "2027-03-31", SUPPORT_IS_OVER, true, -226, false, false},
        {SUPPORT_ENDED, NULL, "2028-03-31", "2027-03-31", SUPPORT_IS_OVER, false, 0, false, false},
        {SUPPORT_STANDARD, NULL, "2028-03-31", "2027-03-31", SUPPORT_NO_TROUBLE, false, 0, false, false},
        {SUPPORT_UNKNOWN, NULL, NULL, "2027-03-31", SUPPORT_NO_TROUBLE, false, 0, false, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct support_stage stage = {
            .support = cases[i].support,
            .effective_end = cases[i].end ? milestone_on(ledger_day(cases[i].end)) : MILESTONE_NONE,
            .column = "support_end",
        };
        struct support_verdict verdict =
            support_judge(&stage, ledger_day(cases[i].plan), ledger_day(cases[i].as_of), DUE_DAYS);
        assert_int_equal(verdict.trouble, cases[i].trouble);
        assert_int_equal(verdict.has_gap, cases[i].has_gap);
        assert_int_equal(verdict.gap_days, cases[i].gap_days);
        assert_int_equal(verdict.is_due, cases[i].is_due);
        assert_int_equal(verdict.is_unplanned, cases[i].is_unplanned);
        assert_int_equal(verdict.support, cases[i].support);
        assert_false(verdict.relies);
    }
}

/* An extension was bought, and nobody says until when: up to the regular end it is as usual, beyond it is open. */
static void test_open_end(void **state) {
    static const struct {
        const char *plan;
        bool is_open, has_gap, is_due;
    } cases[] = {
        {"2027-06-30", false, true, true},
        {"2027-07-01", true, false, false},
        {NULL, false, false, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct support_stage stage = {.support = SUPPORT_STANDARD,
                                      .effective_end = milestone_on(ledger_day("2027-06-30")),
                                      .column = "support_end",
                                      .is_open_ended = true};
        struct support_verdict verdict =
            support_judge(&stage, ledger_day(cases[i].plan), ledger_day("2027-03-31"), DUE_DAYS);
        assert_int_equal(verdict.trouble, SUPPORT_NO_TROUBLE);
        assert_int_equal(verdict.is_open, cases[i].is_open);
        assert_int_equal(verdict.has_gap, cases[i].has_gap);
        assert_int_equal(verdict.is_due, cases[i].is_due);
    }
}

static struct calendar_release decided(void) {
    return (struct calendar_release){
        .decision = DECISION_RENEW,
        .decided_by = STR("山田"),
        .decided_on = ledger_day("2026-10-01"),
        .has_risk_security = true,
        .has_risk_withdrawal = true,
        .has_risk_failure = true,
        .row = 0,
    };
}

static void test_decisions(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct date day = ledger_day("2027-03-31");
    struct calendar_release release = decided();

    (void)state;
    assert_true(support_decision_is_complete(&release, day));
    assert_int_equal(support_decision_lacks(&release, day, arena).n, 0);

    /* a decision of a later day was not taken yet; on the day itself it was */
    assert_true(support_decision_is_complete(&release, ledger_day("2026-10-01")));
    assert_true(str_eq(support_decision_lacks(&release, ledger_day("2026-09-30"), arena), STR("decided_on")));

    release.has_risk_withdrawal = false;
    release.decided_by = STR_NONE;
    assert_false(support_decision_is_complete(&release, day));
    assert_true(str_eq(support_decision_lacks(&release, day, arena), STR("risk_withdrawal decided_by")));

    release = decided();
    release.decision = -1; /* blank */
    assert_true(str_eq(support_decision_lacks(&release, day, arena), STR("decision")));

    release = decided();
    release.row = UINT32_MAX; /* imported alone */
    assert_false(support_decision_is_complete(&release, day));
    assert_false(support_decision_is_complete(NULL, day));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_open_end),
        cmocka_unit_test(test_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "licenses/holding.h"

#include "tests/unit/support/ledger_text.h"

enum { IDLE_DAYS = 90 };
#define BIT(STATE) (1U << (STATE))

/* On 2027-03-31: 2026-12-31 is 90 days before, 2027-01-01 is 89. */
static const struct {
    const char *what;
    bool is_assigned;
    enum term is_installed;
    const char *last_used_on;
    bool is_logged, is_remote;
    const char *assigned_on;
    unsigned states;
} cases[] = {
    /* G7 */
    {"正常", true, TERM_YES, "2027-03-01", true, false, NULL, BIT(HOLDING_NORMAL)},
    {"未利用", true, TERM_YES, NULL, true, false, NULL, BIT(HOLDING_UNUSED)},
    {"未導入割当", true, TERM_NO, NULL, true, false, NULL, BIT(HOLDING_NOT_INSTALLED)},
    {"未割当利用", false, TERM_YES, "2027-03-01", true, false, NULL, BIT(HOLDING_UNASSIGNED_USE)},
    {"未割当導入", false, TERM_YES, NULL, true, false, NULL, BIT(HOLDING_INSTALLED_ONLY)},
    {"導入未検知", true, TERM_NO, "2027-03-01", true, false, NULL, BIT(HOLDING_NOT_DETECTED)},
    {"記録矛盾", false, TERM_NO, "2027-03-01", true, false, NULL, BIT(HOLDING_USED_ONLY)},
    {"nothing", false, TERM_NO, NULL, true, false, NULL, BIT(HOLDING_NOTHING)},
    /* services: nothing is installed */
    {"SaaS", true, TERM_NO, "2027-03-01", true, true, NULL, BIT(HOLDING_NORMAL)},
    {"SaaS, unused", true, TERM_NO, NULL, true, true, NULL, BIT(HOLDING_UNUSED)},
    {"SaaS, unassigned", false, TERM_NO, "2027-03-01", true, true, NULL, BIT(HOLDING_UNASSIGNED_USE)},
    {"SaaS, nothing", false, TERM_BLANK, NULL, true, true, NULL, BIT(HOLDING_NOTHING)},
    /* the day */
    {"used 89 days ago", true, TERM_YES, "2027-01-01", true, false, NULL, BIT(HOLDING_NORMAL)},
    {"used 90 days ago", true, TERM_YES, "2026-12-31", true, false, NULL, BIT(HOLDING_UNUSED)},
    {"used after the day", true, TERM_YES, "2027-04-02", true, false, NULL, BIT(HOLDING_NORMAL)},
    {"a use long ago is known without a log", true, TERM_YES, "2026-12-31", false, false, NULL, BIT(HOLDING_UNUSED)},
    {"assigned 89 days ago", true, TERM_YES, NULL, true, false, "2027-01-01", BIT(HOLDING_NORMAL)},
    {"assigned 90 days ago", true, TERM_YES, NULL, true, false, "2026-12-31", BIT(HOLDING_UNUSED)},
    {"assigned lately, not installed", true, TERM_NO, NULL, true, false, "2027-03-01", BIT(HOLDING_NOT_INSTALLED)},
    /* what is not known */
    {"no log", true, TERM_YES, NULL, false, false, NULL, BIT(HOLDING_NORMAL) | BIT(HOLDING_UNUSED)},
    {"not used for long, not looked at", true, TERM_BLANK, "2026-12-31", false, false, NULL,
     BIT(HOLDING_UNUSED) | BIT(HOLDING_NOT_INSTALLED)},
    {"no log, assigned lately", true, TERM_YES, NULL, false, false, "2027-03-01", BIT(HOLDING_NORMAL)},
    {"not looked at", true, TERM_BLANK, "2027-03-01", true, false, NULL,
     BIT(HOLDING_NORMAL) | BIT(HOLDING_NOT_DETECTED)},
    {"neither", true, TERM_BLANK, NULL, false, false, NULL,
     BIT(HOLDING_NORMAL) | BIT(HOLDING_UNUSED) | BIT(HOLDING_NOT_DETECTED) | BIT(HOLDING_NOT_INSTALLED)},
    {"installed, no log", false, TERM_YES, NULL, false, false, NULL,
     BIT(HOLDING_UNASSIGNED_USE) | BIT(HOLDING_INSTALLED_ONLY)},
};

static void test_states(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct holding_facts facts = {
            .is_assigned = cases[i].is_assigned,
            .assigned_on = ledger_day(cases[i].assigned_on),
            .is_installed = cases[i].is_installed,
            .is_remote = cases[i].is_remote,
            .is_logged = cases[i].is_logged,
            .last_used_on = ledger_day(cases[i].last_used_on),
        };
        print_message("%s\n", cases[i].what);
        assert_int_equal(holding_states(&facts, ledger_day("2027-03-31"), IDLE_DAYS), cases[i].states);
    }
}

/* The field is NULL where nothing is to be said. */
static const struct {
    unsigned states;
    bool is_named;
    const char *field;
    enum outcome outcome;
    enum message message;
} said[] = {
    {BIT(HOLDING_NORMAL), true, NULL, 0, 0},
    {BIT(HOLDING_NOTHING), true, NULL, 0, 0},
    /* M05: C uses it, and three seats are free all the same */
    {BIT(HOLDING_UNASSIGNED_USE), true, "unassigned", OUTCOME_VIOLATION, MESSAGE_ASSIGNMENT_UNASSIGNED},
    {BIT(HOLDING_UNASSIGNED_USE), false, NULL, 0, 0},
    {BIT(HOLDING_INSTALLED_ONLY), true, "unassigned", OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_INSTALLED},
    {BIT(HOLDING_INSTALLED_ONLY), false, NULL, 0, 0},
    {BIT(HOLDING_UNUSED), true, "unused", OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_UNUSED},
    {BIT(HOLDING_UNUSED), false, "unused", OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_UNUSED},
    {BIT(HOLDING_NOT_INSTALLED), false, "not-installed", OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_NOT_INSTALLED},
    {BIT(HOLDING_NOT_DETECTED), false, "not-detected", OUTCOME_UNDETERMINED, MESSAGE_ASSIGNMENT_NOT_DETECTED},
    {BIT(HOLDING_USED_ONLY), false, "not-detected", OUTCOME_UNDETERMINED, MESSAGE_ASSIGNMENT_CONTRADICTION},
    /* it may be a violation, or nothing of the kind */
    {BIT(HOLDING_UNASSIGNED_USE) | BIT(HOLDING_INSTALLED_ONLY), true, "unassigned", OUTCOME_UNDETERMINED,
     MESSAGE_ASSIGNMENT_UNASSIGNED_OPEN},
    {BIT(HOLDING_UNASSIGNED_USE) | BIT(HOLDING_INSTALLED_ONLY), false, NULL, 0, 0},
    {BIT(HOLDING_NORMAL) | BIT(HOLDING_UNUSED), true, NULL, 0, 0},
    {BIT(HOLDING_NORMAL) | BIT(HOLDING_NOT_DETECTED), true, NULL, 0, 0},
    {BIT(HOLDING_NOT_INSTALLED) | BIT(HOLDING_NOT_DETECTED), true, NULL, 0, 0},
    /* it is not used, wherever it is */
    {BIT(HOLDING_UNUSED) | BIT(HOLDING_NOT_INSTALLED), false, "unused", OUTCOME_NOTICE, MESSAGE_ASSIGNMENT_UNUSED},
};

static void test_findings(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(said); i++) {
        const struct holding_words words = {STR("E-1"), STR("Tool"), ledger_day("2026-12-01"), IDLE_DAYS};
        struct finding finding = {.subject_kind = SUBJECT_ASSET, .subject = STR("PC-1")};
        char text[11];
        print_message("%zu\n", i);
        assert_int_equal(holding_finding(said[i].states, said[i].is_named, &words, text, &finding),
                         said[i].field != NULL);
        if (said[i].field) {
            assert_true(str_eq(finding.field, str_from(said[i].field)));
            assert_int_equal(finding.code, CODE_LIC_ASSIGNMENT);
            assert_int_equal(finding.outcome, said[i].outcome);
            assert_int_equal(finding.message, said[i].message);
            assert_true(str_eq(finding.subject, STR("PC-1")));
        }
    }
}

static void test_idle(void **state) {
    (void)state;
    assert_true(holding_is_idle(BIT(HOLDING_UNUSED)));
    assert_true(holding_is_idle(BIT(HOLDING_NOT_INSTALLED)));
    assert_true(holding_is_idle(BIT(HOLDING_UNUSED) | BIT(HOLDING_NOT_INSTALLED)));
    assert_false(holding_is_idle(BIT(HOLDING_UNUSED) | BIT(HOLDING_NORMAL)));
    assert_false(holding_is_idle(BIT(HOLDING_NOT_DETECTED)));
    assert_false(holding_is_idle(BIT(HOLDING_INSTALLED_ONLY)));
    assert_false(holding_is_idle(0));
}

static void test_sentence(void **state) {
    const struct holding_words words = {STR("E-1"), STR("Tool"), DATE_NONE, IDLE_DAYS};
    CLEANUP(buffer_done) struct buffer out = {0};
    struct finding finding = {0};
    char text[11];

    (void)state;
    assert_true(holding_finding(BIT(HOLDING_UNUSED), true, &words, text, &finding));
    message_render(finding.message, finding.arguments, finding.argument_count, LANGUAGE_EN, &out);
    assert_true(
        str_eq(buffer_view(&out), STR("Tool is assigned to E-1 and was not used for 90 days or more (last use –)")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_findings),
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

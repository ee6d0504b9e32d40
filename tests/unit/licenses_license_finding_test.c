#include "licenses/license_finding.h"

#include "tests/unit/support/checked_rights.h"

static void assert_str(struct str got, const char *expected) {
    if (!str_eq(got, str_from(expected))) {
        fail_msg("\"%.*s\", expected \"%s\"", STR_FMT(got), expected);
    }
}

static void test_finding_of_entitlement(void **state) {
    char text[CHECKED_TEXT_MAX];

    (void)state;
    checked_write_row("department=情報管理課", text, sizeof text);
    CLEANUP(checked_done) struct checked checked = checked_read(text);
    struct finding finding =
        finding_of_entitlement(CODE_LIC_SPARE, MESSAGE_PROOF_MISSING, entitlements_get(checked.list, 0));
    assert_int_equal(finding.code, CODE_LIC_SPARE);
    assert_int_equal(finding.outcome, OUTCOME_NOTICE);
    assert_int_equal(finding.subject_kind, SUBJECT_LICENSE);
    assert_str(finding.subject, "L1");
    assert_str(finding.department, "情報管理課");
    assert_str(finding.ledger_evidence, "licenses.csv:2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finding_of_entitlement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

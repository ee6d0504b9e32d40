#include "licenses/license_finding.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/checked_rights.h"

static void test_finding_of_entitlement(void **state) {
    (void)state;
    CLEANUP(ledger_rights_done) struct ledger_rights checked = checked_read_row("department=情報管理課");
    struct finding finding =
        finding_of_entitlement(CODE_LIC_SPARE, MESSAGE_PROOF_MISSING, entitlements_get(checked.list, 0));
    assert_int_equal(finding.code, CODE_LIC_SPARE);
    assert_int_equal(finding.outcome, OUTCOME_NOTICE);
    assert_int_equal(finding.subject_kind, SUBJECT_LICENSE);
    assert_str(finding.subject, "L1");
    assert_str(finding.department, "情報管理課");
    assert_str(finding.ledger_evidence, "licenses.csv:2");
}

/* The first column that is wanting; what decides nothing about the number of units does not count. */
static void test_lacking_column(void **state) {
    static const struct {
        const char *row, *column;
    } cases[] = {
        {"quantity=", "quantity"},
        {"metric=", "metric"},
        {"end_on=|perpetual=", "end_on"},
        {"vendor=|terms_checked_on=|quantity=", "quantity"},
        {"vendor=|terms_checked_on=|metric=", "metric"},
        {"quantity=10", "quantity"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(ledger_rights_done) struct ledger_rights checked = checked_read_row(cases[i].row);
        assert_str(str_from(entitlement_lacking_column(entitlements_get(checked.list, 0))), cases[i].column);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finding_of_entitlement),
        cmocka_unit_test(test_lacking_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "findings/finding.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

/* Written down a second time: ids of findings are made of them. */
static void test_subject_kinds(void **state) {
    static const char *const names[] = {"asset",     "device", "license", "contract", "title",  "file",
                                        "neighbour", "port",   "guest",   "user",     "product"};

    (void)state;
    assert_int_equal(ARRAY_LEN(names), SUBJECT_KIND_COUNT);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_string_equal(subject_kind_name((enum subject_kind)i), names[i]);
    }
}

static void test_arguments(void **state) {
    struct finding finding = finding_make(CODE_LIC_SHARED, MESSAGE_SHARED_FORBIDDEN);

    (void)state;
    assert_int_equal(finding.outcome, OUTCOME_VIOLATION);
    finding_add_text(&finding, STR("Office"));
    finding_add_number(&finding, -3);
    finding_add_field(&finding, STR("sites"));
    finding_add_word(&finding, STR("vdi"));
    assert_int_equal(finding.argument_count, MESSAGE_ARGUMENTS_MAX);
    assert_int_equal(finding.arguments[0].kind, ARGUMENT_TEXT);
    assert_true(str_eq(finding.arguments[0].text, STR("Office")));
    assert_int_equal(finding.arguments[1].kind, ARGUMENT_NUMBER);
    assert_int_equal(finding.arguments[1].number, -3);
    assert_int_equal(finding.arguments[2].kind, ARGUMENT_FIELD);
    assert_int_equal(finding.arguments[3].kind, ARGUMENT_WORD);
}

/* Only violations are critical, whatever else is said of a finding. */
static void test_severities(void **state) {
    struct finding finding = finding_make(CODE_SUP_ENDED, MESSAGE_SUPPORT_ENDED_NO_DAY);

    (void)state;
    assert_int_equal(finding_severity(&finding), SEVERITY_HIGH);
    finding.is_critical = true;
    assert_int_equal(finding_severity(&finding), SEVERITY_CRITICAL);
    finding.outcome = OUTCOME_UNDETERMINED;
    assert_int_equal(finding_severity(&finding), SEVERITY_LOW);
    finding.outcome = OUTCOME_NOTICE;
    assert_int_equal(finding_severity(&finding), SEVERITY_INFO);
}

/* As it is written, as a spreadsheet keeps it, and nothing else. */
static void test_id_read(void **state) {
    uint64_t id = 0;

    (void)state;
    assert_true(finding_id_read(STR("b237be457f49dc35"), &id) && id == UINT64_C(0xb237be457f49dc35));
    assert_true(finding_id_read(STR("'1234567890123456"), &id) && id == UINT64_C(0x1234567890123456));
    assert_false(finding_id_read(STR("''1234567890123456"), &id));
    assert_false(finding_id_read(STR("1.23457E+15"), &id));
    assert_true(id == UINT64_C(0x1234567890123456));
}

static void test_evidence(void **state) {
    static const struct {
        const char *places;
        const char *cut[4];
    } cases[] = {
        {"", {NULL}},
        {"devices.csv:2", {"devices.csv:2"}},
        {"devices.csv:2 support.csv:17", {"devices.csv:2", "support.csv:17"}},
        {"licenses 2026.csv:6 licenses 2026.csv:70 …", {"licenses 2026.csv:6", "licenses 2026.csv:70", "…"}},
        {"台帳 (1).csv:3 a: 4 b.csv:5", {"台帳 (1).csv:3", "a: 4 b.csv:5"}},
        {"ledger.yaml", {"ledger.yaml"}},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str rest = str_from(cases[i].places), place;
        for (size_t at = 0; at < ARRAY_LEN(cases[i].cut) && cases[i].cut[at]; at++) {
            assert_true(evidence_cut(&rest, &place));
            assert_true(str_eq(place, str_from(cases[i].cut[at])));
        }
        assert_false(evidence_cut(&rest, &place));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_subject_kinds), cmocka_unit_test(test_arguments), cmocka_unit_test(test_severities),
        cmocka_unit_test(test_id_read),       cmocka_unit_test(test_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

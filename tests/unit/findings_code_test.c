#include "findings/code.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

/* Every code that the tool knows and its usual outcome, written down a second time: a name that changes breaks
 * histories and the scripts of users. */
static const struct usual_case {
    const char *names; /* separated by blanks */
    enum outcome outcome;
} usual_cases[] = {
    {"DIF-MISSING DIF-UNREGISTERED DIF-ATTRIBUTE DIF-STATUS DIF-SW-UNREGISTERED DIF-SW-MISSING DIF-SW-VERSION "
     "CHG-UNAPPROVED CHG-UNAPPLIED LIC-PURPOSE LIC-QUANTITY LIC-PERIOD LIC-COUNTRY LIC-SHARED LIC-MULTI LIC-UNLICENSED "
     "LIC-OEM LIC-SCOPE LIC-ASSIGNMENT SUP-ENDED SUP-PLANNED SUP-PLATFORM SUP-DECISION CON-EXPIRED CON-GAP CON-NOTICE "
     "CON-UNCOVERED",
     OUTCOME_VIOLATION},
    {"DIF-UNVERIFIED DIF-IDENTITY LIC-INCOMPLETE LIC-TITLE SUP-UNKNOWN INP-ENCODING INP-SYNTAX INP-HEADER INP-DATE "
     "INP-NUMBER INP-VALUE INP-REQUIRED INP-DUPLICATE INP-REFERENCE",
     OUTCOME_UNDETERMINED},
    {"USE-IDLE LIC-RENEWAL LIC-SPARE LIC-PROOF SUP-EXTENDED SUP-SOON SUP-PATCH CON-OVERPAID REU-CANDIDATE REU-HOLD "
     "REU-RETURN REU-LICENSE RUN-WAIVER",
     OUTCOME_NOTICE},
};

static void test_usual_outcomes(void **state) {
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(usual_cases); i++) {
        struct str rest = str_from(usual_cases[i].names), name;
        while (str_cut(&rest, ' ', &name)) {
            enum finding_code code;
            if (!code_by_name(name, &code) || code_def(code)->outcome != usual_cases[i].outcome) {
                fail_msg("%.*s", STR_FMT(name));
            }
            assert_true(str_eq(str_from(code_def(code)->name), name));
            count++;
        }
    }
    assert_int_equal(count, CODE_COUNT);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;

    while ((text = strstr(text, part))) {
        text += strlen(part);
        count++;
    }
    return count;
}

/* Two to five sentences, ending properly. A remark in brackets may hold one more end. */
static bool is_explanation(const char *text, const char *between, const char *end) {
    size_t ends = count_of(text, between);

    return ends >= 1 && ends <= 6 && str_ends_with(str_from(text), str_from(end));
}

static void test_texts(void **state) {
    (void)state;
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        const struct code_def *def = code_def((enum finding_code)i);
        if (!def->title[LANGUAGE_EN][0] || !def->title[LANGUAGE_JA][0] || !def->fields[0] ||
            !is_explanation(def->meaning[LANGUAGE_EN], ". ", ".") ||
            !is_explanation(def->meaning[LANGUAGE_JA], "。", "。")) {
            fail_msg("%s", def->name);
        }
        /* The legal reading stays with people. */
        assert_null(strstr(def->meaning[LANGUAGE_EN], "breach"));
        assert_null(strstr(def->meaning[LANGUAGE_JA], "契約違反"));
        assert_null(strstr(def->meaning[LANGUAGE_JA], "条件違反"));
    }
}

/* The group says the case of the guideline, except that changes and use belong to the differences. */
static void test_cases(void **state) {
    static const struct {
        const char *prefix;
        unsigned guideline_case;
        const char *clause;
    } groups[] = {
        {"INP-", 0, ""},        {"RUN-", 0, ""},        {"DIF-", 1, "2.3)[1]"},
        {"CHG-", 1, "2.3)[1]"}, {"USE-", 1, "2.3)[1]"}, {"LIC-", 2, "2.3)[2]"},
        {"SUP-", 3, "2.3)[3]"}, {"CON-", 3, "2.3)[3]"}, {"REU-", 4, "2.3)[4]"},
    };
    size_t seen = 0;

    (void)state;
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        const char *name = code_def((enum finding_code)i)->name;
        for (size_t k = 0; k < ARRAY_LEN(groups); k++) {
            if (strncmp(name, groups[k].prefix, 4) == 0) {
                seen++;
                assert_int_equal(code_def((enum finding_code)i)->guideline_case, groups[k].guideline_case);
                assert_non_null(strstr(code_guideline((enum finding_code)i), groups[k].clause));
            }
        }
    }
    assert_int_equal(seen, CODE_COUNT);
    assert_string_equal(code_guideline(CODE_DIF_MISSING), "標準ガイドライン 第3編第9章 2.3)[1]");
    assert_string_equal(code_guideline(CODE_LIC_RENEWAL), "標準ガイドライン 第3編第9章 2.3)[2]、表9-7[7]");
    assert_string_equal(code_guideline(CODE_INP_DATE), "");
}

static void test_viewpoints(void **state) {
    static const struct {
        enum finding_code code;
        const char *viewpoint;
    } cases[] = {
        {CODE_LIC_PURPOSE, "1"},    {CODE_LIC_QUANTITY, "2"},
        {CODE_LIC_PERIOD, "3"},     {CODE_LIC_COUNTRY, "4"},
        {CODE_LIC_SHARED, "5"},     {CODE_LIC_MULTI, "6"},
        {CODE_LIC_OEM, "6"},        {CODE_LIC_UNLICENSED, "2"},
        {CODE_LIC_SCOPE, "4"},      {CODE_CHG_UNAPPLIED, "difference"},
        {CODE_SUP_SOON, "support"}, {CODE_CON_GAP, "contract"},
        {CODE_REU_HOLD, "reuse"},   {CODE_INP_VALUE, "input"},
        {CODE_RUN_WAIVER, "run"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(viewpoint_name(code_def(cases[i].code)->viewpoint), cases[i].viewpoint);
    }
}

static void test_severities(void **state) {
    static const struct {
        enum finding_code code;
        enum outcome outcome;
        const char *severity;
    } cases[] = {
        {CODE_LIC_UNLICENSED, OUTCOME_VIOLATION, "critical"},
        {CODE_LIC_UNLICENSED, OUTCOME_UNDETERMINED, "low"},
        {CODE_LIC_QUANTITY, OUTCOME_VIOLATION, "high"},
        {CODE_SUP_ENDED, OUTCOME_VIOLATION, "high"},
        {CODE_CON_GAP, OUTCOME_VIOLATION, "high"},
        {CODE_DIF_MISSING, OUTCOME_VIOLATION, "medium"},
        {CODE_CHG_UNAPPROVED, OUTCOME_VIOLATION, "medium"},
        {CODE_DIF_UNVERIFIED, OUTCOME_UNDETERMINED, "low"},
        {CODE_SUP_ENDED, OUTCOME_NOTICE, "info"},
        {CODE_DIF_MISSING, OUTCOME_CONFORMING, "info"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(severity_name(code_severity(cases[i].code, cases[i].outcome)), cases[i].severity);
    }
}

static void test_names(void **state) {
    enum finding_code code = CODE_COUNT;
    enum outcome outcome = OUTCOME_COUNT;

    (void)state;
    assert_true(code_by_name(STR("dif-Sw-missing"), &code));
    assert_int_equal(code, CODE_DIF_SW_MISSING);
    assert_false(code_by_name(STR("DIF-SW"), &code));
    assert_false(code_by_name(STR_NONE, &code));
    assert_int_equal(code, CODE_DIF_SW_MISSING);
    assert_true(outcome_by_name(STR("undetermined"), &outcome));
    assert_int_equal(outcome, OUTCOME_UNDETERMINED);
    assert_false(outcome_by_name(STR("none"), &outcome));
    assert_string_equal(outcome_name(OUTCOME_CONFORMING), "conforming");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual_outcomes), cmocka_unit_test(test_texts),      cmocka_unit_test(test_cases),
        cmocka_unit_test(test_viewpoints),     cmocka_unit_test(test_severities), cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

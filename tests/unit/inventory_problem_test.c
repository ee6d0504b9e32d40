#include "inventory/problem.h"

#include "tests/unit/support/cmocka.h"

/* The input codes of findings, and nothing else, stand for problems in data. */
static void test_codes(void **state) {
    static const char *const codes[] = {"INP-ENCODING", "INP-SYNTAX",   "INP-HEADER",    "INP-DATE",     "INP-NUMBER",
                                        "INP-VALUE",    "INP-REQUIRED", "INP-DUPLICATE", "INP-REFERENCE"};
    bool is_used[ARRAY_LEN(codes)] = {false};

    (void)state;
    assert_string_equal(problem_code(PROBLEM_NONE), "");
    assert_int_equal(problem_effect(PROBLEM_NONE), EFFECT_NONE);
    for (unsigned i = PROBLEM_NONE + 1; i < PROBLEM_COUNT; i++) {
        size_t at = 0;
        while (at < ARRAY_LEN(codes) && strcmp(codes[at], problem_code((enum problem)i)) != 0) {
            at++;
        }
        assert_in_range(at, 0, ARRAY_LEN(codes) - 1);
        is_used[at] = true;
        assert_int_not_equal(problem_effect((enum problem)i), EFFECT_NONE);
    }
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        assert_true(is_used[i]);
    }
}

static void test_effects(void **state) {
    static const struct {
        enum problem problem;
        const char *code;
        enum problem_effect effect;
    } cases[] = {
        {PROBLEM_UNCLOSED_QUOTE, "INP-SYNTAX", EFFECT_REFUSE},   {PROBLEM_COLUMN_MISSING, "INP-HEADER", EFFECT_REFUSE},
        {PROBLEM_COLUMN_EXPECTED, "INP-HEADER", EFFECT_NOTICE},  {PROBLEM_HEADING_TWICE, "INP-HEADER", EFFECT_REFUSE},
        {PROBLEM_DATE_IMPOSSIBLE, "INP-DATE", EFFECT_BLANK},     {PROBLEM_DATE_ERA, "INP-DATE", EFFECT_NOTICE},
        {PROBLEM_NUMBER_CONVERTED, "INP-NUMBER", EFFECT_NOTICE}, {PROBLEM_WORD_UNKNOWN, "INP-VALUE", EFFECT_BLANK},
        {PROBLEM_CELL_REQUIRED, "INP-REQUIRED", EFFECT_BLANK},   {PROBLEM_ID_TWICE, "INP-DUPLICATE", EFFECT_BLANK},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(problem_code(cases[i].problem), cases[i].code);
        assert_int_equal(problem_effect(cases[i].problem), cases[i].effect);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_effects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

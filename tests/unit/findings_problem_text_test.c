#include "findings/problem_text.h"

#include "tests/unit/support/cmocka.h"

/* Every problem has a message, and one of the code that inventory/problem.def gives it. */
static void test_complete(void **state) {
    bool used[MESSAGE_COUNT] = {false};

    (void)state;
    for (unsigned i = PROBLEM_NONE + 1; i < PROBLEM_COUNT; i++) {
        enum message message = problem_message((enum problem)i);
        if (message == MESSAGE_COUNT || used[message]) {
            fail_msg("problem %u (%s)", i, problem_code((enum problem)i));
        }
        used[message] = true;
        assert_string_equal(code_def(problem_finding_code((enum problem)i))->name, problem_code((enum problem)i));
    }
    assert_int_equal(problem_message(PROBLEM_NONE), MESSAGE_COUNT);
    assert_int_equal(problem_finding_code(PROBLEM_NONE), CODE_COUNT);
}

/* A problem's name and its message's name go together: DATE_ERA is input-date-era. */
static void test_names(void **state) {
    static const char *const names[] = {
#define PROBLEM(ID, CODE, EFFECT) #ID,
#include "inventory/problem.def"
    };

    (void)state;
    for (unsigned i = PROBLEM_NONE + 1; i < PROBLEM_COUNT; i++) {
        const char *id = message_id(problem_message((enum problem)i));
        assert_true(strncmp(id, "input-", 6) == 0);
        assert_int_equal(strlen(id + 6), strlen(names[i]));
        for (size_t k = 0; names[i][k]; k++) {
            assert_int_equal(id[6 + k], names[i][k] == '_' ? '-' : str_lower_char(names[i][k]));
        }
    }
}

static const struct render_case {
    struct diagnostic diagnostic;
    enum language language;
    const char *text;
} render_cases[] = {
    {{.problem = PROBLEM_DATE_IMPOSSIBLE, .heading = STR("取得日"), .args = {STR("令和9年2月29日")}},
     LANGUAGE_JA,
     "取得日: 「令和9年2月29日」は存在しない日付のため、空欄とみなします。日付を訂正してください"},
    {{.problem = PROBLEM_DATE_IMPOSSIBLE, .args = {STR("R9.2.29")}},
     LANGUAGE_EN,
     "“R9.2.29” is a day that does not exist; the cell counts as blank. Correct the date"},
    {{.problem = PROBLEM_COLUMN_MISSING, .args = {STR("asset_id"), STR("資産管理番号, Asset ID")}},
     LANGUAGE_JA,
     "必須の項目「資産管理番号」がないため、この表を読み込みませんでした。次のいずれかの見出しを追加してください: "
     "資産管理番号, Asset ID"},
    {{.problem = PROBLEM_COLUMN_MISSING, .args = {STR("asset_id"), STR("Asset ID")}},
     LANGUAGE_EN,
     "The mandatory column asset_id is missing; the table was left out. Add one of these headings: Asset ID"},
    {{.problem = PROBLEM_HEADING_AMBIGUOUS, .heading = STR("コア数"), .args = {STR("コア数"), STR("a, b")}},
     LANGUAGE_EN,
     "The heading “コア数” fits several columns (a, b) and was not used. Rename the heading, or map it in ledger.yaml"},
    {{.problem = PROBLEM_BOOL_UNKNOWN, .args = {STR("a\x1b[2J")}},
     LANGUAGE_EN,
     "“a\\x1b[2J” is neither yes nor no; the cell counts as blank. Write yes or no"},
    {{.problem = PROBLEM_NONE}, LANGUAGE_EN, ""},
};

static void test_render(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(render_cases); i++) {
        struct buffer out = {0};
        problem_render(&render_cases[i].diagnostic, render_cases[i].language, &out);
        buffer_append_char(&out, '\0');
        assert_string_equal(out.p, render_cases[i].text);
        buffer_done(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_render),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
